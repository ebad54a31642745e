"""The same settings with many seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from playground.experiment.measure import scores
from playground.experiment.settings import Settings
from playground.experiment.setup import Setup
from playground.experiment.sources import Source
from playground.nn import TrainerState
from playground.runs.history import spacing
from playground.runs.repeats import Outcome, Repeats
from playground.runs.scheduler import SCHEDULER, Scheduler
from playground.runs.training import Training

RIGHT = 0.95  # a classification counts as learned with so many test points right
EXPLAINED = 0.1  # a regression does at so small a share of the naive test loss
DENSITY = 64  # of the epochs that are measured; a curve of them is smooth, see ``history.spacing``


class SeedRun(Training):
    """A run of which only the test loss is measured, and whether it has learned its data.

    Parameters
    ----------
    settings
        The settings, the seed among them.
    own
        The learner's own points, if the settings name them.
    """

    def __init__(self, settings: Settings, own: Source | None = None) -> None:
        self._setup = setup = Setup.of(settings, own)
        super().__init__(
            setup.trainer("auto"), setup.training.inputs, setup.training.targets, DENSITY
        )
        self._epochs: list[int] = []
        self._losses: list[float] = []
        self._learned_after: int | None = None
        self._diverged = False
        self.keep([self.trainer.state()], stopping=False)

    @property
    def over(self) -> bool:
        """Whether the numbers have run away."""
        return self._diverged

    def begin(self) -> None:
        """Keep nothing: nobody goes back to the last sound moment of this run."""

    def run_away(self, epochs: int) -> None:
        """Take note that the numbers ran away."""
        self._diverged = True

    def keep(self, states: Sequence[TrainerState], stopping: bool) -> TrainerState:
        """Measure the epochs that are to be kept."""
        wanted = [state for state in states if not state.epoch % spacing(state.epoch, DENSITY)]
        moments = [state.parameters for state in wanted]
        found = scores(self.trainer.network, moments, self._setup.testing) if moments else []
        for state, (loss, accuracy) in zip(wanted, found, strict=True):
            self._epochs.append(state.epoch)
            self._losses.append(loss)
            if self._learned_after is None and (
                accuracy >= RIGHT
                if accuracy is not None
                else loss <= EXPLAINED * self._setup.naive_loss
            ):
                self._learned_after = state.epoch
        return states[-1]

    def outcome(self) -> Outcome:
        """Return what is kept of the run."""
        return Outcome(self._epochs, self._losses, self._learned_after, self._diverged)


def repeats(
    settings: Settings,
    epochs: int,
    own: Source | None = None,
    n_seeds: int = 20,
    scheduler: Scheduler = SCHEDULER,
) -> Repeats:
    """Return a job that trains the same settings with one seed after another.

    Parameters
    ----------
    settings
        The settings; their seed is the first.
    epochs
        How long each run is.
    own
        The learner's own points, if the settings name them.
    n_seeds
        How many runs.
    scheduler
        Who trains them; the process-wide one when not given.

    Examples
    --------
    >>> job = repeats(Settings(dataset="gauss"), epochs=20, n_seeds=3)
    >>> while job.advance(1.0) is not None:
    ...     pass
    >>> job.progress, job.spread().success_rate
    (1.0, 1.0)
    """

    def make(number: int) -> SeedRun:
        return SeedRun(replace(settings, seed=settings.seed + number), own)

    return Repeats(make, epochs, n_seeds, scheduler)
