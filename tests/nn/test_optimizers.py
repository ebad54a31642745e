"""Optimizers, regularizers and schedules: by hand, and against PyTorch where it is installed."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.nn import OPTIMIZERS, REGULARIZERS, SCHEDULES, Recipe
from playground.nn.hyperparameters import values_of
from playground.nn.optimizers import EPS

GRADIENT = [name for name, optimizer in OPTIMIZERS.items() if optimizer.uses_gradient]


def run(name: str, gradients, start: float = 1.0, rate: float = 0.1, **settings) -> list[float]:
    """Return the parameter after each step with the given gradients."""
    optimizer = OPTIMIZERS[name]
    parameter, m, v = start, 0.0, 0.0
    path = []
    for step, gradient in enumerate(gradients, start=1):
        values = values_of(optimizer.hyperparameters, settings)
        delta, m, v = optimizer.rule(parameter, gradient, m, v, rate, float(step), *values)
        parameter = parameter - delta
        path.append(float(parameter))
    return path


# Two steps from 1 with gradients 2 and -1 at rate 0.1, worked out with pencil and paper.
BY_HAND = {
    "sgd": [0.8, 0.9],
    "momentum": [0.8, 0.72],  # v = 2, 0.9 * 2 - 1 = 0.8
    "nesterov": [0.62, 0.648],  # g + 0.9 v = 3.8, -1 + 0.72 = -0.28
    "adagrad": [0.9, 0.9 + 0.1 / 5**0.5],  # s = 4, 5
    "rmsprop": [1 - 0.2 / 0.4**0.5, 1 - 0.2 / 0.4**0.5 + 0.1 / 0.46**0.5],  # s = 0.4, 0.46
    # m^ = 2 and 0.08 / 0.19, v^ = 4 and 0.004996 / 0.001999
    "adam": [0.9, 0.9 - 0.1 * (0.08 / 0.19) / (0.004996 / 0.001999) ** 0.5],
    # m = 0.02, then 0.9 * 0.02 - 0.1 < 0: down by 0.1, up by 0.1, and each time 0.001 w less
    "lion": [0.899, 0.899 + 0.1 - 0.000899],
    "adamw": [0.899, 0.899 - 0.1 * (0.08 / 0.19) / (0.004996 / 0.001999) ** 0.5 - 0.000899],
}


@pytest.mark.parametrize("name", GRADIENT)
def test_two_steps_by_hand(name):
    assert run(name, [2.0, -1.0], eps=EPS.low) == pytest.approx(BY_HAND[name], rel=1e-12)


@pytest.mark.parametrize("name", GRADIENT)
def test_a_parameter_that_never_had_a_gradient_stays_a_number(name):
    """As behind a dead ReLU; without epsilon the step would be 0/0."""
    assert np.isfinite(run(name, [0.0, 0.0], eps=EPS.low)).all()


def torch_path(name: str, gradients, start: float, rate: float) -> list[float]:
    """Return what PyTorch's optimizer does; no eps where the formulas place it differently."""
    import torch

    make = {
        "sgd": lambda p: torch.optim.SGD(p, lr=rate),
        "momentum": lambda p: torch.optim.SGD(p, lr=rate, momentum=0.9),
        "nesterov": lambda p: torch.optim.SGD(p, lr=rate, momentum=0.9, nesterov=True),
        "adagrad": lambda p: torch.optim.Adagrad(p, lr=rate, eps=1e-8),
        "rmsprop": lambda p: torch.optim.RMSprop(p, lr=rate, alpha=0.9, eps=0.0),
        "adam": lambda p: torch.optim.Adam(p, lr=rate, eps=1e-8),
        "adamw": lambda p: torch.optim.AdamW(p, lr=rate, eps=1e-8, weight_decay=0.01),
    }[name]
    parameter = torch.nn.Parameter(torch.tensor(start, dtype=torch.float64))
    optimizer = make([parameter])
    path = []
    for gradient in gradients:
        parameter.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        path.append(parameter.item())
    return path


