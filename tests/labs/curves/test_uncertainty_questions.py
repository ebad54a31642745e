"""Every right answer about uncertainty, computed."""

from __future__ import annotations

import numpy as np
import pytest

from playground.labs.curves.coverage import EXPECTED, coverage, regions
from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.labs.curves.lab import LabSettings
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.points import Points, draw
from playground.labs.curves.steps import by_hand, curve_of, largest_error, staircase, teeth, zigzag
from playground.labs.curves.truths import TRUTHS
from playground.labs.curves.uncertainty_questions import UNCERTAINTY
from playground.settings.links import read_link

LINE = CurveNetwork((), optimizer="sgd", learning_rate=0.5, epochs=200)
COMPUTED = {
    "line_initial", "line_band", "which_band", "how_often", "replica_chi2", "steps", "jump",
    "depth",
}  # fmt: skip


def made(points: Points, kind: str, n: int, settings: CurveNetwork = LINE) -> Ensemble:
    return Ensemble(points, kind, tuple(ensemble(points, kind, n, settings)))


def answer(name: str) -> str:
    return UNCERTAINTY[name].choices[UNCERTAINTY[name].right]


@pytest.fixture(scope="module")
def on_points() -> dict[str, tuple[float, float]]:
    """Return share and width of the three bands where the points are, over five sets of points."""
    x = np.concatenate([np.linspace(0.0, 0.4, 15), np.linspace(0.7, 1.0, 15)])
    sine, parts = TRUTHS["sine"], regions(x, (0.0, 1.0))[:1]
    network = CurveNetwork((20,), "sigmoid", initializer="normal", epochs=1500)

    def measured(seed: int) -> Points:
        noise = 0.2 * np.random.default_rng(seed).standard_normal(30)
        return Points(x, sine(x) + noise, np.full(30, 0.2))

    sets = [measured(seed) for seed in range(5)]
    found = {}
    for kind in KINDS:
        told = [coverage(made(points, kind, 12, network), sine, parts)[0] for points in sets]
        found[kind] = (np.mean([one.share for one in told]), np.mean([one.width for one in told]))
    return found


def test_all_are_computed():
    assert set(UNCERTAINTY) == COMPUTED
    for question in UNCERTAINTY.values():
        assert 0 <= question.right < len(question.choices)
        assert len(set(question.choices)) == len(question.choices)


def test_first_weights_alone_give_one_line():
    assert "same line" in answer("line_initial")
    assert made(draw(TRUTHS["line"]), "initial", 20).identical


def test_the_band_of_a_line_is_narrowest_in_the_middle():
    places = np.array([0.0, 0.5, 1.0, 1.2])
    widths = made(draw(TRUTHS["line"]), "replicas", 200).curves(places).std(axis=0)
    assert "0.5" in answer("line_band")
    assert widths.argmin() == 1
    assert widths == pytest.approx([0.635, 0.316, 0.635, 0.833], rel=3 / np.sqrt(400))


def test_the_band_of_first_weights_is_narrowest_and_wrong(on_points):
    assert "First weights" in answer("which_band")
    assert min(on_points, key=lambda kind: on_points[kind][1]) == "initial"
    assert "less than half" in answer("how_often")
    assert on_points["initial"][0] < 0.5
    for kind in ("bootstrap", "replicas"):
        assert on_points[kind][0] == pytest.approx(EXPECTED, abs=0.2)


def test_a_replica_moves_every_point_twice():
    found = made(draw(TRUTHS["line"], n=500), "replicas", 40)
    assert "2" in answer("replica_chi2")
    assert found.chi2[0] == pytest.approx(2.0, abs=0.25)
    assert found.chi2_of_mean == pytest.approx(1.0, abs=0.2)


def test_steps_are_off_by_1_over_2n():
    assert answer("steps") == "1/20, and 1/40."
    for n in (10, 20):
        curve = curve_of(by_hand(*map(list, staircase(lambda x: x, n))))
        assert largest_error(curve, lambda x: x) == pytest.approx(1 / (2 * n))


def test_no_sigmoid_is_closer_to_a_jump_than_half_of_it():
    assert "half of the jump" in answer("jump")
    x = np.linspace(0.0, 1.0, 60)
    points = Points(x, TRUTHS["step"](x), np.zeros(60))
    curve = made(points, "initial", 1, CurveNetwork((40,), "sigmoid")).fits[0].curve
    near = np.linspace(x[29], x[30], 100_001)
    passes = curve(near)
    assert passes[0] < 0.0 < passes[-1]  # so at 0 in between, where the jump may be
    assert largest_error(curve, TRUTHS["step"]) >= 1.0 - 1e-9
    with_a_step_there = curve_of(by_hand([0.0, 0.5], [-1.0, 2.0]))
    assert largest_error(with_a_step_there, TRUTHS["step"]) == 0.0


@pytest.mark.parametrize("question", UNCERTAINTY.values(), ids=UNCERTAINTY)
def test_every_question_has_set_ups_that_links_open(question):
    for one in question.shown:
        assert read_link(LabSettings, one.link) == (one.settings(), [])
        assert one.settings().view in ("uncertainty", "steps")


def told(name: str, kind: str, number: int = 0) -> Ensemble:
    """Return an ensemble as the page makes it to show an answer."""
    settings = UNCERTAINTY[name].shown[number].settings()
    fits = ensemble(settings.measurement(), kind, settings.fits, settings.learner(), settings.seed)
    return Ensemble(settings.measurement(), kind, tuple(fits))


def test_what_is_set_up_shows_the_answer():
    assert told("line_initial", "initial").identical
    band = told("line_band", "replicas").curves(np.array([0.0, 0.5, 1.0])).std(axis=0)
    assert band.argmin() == 1
    for number in range(2):
        settings = UNCERTAINTY["how_often"].shown[number].settings()
        points, truth = settings.measurement(), settings.true_curve()
        found = {
            kind: coverage(told("how_often", kind, number), truth, regions(points.x, settings.seen))
            for kind in KINDS
        }
        assert min(found, key=lambda kind: found[kind][0].width) == "initial"
        assert found["initial"][0].share < 0.5 < found["replicas"][0].share
    assert told("replica_chi2", "replicas").chi2[0] == pytest.approx(2.0, abs=0.4)
    for one, error in zip(UNCERTAINTY["steps"].shown, (1 / 20, 1 / 40), strict=True):
        steps = curve_of(by_hand(*map(list, one.settings().staircase())))
        assert largest_error(steps, lambda x: x) == pytest.approx(error)


def test_every_layer_doubles_the_teeth():
    assert answer("depth") == "128."
    assert teeth(curve_of(zigzag(8))) == 128
