"""Two optimizers that use no gradient: a population of parameter vectors, of which the fit survive.

Both have the same face: ``ask()`` gives the candidates of a generation (size, n_parameters),
``tell(losses)`` returns how well each did. One generation counts as one epoch and sees all training
data.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from playground.arrays import FloatArray
from playground.nn.regularizers import REGULARIZERS

if TYPE_CHECKING:  # it names the optimizers, which name the searches here
    from playground.nn.recipe import Recipe

FIRST_SPREAD = 0.5  # standard deviation of the first population around the network it starts from
SURVIVORS = 0.25  # share of a population that become parents
LARGEST_FULL_MATRIX = 1000  # with more parameters, CMA-ES adapts the diagonal only
WORST = 1e300  # counts as the loss of candidates whose own is not finite


@dataclass(frozen=True)
class Population:
    """How the candidates of a generation did: lowest and mean loss, and standard deviation."""

    size: int
    best: float
    mean: float
    spread: float

    @classmethod
    def of(cls, losses: FloatArray) -> Population:
        """Return the statistics of the finite losses (inf where there are none)."""
        finite = losses[np.isfinite(losses)]
        if len(finite) == 0:
            return cls(len(losses), float("inf"), float("inf"), float("inf"))
        return cls(len(losses), float(finite.min()), float(finite.mean()), float(finite.std()))


class Search(Protocol):
    """The face of an optimizer without a gradient."""

    def ask(self) -> FloatArray:
        """Return the candidates of the next generation (size, n_parameters)."""

    def tell(self, losses: FloatArray) -> None:
        """Take the candidates' losses (size,) in."""


class Genetic:
    """A genetic algorithm: the fittest quarter stays, the others are children of two of them.

    A child has each parameter from one of its parents by chance (uniform crossover, Syswerda 1989),
    multiplied by 1 + s U and moved by s/10 U' with U, U' from U[-1, 1] (mutation). The small move
    lets a weight change its sign, which no factor near one can do.

    Parameters
    ----------
    start
        The parameters around which the first population is drawn, (n_parameters,).
    settings
        Population size and mutation strength s.
    rng
        Draws everything.

    Examples
    --------
    >>> search = Genetic(np.zeros(2), (20, 0.3), np.random.default_rng(0))
    >>> for _ in range(60):
    ...     candidates = search.ask()
    ...     search.tell(((candidates - [1.0, -2.0]) ** 2).sum(axis=1))
    >>> bool(np.abs(search.ask()[0] - [1.0, -2.0]).max() < 0.1)
    True
    """

    def __init__(
        self, start: FloatArray, settings: Sequence[float], rng: np.random.Generator
    ) -> None:
        size, self.mutation = int(settings[0]), float(settings[1])
        self.rng = rng
        self.candidates = start + FIRST_SPREAD * rng.standard_normal((size, len(start)))
        self.candidates[0] = start

    def ask(self) -> FloatArray:
        """Return the present population; after a ``tell``, its first member is the fittest."""
        return self.candidates

    def tell(self, losses: FloatArray) -> None:
        """Let the fittest have children."""
        size, n_parameters = self.candidates.shape
        n_parents = max(2, round(SURVIVORS * size))
        parents = self.candidates[np.argsort(losses, kind="stable")[:n_parents]]
        n_children = size - n_parents
        mothers, fathers = self.rng.integers(n_parents, size=(2, n_children))
        from_mother = self.rng.random((n_children, n_parameters)) < 0.5
        children = np.where(from_mother, parents[mothers], parents[fathers])
        factor, move = self.rng.uniform(-1.0, 1.0, (2, n_children, n_parameters))
        children = children * (1.0 + self.mutation * factor) + 0.1 * self.mutation * move
        self.candidates = np.concatenate([parents, children])


