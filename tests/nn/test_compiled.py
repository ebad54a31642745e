"""The compiled path against NumPy, for every combination there is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import fields

import numpy as np
import pytest
from numba import njit

from playground.nn import (
    ACTIVATIONS,
    OPTIMIZERS,
    REGULARIZERS,
    Head,
    evaluate,
    measure,
)
from playground.nn.compiled import elementary
from playground.nn.compiled.cache import cache_folder, made
from playground.nn.compiled.engine import ENGINE
from playground.nn.compiled.lanes import load, pointer_to, store

HEADS = {
    "squared": Head.of("classification", "squared_error", 2),
    "entropy": Head.of("classification", "cross_entropy", 2),
    "huber": Head.of("classification", "huber", 2),
    "softmax": Head.of("classification", "cross_entropy", 3),
    "one-vs-rest": Head.of("classification", "squared_error", 3),
    "regression": Head.of("regression", "huber"),
    "weighted": Head.of("regression", "squared_error", weighted=True),
    "weighted entropy": Head.of("classification", "cross_entropy", 2, weighted=True),
    "weighted softmax": Head.of("classification", "cross_entropy", 3, weighted=True),
    "weighted one-vs-rest": Head.of("classification", "huber", 3, weighted=True),
}
GRADIENT = [name for name, optimizer in OPTIMIZERS.items() if optimizer.uses_gradient]
# What amplifies rounding: RMSProp divides by the square root of ever smaller gradients; Lion's step
# goes the other way when what it takes the sign of is a hair above zero rather than below.
STEADY = [name for name in GRADIENT if name not in ("rmsprop", "lion")]
SMOOTH = ["tanh", "sigmoid", "linear", "gelu", "swish", "softplus", "sine"]


def distance(make_problem, make_trainer, head, activation, n_epochs, **recipe) -> float:
    """Return the largest difference of a parameter between the engines, relative to the largest."""
    ends = []
    for engine in ("numpy", "compiled"):
        network, inputs, targets = make_problem(head, (5, 4), activation, n=23)
        trainer = make_trainer(network, engine, **recipe)
        trainer.train_epochs(inputs, targets, n_epochs)
        ends.append(network.parameters.copy())
    assert np.isfinite(ends[0]).all()
    return float(np.abs(ends[0] - ends[1]).max() / np.abs(ends[0]).max())


def agree_for_all_heads(make_problem, make_trainer, activation, n_epochs, optimizer):
    """Hold the engines against each other for every head, and so loss, and every regularizer."""
    for head in HEADS.values():
        for regularization in REGULARIZERS:
            found = distance(
                make_problem, make_trainer, head, activation, n_epochs, optimizer=optimizer,
                learning_rate=0.01, regularization=regularization, regularization_rate=0.01,
                batch_size=12,
            )  # fmt: skip
            assert found < 1e-10, (head, regularization)


@pytest.mark.parametrize("optimizer", GRADIENT)
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_combination_agrees_over_50_epochs(make_problem, make_trainer, activation, optimizer):
    agree_for_all_heads(make_problem, make_trainer, activation, 50, optimizer)


@pytest.mark.parametrize("optimizer", STEADY)
@pytest.mark.parametrize("activation", SMOOTH)
def test_smooth_ones_agree_over_300_epochs(make_problem, make_trainer, activation, optimizer):
    agree_for_all_heads(make_problem, make_trainer, activation, 300, optimizer)


@pytest.mark.parametrize(
    "recipe",
    [
        {"batch_size": 1},
        {"batch_size": 2},
        {"batch_size": 11},  # two whole batches and one of a single example
        {"batch_size": 500},
        {"shuffle": False},
        {"dropout": (0.4,)},
        {"dropout": (0.0, 0.5), "batch_size": 1},
        {"clip_norm": 0.05},
        {"label_smoothing": 0.2, "optimizer": "adam"},
        {"schedule": "cosine", "schedule_decay": 20},
        {"dropout": (0.1, 0.2), "clip_norm": 0.1, "regularization": "L1"},
    ],
    ids=str,
)
@pytest.mark.parametrize("head", HEADS)
def test_every_setting_agrees(make_problem, make_trainer, head, recipe):
    assert distance(make_problem, make_trainer, HEADS[head], "tanh", 30, **recipe) < 1e-10


@pytest.mark.parametrize("hidden", [(), (1,), (4,), (9, 1, 6), (8,) * 6, (37, 20)], ids=str)
@pytest.mark.parametrize("batch_size", [1, 10])
def test_every_shape_agrees(make_problem, make_trainer, hidden, batch_size):
    for head in HEADS.values():
        ends = []
        for engine in ("numpy", "compiled"):
            network, inputs, targets = make_problem(head, hidden, "tanh")
            make_trainer(network, engine, batch_size=batch_size).train_epochs(inputs, targets, 20)
            ends.append(network.parameters.copy())
        np.testing.assert_allclose(ends[0], ends[1], rtol=1e-10, atol=1e-12)


def test_engines_may_change_under_way(make_problem, make_trainer):
    network, inputs, targets = make_problem()
    make_trainer(network, "numpy", optimizer="adam").train_epochs(inputs, targets, 30)
    other = make_problem()[0]
    trainer = make_trainer(other, "numpy", optimizer="adam")
    for engine in ("numpy", "compiled", "numpy"):
        trainer.engine = engine
        trainer.train_epochs(inputs, targets, 10)
    np.testing.assert_allclose(other.parameters, network.parameters, rtol=1e-10)


def test_activations_and_loss_may_change_under_way(make_problem, make_trainer):
    ends = []
    for engine in ("numpy", "compiled"):
        network, inputs, targets = make_problem(HEADS["squared"])
        trainer = make_trainer(network, engine)
        trainer.train_epochs(inputs, targets, 5)
        network.activations = ("relu", "sine")
        trainer.train_epochs(inputs, targets, 5)
        network.head = HEADS["entropy"]
        trainer.train_epochs(inputs, targets, 5)
        ends.append(network.parameters.copy())
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-10, atol=1e-12)


def test_a_diverged_run_leaves_no_trace(make_problem, make_trainer):
    network, inputs, targets = make_problem(Head.of("regression"), activation="relu")
    trainer = make_trainer(network, "compiled")
    trainer.train_epochs(inputs, targets, 2)
    state = trainer.state()
    trainer.train_epochs(inputs, targets, 3)
    expected = network.parameters.copy()
    trainer.train_epochs(np.full_like(inputs, np.nan), targets, 1)
    assert np.isnan(network.parameters).any()
    trainer.restore(state)
    trainer.train_epochs(inputs, targets, 3)
    np.testing.assert_array_equal(network.parameters, expected)


@pytest.mark.parametrize("activation", ACTIVATIONS)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("n", [1, 23, 65, 150])  # a lone example, also after a whole block
def test_measures_agree(make_problem, head, activation, n):
    network, inputs, targets = make_problem(HEADS[head], activation=activation, n=n)
    rng = np.random.default_rng(0)
    candidates = rng.normal(size=(7, network.parameters.size))
    given = (network, candidates, inputs, targets)
    reference = measure(*given, gradients=True, engine="numpy")
    compiled = measure(*given, gradients=True, engine="compiled")
    for one in fields(reference):
        expected, found = getattr(reference, one.name), getattr(compiled, one.name)
        np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-13, err_msg=one.name)
    without = measure(*given, engine="compiled")
    np.testing.assert_array_equal(without.losses, compiled.losses)
    assert without.gradient_norms.shape == (7, 0)
    for candidate, loss in zip(candidates, compiled.losses, strict=True):
        network.parameters[:] = candidate
        assert loss == pytest.approx(evaluate(network, inputs, targets), rel=1e-12)


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_network_that_ran_away_does_not_touch_the_measures_of_others(make_problem, engine):
    network, inputs, targets = make_problem(Head.of("regression"), activation="relu")
    sound = np.random.default_rng(0).normal(size=network.parameters.size)
    mad = np.full_like(sound, np.nan)
    mixed = measure(
        network, np.array([sound, mad, sound]), inputs, targets, gradients=True, engine=engine
    )
    assert np.isnan(mixed.losses[1])
    assert mixed.losses[0] == mixed.losses[2]
    np.testing.assert_array_equal(mixed.gradient_norms[0], mixed.gradient_norms[2])


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_measures_of_no_examples_are_not_numbers(make_problem, engine):
    network, inputs, targets = make_problem()
    found = measure(network, network.parameters[None], inputs[:0], targets[:0], engine=engine)
    assert np.isnan(found.losses).all()


def test_any_array_will_do(make_problem, make_trainer):
    """Float32, transposed and read-only arrays, as they come out of other libraries."""
    network, inputs, targets = make_problem()
    odd_inputs = np.asfortranarray(inputs.astype(np.float32))
    odd_inputs.flags.writeable = False
    make_trainer(network, "compiled").train_epochs(odd_inputs, targets.astype(int), 2)
    other = make_problem()[0]
    plain = odd_inputs.astype(np.float64)
    make_trainer(other, "compiled").train_epochs(plain, targets.astype(int).astype(float), 2)
    np.testing.assert_array_equal(network.parameters, other.parameters)


def apply(function, values: np.ndarray) -> np.ndarray:
    """Run a function of lanes over an array, whose length is a multiple of the lanes'."""

    @njit(error_model="numpy")
    def loop(source, target):
        for i in range(0, source.size, 4):
            store(pointer_to(target), i, function(load(pointer_to(source), i)))

    result = np.empty_like(values)
    loop(values, result)
    return result


