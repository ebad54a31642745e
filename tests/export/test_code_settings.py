"""Every setting that touches the training is found in the exported scripts, or named there.

The settings are taken from their declarations, so a new one is asked for here without anybody's
thinking of it.
"""

from __future__ import annotations

from typing import Any

import hypothesis
import pytest

from playground.experiment import Experiment
from playground.experiment.settings import Settings, Touches
from playground.export.code import TARGETS, write_code
from playground.settings.declare import declare
from playground.settings.kinds import Number
from tests.export.strategies import valid
from tests.export.test_code import EXECUTED, must_agree

# What every setting is changed from, wherever it has an effect there.
BASES: list[dict[str, Any]] = [
    {},
    # what scikit-learn's own network can do
    {"dataset": "blobs", "loss": "cross_entropy", "regularization": "L2"},
    {"problem": "regression", "loss": "huber", "optimizer": "adam", "dropout": [0.2]},
    {"optimizer": "genetic", "regularization": "L1"},
    {"dataset": "curve"},
]
FOUND: dict[str, list[Any]] = {}  # other values of the settings that have no menu
TOUCHING = [name for name, one in Settings.declared.items() if one.touches > Touches.DRAWING]


def experiment(settings: type[Settings], **changes: Any) -> Experiment:
    return Experiment(settings(seed=5), engine="numpy", **changes)


def bases(settings: type[Settings], name: str) -> list[dict[str, Any]]:
    """Return those of the bases, with the choice that a setting belongs to, where it counts."""
    belongs_to = settings.declared[name].belongs_to
    choice = dict([belongs_to]) if belongs_to else {}
    all_of_them = [{**base, **choice} for base in BASES]
    return [one for one in all_of_them if not settings().replaced(**one)[0].idle(name)]


def another(settings: Settings, name: str) -> Any:
    """Return another value of a setting: the first that the page offers, if it offers any."""
    kind = settings.declared[name].kind
    present = kind.write(getattr(settings, name))

    def differs(value: Any) -> bool:
        changed, _ = settings.replaced(**{name: value})  # not put right to what it was
        return kind.write(getattr(changed, name)) != present

    # What was found for one base mostly does for the next: the search is what takes long here.
    known = FOUND.setdefault(name, [])
    offered = [value for value in (*settings.declared[name].menu, *known) if differs(value)]
    if not offered:
        offered = [hypothesis.find(valid(kind), differs)]
        known.extend(offered)
    return offered[0]


def body(script: str) -> str:
    """Return a script without its opening words, which hold the link, and the trained numbers."""
    after = script.split('"""', 2)[2]
    before, _, rest = after.partition("# The trained network")
    return before + rest.partition("# What follows")[2]


def forgotten_by(settings: type[Settings], name: str) -> set[str]:
    """Return the targets whose scripts neither change with a setting nor name it."""
    forgetful = set()
    places = bases(settings, name)
    assert places, f"Add to BASES one where the setting {name} has an effect."
    for base in places:
        run = experiment(settings, **base)
        changed = experiment(settings, **{**base, name: another(run.settings, name)})
        for target in TARGETS:
            before, (after, remarks) = write_code(run, target)[0], write_code(changed, target)
            if any("does not train" in remark for remark in remarks):
                continue
            ask = settings.declared[name].code.get(target)
            named = ask and ask(changed.settings) and ask(changed.settings) in " ".join(remarks)
            if body(before) == body(after) and not named:
                forgetful.add(target)
    return forgetful


@pytest.mark.parametrize("name", TOUCHING)
def test_no_script_forgets_a_setting(name: str) -> None:
    assert forgotten_by(Settings, name) == set()


@pytest.mark.parametrize("name", TOUCHING)
def test_a_script_learns_as_the_playground_does_with_another_value(name: str) -> None:
    base, *_ = bases(Settings, name)
    value = another(experiment(Settings, **base).settings, name)
    run = experiment(Settings, **{**base, name: value})
    run.train(2)
    for target in EXECUTED:
        must_agree(run, target)


def made_up(**further: Any) -> Any:
    return declare(
        "Made up", "A setting nobody knows.", Number(0, 1), default=0.0, touches=Touches.STEP,
        **further,
    )  # fmt: skip


class WithUnknown(Settings):
    """Settings with one more, of which no script knows."""

    unknown: float = made_up()


class WithNamed(Settings):
    """Settings with one more, of which scikit-learn's script is told in the declaration."""

    named: float = made_up(code={"sklearn": lambda settings: "what nobody knows"})


def test_a_setting_that_nobody_handles_is_found_out() -> None:
    assert forgotten_by(WithUnknown, "unknown") == set(TARGETS)


def test_what_a_script_names_it_has_not_forgotten() -> None:
    assert forgotten_by(WithNamed, "named") == set(TARGETS) - {"sklearn"}