class CmaEs:
    """CMA-ES: draw from a normal distribution and adapt its centre, width and covariance.

    Uses the ``cma`` package of its inventor (Hansen, https://arxiv.org/abs/1604.00772), fed with
    our random numbers and kept from writing anything. Parameters as for ``Genetic``; the settings
    are the population size and the first step size.
    """

    def __init__(
        self, start: FloatArray, settings: Sequence[float], rng: np.random.Generator
    ) -> None:
        with warnings.catch_warnings():
            # It warns that it cannot plot without matplotlib, which nobody asks it to do.
            warnings.simplefilter("ignore", UserWarning)
            import cma  # imported only here: it takes a noticeable fraction of a second

        options = {
            "popsize": int(settings[0]),
            "randn": partial(_normal, rng),  # not a closure: a copy needs a stream of its own
            "seed": np.nan,  # leaves NumPy's global random numbers alone
            "verbose": -9,
            "verb_log": 0,
            "CMA_diagonal": len(start) > LARGEST_FULL_MATRIX,
        }
        # The package needs two dimensions at least; a lone parameter gets an idle companion.
        self.n_parameters = len(start)
        centre = start if len(start) > 1 else np.append(start, 0.0)
        self.strategy: Any = cma.CMAEvolutionStrategy(centre, float(settings[1]), options)
        self.asked: list[FloatArray] = []

    @property
    def has_converged(self) -> bool:
        """Whether its own rules say that nothing more is to be gained."""
        return bool(self.strategy.stop())

    @property
    def centre(self) -> FloatArray:
        """The centre (n_parameters,) that the next population is drawn around."""
        return np.array(self.strategy.mean)[: self.n_parameters]

    @property
    def covariance(self) -> FloatArray:
        """The covariance (n_parameters, n_parameters) that the next population is drawn with."""
        spread = self.strategy.sigma * np.array(self.strategy.sigma_vec.scaling)
        matrix = self.strategy.sm.covariance_matrix * np.outer(spread, spread)
        return np.array(matrix)[: self.n_parameters, : self.n_parameters]

    def ask(self) -> FloatArray:
        """Draw a new population."""
        self.asked = self.strategy.ask()
        return np.array(self.asked)[:, : self.n_parameters]

    def tell(self, losses: FloatArray) -> None:
        """Adapt the distribution."""
        self.strategy.tell(
            self.asked, [min(loss, WORST) for loss in np.nan_to_num(losses, nan=WORST)]
        )


def _normal(rng: np.random.Generator, *shape: int) -> FloatArray:
    return rng.standard_normal(shape)


def train_generation(
    parameters: FloatArray,
    search: Search,
    losses_of: Callable[[FloatArray], FloatArray],
    held: Sequence[int] = (),
) -> FloatArray:
    """Train one generation in place and return the losses of its candidates (size,).

    The parameters (n_parameters,) become the best of themselves and all candidates, so that the
    loss of the data in use never rises. ``losses_of(candidates)`` gives the loss of each row.
    """
    candidates = np.concatenate([parameters[None, :], search.ask()])
    candidates[:, list(held)] = parameters[list(held)]  # what is frozen, they have in common
    losses = losses_of(candidates)
    search.tell(losses[1:])
    parameters[:] = candidates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
    return losses[1:]


def penalties(
    candidates: FloatArray,
    *,
    n_weights: int,
    penalty: Callable[[Any, Any], Any],
    regularization_rate: float,
) -> FloatArray:
    """Return what regularization adds to the loss of each row of parameters, of weights only."""
    totals: FloatArray = penalty(candidates[:, :n_weights], regularization_rate).sum(axis=1)
    return totals


def penalty_rule(recipe: Recipe, n_weights: int) -> Callable[[FloatArray], FloatArray]:
    """Return ``penalties`` with the functions and numbers of a recipe."""
    return partial(
        penalties,
        n_weights=n_weights,
        penalty=REGULARIZERS[recipe.regularization].penalty,
        regularization_rate=recipe.regularization_rate,
    )
