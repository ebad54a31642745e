"""Predict first: every right answer is computed with the lab, from the set-ups that show it."""

from __future__ import annotations

import numpy as np
import pytest

from playground.labs.optimizers import SURFACES, Entry, race
from playground.labs.optimizers.basins import basins
from playground.labs.optimizers.landmarks import landmarks
from playground.labs.optimizers.questions import QUESTIONS
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.verdicts import verdict
from playground.nn import OPTIMIZERS
from playground.settings.links import read_link


def shown(name):
    """Return, for each set-up of a question, the paths by rule and the verdicts by rule."""
    found = []
    for one in QUESTIONS[name].shown:
        settings = one.settings()
        terrain = settings.terrain()
        paths = race(
            terrain, settings.entries(), settings.begin(), settings.steps,
            noise=settings.noise, seed=settings.seed,
        )  # fmt: skip
        places = landmarks(terrain)
        found.append(
            (
                {path.entry.optimizer: path for path in paths},
                {path.entry.optimizer: verdict(terrain, path, places).kind for path in paths},
            )
        )
    return found


def right(name):
    question = QUESTIONS[name]
    return question.choices[question.right]


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_question_has_its_choices_and_links_that_show_it(question):
    assert len(set(question.choices)) == len(question.choices) >= 3
    assert 0 <= question.right < len(question.choices)
    for one in question.shown:
        assert read_link(LabSettings, one.link) == (one.settings(), [])


def test_rates():
    (one, reached), (bounces, _), (_, away) = shown("rates")
    assert "one step, 1 bounces for ever, 1.01 runs away" in right("rates")
    assert reached["sgd"] == "arrived"
    assert np.abs(one["sgd"].points[1]).max() < 1e-12
    np.testing.assert_allclose(np.abs(bounces["sgd"].points), 3.0)
    assert away["sgd"] == "diverged"


def test_stable():
    (_, below), (above, _) = shown("stable")
    assert "1.9, Nesterov up to 0.68" in right("stable")
    assert set(below.values()) == {"arrived"}
    # Above, the distance along the steep axis grows without end.
    for path in above.values():
        assert abs(path.points[-1, 1]) > 100 * abs(path.points[0, 1])


def test_turned():
    (straight, _), (turned, _) = shown("turned")
    before = {name: path.steps_to(0.001, 0.0) for name, path in straight.items()}
    after = {name: path.steps_to(0.001, 0.0) for name, path in turned.items()}
    worse = {name for name in before if after[name] > before[name] + 1}
    assert worse == {"adagrad", "rmsprop"}
    assert (before["adagrad"], after["adagrad"]) == (43, 106)
    assert (before["rmsprop"], after["rmsprop"]) == (40, 52)
    assert right("turned").startswith("AdaGrad and RMSProp;")


def test_scaled():
    (plain, _), (scaled, _) = shown("scaled")

    def first(path):
        return np.linalg.norm(path.points[1] - path.points[0])

    ratios = {name: first(scaled[name]) / first(plain[name]) for name in plain}
    assert ratios.pop("sgd") == pytest.approx(1000)
    assert ratios == pytest.approx(dict.fromkeys(("adagrad", "rmsprop", "adam"), 1.0), rel=1e-5)
    assert right("scaled").startswith("It is 1000 times as long for gradient descent, the same")


def test_bias():
    gradient, nothing = np.array([2.0]), np.zeros(1)
    adam = OPTIMIZERS["adam"]
    numbers = [one.default for one in adam.hyperparameters]
    corrected, m, v = adam.rule(nothing, gradient, nothing, nothing, 0.1, 1.0, *numbers)
    without = 0.1 * m / np.sqrt(v)
    assert without / corrected == pytest.approx(3.16, abs=0.01)
    assert right("bias").startswith("3.16")


def test_ridge():
    (still, _), (noisy, _) = shown("ridge")
    assert all((path.points[:, 1] == 0.0).all() for path in still.values())
    free = {
        name: int(np.flatnonzero(np.abs(path.points[:, 1]) > 1.0)[0])
        for name, path in noisy.items()
    }
    assert free.pop("adagrad") == 4
    assert min(free.values()) == 18
    assert 50 <= max(free.values()) <= 55
    assert right("ridge").startswith("None of them")


def test_newton():
    ((paths, kinds),) = shown("newton")
    assert kinds == {"newton": "saddle", "newton_absolute": "arrived"}
    np.testing.assert_allclose(paths["newton"].points[-1], (0, 1), atol=1e-6)
    assert right("newton") == "At the saddle."


def test_wells():
    wells = SURFACES["wells"]
    places = landmarks(wells)
    shares = []
    for one in QUESTIONS["wells"].shown:
        entry = Entry(one.settings().basins_of)
        *_, found = basins(wells, entry, places)
        shares.append(round(100 * float((found == 0).mean())))
    assert shares == [58, 85]
    assert right("wells") == "58 % and 85 %."


def test_hovers():
    for (paths, kinds), rate in zip(shown("hovers"), (0.2, 0.05), strict=True):
        assert kinds["rmsprop"] == "hovers"
        end = paths["rmsprop"].points[-20:, 1]
        assert 0.5 * (end.max() - end.min()) == pytest.approx(rate / 2, rel=0.05)
    assert right("hovers").endswith("±η/2.")


def test_noise():
    variances = []
    for one in QUESTIONS["noise"].shown:
        settings = one.settings()
        (path,) = race(
            settings.terrain(), settings.entries(), steps=20_000, noise=settings.noise, seed=1
        )
        rate = settings.sgd_rate
        variances.append(float(path.points[500:].var(axis=0).mean()))
        assert variances[-1] == pytest.approx(rate / (2 * (2 - 2 * rate)), rel=0.08)
    assert variances[1] / variances[0] == pytest.approx(0.444, abs=0.05)
    assert right("noise") == "It falls to a little less than a half."
