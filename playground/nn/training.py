"""Training: mini-batches, epochs, and the state that changes while a network learns."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from playground.arrays import FloatArray, IntArray
from playground.nn import steps
from playground.nn.compiled.engine import use_numpy
from playground.nn.evolution import Population, Search, penalty_rule, train_generation
from playground.nn.measuring import check_shapes, measure
from playground.nn.network import Masks, Network
from playground.nn.optimizers import OPTIMIZERS
from playground.nn.recipe import Recipe
from playground.nn.streams import StateAfter

if TYPE_CHECKING:
    from playground.nn.compiled.workspace import Workspace

ENGINES = ("auto", "numpy", "compiled")
# Orders and dropout are drawn for several epochs at once; this bounds their memory.
NUMBERS_AT_ONCE = 2**20
NO_ORDER: IntArray = np.zeros(
    0, dtype=np.int64
)  # between two epochs nothing is left of the last one's


@dataclass(frozen=True)
class TrainerState:
    """A copy of everything that training changes, the random streams included.

    ``order_rng`` and ``dropout_rng`` are states of bit generators.
    """

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


@dataclass(frozen=True)
class Batch:
    """A mini-batch and all that its step needs besides the network and the optimizer's memory.

    ``examples`` (n,) are its places in the training data, ``inputs`` and ``targets`` the features
    and what is trained towards (n, ...), ``masks`` the dropout masks, ``rate`` the learning rate,
    ``number`` that of the optimizer's step, counted from 1.
    """

    examples: IntArray
    inputs: FloatArray
    targets: FloatArray
    masks: Masks
    rate: float
    number: int


def _orders(n_examples: int, recipe: Recipe, n: int, rng: np.random.Generator) -> IntArray:
    """Draw the orders of n epochs, (n, n_examples)."""
    orders = np.tile(np.arange(n_examples), (n, 1))
    steps.order_rule(recipe)(orders, rng)
    return orders


def _uniforms(n_examples: int, n_neurons: int, n: int, rng: np.random.Generator) -> FloatArray:
    """Draw what decides who is left out in n epochs, (n * n_examples, n_neurons)."""
    return rng.random((n * n_examples, n_neurons))


def _states_after(
    marks: Sequence[int],
    rng: np.random.Generator,
    draw: Callable[[int, np.random.Generator], object],
) -> list[StateAfter]:
    """Return the states of a stream after so many epochs' draws from now."""
    kind, now = type(rng.bit_generator), rng.bit_generator.state
    return [StateAfter(kind, now, draw, mark) for mark in marks]


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
        self._workspace: Workspace | None = None
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
        # A population cannot change its size under way, nor have what was frozen back: it starts
        # anew around its best.
        resized = not optimizer.uses_gradient and (
            recipe.optimizer_settings != self._recipe.optimizer_settings
            or recipe.frozen != self._recipe.frozen
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
            From ``Head.targets``, (n_examples, n_targets).
        n
            Number of epochs; n calls with 1 give bit for bit what one call with n gives.

        Raises
        ------
        ValueError
            If there are no examples, or their arrays do not fit the network.
        """
        self._advance(inputs, targets, n, ())

    def train_through(
        self, inputs: FloatArray, targets: FloatArray, ends: Sequence[int]
    ) -> list[TrainerState]:
        """Train whole epochs, and return the states after so many of them as ``ends`` names.

        Does, bit for bit, what ``train_epochs`` and ``state`` in turn do; compiled in few calls.

        Parameters
        ----------
        inputs, targets
            As for ``train_epochs``.
        ends
            Numbers of epochs from now, increasing, the first at least 1; the last is that of all.

        Raises
        ------
        ValueError
            If there are no examples, or their arrays do not fit the network.

        Examples
        --------
        >>> from playground.nn import Head
        >>> network, rng = Network((1, 1), [], Head.of("regression")), np.random.default_rng(0)
        >>> x = np.array([[-1.0], [1.0]])
        >>> states = Trainer(network, Recipe(), rng, rng).train_through(x, 3.0 * x, [1, 20])
        >>> [(state.epoch, state.parameters.round(2)) for state in states]
        [(1, array([0.09, 0.  ])), (20, array([1.37, 0.  ]))]
        """
        return self._advance(inputs, targets, ends[-1] if ends else 0, ends)

    def _advance(
        self, inputs: FloatArray, targets: FloatArray, n: int, ends: Sequence[int]
    ) -> list[TrainerState]:
        """Train n epochs; return the states after those that ``ends`` names."""
        targets = self._goals(inputs, targets)
        n_examples = len(inputs)
        most = max(1, NUMBERS_AT_ONCE // max(1, n_examples * max(self.network.layer_sizes)))
        states: list[TrainerState] = []
        done = 0
        while done < n:
            evolving = not OPTIMIZERS[self._recipe.optimizer].uses_gradient
            begun = self._under_way(n_examples)
            at_once = 1 if evolving or begun else min(n - done, most)
            marks = [end - done for end in ends if done < end <= done + at_once]
            if evolving:
                self._evolve(inputs, targets)
            elif begun:
                self._train_part(inputs, targets, self._order[self._position :])
            else:
                states += self._train_whole(inputs, targets, at_once, marks)
            if marks and (evolving or begun):
                states.append(self.state())
            done += at_once
        return states

    def train_batch(self, inputs: FloatArray, targets: FloatArray, n: int = 1) -> None:
        """Train n mini-batches of one epoch; at the end of the data the epoch is complete.

        An optimizer without a gradient knows no batches: it trains a whole generation.
        """
        targets = self._goals(inputs, targets)
        if not OPTIMIZERS[self._recipe.optimizer].uses_gradient:
            self._evolve(inputs, targets)
            return
        self._order, self._position = self._present_order(len(inputs), self.order_rng)
        stop = self._position + n * self._recipe.batch_size
        self._train_part(inputs, targets, self._order[self._position : stop])

    def next_batch(self, inputs: FloatArray, targets: FloatArray) -> Batch:
        """Return the mini-batch that ``train_batch`` will take, and train nothing.

        The random streams stay where they are: what is drawn is drawn from copies of them.

        Raises
        ------
        ValueError
            If there are no examples, their arrays do not fit the network, or the optimizer uses
            no gradient and so knows no batches.
        """
        targets = self._goals(inputs, targets)
        optimizer = OPTIMIZERS[self._recipe.optimizer]
        if not optimizer.uses_gradient:
            raise ValueError(f"{optimizer.label} knows no batches: it takes all examples at once.")
        order_rng, dropout_rng = deepcopy((self.order_rng, self.dropout_rng))
        order, position = self._present_order(len(inputs), order_rng)
        examples = order[position : position + self._recipe.batch_size]
        masks: Masks = ()
        if self._n_dropping:
            hidden = self.network.layer_sizes[1:-1]
            uniforms = dropout_rng.random((len(examples), self._n_dropping))
            masks = steps.dropout_masks(uniforms, self._recipe.dropout_rates(len(hidden)), hidden)
        return Batch(
            examples, inputs[examples], targets[examples], masks,
            self.learning_rate, self._optimizer_steps + 1,
        )  # fmt: skip

    def next_candidates(self) -> FloatArray:
        """Return the candidates (size, n_parameters) of the next generation, and train nothing.

        For an optimizer without a gradient; the random stream stays where it is.
        """
        rng, search = deepcopy((self.order_rng, self._search))
        candidates: FloatArray = (search or self._new_search(rng)).ask().copy()
        candidates[:, self._held] = self.network.parameters[self._held]
        return candidates

    def copy(self) -> Trainer:
        """Return a trainer that goes on as this one does, with a network and streams of its own."""
        streams = deepcopy((self.order_rng, self.dropout_rng, self._search))
        other = Trainer(self.network.copy(), self._recipe, streams[0], streams[1], self.engine)
        other.restore(self.state())
        other._search, other._population = streams[2], self._population
        return other

    def _present_order(self, n_examples: int, rng: np.random.Generator) -> tuple[IntArray, int]:
        """Return the order of the present epoch and the place in it; of a new epoch it is drawn."""
        if self._under_way(n_examples):
            return self._order, self._position
        order = np.arange(n_examples)
        steps.order_rule(self._recipe)(order, rng)
        return order, 0

    def _goals(self, inputs: FloatArray, targets: FloatArray) -> FloatArray:
        """Return what to train towards: the targets, softened if the recipe wants that.

        Raises
        ------
        ValueError
            If there are no examples, or their arrays do not fit the network.
        """
        if len(inputs) == 0:
            raise ValueError("There is nothing to train on; give at least one example.")
        check_shapes(self.network, inputs, targets)
        soften = self.network.head.softening_rule(self._recipe.label_smoothing)
        return soften(targets) if soften else targets

    def _evolve(self, inputs: FloatArray, targets: FloatArray) -> None:
        """Train one generation of an optimizer without a gradient, which counts as one epoch."""
        if self._search is None:
            self._search = self._new_search(self.order_rng)
        losses = train_generation(
            self.network.parameters,
            self._search,
            lambda candidates: self._penalised_losses(candidates, inputs, targets),
            self._held,
        )
        self._population = Population.of(losses)
        self._position = 0
        self.steps += 1
        self.epoch += 1

    def _new_search(self, rng: np.random.Generator) -> Search:
        """Return a search that starts around the network."""
        search = OPTIMIZERS[self._recipe.optimizer].search
        assert search is not None, "who uses no gradient has a search"
        return search(self.network.parameters.copy(), self._recipe.optimizer_settings, rng)

    def _penalised_losses(
        self, candidates: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Return the mean loss plus the regularizer's penalty of each row of parameters."""
        measured = measure(self.network, candidates, inputs, targets, engine=self.engine)
        return measured.losses + penalty_rule(self._recipe, self.network.n_weights)(candidates)

    def _room_for(self, batch_size: int) -> Workspace:
        """Return a workspace for batches up to that size and the network as it is now."""
        from playground.nn.compiled.workspace import Workspace

        made = self._workspace
        if made is None or made.batch_size < batch_size or not made.fits():
            made = self._workspace = Workspace(self.network, batch_size)
        return made

    def _under_way(self, n_examples: int) -> bool:
        """Return whether an epoch over that many examples has been begun."""
        return self._position > 0 and len(self._order) == n_examples

    @property
    def _n_dropping(self) -> int:
        """How many numbers dropout draws for an example: all hidden neurons, 0 without dropout."""
        drops_out = any(self._recipe.dropout_rates(len(self.network.activations)))
        return sum(self.network.layer_sizes[1:-1]) if drops_out else 0

    @property
    def _held(self) -> list[int]:
        """The places of the parameters that are left as they are."""
        return self.network.held(self._recipe.frozen)

    def _train_part(self, inputs: FloatArray, targets: FloatArray, order: IntArray) -> None:
        """Train through a part of the present epoch."""
        self._position += len(order)
        rates = self._recipe.rates(self.epoch + 1, 1)
        if use_numpy(self.engine, self.network, self._recipe):
            self._in_numpy(inputs, targets, order[None], rates)
        else:
            uniforms = self.dropout_rng.random((len(order), self._n_dropping))
            self._compiled(inputs, targets, order[None], rates, uniforms, [])
        if self._position >= len(inputs):
            self._position = 0
            self.epoch += 1

    def _train_whole(
        self, inputs: FloatArray, targets: FloatArray, n: int, marks: list[int]
    ) -> list[TrainerState]:
        """Train n epochs, none being under way; return the states after those of ``marks``."""
        rates = self._recipe.rates(self.epoch + 1, n)
        draw_orders = partial(_orders, len(inputs), self._recipe)
        if use_numpy(self.engine, self.network, self._recipe):
            states: list[TrainerState] = []
            for start, end in pairwise((0, *marks, *([] if marks[-1:] == [n] else [n]))):
                orders = draw_orders(end - start, self.order_rng)
                self._in_numpy(inputs, targets, orders, rates[start:end])
                self.epoch += end - start
                states.append(self.state())
            return states[: len(marks)]
        draw_uniforms = partial(_uniforms, len(inputs), self._n_dropping)
        order_streams = _states_after(marks, self.order_rng, draw_orders)
        dropout_streams = _states_after(marks, self.dropout_rng, draw_uniforms)
        orders, uniforms = draw_orders(n, self.order_rng), draw_uniforms(n, self.dropout_rng)
        before, steps_before = self._optimizer_steps, self.steps
        kept = self._compiled(inputs, targets, orders, rates, uniforms, marks)
        per_epoch = (self.steps - steps_before) // n
        optimizer, epoch = self._recipe.optimizer, self.epoch
        self.epoch += n
        rows = [row.copy() for row in kept]  # or one of them would keep the memory of all
        return [
            TrainerState(
                mine[0], mine[1], mine[2], optimizer, before + mark * per_epoch,
                epoch + mark, steps_before + mark * per_epoch, NO_ORDER, 0, order_rng, dropout_rng,
            )
            for mark, mine, order_rng, dropout_rng in zip(
                marks, rows, order_streams, dropout_streams, strict=True
            )
        ]  # fmt: skip

    def _in_numpy(
        self, inputs: FloatArray, targets: FloatArray, orders: IntArray, rates: FloatArray
    ) -> None:
        """Take the steps in plain NumPy."""
        with np.errstate(all="ignore"):  # who runs away learns it from the parameters
            taken = steps.train(
                self.network, self._recipe, inputs, targets, orders, rates, self._m, self._v,
                self._optimizer_steps, self.dropout_rng,
            )  # fmt: skip
        self._optimizer_steps += taken
        self.steps += taken

    def _compiled(
        self,
        inputs: FloatArray,
        targets: FloatArray,
        orders: IntArray,
        rates: FloatArray,
        uniforms: FloatArray,
        marks: list[int],
    ) -> FloatArray:
        """Take the steps in the compiled engine; return what is kept (see ``Workspace.train``)."""
        workspace = self._room_for(min(self._recipe.batch_size, len(inputs)))
        taken, kept = workspace.train(
            self._recipe, inputs, targets, np.ascontiguousarray(orders), rates, self._m, self._v,
            self._optimizer_steps, uniforms, marks,
        )  # fmt: skip
        self._optimizer_steps += taken
        self.steps += taken
        return kept

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
            order=self._order.copy() if self._position else NO_ORDER,
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
        self.order_rng.bit_generator.state = dict(state.order_rng)
        self.dropout_rng.bit_generator.state = dict(state.dropout_rng)
