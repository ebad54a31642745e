"""Links: those of playground.tensorflow.org open, ours come back, and nothing breaks them."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.links import read_link, write_link
from playground.experiment.settings import SETTINGS, Settings
from playground.resources import folder
from playground.settings.links import LONGEST, MOST_NOTICES
from tests.export.strategies import LINKS, settings

SITE = "https://playground.tensorflow.org/"
# What that site writes into its address bar on the first visit.
FULL = {
    "activation": "tanh",
    "batchSize": "10",
    "dataset": "circle",
    "regDataset": "reg-plane",
    "learningRate": "0.03",
    "regularizationRate": "0",
    "noise": "0",
    "networkShape": "4,2",
    "seed": "0",
    "showTestData": "false",
    "discretize": "false",
    "percTrainData": "50",
    "x": "true",
    "y": "true",
    "xTimesY": "false",
    "xSquared": "false",
    "ySquared": "false",
    "cosX": "false",
    "sinX": "false",
    "cosY": "false",
    "sinY": "false",
    "collectStats": "false",
    "problem": "classification",
    "initZero": "false",
    "hideText": "false",
}


def link(**keys: str) -> str:
    """Return a link as that site writes it, some of its keys changed."""
    return f"{SITE}#" + "&".join(f"{key}={value}" for key, value in {**FULL, **keys}.items())


# What a teacher can hide there.
HIDEABLE_THERE = (
    "showTestData", "discretize", "playButton", "stepButton", "resetButton", "learningRate",
    "activation", "regularization", "regularizationRate", "problem", "dataset", "percTrainData",
    "noise", "batchSize", "numHiddenLayers",
)  # fmt: skip


def in_order(names: object) -> tuple[str, ...]:
    """Return names of what can be hidden in the order in which they are kept."""
    return tuple(name for name in Settings.hideable if name in names)  # type: ignore[operator]


# (link, settings that differ from the defaults); all of them open without a word.
OPENED = [
    (SITE, {}),
    (f"{SITE}#", {}),
    (link(), {}),
    (link(seed="0.36489"), {"seed": 36489}),
    (link(seed="0.12345"), {"seed": 12345}),
    (link(seed="0.00001"), {"seed": 1}),
    (link(seed="0"), {"seed": 0}),
    (link(dataset="xor", activation="relu"), {"dataset": "xor", "activation": "relu"}),
    (link(dataset="gauss", activation="sigmoid"), {"dataset": "gauss", "activation": "sigmoid"}),
    (
        link(dataset="spiral", networkShape="8,8,8", learningRate="0.003"),
        {"dataset": "spiral", "hidden_layers": (8, 8, 8), "learning_rate": 0.003},
    ),
    (link(activation="linear", networkShape=""), {"activation": "linear", "hidden_layers": ()}),
    (link(networkShape="1"), {"hidden_layers": (1,)}),
    (link(networkShape="8,7,6,5,4,3"), {"hidden_layers": (8, 7, 6, 5, 4, 3)}),
    (
        link(networkShape="8,8,8,8,8,8,8,8", noise="80"),
        {"hidden_layers": (8,) * 8, "noise": 80},
    ),
    (link(problem="regression"), {"problem": "regression"}),
    (
        link(problem="regression", regDataset="reg-gauss", learningRate="0.01"),
        {"problem": "regression", "reg_dataset": "reg-gauss", "learning_rate": 0.01},
    ),
    (link(regDataset="reg-gauss"), {"reg_dataset": "reg-gauss"}),
    (
        link(regularization="L1", regularizationRate="0.001"),
        {"regularization": "L1", "regularization_rate": 0.001},
    ),
    (
        link(regularization="L2", regularizationRate="10"),
        {"regularization": "L2", "regularization_rate": 10.0},
    ),
    (link(learningRate="0.00001"), {"learning_rate": 0.00001}),
    (link(learningRate="1e-05"), {"learning_rate": 0.00001}),
    (link(learningRate="1e+1"), {"learning_rate": 10.0}),
    (link(learningRate="10"), {"learning_rate": 10.0}),
    (link(batchSize="30", percTrainData="90"), {"batch_size": 30, "train_share": 90}),
    (link(batchSize="1", percTrainData="10"), {"batch_size": 1, "train_share": 10}),
    (link(noise="50"), {"noise": 50}),
    (link(noise="5"), {"noise": 5}),
    (link(showTestData="true", discretize="true"), {"show_test_data": True, "discretize": True}),
    (
        link(xTimesY="true", xSquared="true", ySquared="true", sinX="true", sinY="true"),
        {"features": ("x1", "x2", "x1_squared", "x2_squared", "x1_x2", "sin_x1", "sin_x2")},
    ),
    (link(x="false", y="false", xTimesY="true"), {"features": ("x1_x2",)}),
    (link(x="false", cosX="true", cosY="true"), {"features": ("x2", "cos_x1", "cos_x2")}),
    (link(initZero="true"), {"initializer": "zero"}),
    (link(hideText="true"), {"hide_text": True}),
    (
        link(hideText="true", playButton_hide="true", stepButton_hide="true"),
        {"hide_text": True, "hidden": ("playButton", "stepButton")},
    ),
    (link(learningRate_hide="false"), {}),
    (
        link(**{f"{name}_hide": "true" for name in HIDEABLE_THERE}),
        {"hidden": in_order(HIDEABLE_THERE)},
    ),
    (f"{link()}&tutorial=dp", {}),
    # shortened by hand, as they stand in course notes
    ("#dataset=spiral", {"dataset": "spiral"}),
    ("networkShape=8,8&activation=relu", {"hidden_layers": (8, 8), "activation": "relu"}),
    (f"{SITE}#activation=ReLU&regularization=l2", {"activation": "relu", "regularization": "L2"}),
    (f"{SITE}#networkShape=8%2C8", {"hidden_layers": (8, 8)}),
    (f"{SITE}#networkShape=4,+2&&noise=10&", {"noise": 10}),
    ("http://localhost:5006/?theme=dark#noise=25", {"noise": 25}),
    (f"{SITE}#noise=10&noise=15", {"noise": 15}),
]

# (link, what differs from the defaults, words of each notice)
PUT_RIGHT = [
    ("#noise=500", {"noise": 100}, ["above the greatest value 100"]),
    ("#noise=-5", {}, ["below the least value 0"]),
    ("#noise=2.5", {"noise": 2}, ["not a whole number"]),
    ("#learningRate=0", {"learning_rate": 1e-9}, ["below the least value 0.000000001"]),
    ("#learningRate=NaN", {}, ["not a number"]),
    ("#learningRate=Infinity", {"learning_rate": 1000.0}, ["above the greatest value 1000"]),
    ("#noise=1e999", {"noise": 100}, ["infinity is above the greatest value 100"]),
    ("#learningRate=quick", {}, ['"quick" is not a number']),
    ("#batchSize=0&percTrainData=100", {"batch_size": 1, "train_share": 99}, ["least", "greatest"]),
    ("#activation=softmax", {}, ['"softmax" is not one of']),
    ("#dataset=cube", {}, ["cube"]),
    ("#problem=clustering", {}, ["clustering"]),
    ("#networkShape=4,x", {}, ["list of layer sizes"]),
    ("#networkShape=4,,2", {}, ["list of layer sizes"]),
    ("#networkShape=0,999", {"hidden_layers": (1, 64)}, ["64"]),
    ("#networkShape=" + ",".join("2" * 40), {"hidden_layers": (2,) * 16}, ["40 hidden layers"]),
    ("#x=maybe", {}, ['"maybe" is neither true nor false']),
    ("#x=false&y=false", {}, ["at least one"]),
    ("#coffee=true", {}, ['key "coffee" is not known']),
    ("#noise", {}, ['"noise" has no value']),
    ("#=5", {}, ['"=5" has no key']),
    ("#everything_hide=true", {}, ['hides "everything"']),
    ("#playButton_hide=perhaps", {}, ["neither true nor false"]),
    ("#problem=regression&loss=cross_entropy", {"problem": "regression"}, ["squared error"]),
    ("#formulas=x1%2Bx2;tan(", {"features": ("x1", "x2", "x1+x2")}, ["tan("]),
    ("#%FF%FE=%00", {}, ["is not known"]),
    ("#<script>alert(1)</script>=1", {}, ["is not known"]),
    ("#" + "a" * (LONGEST + 1), {}, ["was not read"]),
]


@pytest.mark.parametrize(("address", "changes"), OPENED)
def test_links_of_that_site_open_without_a_word(address: str, changes: dict[str, object]) -> None:
    opened, notices = read_link(address)
    assert notices == []
    assert opened == Settings(**changes)


def test_there_are_forty_of_them() -> None:
    assert len(OPENED) >= 40


@pytest.mark.parametrize(("address", "changes", "words"), PUT_RIGHT)
def test_what_is_wrong_is_put_right_and_told(
    address: str, changes: dict[str, object], words: list[str]
) -> None:
    opened, notices = read_link(address)
    assert opened == Settings(**changes)
    assert len(notices) == len(words)
    for notice, part in zip(notices, words, strict=True):
        assert part in notice


@pytest.mark.parametrize(("address", "changes"), OPENED)
def test_what_was_opened_is_written_again(address: str, changes: dict[str, object]) -> None:
    opened, _ = read_link(address)
    assert read_link(write_link(opened)) == (opened, [])


# What that site's own controls can put into a link: (key, setting, values).
RATES = ["0", "0.00001", "0.0001", "0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1", "3", "10"]
CONTROLLED = [
    ("activation", "activation", ["relu", "tanh", "sigmoid", "linear"]),
    ("regularization", "regularization", ["L1", "L2"]),
    ("problem", "problem", ["classification", "regression"]),
    ("dataset", "dataset", ["circle", "xor", "gauss", "spiral"]),
    ("regDataset", "reg_dataset", ["reg-plane", "reg-gauss"]),
    ("learningRate", "learning_rate", RATES[1:]),
    ("regularizationRate", "regularization_rate", [RATES[0], *RATES[3:]]),
    ("batchSize", "batch_size", range(1, 31)),
    ("noise", "noise", range(0, 51, 5)),
    ("percTrainData", "train_share", range(10, 91, 10)),
    ("seed", "seed", [f"0.{digits:05d}" for digits in range(0, 100_000, 7)]),
    ("showTestData", "show_test_data", [True, False]),
    ("discretize", "discretize", [True, False]),
    ("hideText", "hide_text", [True, False]),
]
FEATURES_THERE = ["x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY"]


@st.composite
def links_of_that_site(draw: st.DrawFn) -> tuple[str, Settings]:
    """Draw what its controls can be set to; return the link it then writes and our settings."""
    keys, changes = {}, {}
    for key, name, values in CONTROLLED:
        value = draw(st.sampled_from(values))
        keys[key] = str(value).lower() if isinstance(value, bool) else str(value)
        number = isinstance(getattr(Settings(), name), float)
        changes[name] = float(value) if number else value
    changes["seed"] = int(keys["seed"].removeprefix("0."))
    shape = tuple(draw(st.lists(st.integers(1, 8), max_size=6)))
    keys["networkShape"] = ",".join(map(str, shape))
    chosen = draw(st.sets(st.sampled_from(FEATURES_THERE), min_size=1))
    keys |= {key: str(key in chosen).lower() for key in FEATURES_THERE}
    features = tuple(name for name, one in FEATURES.items() if one.link_key in chosen)
    zero = draw(st.booleans())
    hidden = draw(st.sets(st.sampled_from(HIDEABLE_THERE)))
    keys |= {"initZero": str(zero).lower()} | {f"{name}_hide": "true" for name in hidden}
    changes["initializer"] = "zero" if zero else "uniform"
    changes |= {"hidden": in_order(hidden), "features": features, "hidden_layers": shape}
    return link(**keys), Settings(**changes)


@given(links_of_that_site())
@effort(deadline=None)
def test_whatever_that_site_can_write_opens_with_the_same_settings(
    drawn: tuple[str, Settings],
) -> None:
    address, expected = drawn
    assert read_link(address) == (expected, [])


@given(settings())
@effort(deadline=None)
def test_any_settings_come_back_from_their_link(drawn: Settings) -> None:
    fragment = write_link(drawn)
    assert re.fullmatch(r"#[A-Za-z0-9_.,%=&~+-]*", fragment)  # nothing a browser would change
    assert read_link(fragment) == (drawn, [])
    assert read_link(SITE + fragment) == (drawn, [])


@given(LINKS)
@effort(max_examples=600, deadline=None)
def test_nothing_breaks_the_reading(address: str) -> None:
    opened, notices = read_link(address)
    assert len(notices) <= MOST_NOTICES
    for notice in notices:
        assert notice.endswith(".")
        assert notice.isprintable()
        assert len(notice) < 1000
    assert read_link(write_link(opened)) == (opened, [])


@given(st.lists(st.sampled_from(sorted(SETTINGS)), unique=True))
@effort(deadline=None)
def test_defaults_are_not_written(names: list[str]) -> None:
    drawn, _ = Settings().replaced(**{name: SETTINGS[name].default for name in names})
    assert write_link(drawn) == "#"


def test_no_two_settings_share_a_key() -> None:
    keys = [one.link_key for one in SETTINGS.values() if one.link_key and not one.belongs_to]
    keys += {one.link_key for one in SETTINGS.values() if one.belongs_to}  # that of the chosen one
    keys += [one.name for one in SETTINGS.values() if one.belongs_to]
    keys += [one.link_key for one in FEATURES.values()]
    assert len(keys) == len(set(keys))


# Links as they were written when all optimizers shared a number by its name.
OF_OLD = [
    ("#optimizer=adam&beta2=0.99", {"optimizer": "adam", "adam_beta2": 0.99}),
    (
        "#optimizer=nesterov&momentum=0.5&schedule=cosine&period=500",
        {
            "optimizer": "nesterov",
            "nesterov_momentum": 0.5,
            "schedule": "cosine",
            "cosine_period": 500,
        },
    ),
    ("#momentum=0.5", {"momentum_momentum": 0.5, "nesterov_momentum": 0.5}),
    (
        "#optimizer=sgd&weight_decay=0.1&decay=0.5",
        {"adamw_weight_decay": 0.1, "lion_weight_decay": 0.1, "exponential_decay": 0.5},
    ),
]


@pytest.mark.parametrize(("address", "changes"), OF_OLD)
def test_links_from_before_numbers_had_an_owner_open_as_before(
    address: str, changes: dict[str, object]
) -> None:
    opened, notices = read_link(address)
    assert notices == []
    assert opened == Settings(**changes)
    assert read_link(write_link(opened)) == (opened, [])


def test_a_number_has_its_short_key_while_its_optimizer_is_chosen() -> None:
    settings = Settings(optimizer="adam", adam_beta2=0.9, adamw_beta2=0.8)
    assert write_link(settings) == "#optimizer=adam&beta2=0.9&adamw_beta2=0.8"


def test_an_experiment_opens_with_its_notices() -> None:
    run = Experiment.from_link(f"{SITE}#dataset=spiral&noise=999&networkShape=3")
    assert run.network.layer_sizes == (2, 3, 1)
    assert run.notices == ["Noise: 999 is above the greatest value 100; 100 is used."]
    assert run.link() == "#dataset=spiral&noise=100&networkShape=3"


GUIDE = (folder("static") / "kit" / "guide.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", re.findall(r'href="(#[^"]+)"', GUIDE))
def test_what_the_guide_proposes_opens_without_a_word(address: str) -> None:
    opened, notices = read_link(html.unescape(address))
    assert notices == []
    assert read_link(write_link(opened)) == (opened, [])


@pytest.mark.parametrize(
    "link",
    [
        "#dataset=spiral&amp;activation=relu&amp;networkShape=8,8",
        "#dataset%3Dspiral%26activation%3Drelu%26networkShape%3D8%2C8",
        "#dataset=spiral&networkShape=8%2C8&activation=relu",
        "#networkShape=8,8&activation=relu&dataset=spiral.",
        "(see https://there.example/#dataset=spiral&activation=relu&networkShape=8,8).",
        "#dataset=spiral&activa\ntion=relu&networkShape=8,\r\n8",
    ],
)
def test_a_link_that_was_mangled_on_its_way_opens_as_it_was_meant(link: str) -> None:
    settings, notices = read_link(link)
    assert notices == []
    assert settings == Settings(dataset="spiral", activation="relu", hidden_layers=(8, 8))
