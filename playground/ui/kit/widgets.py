"""A panel-material-ui widget for each look that a setting's control can have.

How they look is said in one place, ``look.py``. Each is found by the page's tooltips by the class
``tip-NAME`` that its element carries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import panel_material_ui as pmui
from bokeh.models import PrintfTickFormatter
from panel.viewable import Viewable

from playground.data.shapes import CURVES
from playground.settings.declare import Setting
from playground.ui.kit.private import prompt
from playground.ui.pages.playground.curves import curve_stylesheet

Chosen = Callable[[str, Any], None]  # (name of the setting, value)
OFF = "off"  # what an empty field says where zero means that

Select, IntSlider, DiscreteSlider, Checkbox, TextInput, AutocompleteInput = map(
    prompt,
    (
        pmui.Select,
        pmui.IntSlider,
        pmui.DiscreteSlider,
        pmui.Checkbox,
        pmui.TextInput,
        pmui.AutocompleteInput,
    ),
)
_FLUID: dict[str, Any] = {"width": None, "margin": 0, "sizing_mode": "stretch_width"}


@dataclass(frozen=True)
class Bound:
    """A widget that is bound to a setting.

    Parameters
    ----------
    widget
        The widget.
    show
        ``show(value, wording, about)`` makes it show a value of the setting, without a call of
        what listens to the learner.
    """

    widget: Viewable
    show: Callable[[Any, str, str], None]


class _Silence:
    """Listens to a widget, but not while the program itself is setting it."""

    def __init__(self, widget: Any, heard: Callable[[Any], None]) -> None:
        self._widget = widget
        self._quiet = False
        self._heard = heard
        widget.param.watch(self._hear, "value")

    def _hear(self, event: Any) -> None:
        if not self._quiet:
            self._heard(event.new)

    def set(self, **values: Any) -> None:
        """Set parameters of the widget without hearing it."""
        self._quiet = True
        try:
            self._widget.param.update(**values)
        finally:
            self._quiet = False


def _common(setting: Setting) -> dict[str, Any]:
    return {"label": setting.label, "size": "small", "css_classes": [f"tip-{setting.name}"]}


def menu(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a menu of a setting's values; a value from a link that it does not offer is added."""
    return _menu(setting, worded, chosen)