@pytest.mark.parametrize("name", ["exp", "expm1", "tanh", "sin", "cos", "log1p", "sqrt", "abs"])
def test_elementary_functions_are_accurate(name):
    rng = np.random.default_rng(0)
    values = np.concatenate([rng.normal(size=4000) * size for size in (1e-9, 0.01, 1, 20)])
    if name in ("log1p", "sqrt"):
        values = np.abs(values)
    found, expected = apply(getattr(elementary, name), values), getattr(np, name)(values)
    np.testing.assert_allclose(found, expected, rtol=6e-16, atol=0)


@pytest.mark.parametrize("name", ["exp", "expm1", "tanh"])
def test_elementary_functions_at_the_edges(name):
    edges = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 750.0, -750.0, 1e-320])
    found = apply(getattr(elementary, name), edges)
    assert np.isnan(found[0])
    if name == "tanh":
        assert found[1:7].tolist() == [1.0, -1.0, 0.0, 0.0, 1.0, -1.0]
    else:
        assert (found[[1, 5]] > 1e307).all()
        assert found[[2, 6]] == pytest.approx([0.0 if name == "exp" else -1.0] * 2)


def test_the_sign_has_three_values_and_a_nan_stays():
    values = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1e-320, -1e-320, 3.0])
    np.testing.assert_array_equal(apply(elementary.sign, values), np.sign(values))


