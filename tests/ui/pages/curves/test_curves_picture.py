"""What the curves' page sends to the browser: the lecture's numbers, and states of all kinds."""

from __future__ import annotations

import json
import struct
from dataclasses import replace

import numpy as np
import pytest
from scipy.integrate import quad

from playground.labs.curves.lab import LabSettings
from playground.labs.curves.learning import choose_by_folds
from playground.labs.curves.proton import MOMENTUM, gluon
from playground.labs.curves.widths import OfWidths
from playground.ui.pages.curves import picture
from playground.ui.pages.curves.ensemble_runs import measured_message, true_integral
from playground.ui.pages.curves.picture import ASK, FITS, TESTS
from playground.ui.pages.curves.staircase import lesson, stairs_message, trained_message
from playground.ui.pages.curves.watched import one_network


def settings_of(**changes):
    settings, notices = LabSettings().replaced(**changes)
    assert notices == []
    return settings


def read(message: bytes):
    """Return a packed message's header, and its arrays by name."""
    (length,) = struct.unpack_from("<I", message)
    header = json.loads(message[4 : 4 + length])
    arrays, place = {}, 4 + length
    for name, shape in header["arrays"]:
        count = int(np.prod(shape))
        arrays[name] = np.frombuffer(message, "<f4", count, place).reshape(shape)
        place += 4 * count
    return header, arrays


def test_nothing_is_fitted_before_the_questions_and_nothing_tested_before_the_new_points():
    header, arrays = read(picture.fits_message(LabSettings(), ASK))
    assert header["rows"] == []
    assert not [name for name in arrays if name.startswith("fit.") or name == "tests"]
    header, arrays = read(picture.fits_message(LabSettings(), FITS))
    assert [row["test"] for row in header["rows"]] == [None] * 3
    assert "tests" not in arrays
    header, arrays = read(picture.fits_message(LabSettings(), TESTS))
    assert arrays["tests"].shape == (10, 3)


def test_the_lecture_s_expected_errors_are_in_the_table_and_in_the_chart():
    header, _ = read(picture.fits_message(LabSettings(), TESTS))
    expected = {row["name"]: row["expected_test"] for row in header["rows"]}
    assert expected["1"] == pytest.approx(1.201, abs=5e-4)
    assert expected["3"] == pytest.approx(1.4223, abs=5e-4)
    assert 150 < expected["10"] < 152
    _, arrays = read(picture.against_message(LabSettings()))
    np.testing.assert_allclose(arrays["test"][[1, 3]], [1.201, 1.4223], atol=5e-4)


def test_what_is_told_of_many_data_sets_adds_up():
    header, arrays = read(picture.repeats_message(LabSettings(), 1))
    for part in header["parts"]:
        assert part["bias"] + part["variance"] + part["noise"] == pytest.approx(part["mean"])
        assert arrays[f"cloud.{part['name']}"].shape[0] == header["count"] == 200
    ten = header["parts"][-1]
    assert ten["mean"] > 1.5 * ten["median"]  # a few wild fits make the mean


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"degrees": []}, "Nothing is fitted"),
        ({"degrees": [12]}, "infinitely many"),
        ({"placed": [(0.5, 1.0), (0.5, 2.0), (0.9, 1.0)]}, "the same x"),
        ({"placed": [(0.5, 1.0)], "degrees": [1]}, "1 place"),
        ({"sigma": 0}, "Without noise"),
        ({"placed": []}, "There are no points"),
    ],
)
def test_odd_set_ups_are_drawn_and_told_in_a_sentence(changes, sentence):
    settings = settings_of(**changes)
    header, arrays = read(picture.fits_message(settings, TESTS))
    assert sentence in " ".join(header["remarks"])
    assert all(np.isfinite(array).all() for name, array in arrays.items() if "fit" in name)
    left, right, low, high = header["box"]
    assert left < right
    assert low < high


def test_a_remedy_changes_the_settings_it_has_and_copies_are_drawn():
    settings = LabSettings()
    for name, changes in (
        ("data", {"n": 100}), ("ridge", {"ridge": 0.1}), ("smaller", {"degrees": (1, 3)}),
        ("augmentation", {}),
    ):  # fmt: skip
        outcome = picture.remedied(settings, name, 10)
        assert outcome.after.settings.changes_from(settings) == changes
    _, arrays = read(picture.copies_message(settings, outcome))
    assert arrays["copies"].shape == (200, 2)


@pytest.mark.parametrize("source", ["gap", "even", "proton"])
def test_a_measurement_says_where_there_are_no_points(source):
    header, arrays = read(measured_message(settings_of(source=source)))
    names = [name for name, _ in header["regions"]]
    assert ("gap" in names) == (source == "gap")
    assert names[-1] == "outside"
    assert np.isfinite(arrays["truth"]).all()


def test_the_staircase_on_a_line_misses_by_half_a_step():
    header, arrays = read(stairs_message(settings_of(curve="line", steps=4)))
    assert "0.25" in header["words"]  # of y = 2x: 2 / (2 · 4)
    assert arrays["stairs"].shape == (4, 601)


