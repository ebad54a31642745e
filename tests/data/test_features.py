"""The features and the map from points to a network's inputs."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.preprocessing import StandardScaler

from playground.data.features import FEATURES, FeatureMap, find_feature
from playground.data.formulas import FormulaError

POINTS = np.random.default_rng(0).uniform(-6, 6, (200, 2))
X1, X2 = POINTS.T
EXPECTED = {
    "x1": X1,
    "x2": X2,
    "x1_squared": X1**2,
    "x2_squared": X2**2,
    "x1_x2": X1 * X2,
    "sin_x1": np.sin(X1),
    "sin_x2": np.sin(X2),
    "cos_x1": np.cos(X1),
    "cos_x2": np.cos(X2),
    "x1_cubed": X1**3,
    "x2_cubed": X2**3,
    "abs_x1": np.abs(X1),
    "abs_x2": np.abs(X2),
    "bump": np.exp(-(X1**2 + X2**2) / 8),
}


def test_every_feature_is_tested_here():
    assert list(FEATURES) == list(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_values(name):
    np.testing.assert_allclose(FEATURES[name].function(X1, X2), EXPECTED[name], rtol=1e-14)


def test_link_keys_are_those_of_tensorflow_playground_and_no_key_is_used_twice():
    keys = [feature.link_key for feature in FEATURES.values()]
    assert keys[:9] == ["x", "y", "xSquared", "ySquared", "xTimesY", "sinX", "sinY", "cosX", "cosY"]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("name", FEATURES)
def test_the_exported_code_gives_the_same_values(name):
    code = FEATURES[name].code()
    np.testing.assert_allclose(
        eval(code, {"np": np, "x1": X1, "x2": X2}), EXPECTED[name], rtol=1e-13
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("standardise", [False, True])
def test_the_inputs_have_the_points_dtype(dtype, standardise):
    features = FeatureMap([*FEATURES, "x1 + log(2)"], standardise).fit(POINTS)
    inputs = features(POINTS.astype(dtype))
    assert inputs.dtype == dtype
    assert inputs.shape == (200, features.n_features) == (200, 15)
    np.testing.assert_allclose(inputs, features(POINTS), rtol=1e-3, atol=1e-4)


def test_whole_numbers_are_computed_with_as_floats():
    assert FeatureMap(["x1"])(np.array([[1, 2]])).dtype == np.float64


def test_standardised_as_scikit_learn_does_it():
    features = FeatureMap([*FEATURES, "3"], standardise=True).fit(POINTS)
    plain = FeatureMap([*FEATURES, "3"])(POINTS)
    scaler = StandardScaler().fit(plain)
    elsewhere = np.random.default_rng(1).uniform(-6, 6, (50, 2))
    expected = scaler.transform(FeatureMap([*FEATURES, "3"])(elsewhere))
    np.testing.assert_allclose(features(elsewhere), expected, rtol=1e-9, atol=1e-12)


def test_without_standardising_fit_changes_nothing():
    features = FeatureMap(["x1", "bump"])
    before = features(POINTS)
    np.testing.assert_array_equal(features.fit(POINTS)(POINTS), before)


def test_a_feature_map_survives_pickling():
    features = FeatureMap(["x1", "sin(x1) * x2"], standardise=True).fit(POINTS)
    again = pickle.loads(pickle.dumps(features))
    np.testing.assert_array_equal(again(POINTS), features(POINTS))
    assert again.names == features.names


def test_a_typed_formula_is_escaped_for_html():
    feature = find_feature("max(x1, 2)")
    assert feature.typed
    assert feature.label == "max(x1, 2)"
    assert "<" not in feature.html_label


def test_neither_a_name_nor_a_formula():
    with pytest.raises(FormulaError):
        FeatureMap(["x1", "x3"])


@given(st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=8, unique=True))
def test_columns_come_in_the_order_asked_for(names):
    inputs = FeatureMap(names)(POINTS)
    for column, name in zip(inputs.T, names, strict=True):
        np.testing.assert_array_equal(column, FEATURES[name].function(X1, X2))


@pytest.mark.parametrize("names", [["x1"], ["bump", "x1_squared"], ["sqrt(x1)", "3"]])
def test_a_point_that_lacks_a_coordinate_has_no_features(names):
    points = np.array([[1.0, 2.0], [np.nan, 2.0], [1.0, np.nan]])
    assert np.isnan(FeatureMap(names)(points)).all(axis=1).tolist() == [False, True, True]


@pytest.mark.parametrize("shape", [(2, 3), (2, 1), (2,)])
def test_other_points_than_those_of_the_plane_are_refused_in_words(shape):
    with pytest.raises(ValueError, match=r"shape \(n, 2\), not"):
        FeatureMap(["x1"])(np.zeros(shape))