def plain_path(name: str, gradients, start: float, rate: float) -> list[float]:
    """Return what the formulas say, written out number by number."""
    path, w, m, s = [], start, 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        if name == "sgd":
            w -= rate * g
        elif name in ("momentum", "nesterov"):
            m = 0.9 * m + g
            w -= rate * (m if name == "momentum" else g + 0.9 * m)
        elif name == "adagrad":
            s += g**2
            w -= rate * g / (s**0.5 + 1e-8)
        elif name == "rmsprop":
            s = 0.9 * s + 0.1 * g**2
            w -= rate * g / s**0.5
        elif name == "lion":
            w -= rate * (math.copysign(1.0, 0.9 * m + 0.1 * g) + 0.01 * w)
            m = 0.99 * m + 0.01 * g
        else:
            m, s = 0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g**2
            step = (m / (1 - 0.9**t)) / ((s / (1 - 0.999**t)) ** 0.5 + 1e-8)
            w -= rate * step + (rate * 0.01 * w if name == "adamw" else 0.0)
        path.append(w)
    return path


JUDGES = {"formulas": plain_path}
if importlib.util.find_spec("torch"):
    JUDGES["torch"] = torch_path


PAIRS = [(name, judge) for name in GRADIENT for judge in JUDGES]
if ("lion", "torch") in PAIRS:
    PAIRS.remove(("lion", "torch"))  # PyTorch has none


@pytest.mark.parametrize(("name", "judge"), PAIRS)
def test_fifty_steps_against_another_implementation(name, judge):
    gradients = np.random.default_rng(0).normal(size=50).tolist()
    expected = JUDGES[judge](name, gradients, 1.0, 0.1)
    settings = {"eps": EPS.low} if name == "rmsprop" else {}
    assert run(name, gradients, **settings) == pytest.approx(expected, rel=1e-10)


@pytest.mark.parametrize("name", GRADIENT)
def test_every_gradient_optimizer_finds_the_bottom_of_a_bowl(name):
    optimizer = OPTIMIZERS[name]
    w, m, v = np.array([3.0, -2.0]), np.zeros(2), np.zeros(2)
    for step in range(1, 3001):
        values = values_of(optimizer.hyperparameters, {"weight_decay": 0.0})
        rate = 0.05
        delta, m, v = optimizer.rule(w, w - [1.0, 0.5], m, v, rate, float(step), *values)
        w = w - delta
    assert w == pytest.approx([1.0, 0.5], abs=0.2)