def test_steps_by_hand_are_compared_with_the_rule():
    header, arrays = read(stairs_message(settings_of(curve="diagonal", own_steps=[(0.2, 0.6)])))
    assert "With your 1 step the largest distance from the curve is 0.4" in header["words"]
    assert "The rule reaches 0.5" in header["words"]
    np.testing.assert_allclose(arrays["worst"], [1.0, 0.6, 1.0], atol=1e-6)
    header, arrays = read(stairs_message(settings_of(own_steps=[])))
    assert "No step yet" in header["words"]
    assert arrays["stairs"].shape == (0, 601)
    moved = settings_of(own_steps=[(0.2, 0.6)])
    assert moved.replaced(steps=4)[0].own_steps is None  # the rule's take their place


def test_a_step_can_stand_at_a_jump_and_a_smooth_curve_cannot_be_close():
    at, beside = (read(stairs_message(settings_of(curve="step", steps=n)))[0] for n in (8, 7))
    assert "is 0: one of them stands at the jump" in at["words"]
    assert "is 1: none of them stands at the jump" in beside["words"]
    settings = settings_of(curve="step", steps=4)
    points, learner = lesson(settings)
    *_, (share, fit) = one_network(points, replace(learner, epochs=50), 1)
    assert share == 1.0
    header, _ = read(trained_message(settings, fit))
    assert "50 of 10,000 epochs" in header["words"]
    assert "half of it away" in header["words"]


def test_without_points_nothing_is_expected_and_nothing_drawn():
    none = settings_of(placed=[])
    header, arrays = read(picture.against_message(none))
    assert "no points" in header["words"]
    assert arrays == {}
    assert picture.repeats_message(none, 1) is None
    header, arrays = read(measured_message(settings_of(placed=[], source="own")))
    assert arrays["points"].size == 0
    assert header["box"][2] < header["box"][3]
    with pytest.raises(ValueError, match="at least two"):
        picture.chosen_message(none, "folds")


def test_own_data_of_unknown_truth_are_judged_by_points_kept_back():
    own = [(x / 10, x % 3, 0.5) for x in range(11)]
    settings = settings_of(placed=own, truth="unknown", degrees=[1, 5])
    header, arrays = read(picture.fits_message(settings, TESTS))
    assert not header["known"]
    assert "tests" not in arrays
    assert np.isnan(arrays["truth"]).all()
    kept = choose_by_folds(settings.points(), [1, 5], seed=settings.seed)
    assert [row["test"] for row in header["rows"]] == pytest.approx(kept.errors.tolist())
    assert {row["expected_test"] for row in header["rows"]} == {None}
    header, arrays = read(picture.against_message(settings))
    assert "Nobody knows the truth" in header["words"]
    np.testing.assert_allclose(arrays["test"][[1, 5]], kept.errors, rtol=1e-5)
    assert picture.repeats_message(settings, 1) is None
    one, _ = read(picture.against_message(settings_of(placed=[(0.1, 1.0)], truth="unknown")))
    assert "cannot be kept back" in one["words"]
    header, arrays = read(measured_message(settings.replaced(source="own")[0]))
    assert np.isfinite(header["box"]).all()


def test_unknown_is_the_truth_of_own_points_only():
    settings = settings_of(placed=[(0.1, 1.0)], truth="unknown")
    assert settings.replaced(seed=5)[0].truth == "line"  # which points can be drawn from
    assert settings_of(placed=[(0.1, 1.0)]).replaced(truth="unknown")[0].placed == ((0.1, 1.0),)
    assert LabSettings().replaced(truth="unknown")[0] == LabSettings()


def test_what_nobody_waits_for_any_more_is_not_made():
    assert picture.repeats_message(LabSettings(), 1, lambda: True) is None
    assert picture.sizes_message(LabSettings(), lambda: True) is None


def test_the_true_integral_is_over_the_same_range_as_those_of_the_fits():
    assert true_integral(settings_of(curve="line")) == pytest.approx(1.0)
    assert true_integral(settings_of(curve="step")) == pytest.approx(0.0, abs=1e-12)
    from_small = quad(gluon, 1e-3, 1.0)[0]
    assert true_integral(settings_of(source="proton")) == pytest.approx(from_small, rel=1e-6)
    assert MOMENTUM - from_small == pytest.approx(quad(gluon, 0.0, 1e-3)[0], rel=1e-6)


def test_errors_of_widths_are_told_while_they_learn():
    found = OfWidths((1, 3), *np.array([[[1.0, np.nan]] * 2, [[2.0, np.nan], [5.0, 7.0]]]), 0.5)
    header, arrays = read(picture.widths_message(found, 10))
    assert "50%" in header["words"]
    np.testing.assert_allclose(arrays["median_test"], [2.0, 6.0])
    header, _ = read(picture.widths_message(replace(found, share=1.0), 10))
    assert "Width 1 predicts new points best, width 3 worst" in header["words"]
    gone = OfWidths((1,), np.full((1, 1), np.nan), np.full((1, 1), np.nan), 1.0)
    assert "All of them diverged" in read(picture.widths_message(gone, 10))[0]["words"]
