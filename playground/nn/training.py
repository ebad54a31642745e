"""Training: mini-batches, epochs, and the state that changes while a network learns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.nn import steps
from playground.nn.arrays import FloatArray, IntArray
from playground.nn.compiled import engine as compiled
from playground.nn.evolution import SEARCHES, Population, Search, penalty_rule, train_generation
from playground.nn.network import Network
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.recipe import Recipe

ENGINES = ("auto", "numpy", "compiled")
# Orders and dropout are drawn for several epochs at once; this bounds their memory.
NUMBERS_AT_ONCE = 2**20


@dataclass(frozen=True)
class TrainerState:
    """A copy of everything that training changes, the random streams included."""

    parameters: FloatArray
    memory_m: FloatArray
    memory_v: FloatArray
    optimizer: str
    optimizer_steps: int
    epoch: int
    steps: int
    order: IntArray
    position: int
    order_rng: Mapping[str, Any]
    dropout_rng: Mapping[str, Any]


class Trainer:
    """Trains one network, and holds all that changes while it learns.

    Parameters
    ----------
    network
        The network; its parameters are changed in place.
    recipe
        How to train; may be replaced at any time.
    order_rng
        Draws the order of the examples.
    dropout_rng
        Draws the dropout masks.
    engine
        "numpy", "compiled", or "auto": compiled from when ``warm`` is done, NumPy until then.

    Raises
    ------
    ValueError
        If there is no such engine.

    Examples
    --------
    >>> from playground.nn import Head
    >>> network = Network((1, 1), [], Head.of("regression"))
    >>> rng = np.random.default_rng(0)
    >>> trainer = Trainer(network, Recipe(learning_rate=0.5, batch_size=2), rng, rng)
    >>> inputs = np.array([[-1.0], [1.0]])
    >>> trainer.train_epochs(inputs, 3.0 * inputs, 50)
    >>> network.weights[0].round(6), trainer.epoch
    (array([[3.]]), 50)
    """

    def __init__(
        self,
        network: Network,
        recipe: Recipe,
        order_rng: np.random.Generator,
        dropout_rng: np.random.Generator,
        engine: str = "auto",
    ) -> None:
        if engine not in ENGINES:
            raise ValueError(
                f"The engine {engine!r} is unknown; choose one of {', '.join(ENGINES)}."
            )
        self.network = network
        self.engine = engine
        self.order_rng = order_rng
        self.dropout_rng = dropout_rng
        self.epoch = 0
        self.steps = 0
        self._recipe = recipe
        self._order: IntArray = np.zeros(0, dtype=np.int64)
        self._position = 0
        self._workspace: compiled.Workspace | None = None
        self._forget()

    def _forget(self) -> None:
        """Start the optimizer's memory afresh."""
        self._m = np.zeros_like(self.network.parameters)
        self._v = np.zeros_like(self.network.parameters)
        self._optimizer_steps = 0
        self._search: Search | None = None
        self._population: Population | None = None

    @property
    def recipe(self) -> Recipe:
        """The present recipe; another optimizer starts its memory afresh, nothing else changes."""
        return self._recipe

    @recipe.setter
    def recipe(self, recipe: Recipe) -> None:
        optimizer = OPTIMIZERS[recipe.optimizer]
        changed = recipe.optimizer != self._recipe.optimizer
        # A population cannot change its size under way: it starts anew around its best.
        resized = not optimizer.uses_gradient and (
            recipe.optimizer_settings != self._recipe.optimizer_settings
        )
        self._recipe = recipe
        if changed or resized:
            self._forget()

    @property
    def learning_rate(self) -> float:
        """The learning rate of the present epoch, by the schedule."""
        return self._recipe.rate(self.epoch + 1)

    @property
    def position(self) -> int:
        """How many examples of the present epoch have been used; 0 between two epochs."""
        return self._position

    @property
    def population(self) -> Population | None:
        """How the candidates of the last generation did; None where the optimizer has none."""
        return self._population

    def train_epochs(self, inputs: FloatArray, targets: FloatArray, n: int) -> None:
        """Train whole epochs. A begun epoch is finished first and counts as one.

        Parameters
        ----------
        inputs
            Features, (n_examples, n_features).
        targets
            From ``Head.targets``, (n_examples, n_outputs).
        n
            Number of epochs; n calls with 1 give bit for bit what one call with n gives.

        Raises
        ------
        ValueError
            If there are no examples.
        """
        self._check(inputs)
        if not OPTIMIZERS[self._recipe.optimizer].uses_gradient:
            for _ in range(n):
                self._evolve(inputs, targets)
            return
        n_examples = len(inputs)
        if n > 0 and self._under_way(n_examples):
            self._train(inputs, targets, self._order[None, self._position :])
            n -= 1
        most = max(1, NUMBERS_AT_ONCE // max(1, n_examples * max(self.network.layer_sizes)))
        while n > 0:
            self._train(inputs, targets, self._orders(min(n, most), n_examples))
            n -= min(n, most)

    def train_batch(self, inputs: FloatArray, targets: FloatArray, n: int = 1) -> None:
        """Train n mini-batches of one epoch; at the end of the data the epoch is complete.

        An optimizer without a gradient knows no batches: it trains a whole generation.
        """
        self._check(inputs)
        if not OPTIMIZERS[self._recipe.optimizer].uses_gradient:
            self._evolve(inputs, targets)
            return
        if not self._under_way(len(inputs)):
            self._order = self._orders(1, len(inputs))[0]
            self._position = 0
        stop = self._position + n * self._recipe.batch_size
        self._train(inputs, targets, self._order[None, self._position : stop])

    @staticmethod
    def _check(inputs: FloatArray) -> None:
        if len(inputs) == 0:
            raise ValueError("There is nothing to train on; give at least one example.")

    def _evolve(self, inputs: FloatArray, targets: FloatArray) -> None:
        """Train one generation of an optimizer without a gradient, which counts as one epoch."""
        if self._search is None:
            search = SEARCHES[self._recipe.optimizer]
            start = self.network.parameters.copy()
            self._search = search(start, self._recipe.optimizer_settings, self.order_rng)
        losses = train_generation(
            self.network.parameters,
            self._search,
            lambda candidates: self._penalised_losses(candidates, inputs, targets),
        )
        self._population = Population.of(losses)
        self._position = 0
        self.steps += 1
        self.epoch += 1

    def _penalised_losses(
        self, candidates: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Return the mean loss plus the regularizer's penalty of each row of parameters."""
        if self._use_numpy():
            trial = self.network.copy()
            losses = np.empty(len(candidates))
            for number, candidate in enumerate(candidates):
                trial.parameters[:] = candidate
                losses[number] = evaluate(trial, inputs, targets)
        else:
            workspace = self._room_for(compiled.EXAMPLES_AT_ONCE)
            losses = workspace.mean_losses(candidates, inputs, targets)
        return losses + penalty_rule(self._recipe, self.network.n_weights)(candidates)

    def _use_numpy(self) -> bool:
        return self.engine == "numpy" or (self.engine == "auto" and not compiled.ready())

    def _room_for(self, batch_size: int) -> compiled.Workspace:
        """Return a workspace for batches up to that size and the network as it is now."""
        made = self._workspace
        if made is None or made.batch_size < batch_size or not made.fits():
            made = self._workspace = compiled.Workspace(self.network, batch_size)
        return made

    def _under_way(self, n_examples: int) -> bool:
        """Return whether an epoch over that many examples has been begun."""
        return self._position > 0 and len(self._order) == n_examples

    def _orders(self, n_epochs: int, n_examples: int) -> IntArray:
        """Draw the order of the examples for so many epochs, one row each."""
        orders = np.tile(np.arange(n_examples), (n_epochs, 1))
        steps.order_rule(self._recipe)(orders, self.order_rng)
        return orders

    def _train(self, inputs: FloatArray, targets: FloatArray, orders: IntArray) -> None:
        """Train either several whole epochs or a part of the present one."""
        n_examples = len(inputs)
        rates = self._recipe.rates(self.epoch + 1, len(orders))
        whole = orders.shape[1] == n_examples
        self._position = n_examples if whole else self._position + orders.shape[1]
        taken = self._run(inputs, targets, orders, rates)
        self._optimizer_steps += taken
        self.steps += taken
        if self._position >= n_examples:
            self._position = 0
            self.epoch += len(orders)

    def _run(
        self, inputs: FloatArray, targets: FloatArray, orders: IntArray, rates: FloatArray
    ) -> int:
        """Let the engine do the steps; return their number."""
        given = (inputs, targets, np.ascontiguousarray(orders), rates, self._m, self._v)
        before, rng = self._optimizer_steps, self.dropout_rng
        if self._use_numpy():
            return steps.train(self.network, self._recipe, *given, before, rng)
        workspace = self._room_for(min(self._recipe.batch_size, len(inputs)))
        return workspace.train(self._recipe, *given, before, rng)

    def state(self) -> TrainerState:
        """Return a copy of everything that training changes."""
        return TrainerState(
            parameters=self.network.parameters.copy(),
            memory_m=self._m.copy(),
            memory_v=self._v.copy(),
            optimizer=self._recipe.optimizer,
            optimizer_steps=self._optimizer_steps,
            epoch=self.epoch,
            steps=self.steps,
            order=self._order.copy(),
            position=self._position,
            order_rng=self.order_rng.bit_generator.state,
            dropout_rng=self.dropout_rng.bit_generator.state,
        )

    def restore(self, state: TrainerState) -> None:
        """Go back to a state, to the last bit. The recipe stays.

        The optimizer's memory comes back if it belongs to the present optimizer, else it starts
        afresh. A population is not kept in a state: a new one is drawn around the parameters.

        Raises
        ------
        ValueError
            If the state is one of another network.
        """
        if state.parameters.shape != self.network.parameters.shape:
            raise ValueError(
                f"This state has {state.parameters.size} parameters and cannot be put into "
                f"a network with {self.network.parameters.size}."
            )
        self.network.parameters[:] = state.parameters
        self._forget()
        if state.optimizer == self._recipe.optimizer:
            self._m[:] = state.memory_m
            self._v[:] = state.memory_v
            self._optimizer_steps = state.optimizer_steps
        self.epoch = state.epoch
        self.steps = state.steps
        self._order = state.order.copy()
        self._position = state.position
        self.order_rng.bit_generator.state = state.order_rng
        self.dropout_rng.bit_generator.state = state.dropout_rng


def evaluate(network: Network, inputs: FloatArray, targets: FloatArray) -> float:
    """Return the mean loss, without any regularization term and without touching training state.

    Parameters
    ----------
    inputs
        Features, (n, n_features).
    targets
        From ``Head.targets``, (n, n_outputs).

    Returns
    -------
    float
        The mean over the examples; nan for no examples.
    """
    if len(inputs) == 0:
        return float("nan")
    return float(network.head.value(network.forward(inputs).logits[-1], targets).mean())
