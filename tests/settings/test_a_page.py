"""A small page declares its settings, and has all that the playground's settings can do."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Flag, Names, Number, PerLayer, Seed, Shape
from playground.settings.links import LONGEST, MOST_NOTICES, read_link, write_link


class Touches(IntEnum):
    DRAWING, WALK = range(2)


def share(default: float, high: float, label: str = "Share") -> Any:
    return declare(
        label, "Of what is kept.", Number(0, high), default=default, touches=Touches.WALK
    )


def needs_steps(settings: Walk) -> str:
    return "" if settings.steps else "nobody walks"


class Walk(
    BaseSettings,
    of_choices={
        "rule": {"heavy": {"mass": share(0.9, 1)}, "light": {"mass": share(0.5, 0.75, "Weight")}},
        "fade": {"linear": {"length": share(1, 9)}},
    },
    hideable={"goButton": "Go button"},
):
    """The settings of a page that is not there."""

    rule: str = declare(
        "Rule", "How it walks.", Choice({"plain": "Plain", "heavy": "Heavy", "light": "Light"}),
        default="plain", touches=Touches.WALK, key="rule", hide="rule",
    )  # fmt: skip
    fade: str = declare(
        "Fade", "How it ends.", Choice(["none", "linear"]),
        default="none", touches=Touches.WALK, key="fade", hide="rule",
    )  # fmt: skip
    steps: int = declare(
        "Steps", "How many.", Number(0, 500, integer=True),
        default=100, touches=Touches.WALK, key="nSteps", hide="nSteps",
    )  # fmt: skip
    rates: tuple[float, ...] = declare(
        "Rates", "One for each.", PerLayer(Number(0, 1), 3),
        default=(), touches=Touches.WALK, key="rates", idle=needs_steps,
    )  # fmt: skip
    sizes: tuple[int, ...] = declare(
        "Sizes", "Some numbers.", Shape(3, 8), default=(4,), touches=Touches.WALK, key="sizes"
    )
    shown: tuple[str, ...] = declare(
        "Shown", "What is drawn.", Names(("path", "field", "ends"), least=1),
        default=("path",), touches=Touches.DRAWING, key="shown",
    )  # fmt: skip
    seed: int = declare("Seed", "All chance.", Seed(), default=0, touches=Touches.WALK, key="seed")
    dark: bool = declare(
        "Dark", "The colours.", Flag(), default=False, touches=Touches.DRAWING, key="dark"
    )


VALUES: dict[str, st.SearchStrategy[Any]] = {
    "rule": st.sampled_from(["plain", "heavy", "light"]),
    "fade": st.sampled_from(["none", "linear"]),
    "steps": st.integers(0, 500),
    "rates": st.lists(st.floats(0, 1), max_size=3).map(tuple),
    "sizes": st.lists(st.integers(1, 8), max_size=3).map(tuple),
    "shown": st.lists(st.sampled_from(["path", "field", "ends"]), min_size=1),
    "seed": st.integers(0, 2**53 - 1),
    "dark": st.booleans(),
    "hidden": st.lists(st.sampled_from(["rule", "nSteps", "goButton"])),
    "heavy_mass": st.floats(0, 1),
    "light_mass": st.floats(0, 0.75),
    "linear_length": st.floats(0, 9),
}
WALKS = st.fixed_dictionaries({}, optional=VALUES)


def test_every_setting_of_the_page_is_drawn() -> None:
    assert set(VALUES) == set(Walk.declared)


@given(WALKS)
@effort(deadline=None)
def test_any_settings_come_back_from_their_link(changes: dict[str, Any]) -> None:
    walk, notices = Walk().replaced(**changes)
    assert notices == []
    link = write_link(walk)
    assert re.fullmatch(r"#[A-Za-z0-9_.,%=&~+-]*", link)
    assert read_link(Walk, link) == (walk, [])
    assert read_link(Walk, f"http://localhost:5006/walk?theme=dark{link}") == (walk, [])


_KEYS = st.sampled_from([*(one.link_key for one in Walk.declared.values()), "heavy_mass", "a_hide"])
_PARTS = st.builds("{}={}".format, _KEYS | st.text(max_size=9), st.text(max_size=9) | st.floats())


@given(st.lists(_PARTS, max_size=12).map("&".join) | st.text())
@effort(deadline=None)
def test_nothing_breaks_the_reading(link: str) -> None:
    walk, notices = read_link(Walk, f"#{link}")
    assert len(notices) <= MOST_NOTICES
    assert all(notice.endswith(".") and notice.isprintable() for notice in notices)
    assert read_link(Walk, write_link(walk)) == (walk, [])


# (link, what differs from the defaults, words of each notice)
ODD = [
    ("#nSteps=900", {"steps": 500}, ["Steps: 900 is above the greatest value 500; 500 is used."]),
    ("#nSteps=many", {}, ['The link\'s "nSteps" was left out: "many" is not a number.']),
    ("#rule=odd", {}, ["Rule: \"odd\" is not one of plain, heavy, light; it stays plain."]),
    ("#shown=", {}, ["Shown: at least one must be chosen; it stays path."]),
    ("#dataset=xor&surface=bowl", {}, ['key "surface" is not known']),
    ("#nSteps", {}, ['"nSteps" has no value']),
    ("#=5", {}, ['"=5" has no key']),
    ("#rule_hide=true&goButton_hide=true&fade_hide=true", {"hidden": ("rule", "goButton")},
     ['hides "fade"']),
    ("#rule=light&mass=0.9", {"rule": "light", "light_mass": 0.75}, ["Weight: 0.9 is above"]),
    ("#" + "a" * (LONGEST + 1), {}, ["was not read"]),
]  # fmt: skip


@pytest.mark.parametrize(("link", "changes", "words"), ODD)
def test_what_is_odd_is_put_right_and_told(
    link: str, changes: dict[str, Any], words: list[str]
) -> None:
    walk, notices = read_link(Walk, link, elsewhere=["dataset"])
    assert walk == Walk(**changes)
    assert len(notices) == len(words)
    for notice, part in zip(notices, words, strict=True):
        assert part in notice


def test_a_short_name_means_that_of_the_choice_that_is_made() -> None:
    heavy, _ = Walk().replaced(mass=0.6, rule="heavy")
    assert heavy == Walk(rule="heavy", heavy_mass=0.6)
    assert heavy.own("rule") == {"mass": 0.6}
    light, _ = heavy.replaced(rule="light", mass=0.7)
    assert light.own("rule") == {"mass": 0.7}
    again, _ = light.replaced(rule="heavy")
    assert again.own("rule") == {"mass": 0.6}  # each keeps its own
    assert Walk().own("rule") == {}


def test_a_short_name_means_all_where_the_choice_has_none() -> None:
    walk, notices = Walk().replaced(mass=0.8)
    assert (walk.heavy_mass, walk.light_mass) == (0.8, 0.75)
    assert notices == ["Weight: 0.8 is above the greatest value 0.75; 0.75 is used."]


def test_a_link_carries_what_belongs_to_the_choice_by_its_short_key_and_the_rest_too() -> None:
    assert write_link(Walk(rule="heavy", heavy_mass=0.6)) == "#rule=heavy&mass=0.6"
    assert write_link(Walk(rule="light", heavy_mass=0.6)) == "#rule=light&heavy_mass=0.6"


def test_what_has_no_effect_says_why() -> None:
    walk = Walk(rule="light", steps=0)
    assert walk.idle("heavy_mass") == "only for Heavy"
    assert walk.idle("light_mass") == ""
    assert walk.idle("rates") == "nobody walks"
    assert Walk().idle("rates") == ""


def test_what_can_be_hidden_follows_from_the_declarations() -> None:
    assert Walk.hideable == {"rule": "Rule", "nSteps": "Steps", "goButton": "Go button"}
    walk, notices = Walk().replaced(hidden=["goButton", "fade"])
    assert walk.hidden == ("goButton",)
    assert '"fade" is not known' in notices[0]


def test_settings_know_what_differs() -> None:
    assert Walk(steps=3, dark=True).changes_from(Walk(dark=True)) == {"steps": 3}


def test_an_unknown_name_is_a_mistake_of_the_programmer() -> None:
    with pytest.raises(TypeError, match="no setting"):
        Walk().replaced(length_of_step=3)


def test_a_short_name_cannot_be_a_settings_name() -> None:
    with pytest.raises(TypeError, match="'rule' is the name of a setting"):

        class Wrong(BaseSettings, of_choices={"rule": {"heavy": {"rule": share(0.5, 1)}}}):
            rule: str = declare(
                "Rule", "How.", Choice(["heavy"]), default="heavy", touches=Touches.WALK
            )