def test_every_optimizer_without_a_gradient_has_its_search():
    for name, optimizer in OPTIMIZERS.items():
        assert (optimizer.search is None) == (name in GRADIENT)


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_settings_have_bounds_and_say_so(name):
    for setting in OPTIMIZERS[name].hyperparameters:
        assert setting.low <= setting.default <= setting.high
        with pytest.raises(ValueError, match=setting.name):
            Recipe(optimizer=name, hyperparameters={setting.name: setting.high + 1})


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"optimizer": "magic"}, "magic"),
        ({"schedule": "magic"}, "magic"),
        ({"regularization": "L3"}, "L3"),
        ({"hyperparameters": {"momentum": 0.9}}, "no setting 'momentum'"),
        ({"optimizer": "adam", "hyperparameters": {"beta": 0.9}}, "no setting 'beta'; it has"),
        ({"optimizer": "momentum", "hyperparameters": {"momentum": "a"}}, "must be a number"),
        ({"hyperparameters": 0.9}, "need their names"),
        ({"dropout": 0.5}, "one rate per hidden layer"),
        ({"dropout": ("a",)}, "Dropout rates"),
        ({"learning_rate": "a"}, "learning rate"),
        ({"label_smoothing": "a"}, "smoothing"),
        ({"schedule": "cosine", "schedule_decay": "a"}, "must be a number"),
        ({"learning_rate": -1.0}, "learning rate"),
        ({"learning_rate": float("nan")}, "learning rate"),
        ({"learning_rate": float("inf")}, "learning rate"),
        ({"regularization_rate": float("nan")}, "regularization rate"),
        ({"clip_norm": float("nan")}, "clipping"),
        ({"schedule": "exponential", "schedule_decay": -0.1}, "Decay k .* between 0 and 1"),
        ({"schedule": "exponential", "schedule_decay": 5.0}, "Decay k .* between 0 and 1"),
        ({"schedule": "cosine", "schedule_decay": float("nan")}, "Epochs to the end"),
        ({"schedule": "staircase", "schedule_decay": 2.5}, "whole number"),
        ({"optimizer": "genetic", "hyperparameters": {"population": 30.5}}, "whole number"),
        ({"batch_size": 0}, "batch"),
        ({"batch_size": 2.5}, "whole number"),
        ({"batch_size": float("nan")}, "whole number"),
        ({"dropout": (1.0,)}, "[Dd]ropout"),
        ({"dropout": (0.1, float("nan"))}, "[Dd]ropout"),
        ({"optimizer": "momentum", "hyperparameters": {"momentum": float("nan")}}, "momentum"),
    ],
)
def test_recipe_refuses_in_words(change, word):
    with pytest.raises(ValueError, match=word):
        Recipe(**change)


@given(
    st.sampled_from(sorted(SCHEDULES)),
    st.floats(0, 100),
    st.integers(1, 10**7),
    st.floats(0, 1),
)
def test_a_schedule_is_never_negative_nor_above_its_start(name, eta0, t, share):
    setting = SCHEDULES[name].hyperparameter
    decay = setting.low + share * (setting.high - setting.low) if setting else 0.0
    assert 0.0 <= SCHEDULES[name].rate(eta0, t, decay) <= eta0 * (1 + 1e-12)


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_starts_at_the_full_rate(name):
    assert Recipe(schedule=name, learning_rate=0.3).rate(1) == pytest.approx(0.3)


def test_schedules_by_hand():
    assert SCHEDULES["inverse_sqrt"].rate(1.0, 4, 0.0) == pytest.approx(0.5)
    assert SCHEDULES["exponential"].rate(1.0, 11, 0.1) == pytest.approx(np.exp(-1))
    assert [SCHEDULES["staircase"].rate(1.0, t, 10) for t in (10, 11, 21)] == [1.0, 0.5, 0.25]
    assert SCHEDULES["cosine"].rate(1.0, 51, 100) == pytest.approx(0.505)
    assert SCHEDULES["cosine"].rate(1.0, 500, 100) == pytest.approx(0.01)


def test_rates_of_several_epochs_are_those_of_each():
    for name in SCHEDULES:
        recipe = Recipe(schedule=name)
        assert recipe.rates(5, 4).tolist() == [recipe.rate(t) for t in (5, 6, 7, 8)]


@given(st.floats(-10, 10), st.floats(0, 5))
def test_soft_threshold_never_crosses_zero(weight, amount):
    after = float(REGULARIZERS["L1"].after_step(weight, weight, amount))
    assert after * weight >= 0
    assert abs(after) == pytest.approx(max(abs(weight) - amount, 0.0), abs=1e-12)


@pytest.mark.parametrize("name", REGULARIZERS)
def test_penalty_matches_what_the_step_does(name):
    """For one small step of plain SGD with no other gradient: w falls by rate * d(penalty)/dw."""
    regularizer, w, rate, eta = REGULARIZERS[name], 0.7, 0.2, 1e-3
    slope = (regularizer.penalty(w + 1e-6, rate) - regularizer.penalty(w - 1e-6, rate)) / 2e-6
    after = regularizer.after_step(w - eta * regularizer.gradient(w, rate), w, eta * rate)
    assert w - after == pytest.approx(eta * slope, abs=1e-9)
