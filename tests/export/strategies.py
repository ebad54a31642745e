"""What Hypothesis draws for links, files and their fuzz campaign, by the settings' declarations."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

from hypothesis import strategies as st

from playground.data.formulas import FUNCTIONS
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import DataSetName
from playground.settings import kinds

_ATOMS = ("x1", "x2", "2.5", "pi")
FORMULAS = st.recursive(
    st.sampled_from(_ATOMS),
    lambda inner: st.one_of(
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/^"), inner),
        st.builds("{}({})".format, st.sampled_from(sorted(FUNCTIONS)), inner),
        st.builds("max({}, {})".format, inner, inner),
    ),
    max_leaves=4,
)


def valid(kind: Any) -> st.SearchStrategy[Any]:
    """Return a strategy for values that a kind of setting accepts as they are."""
    match kind:
        case kinds.Choice(names):
            return st.sampled_from(list(names))
        case kinds.Number(low, high, integer=True):
            return st.integers(int(low), int(high))
        case kinds.Number(low, high):
            return st.floats(low, high)
        case kinds.Seed(high):
            return st.integers(0, high - 1)
        case kinds.Flag():
            return st.booleans()
        case kinds.Shape(max_layers, max_neurons):
            return st.lists(st.integers(1, max_neurons), max_size=max_layers).map(tuple)
        case kinds.Names(names, least):
            return st.sets(st.sampled_from(list(names)), min_size=least).map(sorted)
        case kinds.PerLayer(inner, most):
            return st.lists(valid(inner), max_size=most).map(tuple)
        case kinds.Neurons(max_layers, max_neurons, layers):
            one = st.tuples(
                st.integers(1, max_layers), st.integers(0 if layers else 1, max_neurons)
            )
            return st.lists(one, max_size=4).map(lambda drawn: kind.accept(drawn)[0])
        case kinds.Parsed():
            return FORMULAS
        case kinds.NamesAndFormulas(names, _, most_formulas):
            known = st.sets(st.sampled_from(list(names)), min_size=1).map(sorted)
            own = st.lists(FORMULAS, max_size=most_formulas)
            return st.tuples(known, own).map(lambda both: (*both[0], *both[1]))
        case DataSetName():
            return st.sampled_from(kind.drawn)
    raise TypeError(f"Say here how valid values of {kind!r} are drawn.")


@st.composite
def settings(draw: st.DrawFn) -> Settings:
    """Draw any valid settings, each as likely at its default as away from it."""
    changes = {name: draw(valid(one.kind)) for name, one in SETTINGS.items() if draw(st.booleans())}
    drawn, _ = Settings().replaced(**changes)  # what contradicts another setting is put right
    return drawn


TEXT = st.text(max_size=40)
_KEYS = st.one_of(
    st.sampled_from([one.link_key for one in SETTINGS.values() if one.link_key]),
    st.sampled_from(
        ["x", "sinY", "formulas", "trained", "initZero", "learningRate_hide", "a_hide"]
    ),
    TEXT,
)
_VALUES = st.one_of(
    st.sampled_from(
        ["", "true", "nan", "-inf", "1e999", "4,2", "0.5,,x", "%", "%ff", "<b>", "=&#"]
    ),
    st.floats().map(repr),
    st.integers().map(str),
    TEXT,
)
LINKS = st.one_of(
    TEXT,
    st.lists(st.builds("{}={}".format, _KEYS, _VALUES), max_size=12).map("&".join),
).flatmap(
    lambda text: st.sampled_from([text, f"#{text}", f"https://playground.tensorflow.org/#{text}"])
)

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=8,
)
# How a file is damaged: (steps that lead to a place in it, what stands there afterwards).
JSON_DAMAGE = st.lists(
    st.tuples(st.lists(st.integers(0, 60), min_size=1, max_size=5), JSON), min_size=1, max_size=3
)


def damaged(text: str, damage: list[tuple[list[int], Any]]) -> str:
    """Return a JSON text with other values put in at the places that the damage names."""
    whole = [json.loads(text)]
    for path, value in damage:
        holder: Any = whole
        key: Any = 0
        for step in path:
            inner = holder[key]
            if not isinstance(inner, list | dict) or not inner:
                break
            holder, key = inner, step % len(inner)
            if isinstance(holder, dict):
                key = list(holder)[key]
        holder[key] = deepcopy(value)  # a later damage may change it
    return json.dumps(whole[0])
