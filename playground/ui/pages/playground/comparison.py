"""What the present run is held against: pinned runs, and the same settings with many seeds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.experiment import Experiment
from playground.experiment.comparison import MOST, Pin, names
from playground.experiment.seeds import repeats
from playground.experiment.snapshot import Snapshot
from playground.palette import PINS
from playground.runs.repeats import Repeats, Spread

SEEDS = 20
SHORTEST = 100  # epochs of a run with many seeds, at least


@dataclass(frozen=True)
class Pinned:
    """A pinned run, how it stood, and its colour, which it keeps when others are removed."""

    pin: Pin
    now: Snapshot
    colour: str


class Comparison:
    """Pinned runs and the run with many seeds of one visit.

    Attributes
    ----------
    version
        Grows with every change of what is to be drawn.

    Examples
    --------
    >>> run = Experiment(seed=1)
    >>> comparison = Comparison(run)
    >>> comparison.pin()
    ''
    >>> run.apply(learning_rate=0.3)
    []
    >>> [one["name"] for one in comparison.described()]
    ['learning rate 0.03', 'learning rate 0.3']
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.pins: list[Pinned] = []
        self.repeats: Repeats | None = None
        self.spread: Spread | None = None
        self.version = 0
        self._summed_up = 0

    # Pins

    def pin(self) -> str:
        """Keep the present run's curves; return a sentence if there is no more room."""
        if not len(self.experiment.history):
            return "There is nothing to pin before an epoch is complete."
        if len(self.pins) >= MOST:
            return f"{MOST} runs are pinned already. Remove one first."
        taken = {pinned.colour for pinned in self.pins}
        colour = next(one for one in PINS if one not in taken)
        now = self.experiment.snapshot()
        self.pins.append(Pinned(Pin.of(now), now, colour))
        self.version += 1
        return ""

    def standing(self) -> list[tuple[Snapshot, str]]:
        """Return how each pinned run stood, with its colour."""
        return [(pinned.now, pinned.colour) for pinned in self.pins]

    def remove(self, colour: str) -> None:
        """Remove the pinned run of that colour."""
        self.pins = [pinned for pinned in self.pins if pinned.colour != colour]
        self.version += 1

    def longest(self) -> float:
        """Return the last epoch of anything that is compared to."""
        ends = [pinned.pin.columns["epoch"][-1] for pinned in self.pins]
        if self.spread is not None and len(self.spread.epochs):
            ends.append(float(self.spread.epochs[-1]))
        return max(ends, default=0)

    def described(self) -> list[dict[str, Any]]:
        """Return name, colour and outcome of the pinned runs, and last the present one's."""
        now = self.experiment.snapshot()
        settings, epochs, losses = now.settings, now.history.epochs, now.history.test_loss
        told = names([*(pinned.pin.settings for pinned in self.pins), settings])
        curves: list[tuple[Sequence[float], Sequence[float], str]] = [
            (one.pin.columns["epoch"], one.pin.columns["test_loss"], one.colour)
            for one in self.pins
        ]
        return [
            {
                "name": name,
                "colour": colour,
                "epochs": int(epochs[-1]),
                "test_loss": losses[-1],
                "lowest": min(losses),
            }
            for name, (epochs, losses, colour) in zip(
                told, [*curves, (epochs, losses, "")], strict=True
            )
        ]

    # Many seeds

    def repeat(self) -> None:
        """Run the present settings with many seeds, in the background."""
        self.cancel()
        run = self.experiment
        self.repeats = repeats(run.settings, max(run.epoch, SHORTEST), run.own, n_seeds=SEEDS)
        self.spread = None
        self._summed_up = 0
        self.version += 1
        self.repeats.start()

    def follow(self) -> bool:
        """Sum up what is finished; return whether more is to come."""
        job = self.repeats
        if job is None:
            return False
        if len(job.finished) != self._summed_up:
            self._summed_up = len(job.finished)
            self.spread = job.spread()
            self.version += 1
        return not job.done

    def cancel(self) -> None:
        """Stop the run with many seeds; what is finished stays."""
        if self.repeats is not None:
            self.repeats.cancel()

    def clear(self) -> None:
        """Stop the run with many seeds and remove its band."""
        self.cancel()
        self.repeats = self.spread = None
        self.version += 1

    def told(self) -> dict[str, Any]:
        """Return how far the run with many seeds is and what it has shown, in words."""
        job = self.repeats
        if job is None:
            return {"progress": None, "sentence": ""}
        progress = None if job.done else job.progress
        return {"progress": progress, "sentence": sentence(job, self.spread)}


def sentence(job: Repeats, spread: Spread | None) -> str:
    """Return what the finished runs have shown.

    >>> from playground.experiment.settings import Settings
    >>> job = repeats(Settings(dataset="gauss"), epochs=20, n_seeds=2)
    >>> while job.advance(1.0) is not None:
    ...     pass
    >>> sentence(job, job.spread())
    '2 of 2 runs have learned the data, half of them within 1 epoch.'
    """
    if job.failure is not None:
        return f"The runs have failed ({type(job.failure).__name__}); the log has the details."
    if spread is None:
        return "No run is finished." if job.done else "The first run is under way."
    learned = round(spread.success_rate * spread.n_runs)
    runs = f"{spread.n_runs} run{'s' * (spread.n_runs != 1)}"
    told = f"{learned} of {runs} ha{'s' if spread.n_runs == 1 else 've'} learned the data"
    if spread.epochs_needed is not None:
        epochs = round(spread.epochs_needed)
        told += f", half of them within {epochs:,} epoch{'s' * (epochs != 1)}"
    if spread.n_diverged:
        told += f"; {spread.n_diverged} ran away"
    return told + "."
