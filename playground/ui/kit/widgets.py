"""A panel-material-ui widget for each look that a setting's control can have.

How they look is said in one place, ``look.py``. Each is found by the page's tooltips by the class
``tip-NAME`` that its element carries.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import panel_material_ui as pmui
from bokeh.models import PrintfTickFormatter

from playground.settings.declare import Setting
from playground.ui.kit.component import InTurn
from playground.ui.kit.heard import Heard
from playground.ui.kit.private import prompt
from playground.ui.kit.typeset import sentence, typeset, with_minus

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
class Wanted:
    """What a widget is wanted for.

    Parameters
    ----------
    setting
        The setting that it shows and changes.
    chosen
        ``chosen(value)`` is called with what the learner has chosen, if the setting can be that.
    in_turn
        Makes of a callback one that is called when the page's document may be changed.
    unit
        What stands behind a slider's number.
    """

    setting: Setting
    chosen: Callable[[Any], None]
    in_turn: InTurn
    unit: str = ""

    @property
    def worded(self) -> dict[str, Any]:
        """The values of the setting's menu, by what they are called."""
        return {self.setting.said(value): value for value in self.setting.menu}

    @property
    def common(self) -> dict[str, Any]:
        """What all kinds of widgets take."""
        setting = self.setting
        return {"label": setting.label, "size": "small", "css_classes": [f"tip-{setting.name}"]}


@dataclass(frozen=True)
class Bound:
    """A widget that is bound to a setting.

    Parameters
    ----------
    heard
        The widget, and what listens to the learner.
    show
        ``show(value)`` makes it show a value of the setting, without a call of what listens.
    """

    heard: Heard
    show: Callable[[Any], None]

    @property
    def widget(self) -> Any:
        """The widget."""
        return self.heard.widget


Maker = Callable[[Wanted], Bound]


def about(setting: Setting, value: Any) -> str:
    """Return formula and explanation of a choice, "" where its registry has none.

    >>> from types import SimpleNamespace
    >>> from playground.settings.base import Drawn
    >>> from playground.settings.kinds import Choice
    >>> rules = {"plain": SimpleNamespace(formula="w <- w - eta g", explanation="Down the slope.")}
    >>> about(Setting("rule", "Rule", "Which.", "plain", Choice(rules), Drawn.ONLY), "plain")
    'w ← w − η g · Down the slope.'
    """
    entry = setting.entry(value)
    said = (typeset(getattr(entry, "formula", "")), with_minus(getattr(entry, "explanation", "")))
    return " · ".join(one for one in said if one)


def menu(wanted: Wanted, *, stylesheets: Sequence[str] = ()) -> Bound:
    """Make a menu of a setting's values; a value from a link that it does not offer is added.

    ``stylesheets`` may draw something beside its entries, ``li[value="what the entry says"]``.
    """
    worded, common = wanted.worded, wanted.common
    widget = Select(
        options=dict(worded),
        value=wanted.setting.default,
        stylesheets=[*stylesheets, _marks(worded)],
        **common,
        **_FLUID,
    )
    heard = Heard(widget, wanted.chosen, wanted.in_turn)

    def show(value: Any) -> None:
        offered = dict(worded)
        if value not in offered.values():
            offered[wanted.setting.said(value)] = value
        place = list(offered.values()).index(value)
        changed: dict[str, Any] = {"css_classes": [*common["css_classes"], f"chosen-{place}"]}
        if list(offered) != list(widget.options):
            changed |= {"options": offered, "stylesheets": [*stylesheets, _marks(offered)]}
        heard.show(value=value, **changed)

    return Bound(heard, show)


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


def explained_menu(wanted: Wanted) -> Bound:
    """Make a menu that says below it what the chosen entry does."""
    bound = menu(wanted)

    def show(value: Any) -> None:
        bound.show(value)
        bound.widget.helper_text = about(wanted.setting, value)

    return Bound(bound.heard, show)


