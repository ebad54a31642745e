"""A network with one input as a curve through points with error bars, and how it learns them.

It is this project's own network and trainer. What it makes small is chi^2 per point,

    chi^2 = mean over the points of ((f(x) - y) / error)^2 ,

and of all the epochs at which it was looked at, the one with the smallest chi^2 of the validation
points can be kept: NNPDF calls this look-back stopping (https://arxiv.org/abs/1410.8849).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray, IntArray
from playground.labs.curves.points import Points
from playground.nn import Head, Network, Recipe, Trainer, measure
from playground.runs.divergence import has_diverged

LOOK = 10  # epochs from one look at chi^2 to the next
LOOKS = 20  # after so many looks, at most, the fit so far is given out: a moment to cancel
MOST = 10**7  # points times parameters times epochs until then: some hundredths of a second
RUN_AWAY = 1e3  # times the chi^2 of the first weights: nothing has been learned
HEAD = Head.of("regression", weighted=True)


@dataclass(frozen=True)
class CurveNetwork:
    """What kind of network, and how it is trained.

    Parameters
    ----------
    hidden_layers
        Neurons per hidden layer; none for a line.
    activation
        A key of ``ACTIVATIONS``, for all of them.
    optimizer, learning_rate
        As for a ``Recipe``.
    epochs
        How long it learns.
    batch_size
        Points per step; None for all of them at once.
    validation
        The share of the points, 0 <= share < 1, that is held back to stop by; 0 keeps the last
        epoch.
    initializer
        A key of ``INITIALIZERS``.

    Raises
    ------
    ValueError
        If one of them is unknown or out of range.

    Examples
    --------
    >>> CurveNetwork((20,), "sigmoid").network().layer_sizes
    (1, 20, 1)
    """

    hidden_layers: tuple[int, ...] = (20,)
    activation: str = "tanh"
    optimizer: str = "adam"
    learning_rate: float = 0.01
    epochs: int = 2000
    batch_size: int | None = None
    validation: float = 0.0
    initializer: str = "glorot"

    def __post_init__(self) -> None:
        if self.epochs < 1:
            raise ValueError(f"A network learns for at least one epoch, not {self.epochs}.")
        if not 0.0 <= self.validation < 1.0:
            raise ValueError(
                f"The share held back must be at least 0 and below 1, not {self.validation}."
            )
        self.recipe(1)
        self.network().initialise(np.random.default_rng(0), self.initializer)

    def network(self) -> Network:
        """Return a network of this kind, its parameters all 0."""
        sizes = (1, *self.hidden_layers, 1)
        return Network(sizes, [self.activation] * len(self.hidden_layers), HEAD)

    def recipe(self, n: int) -> Recipe:
        """Return how n points are learned."""
        return Recipe(self.optimizer, self.learning_rate, batch_size=self.batch_size or max(n, 1))


@dataclass(frozen=True)
class Scale:
    """The units in which a network sees points: mean 0 and standard deviation 1 on either axis.

    A chi^2 has its smallest value at the same curve whatever the units, but a learning rate means
    the same for all points. ``chi2`` is how many times the loss chi^2 per point is.
    """

    x: float
    x_width: float
    y: float
    y_width: float
    chi2: float

    @classmethod
    def of(cls, points: Points) -> Scale:
        """Return the units for these points; an axis on which all are equal keeps its own."""
        x, y = points.x, points.y
        x_width, y_width = float(x.std()) or 1.0, float(y.std()) or 1.0
        weight = float(np.mean((y_width / points.errors) ** 2))
        return cls(float(x.mean()), x_width, float(y.mean()), y_width, 2.0 * weight)

    def inputs(self, x: FloatArray) -> FloatArray:
        """Return what the network is given, (n, 1), for x (n,)."""
        return ((np.asarray(x, dtype=np.float64) - self.x) / self.x_width)[:, None]

    def targets(self, points: Points) -> FloatArray:
        """Return what it should say, and the weights, which are 1 on average, (n, 2)."""
        weights = 2.0 / self.chi2 * (self.y_width / points.errors) ** 2
        return HEAD.targets((points.y - self.y) / self.y_width, weights)

    def values(self, outputs: AnyFloatArray) -> FloatArray:
        """Return y (n,) of what it says, (n, 1)."""
        return np.asarray(self.y + self.y_width * outputs[:, 0], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class NetworkFit:
    """What a network has made of points.

    Parameters
    ----------
    settings, scale
        Of what kind it is, and its units.
    parameters
        Of the network, (n_parameters,).
    epoch
        After which epoch it had them: the last one, or the one that look-back stopping chose.
    epochs
        Those at which it was looked at, (k,).
    training, validation
        chi^2 per point there, (k,) each; nan for a part without points.
    diverged
        Whether the numbers ran away.
    """

    settings: CurveNetwork
    scale: Scale
    parameters: FloatArray
    epoch: int
    epochs: IntArray
    training: FloatArray
    validation: FloatArray
    diverged: bool

    @cached_property
    def network(self) -> Network:
        """The network with these parameters; it sees the points in the units of ``scale``."""
        network = self.settings.network()
        network.parameters[:] = self.parameters
        return network

    def curve(self, x: FloatArray) -> FloatArray:
        """Return the curve at x, (n,) both."""
        return self.scale.values(self.network.outputs(self.scale.inputs(x)))

    @property
    def chi2(self) -> float:
        """chi^2 per training point, at the epoch that was kept."""
        return float(self.training[self.epochs.searchsorted(self.epoch)])

    @property
    def validation_chi2(self) -> float:
        """chi^2 per validation point, at the epoch that was kept; nan without any."""
        return float(self.validation[self.epochs.searchsorted(self.epoch)])


def chi2(values: FloatArray, points: Points) -> float:
    """Return chi^2 per point of a curve that has these values (n,) at the points.

    >>> chi2(np.array([1.0, 1.0]), Points(np.arange(2.0), np.array([2.0, 1.0]), np.full(2, 0.5)))
    2.0
    """
    return float(np.mean(((values - points.y) / points.errors) ** 2))


def checked(points: Points) -> Points:
    """Return points as arrays of floats, if a curve can be fitted to them.

    Raises
    ------
    ValueError
        If there are none, or one of them cannot be weighed.
    """
    x, y, errors = (
        np.asarray(one, dtype=np.float64) for one in (points.x, points.y, points.errors)
    )
    if len(x) == 0:
        raise ValueError("There are no points to learn; add at least one.")
    if not all(np.isfinite(one).all() for one in (x, y, errors)) or (errors < 0.0).any():
        raise ValueError("Every point needs a finite x and y, and an error of at least 0.")
    if errors.any() and not errors.all():
        number = int(np.argmin(errors)) + 1
        raise ValueError(
            f"Point {number} has the error 0 and would outweigh all others; "
            "give every point an error, or none."
        )
    return Points(x, y, errors)


def weighed(points: Points) -> Points:
    """Return points that have an error each: 1 where they have none.

    Without errors chi^2 per point is the mean squared error.
    """
    if points.errors.any():
        return points
    return Points(points.x, points.y, np.ones_like(points.errors))


def split(points: Points, share: float, rng: np.random.Generator) -> tuple[Points, Points]:
    """Return a random part to learn and one to stop by; the former has at least one point.

    The latter has at least one, too, where the share is above 0 and there are two.
    """
    n = len(points.x)
    held_back = min(max(round(share * n), 1), n - 1) if share > 0.0 else 0
    order = rng.permutation(n)
    return taken(points, np.sort(order[held_back:])), taken(points, np.sort(order[:held_back]))


def taken(points: Points, rows: IntArray) -> Points:
    """Return those points, in that order; one may come several times."""
    return Points(points.x[rows], points.y[rows], points.errors[rows])


def learn(
    settings: CurveNetwork,
    training: Points,
    validation: Points,
    scale: Scale,
    weights_rng: np.random.Generator,
    order_rng: np.random.Generator,
) -> Iterator[NetworkFit]:
    """Yield the fit again and again while it learns; the last one is the fit that is kept.

    Parameters
    ----------
    settings
        What learns, and how.
    training, validation
        Points that all have an error; there may be none to validate with.
    scale
        The units, ``Scale.of`` all points.
    weights_rng, order_rng
        Draw the first weights and the order of the points.

    Yields
    ------
    NetworkFit
        As it is after every ``LOOK * LOOKS`` epochs, or more often where these take long, and in
        the end; then, unless the numbers ran away or there are no validation points, the epoch with
        the smallest chi^2 of these.
    """
    network = settings.network()
    network.initialise(weights_rng, settings.initializer)
    trainer = Trainer(network, settings.recipe(len(training.x)), order_rng, order_rng)
    inputs, targets = scale.inputs(training.x), scale.targets(training)
    parts = [(inputs, targets), (scale.inputs(validation.x), scale.targets(validation))]
    ends = [*range(LOOK, settings.epochs, LOOK), settings.epochs]

    def chi2s(moments: list[FloatArray]) -> FloatArray:
        """Return chi^2 per point of both parts at some moments, (2, n_moments)."""
        losses = [measure(network, np.array(moments), *part).losses for part in parts]
        return scale.chi2 * np.array(losses)

    def fit(place: int) -> NetworkFit:
        training, validation = looks
        is_sound = training[place] <= RUN_AWAY * training[0] and not has_diverged(moments[place])
        return NetworkFit(
            settings, scale, moments[place], epochs[place], np.array(epochs), training, validation,
            not is_sound,
        )  # fmt: skip

    moments, epochs = [network.parameters.copy()], [0]
    looks = chi2s(moments)
    at_once = min(max(MOST // (LOOK * len(inputs) * network.parameters.size), 1), LOOKS)
    for start in range(0, len(ends), at_once):
        some = ends[start : start + at_once]
        states = trainer.train_through(inputs, targets, [end - trainer.epoch for end in some])
        new = [state.parameters for state in states]
        moments += new
        epochs += some
        looks = np.concatenate([looks, chi2s(new)], axis=1)
        yield fit(-1)
        if has_diverged(moments[-1]):
            return
    if len(validation.x):
        yield fit(int(np.argmin(looks[1])))
