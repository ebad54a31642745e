"""The network as a search knows it: what can be tried follows from the settings' declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from playground.data.features import find_feature
from playground.estimators import PlaygroundClassifier, PlaygroundRegressor
from playground.experiment.build import make_recipe
from playground.experiment.data_settings import DataSettings
from playground.experiment.effect import Touches
from playground.experiment.settings import SETTINGS, Settings
from playground.labs.search.tunables import Tunable
from playground.settings.declare import Setting
from playground.settings.kinds import Choice, Flag, Number, PerLayer, Shape

NETWORK = "network"
EPOCHS = 60  # of a fit, where the learner's settings do not say when to stop
MOST_EPOCHS = 100_000
# They name single neurons, of a network of one shape.
OF_ONE_SHAPE = ("switched_off", "frozen")
FIRST = (
    "layers", "width", "activation", "optimizer", "learning_rate", "batch_size", "regularization",
    "regularization_rate", "dropout", "initializer", "epochs", "features",
)  # fmt: skip
_BY_FACTORS = ("learning_rate", "regularization_rate", "batch_size", "epochs", "clip_norm")
_FEATURE_SETS = (
    ("x1", "x2"),
    ("x1", "x2", "x1_x2"),
    ("x1_squared", "x2_squared"),
    ("x1", "x2", "x1_squared", "x2_squared"),
    ("x1", "x2", "sin_x1", "sin_x2"),
    ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2"),
)
_MENUS = {
    "features": _FEATURE_SETS,
    "standardise": (False, True),
    "shuffle": (True, False),
    "hidden_layers": ((), (2,), (4,), (8,), (4, 2), (4, 4), (8, 8), (8, 8, 8)),
    "batch_size": (1, 5, 10, 20, 50),
}


def _declared() -> dict[str, Setting]:
    """Return the settings of network and training: those that are not of the data or only drawn."""
    return {
        name: one
        for name, one in SETTINGS.items()
        if one.touches != Touches.DRAWING
        and name not in DataSettings.declared
        and name not in OF_ONE_SHAPE
    }


def _tunable(one: Setting) -> Tunable:
    label, kind, menu = one.label, one.kind, _MENUS.get(one.name, one.menu)
    default = one.name
    if one.belongs_to is not None:
        choice = SETTINGS[one.belongs_to[0]]
        label = f"{label} of {choice.said(one.belongs_to[1])}"
    if one.name == "dropout" and isinstance(kind, PerLayer):  # the same in every hidden layer
        kind, menu = kind.kind, tuple(each[0] if each else 0.0 for each in one.menu)
        return _made(one, label, kind, menu, lambda settings: max((0.0, *settings.dropout)))
    return _made(one, label, kind, menu, lambda settings: getattr(settings, default))


def _made(one: Setting, label: str, kind: Any, menu: tuple[Any, ...], default: Any) -> Tunable:
    declared = replace(one, kind=kind)
    menu = menu or (one.default,)
    said = _features if one.name == "features" else declared.said
    return Tunable(
        one.name, label, one.explanation, kind, menu, default, said,
        NETWORK, one.name in FIRST, one.name in _BY_FACTORS,
    )  # fmt: skip


def _features(names: Sequence[str]) -> str:
    """Return what a set of features is called.

    >>> _features(("x1", "sin_x2"))
    'x₁, sin(x₂)'
    """
    return ", ".join(find_feature(name).label for name in names)


def _shaped() -> list[Tunable]:
    """Return number of layers and width: a shape in which all layers are alike."""
    hidden, ends = SETTINGS["hidden_layers"].kind, SETTINGS["stop_epochs"]
    assert isinstance(hidden, Shape)
    depth = Number(0, hidden.max_layers, integer=True)
    width = Number(1, hidden.max_neurons, integer=True)
    epochs = Number(1, MOST_EPOCHS, integer=True)
    return [
        Tunable(
            "layers", "Layers", "How many hidden layers there are, all equally wide.",
            depth, (0, 1, 2, 3, 4), lambda settings: len(settings.hidden_layers),
            depth.write, NETWORK,
        ),
        Tunable(
            "width", "Width", "How many neurons every hidden layer has.",
            width, (1, 2, 4, 8, 16), lambda settings: max((1, *settings.hidden_layers)),
            width.write, NETWORK, log=True,
        ),
        Tunable(
            "epochs", "Epochs", "How many times a fit goes through its points.",
            epochs, (20, 60, 180, 540), lambda settings: epochs_of(settings),
            ends.kind.write, NETWORK, log=True,
        ),
    ]  # fmt: skip


def epochs_of(settings: Settings) -> int:
    """Return how long a fit is where epochs are not tried: where the playground would stop."""
    return min(settings.stop_epochs or EPOCHS, MOST_EPOCHS)


def _all() -> dict[str, Tunable]:
    found = {one.name: one for one in _shaped()}
    found |= {one.name: _tunable(one) for one in _declared().values()}
    first = {name: found[name] for name in FIRST}
    return first | found


TUNABLES: dict[str, Tunable] = _all()


class Effects:
    """Which of a combination's values have an effect, with the others as they are.

    Two combinations that make the same fit have the same effective values.

    Parameters
    ----------
    settings
        The learner's, for all that is not tried.

    Examples
    --------
    >>> effects = Effects(Settings())
    >>> effects.of({"layers": 0, "width": 8, "regularization_rate": 0.1, "epochs": 20})
    {'layers': 0, 'epochs': 20}
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        # Only some values decide about others; of what they say there are few different ones.
        self._idle: dict[tuple[tuple[str, Any], ...], set[str]] = {}

    def of(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the effective ones of values that the kinds have accepted."""
        deciding = tuple((name, value) for name, value in values.items() if name in _DECIDING)
        idle = self._idle.get(deciding)
        if idle is None:
            made = _with(self._settings, values)
            idle = {name for name in values if name in SETTINGS and made.idle(name)}
            if not made.hidden_layers:  # nobody is there to be wide, active, or left out
                idle |= {"width", "activation", "layer_activations", "dropout"}
            self._idle[deciding] = idle
        return {name: value for name, value in values.items() if name not in idle}


def hidden_of(settings: Settings, values: Mapping[str, Any]) -> tuple[int, ...]:
    """Return the hidden layers of a combination."""
    if "layers" in values or "width" in values:
        layers, width = (
            int(values.get(name, TUNABLES[name].default(settings))) for name in ("layers", "width")
        )
        return (width,) * layers
    shape: tuple[int, ...] = values.get("hidden_layers", settings.hidden_layers)
    return shape


def settings_of(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return the learner's settings with the values of one combination.

    What has no effect with the others is as it is without the search. ``stop_epochs`` is the number
    of epochs.

    Examples
    --------
    >>> tried = settings_of(Settings(), {"layers": 2, "width": 8, "regularization_rate": 0.1})
    >>> tried.hidden_layers, tried.regularization_rate, tried.stop_epochs
    ((8, 8), 0.0, 60)
    """
    return _with(settings, Effects(settings).of(values))


def _with(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return settings with values that their kinds have accepted."""
    changes = {name: value for name, value in values.items() if name not in _SHAPING}
    hidden = changes["hidden_layers"] = hidden_of(settings, values)
    changes["stop_epochs"] = values.get("epochs", epochs_of(settings))
    if "activation" in values and "layer_activations" not in values:
        changes["layer_activations"] = ()
    if "dropout" in values:
        changes["dropout"] = (values["dropout"],) * len(hidden) if values["dropout"] else ()
    made = replace(settings, switched_off=(), frozen=(), hidden=(), **changes)
    return made.replaced()[0]  # without contradictions, such as a loss that the problem has not


_SHAPING = ("layers", "width", "epochs", "dropout")
_DECIDING = {
    name
    for name, one in TUNABLES.items()
    if isinstance(one.kind, Choice | Flag | Shape) or name == "layers"
}


def estimator_of(settings: Settings, chance: tuple[int, int]) -> Any:
    """Return the estimator that learns as a playground with these settings does.

    ``chance`` is the seed and the start; ``settings.stop_epochs`` the number of epochs.
    """
    made = PlaygroundRegressor if settings.problem == "regression" else PlaygroundClassifier
    return made(
        hidden_layers=settings.hidden_layers,
        activation=settings.activations() or settings.activation,
        loss=settings.loss,
        epochs=settings.stop_epochs,
        batch_size=settings.batch_size,
        shuffle=settings.shuffle,
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        hyperparameters=settings.own("optimizer"),
        schedule=settings.schedule,
        schedule_decay=next(iter(settings.own("schedule").values()), None),
        regularization=settings.regularization,
        regularization_rate=settings.regularization_rate,
        dropout=make_recipe(settings).dropout_rates(len(settings.hidden_layers)),
        clip_norm=settings.clip_norm,
        label_smoothing=settings.label_smoothing,
        initializer=settings.initializer,
        bias_initializer=settings.bias_initializer,
        random_state=chance,
    )