def curve_menu(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a menu of activations; each entry shows the function's curve."""
    return _menu(setting, worded, chosen, curve_stylesheet())


def _menu(setting: Setting, worded: Mapping[str, Any], chosen: Chosen, *stylesheets: str) -> Bound:
    common = _common(setting)
    widget = Select(
        options=dict(worded),
        value=setting.default,
        stylesheets=[*stylesheets, _marks(worded)],
        **common,
        **_FLUID,
    )
    silence = _Silence(widget, lambda value: chosen(setting.name, value))

    def show(value: Any, wording: str, about: str) -> None:
        offered = dict(worded)
        if value not in offered.values():
            offered[wording] = value
        place = list(offered.values()).index(value)
        changed: dict[str, Any] = {"css_classes": [*common["css_classes"], f"chosen-{place}"]}
        if list(offered) != list(widget.options):
            changed |= {"options": offered, "stylesheets": [*stylesheets, _marks(offered)]}
        silence.set(value=value, **changed)

    return Bound(widget, show)


def _marks(entries: Iterable[str]) -> str:
    """Return the style that marks the chosen entry of an open menu, which the widget does not.

    One rule for each entry, picked by a class: with every change of a style sheet Bokeh looks
    through all models of the page, 20 ms, and a class costs nothing.
    """
    mark = "background-color: color-mix(in srgb, var(--accent) 16%, transparent) !important;"
    return "\n".join(
        f":host(.chosen-{place}) li[value={json.dumps(entry)}] {{ {mark} }}"
        for place, entry in enumerate(entries)
    )


def explained_menu(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a menu that says below it what the chosen entry does."""
    bound = menu(setting, worded, unit, chosen)

    def show(value: Any, wording: str, about: str) -> None:
        bound.show(value, wording, about)
        bound.widget.helper_text = about

    return Bound(bound.widget, show)


def slider(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a slider over the values of a setting's menu; it takes effect while it is dragged."""
    low, high = min(setting.menu), max(setting.menu)
    widget = IntSlider(
        value=setting.default,
        start=low,
        end=high,
        step=setting.menu[1] - low,
        format=PrintfTickFormatter(format=f"%d{unit.replace('%', '%%')}"),
        tooltips=False,  # the value stands beside the label
        **_common(setting),
        **_FLUID,
    )
    silence = _Silence(widget, lambda value: chosen(setting.name, value))

    def show(value: Any, wording: str, about: str) -> None:
        silence.set(start=min(low, value), end=max(high, value), value=value)

    return Bound(widget, show)


def stops(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a slider from one value of a setting's menu to the next, however far they are apart.

    A value from a link that the menu does not offer gets a stop of its own, which stays: the
    browser counts the stops.
    """
    widget = DiscreteSlider(
        options=dict(worded),
        value=setting.default,
        tooltips=False,  # the value stands beside the label
        **_common(setting),
        **_FLUID,
    )
    silence = _Silence(widget, lambda value: chosen(setting.name, value))

    def show(value: Any, wording: str, about: str) -> None:
        offered = dict(widget.options)
        if value not in offered.values():
            offered[wording] = value
            offered = dict(sorted(offered.items(), key=lambda stop: stop[1]))
        silence.set(options=offered, value=value)

    return Bound(widget, show)


def switch(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a box to tick."""
    fluid = _FLUID | {"sizing_mode": None}
    widget = Checkbox(value=setting.default, **_common(setting), **fluid)
    silence = _Silence(widget, lambda value: chosen(setting.name, value))
    return Bound(widget, lambda value, wording, about: silence.set(value=value))


def field(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a field to type in; what cannot be used is told in words below it.

    The number fields of panel-material-ui do not take numbers such as 1e-8, and their buttons
    have no names for those who hear the page.
    """
    return _field(setting, chosen)


def field_or_off(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a field for a number whose zero switches something off: it is empty then, and says so.

    A zero would look like a limit of zero.
    """
    return _field(setting, chosen, zero_is_off=True)


def _field(setting: Setting, chosen: Chosen, zero_is_off: bool = False) -> Bound:
    def write(value: Any) -> str:
        return "" if zero_is_off and value == 0 else setting.kind.write(value)

    def read(typed: str) -> Any:
        return 0 if zero_is_off and typed.lower() in ("", OFF) else setting.kind.read(typed)

    widget = TextInput(
        value=write(setting.default),
        placeholder=OFF if zero_is_off else "",
        **_common(setting),
        **_FLUID,
    )

    def heard(typed: str) -> None:
        try:
            value, put_right = setting.kind.accept(read(typed.strip()))
        except ValueError as problem:
            widget.param.update(error_state=True, helper_text=sentence(str(problem)))
            return
        chosen(setting.name, value)
        widget.param.update(error_state=False, helper_text=sentence(put_right))

    silence = _Silence(widget, heard)

    def show(value: Any, wording: str, about: str) -> None:
        written = write(value)
        silence.set(value=written, value_input=written, error_state=False, helper_text="")

    return Bound(widget, show)


def curve_of_data(setting: Setting, worded: Mapping[str, Any], unit: str, chosen: Chosen) -> Bound:
    """Make a field for a formula that also offers the curves that have a name."""
    widget = AutocompleteInput(
        options=list(CURVES),
        value=setting.default,
        restrict=False,
        min_characters=0,
        **_common(setting),
        **_FLUID,
    )

    def heard(typed: str | None) -> None:
        try:
            value, _ = setting.kind.accept(typed or setting.default)
        except ValueError as problem:
            widget.param.update(error_state=True, helper_text=sentence(str(problem)))
            return
        chosen(setting.name, value)

    silence = _Silence(widget, heard)

    def show(value: Any, wording: str, about: str) -> None:
        silence.set(value=value, error_state=False, helper_text="")

    return Bound(widget, show)


def sentence(text: str) -> str:
    """Return a text with a capital and a full stop.

    >>> sentence("3 is too much"), sentence("what is this"), sentence("")
    ('3 is too much.', 'What is this.', '')
    """
    return f"{text[:1].upper()}{text[1:].rstrip('.')}." if text else ""


MAKERS: dict[str, Callable[[Setting, Mapping[str, Any], str, Chosen], Bound]] = {
    "menu": menu,
    "explained menu": explained_menu,
    "curve menu": curve_menu,
    "slider": slider,
    "stops": stops,
    "switch": switch,
    "field": field,
    "field or off": field_or_off,
    "curve of data": curve_of_data,
}
