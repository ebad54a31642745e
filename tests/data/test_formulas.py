"""Typed formulas: what they mean, what is refused, and that nothing else ever happens."""

from __future__ import annotations

import math
import pickle

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground.data import formulas
from playground.data.formulas import FormulaError, parse

X1, X2 = np.random.default_rng(0).uniform(-6, 6, (2, 100))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x1", X1),
        ("y", X2),
        ("X1 + Y", X1 + X2),
        ("x₁ − x₂", X1 - X2),
        ("x² · y³", X1**2 * X2**3),
        ("2*x1 - 3*x2/4", 2 * X1 - 3 * X2 / 4),
        ("1 - 2 - 3 + 0*x", -4 + 0 * X1),
        ("-x^2", -(X1**2)),
        ("(-x)^2", X1**2),
        ("2^3^2 + 0*x", 512 + 0 * X1),
        ("2**-1 * x", X1 / 2),
        ("--x", X1),
        ("||x1| - 2|", np.abs(np.abs(X1) - 2)),
        ("|x| * |y|", np.abs(X1) * np.abs(X2)),
        ("sin(x1)*cos(x2)+tan(0)", np.sin(X1) * np.cos(X2)),
        ("exp(-x1^2) + tanh(y)", np.exp(-(X1**2)) + np.tanh(X2)),
        ("sqrt(abs(x)) + sign(y)", np.sqrt(np.abs(X1)) + np.sign(X2)),
        ("log(x^2 + 1)", np.log(X1**2 + 1)),
        ("min(x, y, 1) + max(x, 0)", np.minimum(np.minimum(X1, X2), 1) + np.maximum(X1, 0)),
        ("pi * e + π", np.full(100, math.pi * math.e + math.pi)),
        (".5 + 1. + 2e-1 + 1E1", np.full(100, 11.7)),
    ],
)
def test_what_a_formula_means(text, expected):
    formula = parse(text)
    np.testing.assert_allclose(formula(X1, X2), expected, rtol=1e-12, atol=1e-12)
    expression = compile(formula.code(), "exported", "eval")
    exported = eval(expression, {"np": np, "x1": X1, "x2": X2})
    np.testing.assert_allclose(exported, expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize(
    ("text", "position", "says"),
    [
        ("", 1, "too early"),
        ("1 +", 4, "too early"),
        ("2x1", 2, 'write "2 \\* x1"'),
        ("(1 2)", 4, 'write "1 \\* 2"'),
        ("x1 x2", 4, 'write "x1 \\* x2"'),
        ("sin x1", 5, "bracket must follow"),
        ("(x1", 4, 'add "\\)"'),
        ("|x1", 4, 'add "\\|"'),
        ("x1)", 3, 'without its "\\("'),
        ("x1, x2", 3, "does not belong"),
        ("* x1", 1, "missing before"),
        ("x3", 1, "not known"),
        ("__import__('os')", 12, "no meaning"),
        ("__import__(x)", 1, "not known"),
        ("x1.real", 3, "no meaning"),
        ("x1 = 2", 4, "no meaning"),
        ("lambda: 0", 7, "no meaning"),
        ("sin(x1, x2)", 1, "takes one value"),
        ("min(x1)", 1, "two values or more"),
        ("1e999", 1, "too large"),
        ("x" * 201, 201, "at most 200"),
        ("(" * 60, 41, "too many brackets"),
        ("-" * 60 + "x", 41, "too many brackets"),
        ("x1 ; x2", 4, "no meaning"),
    ],
)
def test_what_is_refused_and_where(text, position, says):
    with pytest.raises(FormulaError, match=says) as caught:
        parse(text)
    assert caught.value.position == position
    assert str(caught.value).endswith(f" (at character {position})")
    assert ". (" not in str(caught.value)  # the page ends the sentence


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("text", ["1/x1", "log(x1)", "sqrt(x1)", "exp(exp(x1))", "x1^x2", "2^9999"])
def test_values_are_finite_and_of_the_arguments_dtype(text, dtype):
    grid = np.linspace(-6, 6, 13).astype(dtype)  # 0 is among them
    values = parse(text)(grid, grid[::-1].copy())
    assert values.dtype == dtype
    assert np.isfinite(values).all()
    assert np.abs(values).max() <= formulas.VALUE_LIMIT


def test_no_value_counts_as_zero_in_the_export_too():
    formula = parse("sqrt(x1) + 1/x2^2")
    x1, x2 = np.array([-1.0, 4.0, 4.0]), np.array([1.0, 0.0, 1.0])
    with np.errstate(all="ignore"):
        exported = eval(formula.code(), {"np": np, "x1": x1, "x2": x2})
    np.testing.assert_array_equal(formula(x1, x2), [0.0, formulas.VALUE_LIMIT, 3.0])
    np.testing.assert_array_equal(exported, formula(x1, x2))


@pytest.mark.parametrize(
    "text", ["(-2)^x1", "-2^x1", "(-0.5)^(x1 + x2)", "x1 - (-3)^2", "(1-3)^x2"]
)
def test_a_negative_number_keeps_its_brackets_in_the_export(text):
    formula = parse(text)
    x1, x2 = np.arange(-3.0, 4.0), np.arange(7.0)
    exported = eval(formula.code(), {"np": np, "x1": x1, "x2": x2})
    np.testing.assert_array_equal(exported, formula(x1, x2))


def test_a_formula_broadcasts_and_takes_grids():
    assert parse("x1 + x2")(np.zeros((3, 1)), np.zeros((1, 4))).shape == (3, 4)
    assert parse("7")(np.zeros((3, 2)), np.zeros((3, 2))).shape == (3, 2)


def test_the_arguments_are_left_alone():
    x1, x2 = np.array([1e9, -1e9]), np.array([0.0, 1.0])
    parse("x1")(x1, x2)
    assert x1[0] == 1e9


def test_pickling_and_equality():
    assert pickle.loads(pickle.dumps(parse("x+y"))) == parse("x+y")
    assert hash(parse("x")) == hash(parse("x"))


PIECES = st.sampled_from(
    [
        "x1",
        "x2",
        "x",
        "y",
        "pi",
        "e",
        "0",
        "1",
        "2.5",
        "1e300",
        "+",
        "-",
        "*",
        "/",
        "^",
        "**",
        "(",
        ")",
        "|",
        ",",
        "²",
        "sin",
        "cos",
        "tan",
        "exp",
        "log",
        "sqrt",
        "abs",
        "min",
        "max",
        "sign(",
        "tanh(",
        "__class__",
        ".",
        "[",
        "]",
        "{",
        "}",
        "=",
        ";",
        "'",
        '"',
        "\\",
        "#",
        "@",
        "$",
        "lambda",
        "import",
        "\n",
        "\t",
        "é",
        "٣",
        "½",
        "1_0",
        "0x1F",
        "1j",
    ]
)


def attempt(text):
    try:
        return parse(text), None
    except FormulaError as error:
        return None, error


@settings(max_examples=1500, deadline=None)
@given(st.one_of(st.text(max_size=230), st.lists(PIECES, max_size=40).map("".join)))
@example("1" * 200)
@example("x" + "+x" * 99)
@example("(" * 39 + "x" + ")" * 39)
@example("9**9**9**9**9")
@example("\ud800")
def test_any_text_gives_a_formula_or_a_formula_error(text):
    formula, error = attempt(text)
    if error is not None:
        assert 1 <= error.position <= len(text) + 1
        return
    values = formula(X1, X2)
    assert values.shape == X1.shape
    assert np.isfinite(values).all()
    compile(formula.code(), "exported", "eval")


TREES = st.recursive(
    st.sampled_from(["x1", "x2", "1.5", "(-2)", "pi"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*"]), inner).map(lambda p: f"({''.join(p)})"),
        st.tuples(st.sampled_from(["sin", "cos", "abs", "tanh"]), inner).map(
            lambda p: f"{p[0]}({p[1]})"
        ),
    ),
    max_leaves=8,
)


@settings(deadline=None)
@given(TREES)
def test_the_meaning_is_python_s_where_the_grammars_agree(text):
    scope = {"x1": X1, "x2": X2, "pi": np.pi}
    scope |= {name: formulas.FUNCTIONS[name] for name in ("sin", "cos", "abs", "tanh")}
    expected = np.broadcast_to(eval(text, {"__builtins__": {}}, scope), X1.shape)
    np.testing.assert_allclose(
        parse(text)(X1, X2), np.clip(expected, -1e6, 1e6), rtol=1e-9, atol=1e-9
    )
