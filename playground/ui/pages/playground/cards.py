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
from playground.ui.kit.look import columns
from playground.ui.kit.typeset import with_minus
from playground.ui.kit.widgets import sentence
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
    """Activation and dropout of one hidden layer.

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
        self._activation = pmui.Select(
            label="Activation", options=entries, value="", margin=(0, 0, 8, 0),
            stylesheets=[curve_stylesheet()], **_FLUID,
        )  # fmt: skip
        self._dropout = pmui.IntSlider(
            label=DROPOUT, start=0, end=90, step=5, format=PrintfTickFormatter(format="%d %%"),
            tooltips=False, margin=0, **_FLUID,
        )  # fmt: skip
        self._activation.param.watch(self._chosen, "value")
        self._dropout.param.watch(self._chosen, "value")
        self.content = pn.Column(
            self._activation, self._dropout, margin=0, sizing_mode="stretch_width"
        )

    def show(self, settings: Settings) -> None:
        """Show what the settings say of the layer."""
        own = _at(settings.layer_activations, self.layer, "")
        used = own or settings.activation
        explanation = with_minus(ACTIVATIONS[used].explanation)
        hint = NO_GRADIENT if lacks_gradient(settings, used) else explanation
        self._settings = settings
        visible = SETTINGS["layer_activations"].hide not in settings.hidden
        self._activation.param.update(value=own, helper_text=hint, visible=visible)
        why = settings.idle("dropout")
        self._dropout.param.update(
            value=round(100 * _at(settings.dropout, self.layer, 0.0)),
            disabled=bool(why),
            label=f"{DROPOUT} ({why})" if why else DROPOUT,
        )

    def _chosen(self, event: Any) -> None:
        settings, count = self._settings, len(self._settings.hidden_layers)
        if event.obj is self._activation:
            if event.new != _at(settings.layer_activations, self.layer, ""):
                self._change(
                    layer_activations=_with(
                        settings.layer_activations, self.layer, event.new, "", count
                    )
                )
        elif event.new != round(100 * _at(settings.dropout, self.layer, 0.0)):
            self._change(dropout=_with(settings.dropout, self.layer, event.new / 100, 0.0, count))


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
        self._boxes = pmui.CheckBoxGroup(
            label="More features", margin=0, sizing_mode="stretch_width", size="small",
            sx=columns("5rem"),
        )  # fmt: skip
        self._formula = pmui.TextInput(
            label="A formula of your own", placeholder="x1 * sin(x2)", margin=(8, 0), **_FLUID
        )
        standardise = SETTINGS["standardise"]
        self._standardise = pmui.Checkbox(label=standardise.label, size="small", margin=0)
        self._boxes.param.watch(self._ticked, "value")
        self._formula.param.watch(self._typed, "value")
        self._standardise.param.watch(self._switched, "value")
        self.content = pn.Column(
            self._boxes, self._formula, self._standardise, margin=0, sizing_mode="stretch_width"
        )

    def show(self, settings: Settings) -> None:
        """Show what the settings say."""
        self._settings = settings
        further = {one.label: name for name, one in FEATURES.items() if name not in ALWAYS_SHOWN}
        own = [name for name in settings.features if name not in FEATURES]
        typed = {find_feature(name).label: name for name in own}
        offered = further | typed
        chosen = [name for name in offered.values() if name in settings.features]
        if self._boxes.options != offered:
            self._boxes.param.update(options=offered, value=chosen)
        elif self._boxes.value != chosen:
            self._boxes.value = chosen
        self._standardise.value = settings.standardise

    def _ticked(self, event: Any) -> None:
        here = set(self._boxes.options.values())
        kept = [name for name in self._settings.features if name not in here]
        wanted = tuple(kept + [name for name in event.new if name not in kept])
        if set(wanted) != set(self._settings.features):
            self._change(features=wanted)

    def _typed(self, event: Any) -> None:
        formula = event.new.strip()
        if not formula:
            self._formula.param.update(error_state=False, helper_text="")
            return
        try:
            find_feature(formula)
            features = (*self._settings.features, formula)
            features, remark = SETTINGS["features"].kind.accept(features)
        except ValueError as problem:
            remark = str(problem)
        if remark:
            self._formula.param.update(error_state=True, helper_text=sentence(remark))
            return
        self._formula.param.update(
            value="", value_input="", error_state=False, helper_text="Added to the features."
        )
        self._change(features=features)

    def _switched(self, event: Any) -> None:
        if event.new != self._settings.standardise:
            self._change(standardise=event.new)


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
        self.place.objects = [card.content]

    def show(self, settings: Settings) -> None:
        """Let the cards show what the settings say."""
        for card in self._made.values():
            card.show(settings)
