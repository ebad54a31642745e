"""A page's table of settings becomes widgets: any page's, not only the playground's."""

from __future__ import annotations

from enum import IntEnum

import pytest

from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Number
from playground.ui.kit.controls import Control, Controls, changed
from playground.ui.kit.widgets import field, field_or_off, menu, slider


class Touches(IntEnum):
    DRAWING, WALK = range(2)


def _without_wind(settings: Walk) -> str:
    return "" if settings.way == "up" else "no wind below"


class Walk(BaseSettings):
    """A page's settings."""

    way: str = declare(
        "Way", "Where to.", Choice(["up", "down"]), default="up", touches=Touches.WALK,
        hide="way", menu=("up", "down"), words={"up": "Uphill"},
    )  # fmt: skip
    steps: int = declare(
        "Steps", "How many.", Number(0, 500, integer=True), default=100, touches=Touches.WALK,
        menu=(0, 50, 100),
    )  # fmt: skip
    wind: float = declare(
        "Wind", "How strong.", Number(0, 9), default=1.0, touches=Touches.WALK, idle=_without_wind
    )
    rest: float = declare("Rest", "When.", Number(0, 9), default=0.0, touches=Touches.WALK)


TABLE = (
    Control("way", "left", menu),
    Control("steps", "left", slider),
    Control("wind", "right", field),
    Control("rest", "right", field_or_off, label="Rest after"),
)


@pytest.fixture
def changes() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def controls(changes) -> Controls:
    made = Controls(Walk.declared, lambda *change: changes.append(change), TABLE)
    made.show(Walk())
    return made


def test_the_widgets_of_a_place_carry_what_is_declared(controls):
    way, steps = controls.at("left")
    assert (way.label, way.options) == ("Way", {"Uphill": "up", "down": "down"})
    assert (steps.label, steps.start, steps.end, steps.step) == ("Steps", 0, 100, 50)
    assert "tip-steps" in steps.css_classes
    assert controls.bound["rest"].widget.label == "Rest after"


def test_what_is_chosen_is_told_and_what_is_shown_is_not(controls, changes):
    way, _ = controls.at("left")
    way.value = "down"
    assert changes == [("way", "down")]
    controls.show(Walk(way="down"))
    controls.show(Walk(steps=300))
    assert (controls.bound["steps"].widget.value, way.value) == (300, "up")
    assert changes == [("way", "down")]


def test_a_control_without_effect_says_why_and_a_hidden_one_is_gone(controls):
    controls.show(Walk(way="down", hidden=("way",)))
    wind = controls.bound["wind"].widget
    assert (wind.disabled, wind.label) == (True, "Wind (no wind below)")
    assert not controls.bound["way"].widget.visible
    controls.show(Walk())
    assert (wind.disabled, wind.label) == (False, "Wind")


def test_what_is_put_right_is_said_below_its_field(controls, changes):
    wind = controls.bound["wind"].widget
    wind.value = "12"
    assert changes == [("wind", 9.0)]
    assert "greatest value 9" in wind.helper_text
    wind.value = "much"
    assert wind.error_state
    assert changes == [("wind", 9.0)]


def test_only_what_is_not_as_usual_counts_as_changed():
    assert changed(TABLE, Walk()) == 0
    assert changed(TABLE, Walk(steps=50, rest=2.0)) == 2