EDGES = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 2.5, -2.5, 3.0, -1e-320, 1e300, -0.5, 0.5])


@pytest.mark.parametrize("name", ["sign", "floor", "ceil", "trunc", "abs", "absolute", "square"])
def test_exact_functions_at_the_edges(name):
    with np.errstate(over="ignore"):
        expected = getattr(np, name)(EDGES)
    np.testing.assert_array_equal(apply(getattr(elementary, name), EDGES), expected)


@pytest.mark.parametrize("name", ["maximum", "minimum"])
@pytest.mark.parametrize("limit", [0.0, 2.5, np.inf, -np.inf, np.nan])
def test_the_larger_and_the_smaller_at_the_edges(name, limit):
    function = getattr(elementary, name)
    for of_two in (njit(lambda x: function(x, limit)), njit(lambda x: function(limit, x))):
        np.testing.assert_array_equal(apply(of_two, EDGES), getattr(np, name)(EDGES, limit))


def test_clip_at_the_edges():
    clip = elementary.clip
    np.testing.assert_array_equal(
        apply(njit(lambda x: clip(x, -1.0, 2.5)), EDGES), np.clip(EDGES, -1.0, 2.5)
    )


def test_a_second_process_loads_from_the_cache():
    """In another process no kernel is compiled anew: Numba counts a hit and no miss for each."""
    load = "from playground.nn.compiled.engine import ENGINE\nk = ENGINE.kernels()\n"
    subprocess.run([sys.executable, "-c", load], check=True, timeout=300)
    code = (
        f"{load}"
        "for f in (k.train, k.measure):\n"
        "    assert sum(f.stats.cache_hits.values()) == 1, f.stats\n"
        "    assert not f.stats.cache_misses, f.stats\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_the_cache_is_keyed_by_the_sources():
    folder = cache_folder()
    assert folder == cache_folder()
    assert folder.parent.name == "neural-playground"


def test_where_nothing_can_be_kept_a_passing_folder_serves(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.touch()
    folder = made(in_the_way / "cache")
    assert folder.is_dir()
    assert made(tmp_path / "a" / "b") == tmp_path / "a" / "b"


def test_a_damaged_cache_is_made_anew(tmp_path):
    ENGINE.kernels()
    folder = cache_folder()
    shutil.copytree(folder, tmp_path / folder.parent.name / folder.name)
    kept = sorted(tmp_path.rglob("*.nbi"))
    assert kept
    for path in kept:
        path.write_bytes(path.read_bytes()[:60])
    load = "from playground.nn.compiled.engine import ENGINE; ENGINE.kernels()"
    subprocess.run(
        [sys.executable, "-c", load],
        check=True, timeout=300, env={**os.environ, "XDG_CACHE_HOME": str(tmp_path)},
    )  # fmt: skip
    anew = list(tmp_path.rglob("*.nbi"))  # what was kept for copies at other places has gone
    assert anew
    assert all(path.stat().st_size > 60 for path in anew)


def test_without_numba_numpy_serves(make_problem):
    """In a process that cannot import Numba, `auto` trains all the same and `compiled` says why."""
    code = (
        "import sys; sys.modules['numba'] = None\n"
        "import numpy as np\n"
        "from playground.nn import Head, Network, Recipe, Trainer, ready, warm\n"
        "warm().join()\n"
        "assert not ready()\n"
        "rng = np.random.default_rng(0)\n"
        "network = Network((1, 1), [], Head.of('regression'))\n"
        "x = np.linspace(-1, 1, 9)[:, None]\n"
        "Trainer(network, Recipe(), rng, rng).train_epochs(x, x, 100)\n"
        "assert network.weights[0][0, 0] > 0.5\n"
        "try:\n"
        "    Trainer(network, Recipe(), rng, rng, 'compiled').train_epochs(x, x, 1)\n"
        "except RuntimeError as error:\n"
        "    assert 'numba' in str(error), error\n"
        "else:\n"
        "    raise AssertionError('no word about the missing engine')\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