def slider(wanted: Wanted) -> Bound:
    """Make a slider over the values of a setting's menu; it takes effect while it is dragged."""
    values = wanted.setting.menu
    low, high = min(values), max(values)
    widget = IntSlider(
        value=wanted.setting.default,
        start=low,
        end=high,
        step=values[1] - low,
        format=PrintfTickFormatter(format=f"%d{wanted.unit.replace('%', '%%')}"),
        tooltips=False,  # the value stands beside the label
        **wanted.common,
        **_FLUID,
    )
    heard = Heard(widget, wanted.chosen, wanted.in_turn)

    def show(value: Any) -> None:
        heard.show(start=min(low, value), end=max(high, value), value=value)

    return Bound(heard, show)


def stops(wanted: Wanted) -> Bound:
    """Make a slider from one value of a setting's menu to the next, however far they are apart.

    A value from a link that the menu does not offer gets a stop of its own, which stays: the
    browser counts the stops.
    """
    widget = DiscreteSlider(
        options=wanted.worded,
        value=wanted.setting.default,
        tooltips=False,  # the value stands beside the label
        **wanted.common,
        **_FLUID,
    )
    heard = Heard(widget, wanted.chosen, wanted.in_turn)

    def show(value: Any) -> None:
        offered = dict(widget.options)
        if value not in offered.values():
            offered[wanted.setting.said(value)] = value
            offered = dict(sorted(offered.items(), key=lambda stop: stop[1]))
        heard.show(options=offered, value=value)

    return Bound(heard, show)


def switch(wanted: Wanted) -> Bound:
    """Make a box to tick."""
    fluid = _FLUID | {"sizing_mode": None}
    widget = Checkbox(value=wanted.setting.default, **wanted.common, **fluid)
    heard = Heard(widget, wanted.chosen, wanted.in_turn)
    return Bound(heard, lambda value: heard.show(value=value))


def field(wanted: Wanted, *, zero_is_off: bool = False) -> Bound:
    """Make a field to type in; what cannot be used is told in words below it.

    The number fields of panel-material-ui do not take numbers such as 1e-8, and their buttons
    have no names for those who hear the page.

    Parameters
    ----------
    wanted
        What it is wanted for.
    zero_is_off
        Whether zero switches something off: it is empty then, and says so. A zero would look like
        a limit of zero.
    """
    kind = wanted.setting.kind

    def write(value: Any) -> str:
        return "" if zero_is_off and value == 0 else kind.write(value)

    def read(typed: str) -> Any:
        return 0 if zero_is_off and typed.lower() in ("", OFF) else kind.read(typed)

    widget = TextInput(
        value=write(wanted.setting.default),
        placeholder=OFF if zero_is_off else "",
        **wanted.common,
        **_FLUID,
    )

    def take(typed: str) -> None:
        try:
            value, put_right = kind.accept(read(typed.strip()))
        except ValueError as problem:
            widget.param.update(error_state=True, helper_text=sentence(str(problem)))
            return
        wanted.chosen(value)
        widget.param.update(error_state=False, helper_text=sentence(put_right))

    heard = Heard(widget, take, wanted.in_turn)

    def show(value: Any) -> None:
        written = write(value)
        heard.show(value=written, value_input=written, error_state=False, helper_text="")

    return Bound(heard, show)


field_or_off: Maker = partial(field, zero_is_off=True)


def proposing_field(wanted: Wanted, *, proposed: Sequence[str]) -> Bound:
    """Make a field to type in that proposes some values, the whole list while it is empty."""
    widget = AutocompleteInput(
        options=list(proposed),
        value=wanted.setting.default,
        restrict=False,
        min_characters=0,
        **wanted.common,
        **_FLUID,
    )

    def take(typed: str | None) -> None:
        try:
            value, _ = wanted.setting.kind.accept(typed or wanted.setting.default)
        except ValueError as problem:
            widget.param.update(error_state=True, helper_text=sentence(str(problem)))
            return
        wanted.chosen(value)

    heard = Heard(widget, take, wanted.in_turn)

    def show(value: Any) -> None:
        heard.show(value=value, error_state=False, helper_text="")

    return Bound(heard, show)
