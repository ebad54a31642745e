"""Free challenges: how small, how good, how soon? Each with the project's own record.

A run counts only if training alone has made its weights: a weight that was typed in, or that came
with a link or a file, does not (``Origin`` of a run). The records were found by a search at
random (``python -m tests.lessons.records``); the test of this module trains each of them again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from playground.data.features import FEATURES
from playground.experiment.data_settings import DataSettings
from playground.experiment.links import read_link
from playground.experiment.settings import SETTINGS
from playground.experiment.snapshot import Snapshot

RIGHT = 0.95  # of the test points: then the data count as learned
PREFIX = "challenge-"  # of their names, in links
PASSING = {"start"}  # another start of the same seed is another try


@dataclass(frozen=True)
class Record:
    """The best that the project itself has found.

    Parameters
    ----------
    link
        The settings.
    epochs
        For how many they were trained, at most.
    value
        The best that came of it on the way.
    """

    link: str
    epochs: int
    value: float


@dataclass(frozen=True)
class Attempt:
    """What a run is worth in a challenge.

    Parameters
    ----------
    value
        How good it is, the lower the better; None where it does not count.
    why
        In a sentence, why it does not count; "" where it does.
    """

    value: float | None
    why: str = ""


@dataclass(frozen=True)
class Challenge:
    """A challenge.

    Parameters
    ----------
    name
        By which links find it, after ``PREFIX``.
    title, rule
        What it is called, and what counts.
    link
        The set-up it begins with; its data stay as they are.
    measure
        ``measure(now)`` returns the worth of a run that is allowed.
    digits
        How many digits behind the point the worth has.
    unit
        What the worth is called, as in "0.123 test loss".
    most_weights
        How many weights and biases the network may have; 0 for any number.
    own_features
        Whether only the two coordinates may be used.
    record
        The project's own.
    """

    name: str
    title: str
    rule: str
    link: str
    measure: Callable[[Snapshot], Attempt]
    digits: int
    unit: str
    most_weights: int
    own_features: bool
    record: Record

    @cached_property
    def settings(self) -> Any:
        """The set-up it begins with."""
        return read_link(self.link)[0]

    def said(self, value: float) -> str:
        """Return a worth in words.

        >>> CHALLENGES["smallest_spiral"].said(61), CHALLENGES["circle"].said(0.12345)
        ('61 weights', '0.1235 test loss')
        """
        return f"{value:.{self.digits}f} {self.unit}"

    def attempt(self, now: Snapshot) -> Attempt:
        """Return what a run is worth.

        >>> from playground.experiment import Experiment
        >>> run = Experiment.from_link(CHALLENGES["circle"].link)
        >>> CHALLENGES["circle"].attempt(run.snapshot()).why
        'Nothing is trained yet.'
        """
        changed = self._changed(now.settings) or self._changed(now.origin.settings)
        if changed:
            return Attempt(None, f"{changed} has to stay as the challenge has it.")
        names = now.settings.features
        if any(name not in FEATURES for name in names):
            return Attempt(None, "Typed features do not count here.")
        if self.own_features and set(names) - {"x1", "x2"}:
            return Attempt(None, "Only x₁ and x₂ may be used as features.")
        if self.most_weights and len(now.parameters) > self.most_weights:
            return Attempt(
                None,
                f"The network has {len(now.parameters)} weights and biases; "
                f"{self.most_weights} are the most.",
            )
        if not now.origin.is_own:
            return Attempt(
                None, "Only training may make the weights: press Reset and train from the start."
            )
        if now.epoch == 0:
            return Attempt(None, "Nothing is trained yet.")
        return self.measure(now)

    def _changed(self, settings: Any) -> str:
        """Return the label of a setting of the data that is not as it has to be."""
        fixed = (*DataSettings.declared, "loss", "label_smoothing")
        for name in fixed:
            if name in PASSING or not SETTINGS[name].touches:
                continue
            if getattr(settings, name) != getattr(self.settings, name):
                return SETTINGS[name].label
        return ""


def _loss(now: Snapshot) -> Attempt:
    return Attempt(now.measured.test_loss)


def _weights(now: Snapshot) -> Attempt:
    accuracy = now.measured.test_accuracy or 0.0
    if accuracy < RIGHT:
        return Attempt(None, f"{accuracy:.0%} of the test points are right; {RIGHT:.0%} are asked.")
    return Attempt(float(len(now.parameters)))


def _epochs(now: Snapshot) -> Attempt:
    history = now.history
    for epoch, accuracy in zip(history.epochs, history.test_accuracy, strict=True):
        if 0 < epoch <= now.epoch and (accuracy or 0.0) >= RIGHT:
            return Attempt(float(epoch))
    accuracy = now.measured.test_accuracy or 0.0
    return Attempt(None, f"{accuracy:.0%} of the test points are right; {RIGHT:.0%} are asked.")


def _best_loss(name: str, title: str, data: str, most: int, record: Record) -> Challenge:
    return Challenge(
        name,
        title,
        f"The lowest test loss with at most {most} weights and biases. Features, layers and "
        "training are yours; the points stay. Going back to the best epoch is allowed.",
        data,
        _loss,
        4,
        "test loss",
        most,
        own_features=False,
        record=record,
    )


_SPIRAL = "#dataset=spiral&noise=0&seed=1"
CHALLENGES: dict[str, Challenge] = {
    one.name: one
    for one in (
        _best_loss(
            "circle", "The ring with 13 weights", "#dataset=circle&noise=20&seed=1&networkShape=3",
            13,
            Record(
                "#noise=20&seed=1&start=380&networkShape=3&activation=leaky_relu&batchSize=20"
                "&optimizer=momentum&learningRate=0.1&initializer=glorot",
                7, 0.06668287293149439,
            ),
        ),
        _best_loss(
            "xor", "Exclusive or with 17 weights", "#dataset=xor&noise=20&seed=1&networkShape=4",
            17,
            Record(
                "#dataset=xor&noise=20&seed=1&start=689&networkShape=3&activation=softplus"
                "&optimizer=lion&learningRate=0.0026&initializer=glorot",
                500, 0.0455798943058104,
            ),
        ),
        _best_loss(
            "gauss", "Two clouds with 9 weights", "#dataset=gauss&noise=50&seed=1&networkShape=2",
            9,
            Record(
                "#dataset=gauss&noise=50&seed=1&start=119&networkShape=1&activation=linear"
                "&batchSize=2&optimizer=lion&learningRate=0.0056&initializer=glorot",
                450, 0.10558434583854852,
            ),
        ),
        _best_loss(
            "spiral", "The spiral with 61 weights",
            "#dataset=spiral&noise=10&seed=1&networkShape=5,5", 61,
            Record(
                "#dataset=spiral&noise=10&seed=1&start=612&networkShape=5,4&activation=sine"
                "&batchSize=5&optimizer=lion&learningRate=0.0014&initializer=glorot&sinY=true"
                "&absY=true",
                410, 0.01169240933294088,
            ),
        ),
        _best_loss(
            "plane", "The slope with 9 weights",
            "#problem=regression&noise=20&seed=1&networkShape=2", 9,
            Record(
                "#problem=regression&noise=20&seed=1&start=690&networkShape=1&activation=linear"
                "&optimizer=adam&learningRate=0.3&initializer=he",
                12, 0.004781307139396895,
            ),
        ),
        _best_loss(
            "hills", "The hills with 41 weights",
            "#problem=regression&regDataset=reg-gauss&noise=10&seed=1&networkShape=8", 41,
            Record(
                "#problem=regression&regDataset=reg-gauss&noise=10&seed=1&start=913"
                "&networkShape=3,4&activation=sine&batchSize=5&learningRate=0.12&initializer=he"
                "&x=false&sinX=true&cosX=true&absX=true",
                320, 0.007470590677784831,
            ),
        ),
        Challenge(
            "smallest_spiral", "The smallest network for the spiral",
            "As few weights and biases as you can, with 95% of the test points right. x₁ and x₂ "
            "are the only features.",
            f"{_SPIRAL}&networkShape=8,8", _weights, 0, "weights", 0, own_features=True,
            record=Record(
                "#dataset=spiral&seed=1&start=88&networkShape=6&activation=sine&batchSize=5"
                "&optimizer=adamw&learningRate=0.001&initializer=he",
                215, 25.0,
            ),
        ),
        Challenge(
            "soonest_spiral", "The spiral in the fewest epochs",
            "As few epochs as you can until 95% of the test points are right. x₁ and x₂ are the "
            "only features; the network and its training are yours.",
            f"{_SPIRAL}&networkShape=8,8", _epochs, 0, "epochs", 0, own_features=True,
            record=Record(
                "#dataset=spiral&seed=1&start=614&networkShape=6,4,3&activation=sine&batchSize=1"
                "&optimizer=rmsprop&learningRate=0.012&initializer=he",
                2, 2.0,
            ),
        ),
    )
}  # fmt: skip
