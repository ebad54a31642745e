"""The cards of the network view: what can be set for one layer, and the further features.

Each is made when it is first opened.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel as pn
import panel_material_ui as pmui
from bokeh.models import PrintfTickFormatter

from playground.data.features import FEATURES, find_feature
from playground.experiment.settings import SETTINGS, Settings
from playground.nn import ACTIVATIONS
from playground.nn.neurons import turned
from playground.ui.kit.heard import Heard
from playground.ui.kit.later import fill
from playground.ui.kit.look import columns
from playground.ui.kit.typeset import sentence, with_minus
from playground.ui.pages.playground.controls import (
    NO_GRADIENT,
    lacks_gradient,
)
from playground.ui.pages.playground.curves import curve_stylesheet
from playground.ui.pages.playground.network_view import ALWAYS_SHOWN

AS_ALL = "As all layers"
DROPOUT = "Dropout"
_FLUID: dict[str, Any] = {"width": None, "sizing_mode": "stretch_width", "size": "small"}


class LayerCard:
    """Activation and dropout of one hidden layer, and whether it is frozen.

    Parameters
    ----------
    change
        ``change(**settings)``.
    """

    def __init__(self, change: Callable[..., None]) -> None:
        self._change = change
        self._settings = Settings()
        self.layer = 0  # counted from 0
        entries = {AS_ALL: "", **{one.label: name for name, one in ACTIVATIONS.items()}}
        activation = pmui.Select(
            label="Activation", options=entries, value="", margin=(0, 0, 8, 0),
            stylesheets=[curve_stylesheet()], **_FLUID,
        )  # fmt: skip
        dropout = pmui.IntSlider(
            label=DROPOUT, start=0, end=90, step=5, format=PrintfTickFormatter(format="%d %%"),
            tooltips=False, margin=0, **_FLUID,
        )  # fmt: skip
        self.activation = Heard(activation, self._activate)
        self.dropout = Heard(dropout, self._drop)
        freeze = pmui.Checkbox(
            label="Freeze this layer: training leaves it as it is", size="small",
            margin=(8, 0, 0, 0),
        )  # fmt: skip
        self.freeze = Heard(freeze, lambda _: self._freeze())
        self.content = pn.Column(activation, dropout, freeze, margin=0, sizing_mode="stretch_width")

    def show(self, settings: Settings) -> None:
        """Show what the settings say of the layer."""
        own = _at(settings.layer_activations, self.layer, "")
        used = own or settings.activation
        explanation = with_minus(ACTIVATIONS[used].explanation)
        hint = NO_GRADIENT if lacks_gradient(settings, used) else explanation
        self._settings = settings
        visible = SETTINGS["layer_activations"].hide not in settings.hidden
        self.activation.show(value=own, helper_text=hint, visible=visible)
        why = settings.idle("dropout")
        self.dropout.show(
            value=round(100 * _at(settings.dropout, self.layer, 0.0)),
            disabled=bool(why),
            label=f"{DROPOUT} ({why})" if why else DROPOUT,
        )
        self.freeze.show(
            value=(self.layer + 1, 0) in settings.frozen,
            visible=SETTINGS["frozen"].hide not in settings.hidden,
        )

    def _activate(self, name: str) -> None:
        used, count = self._settings.layer_activations, len(self._settings.hidden_layers)
        self._change(layer_activations=_with(used, self.layer, name, "", count))

    def _drop(self, percent: int) -> None:
        shares, count = self._settings.dropout, len(self._settings.hidden_layers)
        self._change(dropout=_with(shares, self.layer, percent / 100, 0.0, count))

    def _freeze(self) -> None:
        self._change(frozen=turned(self._settings.frozen, (self.layer + 1, 0)))


def _at(values: tuple[Any, ...], place: int, otherwise: Any) -> Any:
    return values[place] if place < len(values) else otherwise


def _with(
    values: tuple[Any, ...], place: int, new: Any, otherwise: Any, count: int
) -> tuple[Any, ...]:
    """Return the values of all layers with one of them changed.

    >>> _with(("relu",), 2, "tanh", "", 4)
    ('relu', '', 'tanh', '')
    """
    filled = [_at(values, each, otherwise) for each in range(count)]
    filled[place] = new
    return tuple(filled) if any(one != otherwise for one in filled) else ()


class FeaturesCard:
    """The further features, a formula of one's own, and whether features are standardised.

    Parameters
    ----------
    change
        ``change(**settings)``.
    """

    def __init__(self, change: Callable[..., None]) -> None:
        self._change = change
        self._settings = Settings()
        boxes = pmui.CheckBoxGroup(
            label="More features", margin=0, sizing_mode="stretch_width", size="small",
            sx=columns("5rem"),
        )  # fmt: skip
        formula = pmui.TextInput(
            label="A formula of your own", placeholder="x1 * sin(x2)", margin=(8, 0), **_FLUID
        )
        standardise = SETTINGS["standardise"]
        switch = pmui.Checkbox(label=standardise.label, size="small", margin=0)
        self.boxes = Heard(boxes, self._tick)
        self.formula = Heard(formula, self._type)
        self.standardise = Heard(switch, lambda on: change(standardise=on))
        self.content = pn.Column(boxes, formula, switch, margin=0, sizing_mode="stretch_width")

    def show(self, settings: Settings) -> None:
        """Show what the settings say."""
        self._settings = settings
        further = {one.label: name for name, one in FEATURES.items() if name not in ALWAYS_SHOWN}
        own = [name for name in settings.features if name not in FEATURES]
        typed = {find_feature(name).label: name for name in own}
        offered = further | typed
        chosen = [name for name in offered.values() if name in settings.features]
        if self.boxes.widget.options != offered:
            self.boxes.show(options=offered, value=chosen)
        else:
            self.boxes.show(value=chosen)
        self.standardise.show(value=settings.standardise)

    def _tick(self, ticked: list[str]) -> None:
        here = set(self.boxes.widget.options.values())
        kept = [name for name in self._settings.features if name not in here]
        wanted = tuple(kept + [name for name in ticked if name not in kept])
        if set(wanted) != set(self._settings.features):
            self._change(features=wanted)

    def _type(self, typed: str) -> None:
        formula = typed.strip()
        if not formula:
            self.formula.show(error_state=False, helper_text="")
            return
        try:
            find_feature(formula)
            features = (*self._settings.features, formula)
            features, remark = SETTINGS["features"].kind.accept(features)
        except ValueError as problem:
            remark = str(problem)
        if remark:
            self.formula.show(error_state=True, helper_text=sentence(remark))
            return
        self.formula.show(
            value="", value_input="", error_state=False, helper_text="Added to the features."
        )
        self._change(features=features)


class Cards:
    """Both cards of one visit, and the place in the network view where the open one stands."""

    def __init__(self, change: Callable[..., None]) -> None:
        self.place = pn.Column(margin=0, sizing_mode="stretch_width")
        self._change = change
        self._made: dict[str, LayerCard | FeaturesCard] = {}

    def open(self, kind: str, layer: int, settings: Settings) -> None:
        """Put a card in its place: ``"layer"`` (counted from 0) or ``"features"``."""
        if kind not in self._made:
            self._made[kind] = (LayerCard if kind == "layer" else FeaturesCard)(self._change)
        card = self._made[kind]
        if isinstance(card, LayerCard):
            if not 0 <= layer < len(settings.hidden_layers):
                return  # the layer has been removed in the meantime
            card.layer = layer
        card.show(settings)
        fill(self.place, card.content)

    def show(self, settings: Settings) -> None:
        """Let the cards show what the settings say."""
        for card in self._made.values():
            card.show(settings)
