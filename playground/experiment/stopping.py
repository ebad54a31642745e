"""When a run pauses by itself: conditions that the learner sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.experiment.settings import Settings
from playground.runs.history import History, Measured
from playground.settings.kinds import shown

TOLERANCE = 1e-4  # a smaller change of the loss is no improvement, as in scikit-learn


@dataclass(frozen=True)
class Progress:
    """How far a run has come.

    Parameters
    ----------
    epoch
        Epochs trained.
    measured
        How well it does now.
    history
        What was measured on the way.
    """

    epoch: int
    measured: Measured
    history: History


def _epochs(settings: Settings, progress: Progress) -> str:
    if 0 < settings.stop_epochs <= progress.epoch:
        return f"{settings.stop_epochs:,} epochs are trained."
    return ""


def _loss(settings: Settings, progress: Progress) -> str:
    if settings.stop_loss > 0 and progress.measured.test_loss <= settings.stop_loss:
        return f"The test loss has fallen to {shown(settings.stop_loss)}."
    return ""


def _accuracy(settings: Settings, progress: Progress) -> str:
    accuracy = progress.measured.test_accuracy
    if accuracy is not None and 0 < settings.stop_accuracy / 100 <= accuracy:
        return f"{settings.stop_accuracy} % of the test points are classified correctly."
    return ""


def _patience(settings: Settings, progress: Progress) -> str:
    if not settings.stop_patience:
        return ""
    improved = last_improvement(progress.history)
    # Not the present epoch: nobody knows about those since the last that was measured.
    if progress.history.epochs[-1] - improved < settings.stop_patience:
        return ""
    return (
        f"The test loss has not improved for {settings.stop_patience:,} epochs; "
        f"it last did at epoch {improved:,}."
    )


def last_improvement(history: History) -> int:
    """Return the last epoch that brought the test loss down by more than ``TOLERANCE``.

    What was measured on other points, or in another way, does not count.
    """
    lowest, epoch = float("inf"), max(history.since, 0)
    for at, loss in zip(history.epochs, history.test_loss, strict=True):
        if at > history.since and loss < lowest - TOLERANCE:
            lowest, epoch = loss, at
    return epoch


CONDITIONS: dict[str, Callable[[Settings, Progress], str]] = {
    "stop_epochs": _epochs,
    "stop_loss": _loss,
    "stop_accuracy": _accuracy,
    "stop_patience": _patience,
}


def met(settings: Settings, progress: Progress) -> dict[str, str]:
    """Return the conditions that are met now, each with a sentence."""
    told = {name: condition(settings, progress) for name, condition in CONDITIONS.items()}
    return {name: sentence for name, sentence in told.items() if sentence}


class Watch:
    """Notices the conditions that come true while a run goes on.

    Who presses Play although a condition is met wants to go on: it counts again only after it has
    not been met for a while.
    """

    def __init__(self) -> None:
        self._met_before: set[str] = set()

    def begin(self, settings: Settings, progress: Progress) -> None:
        """Take note of what is met already."""
        self._met_before = set(met(settings, progress))

    def heeds(self, settings: Settings) -> bool:
        """Return whether the learner has set any condition."""
        if any(getattr(settings, name) for name in CONDITIONS):
            return True
        self._met_before.clear()
        return False

    def reason(self, settings: Settings, progress: Progress) -> str:
        """Return in sentences what has come true, "" while nothing has."""
        now = met(settings, progress)
        self._met_before &= set(now)
        return " ".join(told for name, told in now.items() if name not in self._met_before)
