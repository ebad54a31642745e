"""The network as a search knows it: what can be tried follows from the settings' declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from playground.estimators import PlaygroundClassifier, PlaygroundRegressor
from playground.experiment.build import make_recipe
from playground.experiment.data_settings import DataSettings
from playground.experiment.effect import Touches
from playground.experiment.settings import SETTINGS, Settings
from playground.labs.search.tunables import Tunable
from playground.settings.declare import Setting
from playground.settings.kinds import Number, PerLayer, Shape

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
    return Tunable(
        one.name, label, one.explanation, kind, menu, default, declared.said,
        NETWORK, one.name in FIRST, one.name in _BY_FACTORS,
    )  # fmt: skip


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


def settings_of(settings: Settings, values: Mapping[str, Any]) -> Settings:
    """Return the learner's settings with the values of one combination.

    What has no effect with the others is as it is without the search: so two combinations that make
    the same fit have the same settings. ``stop_epochs`` is the number of epochs.

    Examples
    --------
    >>> tried = settings_of(Settings(), {"layers": 2, "width": 8, "regularization_rate": 0.1})
    >>> tried.hidden_layers, tried.regularization_rate, tried.stop_epochs
    ((8, 8), 0.0, 60)
    """
    changes = {name: value for name, value in values.items() if name not in _OWN}
    if "layers" in values or "width" in values:
        layers, width = (
            values.get(name, TUNABLES[name].default(settings)) for name in ("layers", "width")
        )
        changes["hidden_layers"] = (width,) * layers
    if "activation" in values and "layer_activations" not in values:
        changes["layer_activations"] = ()
    epochs = values.get("epochs", epochs_of(settings))
    plain = replace(settings, switched_off=(), frozen=(), hidden=())
    made, _ = plain.replaced(**changes, stop_epochs=epochs)
    dropout = values.get("dropout")
    if dropout is not None:
        made = replace(made, dropout=(dropout,) * len(made.hidden_layers) if dropout else ())
    without = {
        name: getattr(plain, name) for name in values if name not in _OWN and made.idle(name)
    }
    if not made.hidden_layers:  # nobody is there to be active, or to be left out
        without |= {name: getattr(plain, name) for name in ("activation", "dropout")}
    return replace(made, **without) if without else made


_OWN = ("layers", "width", "epochs", "dropout")


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
