"""Whole runs of the learner's network, each with another optimizer, and what is seen of each.

A run has thousands of dimensions and each optimizer goes another way: every run gets a plane of its
own, all have one scale of colours, and every point carries its true loss.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from playground.arrays import FloatArray
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.landscape import Shadow, heights, resolutions, shadow
from playground.labs.optimizers.network_loss import NetworkLoss, sharpness
from playground.labs.optimizers.over_network import MOST_EPOCHS
from playground.labs.optimizers.own import loss_of
from playground.nn.optimizers import OPTIMIZERS
from playground.runs.jobs import Steps

MOMENTS = 60  # of a run that are kept for its shadow
BANDS = 16  # of the colours
TOO_LONG = 0.02  # seconds of a gradient from which on nobody waits for the sharpness
FINEST = 30  # values along each side of a plane: they are small, and many stand side by side


@dataclass(frozen=True)
class Kept:
    """A run that was trained, at some moments.

    Parameters
    ----------
    optimizer, learning_rate
        Who trained.
    epochs
        The epoch of each moment, (n,).
    moments
        The parameters, (n, n_parameters).
    loss
        The training loss.
    diverged
        Whether it ended because the numbers ran away.
    """

    optimizer: str
    learning_rate: float
    epochs: list[int]
    moments: FloatArray
    loss: NetworkLoss
    diverged: bool


@dataclass(frozen=True)
class Told:
    """What is seen of a run.

    Parameters
    ----------
    optimizer, learning_rate, epochs, diverged
        As in ``Kept``.
    shadow
        The plane and the points; None where nothing has moved.
    heights
        The losses over the plane's picture, (n, n), row 0 with the lowest y.
    sharpness
        The largest curvature at the end; None where it was not found.
    """

    optimizer: str
    learning_rate: float
    epochs: list[int]
    diverged: bool
    shadow: Shadow | None
    heights: FloatArray
    sharpness: float | None


def train_runs(
    settings: Settings,
    entries: Sequence[Entry],
    epochs: int,
    done: Callable[[Kept], None],
    own: Source | None = None,
) -> Steps[None]:
    """Train the same start with several optimizers: the steps of a ``Job``.

    Parameters
    ----------
    settings
        The experiment's; its own optimizer keeps its rate, the others have their usual one.
    entries
        With whom. Newton's method, which trains no networks, is passed over.
    epochs
        How long each run is.
    done
        ``done(run)`` is called with every run as soon as it is over.
    own
        The learner's own points, if the settings name them.
    """
    length = min(max(epochs, 1), MOST_EPOCHS)
    wanted = sorted({round(one) for one in np.geomspace(1, length + 1, MOMENTS) - 1})
    chosen = [entry for entry in entries if entry.walker.direction is None]
    for number, entry in enumerate(chosen):
        run = Experiment(settings_of(settings, entry), own=own)
        loss, first = loss_of(run)
        moments, seen = [first], [0]
        seconds = yield number / len(chosen)
        for epoch in wanted[1:]:
            while run.epoch < epoch and run.diverged is None:
                run.train_for(seconds, epoch)
                seconds = yield (number + run.epoch / length) / len(chosen)
            if run.diverged is not None:
                break
            moments.append(run.network.parameters.copy())
            seen.append(run.epoch)
        rate = run.settings.learning_rate
        done(Kept(entry.optimizer, rate, seen, np.array(moments), loss, run.diverged is not None))


def settings_of(settings: Settings, entry: Entry) -> Settings:
    """Return the settings of the run with another optimizer; it does not end before its time."""
    own = settings.learning_rate if entry.optimizer == settings.optimizer else None
    usual = OPTIMIZERS[entry.optimizer].usual_rate
    numbers = {
        f"{entry.optimizer}_{one.name}": entry.hyperparameters[one.name]
        for one in entry.walker.hyperparameters
        if entry.hyperparameters.get(one.name, one.default) != one.default
    }
    changed, _ = settings.replaced(
        optimizer=entry.optimizer, learning_rate=entry.learning_rate or own or usual,
        stop_epochs=0, stop_loss=0.0, stop_accuracy=0, stop_patience=0, **numbers,
    )  # fmt: skip
    return changed


def told(run: Kept, goes_on: Callable[[], bool] = lambda: True) -> Told:
    """Return what is seen of a run: its shadow, the plane's heights, the sharpness at its end."""
    seen = Told(
        run.optimizer, run.learning_rate, run.epochs, run.diverged, None, np.zeros((0, 0)), None
    )
    try:
        found = shadow(run.loss, run.moments)
    except ValueError:  # nothing has moved: there is no plane to look at
        return seen
    value, gradient = run.loss.seconds(run.moments[-1])
    map_of = [n for n in resolutions(value) if n <= FINEST][-1:]
    drawn = next(heights(found.plane, map_of, lambda share: goes_on()), np.zeros((0, 0)))
    sharp = sharpness(run.loss, run.moments[-1]) if gradient <= TOO_LONG and goes_on() else None
    return replace(seen, shadow=found, heights=drawn, sharpness=sharp)


def scale(runs: Sequence[Told]) -> FloatArray:
    """Return the edges of the colours' bands, from the lowest loss to the highest, for all runs.

    What a plane shows far from its run can be a thousand times as high as any loss of any run: the
    colours end at the highest one that a run has met without running away.
    """
    shown = [one for one in runs if one.shadow is not None]
    true = [one.shadow.true if not one.diverged else one.shadow.true[:1] for one in shown]  # type: ignore[union-attr]
    met = np.concatenate(true) if true else np.zeros(0)
    met = met[np.isfinite(met)]
    if not met.size:
        return np.zeros(0)
    drawn = np.concatenate([met, *(one.heights.ravel() for one in shown)])
    drawn = drawn[np.isfinite(drawn) & (drawn <= met.max())]
    edges: FloatArray = np.quantile(drawn, np.linspace(0.0, 1.0, BANDS + 1))
    return edges
