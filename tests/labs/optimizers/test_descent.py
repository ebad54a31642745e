"""Paths: the training step itself, races, populations, verdicts, basins."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.labs.optimizers import SURFACES, WALKERS, Entry, Surface, descend, race
from playground.labs.optimizers.basins import RAN_AWAY, basins, curvature, ends
from playground.labs.optimizers.landmarks import landmarks
from playground.labs.optimizers.narration import told
from playground.labs.optimizers.networks import NETWORKS
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.verdicts import verdict
from playground.nn import Head, Network, Recipe, Trainer

LED = [walker.name for walker in WALKERS.values() if not walker.is_population]
RULES = [name for name in LED if WALKERS[name].direction is None]
POPULATIONS = [walker.name for walker in WALKERS.values() if walker.is_population]
NUMBERS = st.floats(-3, 3)


@pytest.mark.parametrize("rule", RULES)
@settings(deadline=None)  # the first step of all makes what the others find
@given(
    w=NUMBERS, b=NUMBERS, rate=st.sampled_from([0.3, 0.01, 0.001]), clip=st.sampled_from([0, 0.1])
)
def test_a_step_of_the_lab_is_a_training_step_to_the_last_bit(rule, w, b, rate, clip):
    terrain = NETWORKS["line"]
    network = Network((1, 1), [], Head.of("regression"))
    network.parameters[:] = w, b
    recipe = Recipe(
        optimizer=rule, learning_rate=rate, clip_norm=clip, batch_size=len(terrain.inputs),
        shuffle=False,
    )  # fmt: skip
    rng = np.random.default_rng(0)
    trainer = Trainer(network, recipe, rng, rng, engine="numpy")

    class Same:
        """The same gradient as the training's: its sums are in another order in the lab."""

        domain, start, rates, axes = terrain.domain, terrain.start, terrain.rates, terrain.axes

        def value(self, points):
            return terrain.value(points)

        def gradient(self, points):
            trial = terrain.network(points[0])
            trial.backward(trial.forward(terrain.inputs[:, None]), terrain.targets)
            return trial.gradient[None].copy()

    path = race(Same(), [Entry(rule, rate, clip_norm=clip)], (w, b), steps=3)[0]
    for step in range(1, 4):
        trainer.train_epochs(terrain.inputs[:, None], terrain.targets, 1)
        np.testing.assert_array_equal(path.points[step], network.parameters)


@pytest.mark.parametrize("rule", LED)
def test_the_story_of_a_step_ends_with_the_move(rule):
    path = descend(SURFACES["beale"], optimizer=rule, steps=12)
    for number in (1, 2, 12):
        step = told(SURFACES["beale"], path, number)
        np.testing.assert_array_equal(step.before - step.delta, step.after)
        assert step.lines[-1].source.startswith("return")
        np.testing.assert_array_equal(step.lines[-1].gives["delta"], step.delta)
    with pytest.raises(ValueError, match="no step 13"):
        told(SURFACES["beale"], path, 13)


def test_the_story_goes_into_a_rule_that_another_calls():
    path = descend(SURFACES["beale"], optimizer="adamw", steps=3)
    lines = told(SURFACES["beale"], path, 3).lines
    assert [line.depth for line in lines] == [1, 1, 1, 1, 1, 0, 0]
    assert "scale1 = 1.0 / (1.0 - beta1**step)" in [line.source for line in lines]


def test_a_race_is_what_each_would_go_alone():
    entries = [Entry(name) for name in WALKERS]
    together = race(SURFACES["himmelblau"], entries, steps=40)
    for entry, path in zip(entries, together, strict=True):
        alone = race(SURFACES["himmelblau"], [entry], steps=40)[0]
        np.testing.assert_allclose(path.points, alone.points, rtol=1e-12)
    assert race(SURFACES["himmelblau"], []) == []


@pytest.mark.parametrize("name", POPULATIONS)
def test_a_population_keeps_its_best_and_costs_all_its_candidates(name):
    path = descend(SURFACES["wells"], optimizer=name, steps=20)
    assert path.candidates.shape == (20, 30, 2)
    assert path.cost[-1] == 600
    assert (np.diff(path.values) <= 0).all()
    np.testing.assert_allclose(path.values, SURFACES["wells"].value(path.points))


def test_the_ellipse_of_cma_es_is_what_its_candidates_are_drawn_with():
    path = descend(SURFACES["turned"], optimizer="cma_es", steps=3, population=500)
    drawn = np.cov(path.candidates[2].T)
    np.testing.assert_allclose(drawn, path.covariances[2], rtol=0.3, atol=0.05 * drawn.max())
    np.testing.assert_allclose(
        path.candidates[2].mean(axis=0), path.centres[2], atol=0.2 * np.sqrt(drawn.max())
    )


def says(terrain, path):
    return verdict(terrain, path, landmarks(terrain))


