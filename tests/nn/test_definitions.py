"""Definitions that come from outside: compiled where that can be done, else NumPy's, each alone."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap

import numpy as np
import pytest

from playground.nn import ACTIVATIONS, OPTIMIZERS
from playground.nn.compiled.definitions import description, objection

FROM_OUTSIDE = textwrap.dedent("""
    from dataclasses import replace

    import numpy
    import numpy as np

    from playground.nn import ACTIVATIONS, OPTIMIZERS, Head, Network, Recipe, Trainer, measure
    from playground.nn.compiled.engine import ENGINE

    def add(name, function, derivative):
        ACTIVATIONS[name] = replace(
            ACTIVATIONS["tanh"], name=name, function=function, derivative=derivative
        )

    SOFT = 1.5

    def softsign(z):
        return z / (SOFT + numpy.abs(z))

    def softsign_derivative(z, a):
        return SOFT * (SOFT + numpy.abs(z)) ** -2

    def branch(z):
        if np.all(z > 0.0):
            return z
        return 0.5 * z

    def half(z, a):
        return 0.0 * z + 0.5

    def shift(amount):
        return lambda z: z + amount

    def by_length(parameter, gradient, m, v, rate, step):
        return rate * gradient / np.linalg.norm(gradient), m, v

    def towards_zero(parameter, gradient, m, v, rate, step):
        return rate * (gradient + 0.1 * np.sign(parameter)), m, v

    def add_rule(name, rule):
        OPTIMIZERS[name] = replace(OPTIMIZERS["sgd"], name=name, rule=rule)

    add("softsign", softsign, softsign_derivative)
    add("branch", branch, half)
    add("closure", shift(0.1), half)
    add("ufunc", np.tanh, lambda z, a: 1.0 - a * a)
    add_rule("by_length", by_length)
    add_rule("towards_zero", towards_zero)
""")

# With fewer of the playground's own to compile, what is tried here takes half the time.
FEW = textwrap.dedent("""
    from playground.nn.compiled.definitions import REGISTRIES

    KEPT = {
        "activation": {"tanh", "linear", "sine", "softsign", "branch", "closure", "ufunc"},
        "loss": {"squared_error"},
        "optimizer": {"sgd", "by_length", "towards_zero"},
        "regularizer": {"none"},
    }
    for kind, registry in REGISTRIES.items():
        for name in set(registry) - KEPT[kind]:
            del registry[name]
""")

USED = textwrap.dedent("""
    k = ENGINE.kernels()
    rng = np.random.default_rng(0)
    x = rng.normal(size=(40, 2))
    y = np.sign(x[:, :1] * x[:, 1:])

    def trained(engine, activation="tanh", optimizer="sgd"):
        network = Network((2, 5, 1), [activation], Head.of("classification"))
        network.initialise(np.random.default_rng(1), "glorot")
        order = np.random.default_rng(2)
        trainer = Trainer(network, Recipe(optimizer=optimizer), order, order, engine)
        trainer.train_epochs(x, y, 50)
        return network

    def refused(work, name):
        try:
            work()
        except RuntimeError as error:
            assert repr(name) in str(error), error
        else:
            raise AssertionError(f"no word about {name}")

    def numpy_serves(name, **used):
        np.testing.assert_array_equal(
            trained("auto", **used).parameters, trained("numpy", **used).parameters
        )
        refused(lambda: trained("compiled", **used), name)

    for good in (dict(activation="softsign"), dict(optimizer="towards_zero"), dict()):
        np.testing.assert_allclose(
            trained("compiled", **good).parameters, trained("numpy", **good).parameters,
            rtol=1e-10, atol=1e-12,
        )
    for bad in ("branch", "closure", "ufunc"):
        numpy_serves(bad, activation=bad)
        network = trained("numpy", activation=bad)
        given = network, network.parameters[None], x, y
        found, expected = measure(*given), measure(*given, engine="numpy")
        np.testing.assert_array_equal(found.losses, expected.losses)
        refused(lambda: measure(*given, engine="compiled"), bad)
    numpy_serves("by_length", optimizer="by_length")

    add("late", softsign, half)
    numpy_serves("late", activation="late")
    add("sine", softsign, half)  # in the place of one that is compiled
    numpy_serves("sine", activation="sine")
""")

WARM = textwrap.dedent("""
    for f in (k.train, k.measure):
        assert sum(f.stats.cache_hits.values()) == 1, f.stats
        assert not f.stats.cache_misses, f.stats
