"""Every setting of an experiment, declared once.

A declaration gives name, default, kind (with bounds or choices), the values the page offers, the
key in a link, a label, an explanation in one sentence, and what a change of it touches. The page's
controls, the checks on input, the links and the tooltips all follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import Field, asdict, dataclass, field, fields, replace
from enum import IntEnum
from typing import Any

from playground.data.features import FEATURES
from playground.data.generators import DATASETS
from playground.experiment.kinds import Choice, Flag, Kind, Names, Number, Seed, Shape, quoted
from playground.nn.activations import ACTIVATIONS
from playground.nn.initializers import INITIALIZERS
from playground.nn.regularizers import REGULARIZERS

PROBLEMS = {"classification": "Classification", "regression": "Regression"}
SPEEDS = {"1": 1.0, "5": 5.0, "20": 20.0, "100": 100.0, "max": float("inf")}

# The controls a teacher can hide by a link: TensorFlow Playground's names first, then ours.
HIDABLE = {
    "showTestData": "Show test data",
    "discretize": "Discretize output",
    "playButton": "Play button",
    "stepButton": "Step button",
    "resetButton": "Reset button",
    "learningRate": "Learning rate",
    "activation": "Activation",
    "regularization": "Regularization",
    "regularizationRate": "Regularization rate",
    "problem": "Problem type",
    "dataset": "Data set",
    "percTrainData": "Share of training data",
    "noise": "Noise",
    "batchSize": "Batch size",
    "numHiddenLayers": "Number of hidden layers",
    "speed": "Speed",
    "regenerate": "Regenerate button",
}


class Touches(IntEnum):
    """How deep a change of a setting goes; each includes those before it."""

    DRAWING = 0  # only what is drawn
    STEP = 1  # the next training step
    DATA = 2  # the points
    NETWORK = 3  # the network is built anew


@dataclass(frozen=True)
class Setting:
    """The declaration of one setting."""

    name: str
    label: str
    explanation: str
    default: Any
    kind: Kind
    link_key: str
    touches: Touches
    menu: tuple[Any, ...] = ()


def _setting(
    default: Any,
    kind: Kind,
    label: str,
    explanation: str,
    *,
    touches: Touches,
    key: str = "",
    menu: tuple[Any, ...] = (),
) -> Any:
    return field(
        default=default,
        metadata={
            "label": label,
            "explanation": explanation,
            "kind": kind,
            "key": key,
            "touches": touches,
            "menu": menu,
        },
    )


def _data_sets(problem: str) -> tuple[str, ...]:
    return tuple(name for name, dataset in DATASETS.items() if dataset.problem == problem)


_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


@dataclass(frozen=True)
class Settings:
    """All settings of one experiment; immutable, see ``replaced``.

    Examples
    --------
    >>> Settings().hidden_layers
    (4, 2)
    >>> settings, notices = Settings().replaced(noise=500)
    >>> settings.noise, notices
    (100, ['Noise: 500 is above the greatest value 100; 100 is used.'])
    """

    problem: str = _setting(
        "classification",
        Choice(PROBLEMS),
        "Problem type",
        "Classification sorts points into classes; regression predicts a number at each point.",
        touches=Touches.NETWORK,
        key="problem",
        menu=tuple(PROBLEMS),
    )
    dataset: str = _setting(
        "circle",
        Choice(_data_sets("classification")),
        "Data set",
        "The points that the network learns to classify.",
        touches=Touches.DATA,
        key="dataset",
        menu=("circle", "xor", "gauss", "spiral"),
    )
    reg_dataset: str = _setting(
        "reg-plane",
        Choice(_data_sets("regression")),
        "Data set",
        "The points whose values the network learns to predict.",
        touches=Touches.DATA,
        key="regDataset",
        menu=("reg-plane", "reg-gauss"),
    )
    train_share: int = _setting(
        50,
        Number(1, 99, integer=True),
        "Training data",
        "The share of the points that the network learns from; the others only test it.",
        touches=Touches.DATA,
        key="percTrainData",
        menu=tuple(range(10, 91, 10)),
    )
    noise: int = _setting(
        0,
        Number(0, 100, integer=True),
        "Noise",
        "How far points stray from the pattern: more noise makes the classes overlap.",
        touches=Touches.DATA,
        key="noise",
        menu=tuple(range(0, 51, 5)),
    )
    batch_size: int = _setting(
        10,
        Number(1, 10_000, integer=True),
        "Batch size",
        "How many points are looked at before the weights move once.",
        touches=Touches.STEP,
        key="batchSize",
        menu=tuple(range(1, 31)),
    )
    seed: int = _setting(
        0,
        Seed(),
        "Seed",
        "The number that all chance follows from: the same seed gives the same run.",
        touches=Touches.DATA,
        key="seed",
    )
    start: int = _setting(
        0,
        Number(0, 10**9, integer=True),
        "Start",
        "Which of the seed's random starts is used: Reset goes on to the next.",
        touches=Touches.NETWORK,
        key="start",
    )
    features: tuple[str, ...] = _setting(
        ("x1", "x2"),
        Names(FEATURES, least=1),
        "Features",
        "What the network is told about each point.",
        touches=Touches.NETWORK,
    )
    hidden_layers: tuple[int, ...] = _setting(
        (4, 2),
        Shape(max_layers=16, max_neurons=64),
        "Hidden layers",
        "How many layers of neurons lie between features and output, and how wide they are.",
        touches=Touches.NETWORK,
        key="networkShape",
    )
    activation: str = _setting(
        "tanh",
        Choice(ACTIVATIONS),
        "Activation",
        "The curve by which a hidden neuron turns the sum of its inputs into its output.",
        touches=Touches.STEP,
        key="activation",
        menu=("relu", "tanh", "sigmoid", "linear"),
    )
    learning_rate: float = _setting(
        0.03,
        Number(1e-9, 1000),
        "Learning rate",
        "How far the weights move at each step: too small is slow, too large overshoots.",
        touches=Touches.STEP,
        key="learningRate",
        menu=_RATES,
    )
    regularization: str = _setting(
        "none",
        Choice(REGULARIZERS),
        "Regularization",
        "A pull of the weights towards zero that keeps the network from learning noise by heart.",
        touches=Touches.STEP,
        key="regularization",
        menu=("none", "L1", "L2"),
    )
    regularization_rate: float = _setting(
        0.0,
        Number(0, 1000),
        "Regularization rate",
        "How strong that pull is.",
        touches=Touches.STEP,
        key="regularizationRate",
        menu=(0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    )
    initializer: str = _setting(
        "uniform",
        Choice(INITIALIZERS),
        "Initial weights",
        "How the weights are drawn before the training begins.",
        touches=Touches.NETWORK,
        key="initializer",
    )
    shuffle: bool = _setting(
        True,
        Flag(),
        "Shuffle",
        "Whether the points come in a new order in every epoch.",
        touches=Touches.STEP,
        key="shuffle",
    )
    speed: str = _setting(
        "max",
        Choice(SPEEDS),
        "Speed",
        "How many epochs are trained each second, at most.",
        touches=Touches.DRAWING,
        key="speed",
        menu=tuple(SPEEDS),
    )
    show_test_data: bool = _setting(
        False,
        Flag(),
        "Show test data",
        "Also draws the points that are kept back for testing.",
        touches=Touches.DRAWING,
        key="showTestData",
    )
    discretize: bool = _setting(
        False,
        Flag(),
        "Discretize output",
        "Draws the network's decision in two plain colours instead of shades.",
        touches=Touches.DRAWING,
        key="discretize",
    )
    hide_text: bool = _setting(
        False,
        Flag(),
        "Hide the text",
        "Leaves out the explanation below the playground.",
        touches=Touches.DRAWING,
        key="hideText",
    )
    hidden: tuple[str, ...] = _setting(
        (),
        Names(HIDABLE),
        "Hidden controls",
        "The controls that a teacher has hidden.",
        touches=Touches.DRAWING,
    )

    @property
    def current_dataset(self) -> str:
        """The name of the data set of the present problem."""
        return self.dataset if self.problem == "classification" else self.reg_dataset

    def replaced(self, **changes: Any) -> tuple[Settings, list[str]]:
        """Return the settings with some of them changed, and a sentence for each one put right.

        Parameters
        ----------
        **changes
            New values by name. A value out of range is moved to the nearest bound; one that cannot
            be understood leaves the setting as it was. ``dataset`` may name a regression data set:
            the problem then becomes regression.

        Returns
        -------
        tuple[Settings, list[str]]
            The new settings and the notices for the learner.

        Raises
        ------
        TypeError
            If a name is not a setting's.
        """
        if unknown := set(changes) - set(SETTINGS):
            raise TypeError(
                f"There is no setting {quoted(min(unknown))}. There are: {', '.join(SETTINGS)}."
            )
        notices = []
        accepted = {}
        for name, value in _regression_by_data_set(changes).items():
            setting = SETTINGS[name]
            try:
                accepted[name], remark = setting.kind.accept(value)
            except ValueError as problem:
                kept = setting.kind.write(getattr(self, name))
                notices.append(f"{setting.label}: {problem}; it stays {kept or 'as it is'}.")
                continue
            if remark:
                used = setting.kind.write(accepted[name])
                notices.append(f"{setting.label}: {remark}; {used or 'nothing'} is used.")
        return replace(self, **accepted), notices

    def changes_from(self, other: Settings) -> dict[str, Any]:
        """Return the values in which these settings differ from others."""
        mine, theirs = asdict(self), asdict(other)
        return {name: value for name, value in mine.items() if value != theirs[name]}


def _regression_by_data_set(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Let ``dataset="reg-plane"`` mean what it says, a regression."""
    changes = dict(changes)
    name = changes.get("dataset")
    if isinstance(name, str) and name in _data_sets("regression"):
        del changes["dataset"]
        return {"problem": "regression", **changes, "reg_dataset": name}
    return changes


def _declared(field_: Field[Any]) -> Setting:
    told = field_.metadata
    return Setting(
        field_.name,
        told["label"],
        told["explanation"],
        field_.default,
        told["kind"],
        told["key"],
        told["touches"],
        told["menu"],
    )


SETTINGS: dict[str, Setting] = {one.name: _declared(one) for one in fields(Settings)}
