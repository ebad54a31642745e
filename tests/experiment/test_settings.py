"""Settings: one declaration each, and whatever comes in is put right with a sentence."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.experiment.settings import SETTINGS, Settings

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.lists(st.one_of(st.integers(), st.floats(), st.text(max_size=5)), max_size=20),
)


def test_defaults_are_those_of_tensorflow_playground():
    settings = Settings()
    assert (settings.problem, settings.dataset, settings.reg_dataset) == (
        "classification",
        "circle",
        "reg-plane",
    )
    assert (settings.learning_rate, settings.activation, settings.batch_size) == (0.03, "tanh", 10)
    assert (settings.regularization, settings.regularization_rate) == ("none", 0)
    assert (settings.noise, settings.train_share) == (0, 50)
    assert (settings.features, settings.hidden_layers) == (("x1", "x2"), (4, 2))
    assert not settings.show_test_data
    assert not settings.discretize


@pytest.mark.parametrize("name", SETTINGS)
def test_a_declaration_is_complete_and_accepts_its_own_values(name):
    setting = SETTINGS[name]
    assert setting.label
    assert setting.explanation.endswith(".")
    for value in (setting.default, *setting.menu):
        assert setting.kind.accept(value) == (value, "")


@pytest.mark.parametrize("name", SETTINGS)
def test_a_value_survives_its_way_through_a_link(name):
    setting = SETTINGS[name]
    for value in (setting.default, *setting.menu):
        assert setting.kind.accept(setting.kind.read(setting.kind.write(value))) == (value, "")


@given(st.sampled_from(sorted(SETTINGS)), anything)
def test_no_value_whatever_raises_and_none_that_is_unfit_gets_in(name, value):
    settings, notices = Settings().replaced(**{name: value})
    kept = getattr(settings, name)
    assert SETTINGS[name].kind.accept(kept) == (kept, "")
    assert all(notice.endswith(".") for notice in notices)
    if not notices and not isinstance(value, str | list) and name != "seed":
        assert kept == value or math.isclose(float(kept), float(value))


def test_what_is_out_of_range_goes_to_the_nearest_bound_and_says_so():
    settings, notices = Settings().replaced(noise=500, batch_size=0, train_share=33.4)
    assert (settings.noise, settings.batch_size, settings.train_share) == (100, 1, 33)
    assert len(notices) == 3
    assert "500 is above the greatest value 100" in notices[0]


def test_what_cannot_be_understood_leaves_the_setting_as_it_was():
    settings, notices = Settings(noise=20).replaced(noise="loud", activation="tan")
    assert settings == Settings(noise=20)
    assert len(notices) == 2


def test_the_last_feature_stays():
    settings, notices = Settings().replaced(features=())
    assert settings.features == ("x1", "x2")
    assert "at least one" in notices[0]


def test_a_regression_data_set_makes_the_problem_a_regression():
    settings, notices = Settings().replaced(dataset="reg-gauss")
    assert (settings.problem, settings.current_dataset, notices) == ("regression", "reg-gauss", [])


def test_an_unknown_setting_is_a_mistake_of_the_programmer():
    with pytest.raises(TypeError, match="no setting"):
        Settings().replaced(learningrate=1)


@pytest.mark.parametrize("name", ["features", "hidden"])
@pytest.mark.parametrize("odd", [[[]], [{}], [None, "x1"], [1.5]])
def test_lists_with_odd_entries_are_put_right_in_words(name, odd):
    _, notices = Settings().replaced(**{name: odd})
    assert notices
