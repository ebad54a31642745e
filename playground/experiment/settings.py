"""Every setting of an experiment, declared once.

A declaration gives all that is asked about a setting (see ``playground.settings.declare``): the
page's controls, the checks on input, the links, the tooltips, what a teacher can hide and what the
exported scripts must express all follow from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Self

from playground.data.features import FEATURES, find_feature
from playground.experiment import scripts
from playground.experiment.data_settings import DataSettings
from playground.experiment.effect import (
    Touches,
    only_for,
    without_gradient,
    without_regularization,
)
from playground.experiment.scripts import SKLEARN
from playground.nn import (
    ACTIVATIONS,
    BIAS_INITIALIZERS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)
from playground.nn.recipe import MOST_SMOOTHING
from playground.runs.pace import SPEEDS
from playground.settings.declare import Setting, declare, declare_numbers
from playground.settings.kinds import (
    Choice,
    Flag,
    NamesAndFormulas,
    Neurons,
    Number,
    Parsed,
    PerLayer,
    Shape,
)

MAX_LAYERS = 16  # what is opened from a link; the page's buttons stop earlier
MAX_NEURONS = 64
MAX_FORMULAS = 8
FULL_BATCH = 10_000  # more than any drawn data set has, and what fits into memory at once

# What a teacher can hide besides the controls of settings.
BUTTONS = {
    "playButton": "Play button",
    "stepButton": "Step button",
    "resetButton": "Reset button",
    "regenerate": "Regenerate button",
    "landscape": "Landscape button",
    "inside": "Look inside button",
    "space": "Hidden space button",
}

_RATES = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)


_OF_OPTIMIZERS = {
    name: declare_numbers(one.hyperparameters, touches=Touches.STEP)
    for name, one in OPTIMIZERS.items()
}
_OF_SCHEDULES = {
    name: declare_numbers([one.hyperparameter], touches=Touches.STEP, idle=without_gradient)
    for name, one in SCHEDULES.items()
    if one.hyperparameter
}


class Settings(
    DataSettings,
    of_choices={"optimizer": _OF_OPTIMIZERS, "schedule": _OF_SCHEDULES},
    hideable=BUTTONS,
):
    """All settings of one experiment; immutable, see ``replaced``.

    Examples
    --------
    >>> Settings().hidden_layers
    (4, 2)
    >>> settings, notices = Settings().replaced(noise=500)
    >>> settings.noise, notices
    (100, ['Noise: 500 is above the greatest value 100; 100 is used.'])

    An optimizer's numbers are its own; a short name means those of the chosen one.

    >>> settings, _ = Settings().replaced(optimizer="adam", beta2=0.99)
    >>> settings.adam_beta2, settings.adamw_beta2, settings.own("optimizer")["beta2"]
    (0.99, 0.999, 0.99)
    """

    features: tuple[str, ...] = declare(
        "Features",
        "What the network is told about each point.",
        NamesAndFormulas(FEATURES, Parsed(find_feature), MAX_FORMULAS),
        default=("x1", "x2"),
        touches=Touches.NETWORK,
    )
    standardise: bool = declare(
        "Standardise features",
        "Shifts and scales every feature to mean 0 and spread 1 over the training points.",
        Flag(),
        default=False,
        touches=Touches.OUTPUT,
        key="standardise",
    )
    hidden_layers: tuple[int, ...] = declare(
        "Hidden layers",
        "How many layers of neurons lie between features and output, and how wide they are.",
        Shape(MAX_LAYERS, MAX_NEURONS),
        default=(4, 2),
        touches=Touches.NETWORK,
        key="networkShape",
        hide="numHiddenLayers",
    )
    activation: str = declare(
        "Activation",
        "The curve by which a hidden neuron turns the sum of its inputs into its output.",
        Choice(ACTIVATIONS),
        default="tanh",
        touches=Touches.OUTPUT,
        key="activation",
        menu=tuple(ACTIVATIONS),
        hide="activation",
        code={SKLEARN: scripts.activation},
    )
    layer_activations: tuple[str, ...] = declare(
        "Activation of a layer",
        "A curve for one hidden layer of its own; without one it has that of all layers.",
        PerLayer(Choice(("", *ACTIVATIONS)), MAX_LAYERS),
        default=(),
        touches=Touches.OUTPUT,
        key="activations",
        hide="activation",
        code={SKLEARN: scripts.layer_activations},
    )
    loss: str = declare(
        "Loss",
        "How a wrong output is counted: the number that training makes small.",
        Choice(LOSSES),
        default="squared_error",
        touches=Touches.OUTPUT,
        key="loss",
        menu=tuple(LOSSES),
        code={SKLEARN: scripts.loss},
    )
    batch_size: int = declare(
        "Batch size",
        "How many points are looked at before the weights move once. One: stochastic gradient "
        f"descent. Full, which is all of them up to {FULL_BATCH:,}: plain gradient descent.",
        Number(1, FULL_BATCH, integer=True),
        default=10,
        touches=Touches.STEP,
        key="batchSize",
        menu=(*range(1, 31), 50, 100, 200, FULL_BATCH),
        words={FULL_BATCH: "full"},
        hide="batchSize",
        idle=without_gradient,
    )
    optimizer: str = declare(
        "Optimizer",
        "The rule by which the gradient becomes a step of the weights.",
        Choice(OPTIMIZERS),
        default="sgd",
        touches=Touches.STEP,
        key="optimizer",
        menu=tuple(OPTIMIZERS),
        code={SKLEARN: scripts.optimizer},
    )
    schedule: str = declare(
        "Schedule",
        "How the learning rate changes from epoch to epoch.",
        Choice(SCHEDULES),
        default="constant",
        touches=Touches.STEP,
        key="schedule",
        menu=tuple(SCHEDULES),
        idle=without_gradient,
        code={SKLEARN: scripts.schedule},
    )
    learning_rate: float = declare(
        "Learning rate",
        "How far the weights move at each step: too small is slow, too large overshoots.",
        Number(1e-9, 1000),
        default=0.03,
        touches=Touches.STEP,
        key="learningRate",
        menu=_RATES,
        hide="learningRate",
        idle=without_gradient,
    )
    regularization: str = declare(
        "Regularization",
        "A pull of the weights towards zero that keeps the network from learning noise by heart.",
        Choice(REGULARIZERS),
        default="none",
        touches=Touches.STEP,
        key="regularization",
        menu=tuple(REGULARIZERS),
        hide="regularization",
        code={SKLEARN: scripts.regularization},
    )
    regularization_rate: float = declare(
        "Regularization rate",
        "How strong that pull is.",
        Number(0, 1000),
        default=0.0,
        touches=Touches.STEP,
        key="regularizationRate",
        menu=(0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10),
        hide="regularizationRate",
        idle=without_regularization,
    )
    dropout: tuple[float, ...] = declare(
        "Dropout",
        "The share of a hidden layer's neurons that each training step leaves out by chance.",
        PerLayer(Number(0, 0.9), MAX_LAYERS),
        default=(),
        touches=Touches.STEP,
        key="dropout",
        menu=((), (0.1,), (0.2,), (0.3,), (0.5,)),
        idle=without_gradient,
        code={SKLEARN: scripts.dropout},
    )
    clip_norm: float = declare(
        "Clip gradient",
        "The greatest length of the gradient: a longer one is shortened. Empty or 0: no limit.",
        Number(0, 1e6),
        default=0.0,
        touches=Touches.STEP,
        key="clip",
        menu=(0, 0.01, 0.1, 1, 10),
        idle=without_gradient,
        code={SKLEARN: scripts.clip_norm},
    )
    label_smoothing: float = declare(
        "Label smoothing",
        "Trains towards this much less than certainty, the rest shared by all classes "
        "(Szegedy et al. 2016); the losses shown stay those of the plain targets, so that they "
        "can be compared. Empty or 0: none.",
        Number(0, MOST_SMOOTHING),
        default=0.0,
        touches=Touches.STEP,
        key="labelSmoothing",
        menu=(0, 0.05, 0.1, 0.2),
        idle=only_for("classification"),
        code={SKLEARN: scripts.label_smoothing},
    )
    switched_off: tuple[tuple[int, int], ...] = declare(
        "Switched off",
        "Hidden neurons whose output is 0, as if they were not there; they keep their weights. "
        "Layer and neuron, counted from 1.",
        Neurons(MAX_LAYERS, MAX_NEURONS, layers=False),
        default=(),
        touches=Touches.OUTPUT,
        key="off",
        hide="switchOff",
        code={SKLEARN: scripts.switched_off},
    )
    frozen: tuple[tuple[int, int], ...] = declare(
        "Frozen",
        "Neurons and layers that training leaves as they are: the weights that lead to them, and "
        "their biases. Layer and neuron, counted from 1; a layer alone is all of it.",
        Neurons(MAX_LAYERS + 1, MAX_NEURONS),
        default=(),
        touches=Touches.STEP,
        key="frozen",
        hide="freeze",
        code={SKLEARN: scripts.frozen},
    )
    initializer: str = declare(
        "Initial weights",
        "How the weights are drawn before the training begins.",
        Choice(INITIALIZERS),
        default="uniform",
        touches=Touches.NETWORK,
        key="initializer",
        menu=tuple(INITIALIZERS),
    )
    bias_initializer: str = declare(
        "Initial output bias",
        "Where the output stands before the training begins.",
        Choice(BIAS_INITIALIZERS),
        default="small",
        touches=Touches.NETWORK,
        key="outputBias",
        menu=tuple(BIAS_INITIALIZERS),
    )
    shuffle: bool = declare(
        "Shuffle points",
        "Whether the points come in a new order in every epoch.",
        Flag(),
        default=True,
        touches=Touches.STEP,
        key="shuffle",
        idle=without_gradient,
    )
    speed: str = declare(
        "Speed",
        "How many epochs are trained each second, at most.",
        Choice(SPEEDS),
        default="rising",
        touches=Touches.DRAWING,
        key="speed",
        menu=tuple(SPEEDS),
        hide="speed",
    )
    stop_epochs: int = declare(
        "Stop after epochs",
        "Pauses the training after so many epochs; empty or 0 goes on.",
        Number(0, 10**9, integer=True),
        default=0,
        touches=Touches.DRAWING,
        key="stopEpochs",
    )
    stop_loss: float = declare(
        "Stop at test loss",
        "Pauses the training when the test loss has fallen to this; empty or 0 goes on.",
        Number(0, 1e6),
        default=0.0,
        touches=Touches.DRAWING,
        key="stopLoss",
    )
    stop_accuracy: int = declare(
        "Stop at test accuracy",
        "Pauses when so many percent of the test points are right; empty or 0 goes on.",
        Number(0, 100, integer=True),
        default=0,
        touches=Touches.DRAWING,
        key="stopAccuracy",
        idle=only_for("classification"),
    )
    stop_patience: int = declare(
        "Stop without improvement",
        "Pauses when the test loss has not improved for so many epochs; empty or 0 goes on.",
        Number(0, 10**9, integer=True),
        default=0,
        touches=Touches.DRAWING,
        key="stopPatience",
    )
    show_test_data: bool = declare(
        "Show test data",
        "Also draws the points that are kept back for testing.",
        Flag(),
        default=False,
        touches=Touches.DRAWING,
        key="showTestData",
        hide="showTestData",
    )
    discretize: bool = declare(
        "Discretize output",
        "Draws the network's decision in two plain colours instead of shades.",
        Flag(),
        default=False,
        touches=Touches.DRAWING,
        key="discretize",
        hide="discretize",
    )
    hide_text: bool = declare(
        "Hide the text",
        "Leaves out the explanation below the playground.",
        Flag(),
        default=False,
        touches=Touches.DRAWING,
        key="hideText",
    )

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let what is frozen of the output stay that of the output when layers come or go."""
        changes = super()._meant(changes)
        if "hidden_layers" not in changes or "frozen" in changes or not self.frozen:
            return changes
        try:
            shape, _ = SETTINGS["hidden_layers"].kind.accept(changes["hidden_layers"])
        except ValueError:
            return changes  # it will be refused in words
        before, after = len(self.hidden_layers) + 1, len(shape) + 1
        frozen = tuple(
            (after if layer == before else layer, neuron)
            for layer, neuron in self.frozen
            if layer == before or layer < after
        )
        return {**changes, "frozen": frozen}

    def _reconciled(self) -> tuple[Self, list[str]]:
        changes: dict[str, Any] = {}
        notices = []
        loss = LOSSES[self.loss]
        if self.problem == "regression" and loss.of_probabilities:
            changes["loss"] = "squared_error"
            notices.append(
                f"Loss: {loss.label.lower()} compares classes; for a regression squared error is "
                "used."
            )
        for name in ("switched_off", "frozen"):
            named = getattr(self, name)
            there = tuple(one for one in named if self._has(*one, output=name == "frozen"))
            if there != named:
                setting, missing = SETTINGS[name], [one for one in named if one not in there]
                changes[name] = there
                notices.append(
                    f"{setting.label}: the network has no {setting.kind.write(tuple(missing))}; "
                    "left out."
                )
        return replace(self, **changes) if changes else self, notices

    def _has(self, layer: int, neuron: int, *, output: bool) -> bool:
        """Tell whether the network has a layer with such a neuron, 0 for any."""
        sizes = self.hidden_layers
        if layer <= len(sizes):
            return neuron <= sizes[layer - 1]
        return output and layer == len(sizes) + 1 and neuron <= self._n_outputs

    @property
    def _n_outputs(self) -> int:
        """The most outputs that the network may have: a file's classes are not known here."""
        return 1 if self.problem == "regression" else MAX_NEURONS

    def activations(self) -> tuple[str, ...]:
        """Return the activation of each hidden layer."""
        own = (*self.layer_activations, *("",) * len(self.hidden_layers))
        return tuple(one or self.activation for one in own[: len(self.hidden_layers)])


SETTINGS: dict[str, Setting] = Settings.declared
