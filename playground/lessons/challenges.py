"""Free challenges: a goal, a rule, and how far the learner's own run has got; the project's record.

Nothing is asked but the live run: a challenge counts what training alone has made of weights drawn
by chance, on the very points that it names. Typed-in weights, and those that a link or a file has
brought, do not count.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from playground.data.generators import DATASETS
from playground.experiment.settings import FULL_BATCH, SETTINGS, Settings
from playground.experiment.snapshot import Snapshot
from playground.runs.history import Measured
from playground.runs.once import Once

RECORDS = Path(__file__).with_name("records.toml")
FEW = 25  # weights and biases
RIGHT = 0.95
EPOCHS = 1000
PLAIN = ("x1", "x2")
HARD = ("circle", "xor", "spiral", "checkerboard", "rings")  # no straight line will do
NOISE = 20  # percent: without noise a loss may fall to nothing, and that says little
# What a challenge fixes: which points there are, and how a loss is counted.
FIXED = (
    "problem", "dataset", "reg_dataset", "n_classes", "curve", "train_share", "noise", "seed",
    "loss", "label_smoothing",
)  # fmt: skip


@dataclass(frozen=True)
class Record:
    """The best that the project itself has found.

    Parameters
    ----------
    value
        What counts: a loss, epochs, or weights.
    epoch
        When it was reached.
    link
        The settings; whoever plays them that long sees it.
    """

    value: float
    epoch: int
    link: str


@dataclass(frozen=True)
class Standing:
    """How far a run has got in a challenge.

    Parameters
    ----------
    value
        What counts, None where nothing does yet.
    epoch
        When it was reached; 0 where nothing was.
    said
        Why nothing counts, or what is still missing, in a sentence; "" where all is well.
    """

    value: float | None
    epoch: int = 0
    said: str = ""


@dataclass(frozen=True)
class Challenge:
    """A goal to be reached in any way that its rule allows.

    Parameters
    ----------
    name
        By which links and records find it.
    kind
        ``"loss"``: the lowest test loss; ``"epochs"``: the fewest epochs; ``"size"``: the fewest
        weights and biases. The latter two count once ``RIGHT`` of the test points are right.
    title, rule
        What is to be done, and what is allowed, in words.
    begins
        The settings it begins with; those of ``FIXED`` have to stay.
    most_weights
        How many weights and biases the network may have.
    """

    name: str
    kind: str
    title: str
    rule: str
    begins: Settings
    most_weights: int = 10**9

    def broken(self, now: Snapshot) -> str:
        """Return which rule a run breaks, in a sentence; "" where it keeps them all."""
        for name in (*FIXED, *(("batch_size",) if self.kind == "epochs" else ())):
            if getattr(now.settings, name) != getattr(self.begins, name):
                return f"This challenge has its own set-up: {SETTINGS[name].label} differs."
        count = len(now.parameters)
        if count > self.most_weights:
            return f"{count} weights and biases; at most {self.most_weights} are allowed."
        if not set(now.settings.features) <= set(PLAIN):
            return "Only x₁ and x₂ are allowed as features."
        if not now.origin.is_own:
            return "Weights that were typed in, or brought along, do not count: press Reset."
        return ""

    def counts(self, measured: Measured) -> bool:
        """Tell whether a moment of a run reaches what this is about."""
        right = measured.test_accuracy
        return self.kind == "loss" or (right is not None and right >= RIGHT)

    def score(self, measured: Measured, epoch: int, weights: int) -> float:
        """Return what counts at a moment of a run; less is better."""
        return {"loss": measured.test_loss, "epochs": float(epoch), "size": float(weights)}[
            self.kind
        ]

    def standing(self, now: Snapshot) -> Standing:
        """Return how far a run has got, by the best moment of its way up to now."""
        if broken := self.broken(now):
            return Standing(None, said=broken)
        course = zip(now.history.epochs, now.history.measured, strict=True)
        moments = [
            (self.score(measured, epoch, len(now.parameters)), epoch)
            for epoch, measured in course
            if max(now.history.since, 0) < epoch <= min(now.epoch, EPOCHS) and self.counts(measured)
        ]
        if moments:
            value, epoch = min(moments)
            return Standing(value, epoch)
        if self.kind == "loss":
            return Standing(None, said="Press Play.")
        return Standing(None, said="95 % of the test points have to be right.")

    @property
    def record(self) -> Record | None:
        """The project's own record, None where there is none yet."""
        return _RECORDS().get(self.name)


def read_records() -> dict[str, Record]:
    """Return the project's own records by the challenges' names."""
    tables = tomllib.loads(RECORDS.read_text(encoding="utf-8")) if RECORDS.exists() else {}
    return {name: Record(**table) for name, table in tables.items()}


def as_text(records: Mapping[str, Record]) -> str:
    """Return records as they stand in their file.

    >>> print(as_text({"size-spiral": Record(25.0, 900, "#networkShape=6")}))
    [size-spiral]
    value = 25.0
    epoch = 900
    link = "#networkShape=6"
    <BLANKLINE>
    """
    return "\n".join(
        f'[{name}]\nvalue = {one.value!r}\nepoch = {one.epoch}\nlink = "{one.link}"\n'
        for name, one in sorted(records.items())
    )


_RECORDS = Once(read_records)


def _begins(dataset: str, **changes: int) -> Settings:
    settings, _ = Settings().replaced(dataset=dataset, seed=1, stop_epochs=EPOCHS, **changes)
    return settings


def _challenges() -> list[Challenge]:
    made = [
        Challenge(
            f"loss-{one.name}", "loss", f"{one.label}: as low as you can",
            f"The lowest test loss within {EPOCHS:,} epochs at {NOISE} % noise, with at most {FEW} "
            "weights and biases, from x₁ and x₂ alone.",
            _begins(one.name, noise=NOISE), FEW,
        )
        for one in DATASETS.values()
        if not one.options
    ]  # fmt: skip
    made += [
        Challenge(
            f"epochs-{name}", "epochs", f"{DATASETS[name].label}: as soon as you can",
            "The fewest epochs to 95 % of the test points, from x₁ and x₂ alone, with all "
            "points in every step.",
            _begins(name, batch_size=FULL_BATCH),
        )
        for name in HARD
    ]  # fmt: skip
    made.append(
        Challenge(
            "size-spiral", "size", "Spiral: as small as you can",
            f"The fewest weights and biases that get 95 % of the test points right within "
            f"{EPOCHS:,} epochs, from x₁ and x₂ alone.",
            _begins("spiral"),
        )
    )  # fmt: skip
    return made


CHALLENGES: dict[str, Challenge] = {one.name: one for one in _challenges()}