""")


# The very ones that are the usual choice cannot be compiled: what else there is can.
USUAL_REFUSED = textwrap.dedent("""
    from playground.nn import LOSSES, REGULARIZERS

    for registry, name, part in (
        (ACTIVATIONS, "linear", "function"), (OPTIMIZERS, "sgd", "rule"),
        (LOSSES, "squared_error", "value"), (REGULARIZERS, "none", "gradient"),
    ):
        plain = getattr(registry[name], part)
        refused = lambda *given, plain=plain: plain(*given)  # takes any number of arguments
        registry[name] = replace(registry[name], **{part: refused})
    for registry, kept in (
        (ACTIVATIONS, ("linear", "tanh")), (OPTIMIZERS, ("sgd", "momentum")),
        (LOSSES, ("squared_error", "huber")), (REGULARIZERS, ("none", "L2")),
    ):
        for name in set(registry) - set(kept):
            del registry[name]

    def trained(engine):
        network = Network((2, 5, 1), ["tanh"], Head.of("classification", "huber"))
        network.initialise(np.random.default_rng(1), "glorot")
        rng = np.random.default_rng(2)
        recipe = Recipe(optimizer="momentum", regularization="L2", regularization_rate=0.01)
        x = rng.normal(size=(40, 2))
        Trainer(network, recipe, rng, rng, engine).train_epochs(x, np.sign(x[:, :1]), 5)
        return network.parameters

    np.testing.assert_allclose(trained("compiled"), trained("numpy"), rtol=1e-10, atol=1e-12)
""")

NONE_LEFT = textwrap.dedent("""
    from playground.nn import LOSSES

    huber = LOSSES["huber"].value
    LOSSES["huber"] = replace(LOSSES["huber"], value=lambda *given, plain=huber: plain(*given))
    for name in set(LOSSES) - {"huber"}:
        del LOSSES[name]
    try:
        ENGINE.kernels()
    except RuntimeError as error:
        print(error)
""")


def run(code: str, cache: str) -> str:
    """Run code in a process of its own; return its log."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "XDG_CACHE_HOME": cache}, capture_output=True, text=True, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout + done.stderr


def test_one_that_cannot_be_compiled_is_numpys_alone(tmp_path):
    cold = run(FROM_OUTSIDE + FEW + USED, str(tmp_path))
    warm = run(FROM_OUTSIDE + FEW + USED + WARM, str(tmp_path))
    for log in (cold, warm):
        lines = log.splitlines()
        for name in ("branch", "closure", "ufunc", "by_length", "late", "sine"):
            assert len([line for line in lines if repr(name) in line]) == 1, log
        assert "linalg" in log  # a reason that a person can do something with
        assert "softsign" not in log
        assert "towards_zero" not in log
        assert "\x1b" not in log


def test_the_usual_ones_fall_back_alone_too(tmp_path):
    log = run(FROM_OUTSIDE + USUAL_REFUSED, str(tmp_path))
    for name in ("linear", "sgd", "squared_error", "none"):
        assert repr(name) in log
    for name in ("tanh", "momentum", "huber", "L2"):
        assert repr(name) not in log


def test_without_one_of_a_kind_nothing_is_compiled_and_the_reason_is_said(tmp_path):
    assert "cannot be used: RuntimeError: no loss can be compiled." in run(
        FROM_OUTSIDE + FEW.replace("squared_error", "huber") + NONE_LEFT, str(tmp_path)
    )


def test_machine_code_of_another_definition_is_never_used(tmp_path):
    """The folder's name follows from what is registered, down to a constant of a module."""
    where = "\nfrom playground.nn.compiled.cache import cache_folder; print(cache_folder())"
    folders = [
        run(code + where, str(tmp_path))
        for code in (
            "",
            FROM_OUTSIDE,
            FROM_OUTSIDE,
            FROM_OUTSIDE.replace("SOFT = 1.5", "SOFT = 2.5"),
            FROM_OUTSIDE.replace("np.sign(parameter)", "np.abs(parameter)"),
            FROM_OUTSIDE + "\nadd('other', softsign, half)",
        )
    ]
    assert folders[1] == folders[2]
    assert len(set(folders)) == len(folders) - 1


def countdown(z):
    return z if z < 1 else countdown(z - 1)


def times(factor):
    return lambda z: factor * z


STEPS = [1.0, 2.0]


def uses_a_list(z):
    return STEPS[0] * z


def calls_what_uses_a_list(z):
    return 2.0 * uses_a_list(z)


@pytest.mark.parametrize(
    ("function", "reason"),
    [
        (np.tanh, "ufunc is not a plain Python function"),
        (times(2.0), "takes values from the function around"),
        (countdown, "countdown calls itself"),
        (uses_a_list, "uses_a_list uses STEPS, a list"),
        (calls_what_uses_a_list, "uses_a_list uses STEPS, a list"),
    ],
)
def test_what_is_seen_without_trying(function, reason):
    assert reason in objection(function)
    assert description(function)


def test_nothing_is_said_against_our_own():
    for entry in ACTIVATIONS.values():
        assert objection(entry.function) is None
        assert objection(entry.derivative) is None
    for optimizer in OPTIMIZERS.values():
        assert optimizer.rule is None or objection(optimizer.rule) is None


def test_a_description_tells_functions_apart():
    functions = [
        lambda z: 1.0 * z,
        lambda z: 2.0 * z,
        lambda z: 2.0 + z,
        lambda z, slope=1.0: slope * z,
        lambda z, slope=2.0: slope * z,
        lambda z: np.sin(z),
        lambda z: np.cos(z),
        lambda z: (lambda y: 3.0 * y)(z),
        lambda z: (lambda y: 4.0 * y)(z),
    ]
    assert len({description(one) for one in functions}) == len(functions)
