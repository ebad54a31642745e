"""Every setting of an experiment, declared once.

A declaration gives name, default, kind (with bounds or choices), the values the page offers, the
key in a link, a label, an explanation in one sentence, and what a change of it touches. The page's
controls, the checks on input, the links and the tooltips all follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from playground.data.features import FEATURES, find_feature
from playground.data.shapes import find_curve
from playground.experiment.declare import (
    Setting,
    Touches,
    declaration,
    declare,
    with_hyperparameters,
)
from playground.experiment.sources import DataSetName, problem_of
from playground.nn import (
    ACTIVATIONS,
    BIAS_INITIALIZERS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Hyperparameter,
)
from playground.runs.pace import SPEEDS
from playground.settings.kinds import (
    Choice,
    Flag,
    Names,
    NamesAndFormulas,
    Number,
    Parsed,
    PerLayer,
    Seed,
    Shape,
    quoted,
)

MAX_LAYERS = 16  # what is opened from a link; the page's buttons stop earlier
MAX_NEURONS = 64
MAX_FORMULAS = 8
FULL_BATCH = 10_000  # more than any drawn data set has, and what fits into memory at once
PROBLEMS = {"classification": "Classification", "regression": "Regression"}
# The setting that names the data set, for each problem type: each keeps its own while away.
DATASET_OF = {"classification": "dataset", "regression": "reg_dataset"}
# What steers a gradient has no effect with an optimizer that follows none.
GRADIENT_ONLY = ("batch_size", "clip_norm", "dropout", "learning_rate", "schedule", "shuffle")

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


_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


@dataclass(frozen=True)
@with_hyperparameters
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

    problem: str = declare(
        "classification",
        Choice(PROBLEMS),
        "Problem type",
        "Classification sorts points into classes; regression predicts a number at each point.",
        touches=Touches.NETWORK,
        key="problem",
        menu=tuple(PROBLEMS),
    )
    dataset: str = declare(
        "circle",
        DataSetName("classification"),
        "Data set",
        "The points that the network learns to classify.",
        touches=Touches.DATA,
        key="dataset",
        menu=("circle", "xor", "gauss", "spiral"),
    )
    reg_dataset: str = declare(
        "reg-plane",
        DataSetName("regression"),
        "Data set",
        "The points whose values the network learns to predict.",
        touches=Touches.DATA,
        key="regDataset",
        menu=("reg-plane", "reg-gauss"),
    )
    n_classes: int = declare(
        3,
        Number(3, 6, integer=True),
        "Classes",
        "How many classes a data set with several classes has.",
        touches=Touches.DATA,
        key="classes",
        menu=(3, 4, 5, 6),
    )
    curve: str = declare(
        "sine",
        Parsed(find_curve),
        "Curve",
        "The curve above which points are of one class and below of the other.",
        touches=Touches.DATA,
        key="curve",
    )
    train_share: int = declare(
        50,
        Number(1, 99, integer=True),
        "Training data",
        "The share of the points that the network learns from; the others only test it.",
        touches=Touches.DATA,
        key="percTrainData",
        menu=tuple(range(10, 91, 10)),
    )
    noise: int = declare(
        0,
        Number(0, 100, integer=True),
        "Noise",
        "How far points stray from the pattern: more noise makes the classes overlap.",
        touches=Touches.DATA,
        key="noise",
        menu=tuple(range(0, 51, 5)),
    )
    batch_size: int = declare(
        10,
        Number(1, FULL_BATCH, integer=True),
        "Batch size",
        "How many points are looked at before the weights move once. One: stochastic gradient "
        f"descent. Full, which is all of them up to {FULL_BATCH:,}: plain gradient descent.",
        touches=Touches.STEP,
        key="batchSize",
        menu=(*range(1, 31), 50, 100, 200, FULL_BATCH),
        words={FULL_BATCH: "full"},
    )
    seed: int = declare(
        0,
        Seed(),
        "Seed",
        "The number that all chance follows from: the same seed gives the same run.",
        touches=Touches.DATA,
        key="seed",
    )
    start: int = declare(
        0,
        Number(0, 10**9, integer=True),
        "Start",
        "Which of the seed's random starts is used: Reset goes on to the next.",
        touches=Touches.NETWORK,
        key="start",
    )
    features: tuple[str, ...] = declare(
        ("x1", "x2"),
        NamesAndFormulas(FEATURES, Parsed(find_feature), MAX_FORMULAS),
        "Features",
        "What the network is told about each point.",
        touches=Touches.NETWORK,
    )
    standardise: bool = declare(
        False,
        Flag(),
        "Standardise features",
        "Shifts and scales every feature to mean 0 and spread 1 over the training points.",
        touches=Touches.OUTPUT,
        key="standardise",
    )
    hidden_layers: tuple[int, ...] = declare(
        (4, 2),
        Shape(MAX_LAYERS, MAX_NEURONS),
        "Hidden layers",
        "How many layers of neurons lie between features and output, and how wide they are.",
        touches=Touches.NETWORK,
        key="networkShape",
    )
    activation: str = declare(
        "tanh",
        Choice(ACTIVATIONS),
        "Activation",
        "The curve by which a hidden neuron turns the sum of its inputs into its output.",
        touches=Touches.OUTPUT,
        key="activation",
        menu=tuple(ACTIVATIONS),
    )
    layer_activations: tuple[str, ...] = declare(
        (),
        PerLayer(Choice(("", *ACTIVATIONS)), MAX_LAYERS),
        "Activation of a layer",
        "A curve for one hidden layer of its own; without one it has that of all layers.",
        touches=Touches.OUTPUT,
        key="activations",
    )
    loss: str = declare(
        "squared_error",
        Choice(LOSSES),
        "Loss",
        "How a wrong output is counted: the number that training makes small.",
        touches=Touches.OUTPUT,
        key="loss",
        menu=tuple(LOSSES),
    )
    optimizer: str = declare(
        "sgd",
        Choice(OPTIMIZERS),
        "Optimizer",
        "The rule by which the gradient becomes a step of the weights.",
        touches=Touches.STEP,
        key="optimizer",
        menu=tuple(OPTIMIZERS),
    )
    schedule: str = declare(
        "constant",
        Choice(SCHEDULES),
        "Schedule",
        "How the learning rate changes from epoch to epoch.",
        touches=Touches.STEP,
        key="schedule",
        menu=tuple(SCHEDULES),
    )
    learning_rate: float = declare(
        0.03,
        Number(1e-9, 1000),
        "Learning rate",
        "How far the weights move at each step: too small is slow, too large overshoots.",
        touches=Touches.STEP,
        key="learningRate",
        menu=_RATES,
    )
    regularization: str = declare(
        "none",
        Choice(REGULARIZERS),
        "Regularization",
        "A pull of the weights towards zero that keeps the network from learning noise by heart.",
        touches=Touches.STEP,
        key="regularization",
        menu=tuple(REGULARIZERS),
    )
    regularization_rate: float = declare(
        0.0,
        Number(0, 1000),
        "Regularization rate",
        "How strong that pull is.",
        touches=Touches.STEP,
        key="regularizationRate",
        menu=(0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
    )
    dropout: tuple[float, ...] = declare(
        (),
        PerLayer(Number(0, 0.9), MAX_LAYERS),
        "Dropout",
        "The share of a hidden layer's neurons that each training step leaves out by chance.",
        touches=Touches.STEP,
        key="dropout",
        menu=((), (0.1,), (0.2,), (0.3,), (0.5,)),
    )
    clip_norm: float = declare(
        0.0,
        Number(0, 1e6),
        "Clip gradient",
        "The greatest length of the gradient: a longer one is shortened. Empty or 0: no limit.",
        touches=Touches.STEP,
        key="clip",
        menu=(0, 0.01, 0.1, 1, 10),
    )
    initializer: str = declare(
        "uniform",
        Choice(INITIALIZERS),
        "Initial weights",
        "How the weights are drawn before the training begins.",
        touches=Touches.NETWORK,
        key="initializer",
        menu=tuple(INITIALIZERS),
    )
    bias_initializer: str = declare(
        "small",
        Choice(BIAS_INITIALIZERS),
        "Initial output bias",
        "Where the output stands before the training begins.",
        touches=Touches.NETWORK,
        key="outputBias",
        menu=tuple(BIAS_INITIALIZERS),
    )
    shuffle: bool = declare(
        True,
        Flag(),
        "Shuffle points",
        "Whether the points come in a new order in every epoch.",
        touches=Touches.STEP,
        key="shuffle",
    )
    speed: str = declare(
        "rising",
        Choice(SPEEDS),
        "Speed",
        "How many epochs are trained each second, at most.",
        touches=Touches.DRAWING,
        key="speed",
        menu=tuple(SPEEDS),
    )
    stop_epochs: int = declare(
        0,
        Number(0, 10**9, integer=True),
        "Stop after epochs",
        "Pauses the training after so many epochs; empty or 0 goes on.",
        touches=Touches.DRAWING,
        key="stopEpochs",
    )
    stop_loss: float = declare(
        0.0,
        Number(0, 1e6),
        "Stop at test loss",
        "Pauses the training when the test loss has fallen to this; empty or 0 goes on.",
        touches=Touches.DRAWING,
        key="stopLoss",
    )
    stop_accuracy: int = declare(
        0,
        Number(0, 100, integer=True),
        "Stop at test accuracy",
        "Pauses when so many percent of the test points are right; empty or 0 goes on.",
        touches=Touches.DRAWING,
        key="stopAccuracy",
    )
    stop_patience: int = declare(
        0,
        Number(0, 10**9, integer=True),
        "Stop without improvement",
        "Pauses when the test loss has not improved for so many epochs; empty or 0 goes on.",
        touches=Touches.DRAWING,
        key="stopPatience",
    )
    show_test_data: bool = declare(
        False,
        Flag(),
        "Show test data",
        "Also draws the points that are kept back for testing.",
        touches=Touches.DRAWING,
        key="showTestData",
    )
    discretize: bool = declare(
        False,
        Flag(),
        "Discretize output",
        "Draws the network's decision in two plain colours instead of shades.",
        touches=Touches.DRAWING,
        key="discretize",
    )
    hide_text: bool = declare(
        False,
        Flag(),
        "Hide the text",
        "Leaves out the explanation below the playground.",
        touches=Touches.DRAWING,
        key="hideText",
    )
    hidden: tuple[str, ...] = declare(
        (),
        Names(HIDABLE),
        "Hidden controls",
        "The controls that a teacher has hidden.",
        touches=Touches.DRAWING,
    )

    @property
    def current_dataset(self) -> str:
        """The name of the data set of the present problem."""
        name: str = getattr(self, DATASET_OF[self.problem])
        return name

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
        settings = replace(self, **accepted)
        if settings.problem == "regression" and settings.loss == "cross_entropy":
            settings = replace(settings, loss="squared_error")
            notices.append(
                "Loss: cross-entropy compares classes; for a regression squared error is used."
            )
        return settings, notices

    def changes_from(self, other: Settings) -> dict[str, Any]:
        """Return the values in which these settings differ from others."""
        mine, theirs = asdict(self), asdict(other)
        return {name: value for name, value in mine.items() if value != theirs[name]}

    def hyperparameters(self) -> tuple[Hyperparameter, ...]:
        """Return the numbers that the chosen optimizer and, if it has an effect, the schedule take.

        >>> chosen = Settings(optimizer="momentum", schedule="cosine")
        >>> [number.name for number in chosen.hyperparameters()]
        ['momentum', 'period']
        """
        optimizer, of_schedule = OPTIMIZERS[self.optimizer], SCHEDULES[self.schedule].hyperparameter
        if of_schedule is None or not optimizer.uses_gradient:
            return optimizer.hyperparameters
        return (*optimizer.hyperparameters, of_schedule)

    def activations(self) -> tuple[str, ...]:
        """Return the activation of each hidden layer."""
        own = (*self.layer_activations, *("",) * len(self.hidden_layers))
        return tuple(one or self.activation for one in own[: len(self.hidden_layers)])


def _regression_by_data_set(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Let ``dataset="reg-plane"`` mean what it says, a regression."""
    changes = dict(changes)
    name = changes.get("dataset")
    if isinstance(name, str) and problem_of(name) == "regression":
        del changes["dataset"]
        return {"problem": "regression", **changes, "reg_dataset": name}
    return changes


SETTINGS: dict[str, Setting] = {one.name: declaration(one) for one in fields(Settings)}
