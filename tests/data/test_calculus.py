"""Derivatives of typed formulas, against central differences and as they are written."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.data.calculus import Program, derivative, written
from playground.data.formulas import parse

ATOMS = st.one_of(
    st.sampled_from(["x", "y", "x^2", "y^3", "x*y"]),
    st.integers(1, 9).map(str),
    st.floats(0.1, 9.0).map(lambda number: f"{number:.2f}"),
)
FORMULAS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        st.tuples(st.sampled_from(["sin", "cos", "tanh", "exp", "log", "sqrt", "abs"]), inner).map(
            lambda t: f"{t[0]}({t[1]})"
        ),
        inner.map(lambda one: f"(-{one})"),
        st.tuples(inner, st.integers(-2, 3)).map(lambda t: f"({t[0]})^{t[1]}"),
        st.tuples(st.sampled_from(["min", "max"]), inner, inner).map(
            lambda t: f"{t[0]}({t[1]}, {t[2]})"
        ),
    ),
    max_leaves=6,
)


def values_of(tree, x, y):
    return Program([tree])(np.atleast_1d(x), np.atleast_1d(y))[0].astype(float)


@given(FORMULAS, st.floats(-2, 2), st.floats(-2, 2))
def test_derivatives_are_the_limits_of_differences(text, x, y):
    assume(len(text) <= 200)
    tree = parse(text).tree
    for name, step in (("x1", (1.0, 0.0)), ("x2", (0.0, 1.0))):
        estimates = []
        for h in (1e-4, 1e-5, 2e-5):
            along = np.array([x - h * step[0], x, x + h * step[0]])
            across = np.array([y - h * step[1], y, y + h * step[1]])
            low, middle, high = values_of(tree, along, across)
            assume(np.isfinite([low, middle, high]).all() and abs(middle) < 1e4)
            estimates.append((high - low) / (2 * h))
            # Beside a kink or a pole a difference over both sides says nothing.
            left, right = (middle - low) / h, (high - middle) / h
            assume(abs(left - right) <= 1e-2 * (1 + abs(left)))
        assume(np.ptp(estimates) <= 1e-5 * (1 + abs(estimates[1])))
        found = values_of(derivative(tree, name), x, y)[0]
        assert found == pytest.approx(estimates[1], rel=1e-3, abs=1e-3)


@given(FORMULAS, st.floats(-2, 2), st.floats(-2, 2))
def test_what_is_written_is_read_as_the_same(text, x, y):
    tree = parse(text).tree
    for one in (tree, derivative(tree, "x1")):
        again = written(one)
        assume(len(again) <= 200)
        first, second = values_of(one, x, y), values_of(parse(again).tree, x, y)
        np.testing.assert_allclose(second, first, rtol=1e-12)


@pytest.mark.parametrize(
    ("text", "by_x", "by_y"),
    [
        ("5", "0", "0"),
        ("x", "1", "0"),
        ("x^2/20 + y^2", "2*x/20", "2*y"),
        ("x*y", "y", "x"),
        ("exp(-x)", "-exp(-x)", "0"),
        ("|x|", "sign(x)", "0"),
        ("2^x", "2^x*0.6931471805599453", "0"),
    ],
)
def test_derivatives_are_written_as_one_would(text, by_x, by_y):
    tree = parse(text).tree
    x, y = np.array([0.7]), np.array([-1.3])
    for name, expected in (("x1", by_x), ("x2", by_y)):
        found = values_of(derivative(tree, name), x, y)
        np.testing.assert_allclose(found, values_of(parse(expected).tree, x, y), rtol=1e-12)
    assert written(derivative(parse("x^2 + 3*x").tree, "x1")) == "2*x + 3"


def test_where_a_formula_has_no_value_its_derivative_has_none():
    root = parse("sqrt(x)").tree
    assert np.isnan(values_of(root, -1.0, 0.0)[0])
    assert np.isnan(values_of(derivative(root, "x1"), -1.0, 0.0)[0])
    assert np.isinf(values_of(parse("1/x").tree, 0.0, 0.0)[0])
    assert np.isnan(parse("log(x)").raw(np.array([-1.0]), np.array([0.0]))[0])


def test_the_longest_formulas_are_differentiated_twice_in_no_time():
    deep = "x"
    while len(f"tanh({deep})*x") <= 200 and deep.count("(") < 20:
        deep = f"tanh({deep})*x"
    tree = parse(deep).tree
    second = derivative(derivative(tree, "x1"), "x1")
    assert np.isfinite(values_of(second, 0.5, 0.5)).all()