def test_verdicts_name_what_became_of_a_path():
    bowl, beale, wells = SURFACES["bowl"], SURFACES["beale"], SURFACES["wells"]
    assert says(bowl, descend(bowl)).sentence == "Reached the minimum at (0.5, -0.3) in 16 steps."
    assert says(bowl, descend(bowl, learning_rate=1.1)).kind == "diverged"
    assert says(beale, descend(beale, optimizer="newton")).kind == "saddle"
    assert "not the lowest" in says(wells, descend(wells)).sentence
    canyon = SURFACES["canyon"]
    hovering = says(canyon, descend(canyon, optimizer="rmsprop"))
    assert hovering.kind == "hovers"
    assert "±0.1" in hovering.sentence  # half the rate of 0.2
    plateau = SURFACES["plateau"]
    assert says(plateau, descend(plateau, optimizer="newton")).kind == "left"
    far = says(plateau, descend(plateau, (3.9, 3.9), steps=50))
    assert far.kind == "plateau"  # a small slope is no arrival
    assert "no minimum" in far.sentence
    saddle = SURFACES["saddle"]
    assert says(saddle, descend(saddle, (1.8, 0.0))).kind == "saddle"
    rosenbrock = SURFACES["rosenbrock"]
    assert says(rosenbrock, descend(rosenbrock, steps=100)).kind == "under way"
    pole = Surface.typed("log(x) + y^2")
    assert says(pole, descend(pole, (-1.0, 0.0), steps=5)).kind == "nowhere"
    beyond = says(pole, descend(pole, (2.0, 3.0), optimizer="adagrad"))
    assert beyond.kind == "nowhere"  # and not "diverged": it has not run away
    assert "no value" in beyond.sentence
    assert "half its rate of 0.2" in hovering.sentence


def test_of_a_valley_the_place_is_told_where_the_path_has_come_to():
    valley = Surface.typed("x^2")
    assert says(valley, descend(valley, (-3, 3), "newton")).sentence == (
        "Reached the valley of minima at (0, 3) in 1 step."
    )


def test_curvature_gives_the_largest_rate():
    assert curvature(SURFACES["canyon"], (1, 1)).largest_rate == pytest.approx(1.0)
    assert curvature(SURFACES["saddle"], (0, 0)).low == pytest.approx(-2.0)
    assert curvature(Surface.typed("1 - x^2 - y^2"), (0, 0)).largest_rate is None
    assert curvature(Surface.typed("log(x) + y"), (-1, 0)) is None


def test_basins_are_where_single_paths_end():
    wells = SURFACES["wells"]
    places = landmarks(wells)
    coarse, middle, fine = basins(wells, Entry("sgd"), places)
    assert (coarse.shape, middle.shape, fine.shape) == ((16, 16), (31, 31), (61, 61))
    assert (fine == 0).mean() == pytest.approx(0.58, abs=0.01)
    *_, rolling = basins(wells, Entry("momentum"), places)
    assert (rolling == 0).mean() == pytest.approx(0.85, abs=0.01)
    starts = np.array([[1.6, 1.1], [-1.0, 0.5]])
    found = ends(wells, Entry("adam"), starts)
    for start, end in zip(starts, found, strict=True):
        path = descend(wells, start, optimizer="adam", steps=300)
        np.testing.assert_allclose(end, path.points[-1], atol=1e-9)
    *_, lost = basins(SURFACES["bowl"], Entry("sgd", 1.1), landmarks(SURFACES["bowl"]), steps=3000)
    assert (lost == RAN_AWAY).mean() > 0.9
    with pytest.raises(ValueError, match="by chance"):
        ends(wells, Entry("cma_es"), starts)


@pytest.mark.parametrize(
    ("numbers", "says"),
    [
        ({"optimizer": "sgdd"}, "choose one of sgd"),
        ({"optimizer": "sgd", "learning_rate": -1.0}, "above 0"),
        ({"optimizer": "sgd", "learning_rate": float("nan")}, "above 0"),
        ({"optimizer": "momentum", "hyperparameters": {"momentum": 2.0}}, "between 0 and 0.999"),
        ({"optimizer": "sgd", "schedule": "never"}, "choose one of constant"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_in_words(numbers, says):
    with pytest.raises(ValueError, match=says):
        Entry(**numbers)


@pytest.mark.parametrize(
    ("formula", "start", "kind", "said"),
    [
        ("3", (1.0, 1.0), "plateau", "flat ground"),
        ("min(x^2 + y^2, 1)", (-3.0, 3.0), "plateau", "nothing shows the way"),
        ("max(x^2 - 4, 0)", (0.5, 0.5), "arrived", "no place that was found is lower"),
        ("sign(x)", (0.5, 0.5), "plateau", "flat ground"),
    ],
)
def test_flat_ground_is_a_minimum_only_where_nothing_is_lower(formula, start, kind, said):
    flat = Surface.typed(formula)
    found = says(flat, descend(flat, start, "sgd"))
    assert found.kind == kind
    assert said in found.sentence


def test_newton_needs_curvature_and_cma_es_tells_that_it_has_ended():
    slope, valley = Surface.typed("x"), Surface.typed("x^2")
    assert "nothing bends" in says(slope, descend(slope, (1, 1), "newton")).sentence
    ended = descend(valley, (-3, 3), "cma_es", steps=100)
    assert ended.stopped
    assert "under way" not in says(valley, ended).sentence


def test_a_race_can_be_cut_short():
    bowl = SURFACES["bowl"]
    whole = race(bowl, [Entry("sgd"), Entry("genetic")], steps=9)
    answers = {"sgd": iter([True, True, False]), "genetic": iter([True, False])}
    for path in whole:
        name = path.entry.optimizer
        (cut,) = race(bowl, [Entry(name)], steps=9, goes_on=lambda n=name: next(answers[n]))
        assert not cut.diverged
        assert not cut.stopped
        np.testing.assert_array_equal(cut.points, path.points[: len(cut) + 1])
        assert len(cut) == {"sgd": 3, "genetic": 2}[name]


def test_a_schedule_has_its_own_number():
    chosen, notices = LabSettings().replaced(schedule="staircase", staircase_period=10)
    assert notices == []
    rates = [chosen.entry("sgd").rate(SURFACES["bowl"], step) for step in (1, 10, 11, 21)]
    assert rates == [0.1, 0.1, 0.05, 0.025]
    assert not chosen.idle("staircase_period")
    assert chosen.idle("cosine_period")
