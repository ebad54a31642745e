"""Every data set that is drawn: what holds for all, and what makes each one itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import LogisticRegression

from playground.data import several, shapes, values
from playground.data.formulas import FormulaError
from playground.data.generators import DATASETS

ALL = list(DATASETS)
CLASSES = [name for name, dataset in DATASETS.items() if dataset.problem == "classification"]


def draw(name, noise=0.0, n=None, seed=1, **options):
    return DATASETS[name].draw(np.random.default_rng(seed), noise, n, **options)


def test_the_registry_holds_what_the_project_promises():
    assert set(ALL) >= {"circle", "xor", "gauss", "spiral", "reg-plane", "reg-gauss"}
    assert set(ALL) >= {"moons", "checkerboard", "rings", "heart", "stripes", "cross", "curve"}
    assert set(ALL) >= {"blobs", "many_rings", "pinwheel"}
    for name, dataset in DATASETS.items():
        assert dataset.name == name
        assert dataset.label
        assert dataset.explanation.endswith(".")
    labels = [dataset.label for dataset in DATASETS.values()]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("n", [1, 2, 7, 100])
@pytest.mark.parametrize("noise", [0.0, 0.25, 1.0])
def test_shapes_and_types(name, n, noise):
    points, labels = draw(name, noise, n)
    assert points.shape == (n, 2)
    assert labels.shape == (n,)
    assert points.dtype == labels.dtype == np.float64
    assert np.isfinite(points).all()
    assert np.isfinite(labels).all()


@pytest.mark.parametrize("name", ALL)
def test_the_page_gets_as_many_points_as_announced(name):
    points, _ = draw(name)
    assert len(points) == DATASETS[name].n_points


@pytest.mark.parametrize("name", ALL)
def test_the_same_seed_gives_the_same_points_and_another_seed_others(name):
    once, again, other = draw(name, 0.2), draw(name, 0.2), draw(name, 0.2, seed=2)
    np.testing.assert_array_equal(once[0], again[0])
    np.testing.assert_array_equal(once[1], again[1])
    assert not np.array_equal(once[0], other[0]) or not np.array_equal(once[1], other[1])


@pytest.mark.parametrize("name", ALL)
def test_labels_are_coded_as_promised(name):
    dataset = DATASETS[name]
    _, labels = draw(name, 0.1)
    if dataset.group == "two":
        assert set(labels) == {-1.0, 1.0}
    elif dataset.group == "several":
        assert set(labels) == {0.0, 1.0, 2.0}
    else:
        assert np.abs(labels).max() <= 1.5


@pytest.mark.parametrize("name", ALL)
def test_without_noise_the_points_lie_in_the_plane(name):
    points, _ = draw(name)
    assert np.quantile(np.abs(points), 0.99) <= 6.0


@pytest.mark.parametrize("name", CLASSES)
def test_no_class_is_rare(name):
    _, labels = draw(name, n=2000)
    shares = np.unique(labels, return_counts=True)[1] / len(labels)
    assert shares.min() > 0.7 / len(shares)


@pytest.mark.parametrize("name", ALL)
def test_more_noise_moves_the_same_points_a_little(name):
    before, after = draw(name, 0.20, 500), draw(name, 0.21, 500)
    assert np.abs(after[0] - before[0]).max() < 0.3
    assert (np.sign(after[1]) != np.sign(before[1])).mean() < 0.05


@pytest.mark.parametrize("name", ALL)
def test_noise_does_something(name):
    quiet, loud = draw(name, 0.0), draw(name, 0.5)
    assert not np.array_equal(quiet[0], loud[0]) or not np.array_equal(quiet[1], loud[1])


@pytest.mark.parametrize("name", ALL)
def test_drawing_takes_equally_much_from_the_stream_whatever_the_noise(name):
    quiet, loud = np.random.default_rng(3), np.random.default_rng(3)
    DATASETS[name].draw(quiet, 0.0)
    DATASETS[name].draw(loud, 0.7)
    assert quiet.random() == loud.random()


# The six of TensorFlow Playground


def test_circle_is_a_disc_in_a_ring():
    points, labels = draw("circle", n=1000)
    radius = np.hypot(*points.T)
    assert (labels == np.where(radius < 2.5, 1, -1)).all()
    assert ((radius <= 2.5) | ((radius >= 3.5) & (radius <= 5.0))).all()
    assert (labels > 0).sum() == 500
    # The radius is uniform, not the area: half of the disc's points lie within half of it.
    assert np.median(radius[labels > 0]) == pytest.approx(1.25, abs=0.15)


def test_xor_has_a_gap_and_the_label_of_its_quadrant():
    points, labels = draw("xor")
    assert np.abs(points).min() >= 0.3
    assert np.abs(points).max() <= 5.3
    assert (labels == np.sign(points.prod(axis=1))).all()


@pytest.mark.parametrize(("noise", "variance"), [(0.0, 0.5), (0.25, 2.25), (0.5, 4.0)])
def test_gauss_has_its_centres_and_variance(noise, variance):
    points, labels = draw("gauss", noise, n=20_000)
    for sign in (1, -1):
        cloud = points[labels == sign]
        np.testing.assert_allclose(cloud.mean(axis=0), 2 * sign, atol=0.1)
        np.testing.assert_allclose(cloud.var(axis=0), variance, rtol=0.05)


def test_spiral_follows_its_definition():
    points, labels = draw("spiral", n=10)
    along = np.arange(5) / 5
    for sign, turn in ((1, 0.0), (-1, np.pi)):
        angle = 1.75 * along * 2 * np.pi + turn
        arm = 5 * along[:, None] * np.column_stack([np.sin(angle), np.cos(angle)])
        np.testing.assert_allclose(points[labels == sign], arm, atol=1e-12)


def test_spiral_noise_is_bounded_by_the_noise():
    quiet, loud = draw("spiral", 0.0)[0], draw("spiral", 0.3)[0]
    assert np.abs(loud - quiet).max() <= 0.3


def test_reg_plane_is_a_tenth_of_the_sum():
    points, labels = draw("reg-plane")
    np.testing.assert_allclose(labels, points.sum(axis=1) / 10, atol=1e-12)
    assert np.abs(points).max() <= 6


def test_reg_gauss_has_six_bumps_of_alternating_sign():
    points, labels = draw("reg-gauss", n=20_000)
    centres = [(-4, 2.5), (0, 2.5), (4, 2.5), (-4, -2.5), (0, -2.5), (4, -2.5)]
    signs = [1, -1, 1, -1, 1, -1]
    near_any = np.zeros(len(points), dtype=bool)
    for centre, sign in zip(centres, signs, strict=True):
        distance = np.hypot(*(points - centre).T)
        inside = distance < 1.5  # nearer to this centre than to any other
        np.testing.assert_allclose(labels[inside], sign * (1 - distance[inside] / 2), atol=1e-12)
        near_any |= distance < 2
    assert (labels[~near_any] == 0).all()


def test_reg_saddle_is_the_product():
    points, labels = draw("reg-saddle")
    np.testing.assert_allclose(labels, points[:, 0] * points[:, 1] / 36, atol=1e-12)


def test_reg_waves_add_up_midway_and_cancel_half_a_wave_aside():
    points, labels = draw("reg-waves", n=20_000)
    near, far = (np.hypot(points[:, 0] - at, points[:, 1]) for at in (-3, 3))
    difference = np.abs(near - far)
    alone = np.cos(values.WAVE_NUMBER * near)
    together = difference < 0.01
    np.testing.assert_allclose(labels[together], alone[together], atol=0.01)
    opposed = np.abs(difference - np.pi / values.WAVE_NUMBER) < 0.01
    np.testing.assert_allclose(labels[opposed], 0, atol=0.01)
    assert together.sum() > 5
    assert opposed.sum() > 5


# Further shapes


@pytest.mark.parametrize("name", ["stripes", "cross", "checkerboard"])
def test_no_straight_line_does_well(name):
    points, labels = draw(name, n=2000)
    accuracy = LogisticRegression().fit(points, labels).score(points, labels)
    majority = max((labels > 0).mean(), (labels < 0).mean())
    assert accuracy < majority + 0.08


def test_stripes_depend_on_the_first_coordinate_alone():
    points, labels = draw("stripes")
    assert (labels == np.where(np.abs(points[:, 0]) < 2.5, 1, -1)).all()


def test_the_cross_covers_half():
    _, labels = draw("cross", n=20_000)
    assert (labels > 0).mean() == pytest.approx(0.5, abs=0.02)


def test_checkerboard_alternates():
    points, labels = draw("checkerboard", n=2000)
    right = points + np.array([2.5, 0.0])
    inside = right[:, 0] < 5
    fields = np.floor(right[inside] / 2.5).sum(axis=1)
    assert (labels[inside] == np.where(fields % 2 == 0, -1, 1)).all()


def test_rings_take_turns():
    points, labels = draw("rings", n=2000)
    ring = np.round(np.hypot(*points.T) / 1.25)
    assert set(ring) == {1, 2, 3, 4}
    assert (labels == np.where(ring % 2 == 1, 1, -1)).all()


def test_the_heart_is_even_left_and_right():
    points, labels = draw("heart", n=20_000)
    inside = points[labels > 0]
    assert inside[:, 0].mean() == pytest.approx(0, abs=0.1)
    assert (np.abs(points[labels > 0]) < 5).all()
    assert 0.4 < (labels > 0).mean() < 0.6


def test_moons_reach_into_each_other_but_do_not_touch():
    points, labels = draw("moons", n=2000)
    upper, lower = points[labels > 0], points[labels < 0]
    assert lower[:, 1].max() > upper[:, 1].min()
    gaps = np.hypot(*(upper[:, None] - lower[None]).transpose(2, 0, 1))
    assert gaps.min() > 1.0


@pytest.mark.parametrize("formula", [*shapes.CURVES, "x1 / 2", "1"])
def test_curve_is_above_or_below(formula):
    points, labels = draw("curve", formula=formula)
    height = shapes.find_curve(formula)(points[:, 0], points[:, 1])
    assert (labels == np.where(points[:, 1] > height, 1, -1)).all()


@pytest.mark.parametrize("name", list(shapes.CURVES))
def test_the_curves_that_come_along_leave_both_classes_room(name):
    _, labels = draw("curve", formula=name)
    assert 0.25 < (labels > 0).mean() < 0.75


def test_curve_refuses_what_is_no_formula():
    with pytest.raises(FormulaError):
        draw("curve", formula="import os")


# Several classes


@pytest.mark.parametrize("name", ["blobs", "many_rings", "pinwheel"])
@pytest.mark.parametrize("k", range(several.MIN_CLASSES, several.MAX_CLASSES + 1))
def test_several_classes_are_as_many_as_asked_for_and_equal(name, k):
    _, labels = draw(name, n=605, n_classes=k)
    classes, counts = np.unique(labels, return_counts=True)
    assert list(classes) == list(range(k))
    assert np.ptp(counts) <= 1
    assert DATASETS[name].count_classes(k) == k


@pytest.mark.parametrize("name", ["blobs", "many_rings", "pinwheel"])
@pytest.mark.parametrize("k", [3, 6])
def test_several_classes_can_be_told_apart_without_noise(name, k):
    points, labels = draw(name, n=900, n_classes=k)
    squares = ((points[:, None] - points[None]) ** 2).sum(axis=2)
    np.fill_diagonal(squares, np.inf)
    assert (labels[squares.argmin(axis=1)] == labels).mean() > 0.93


def test_options_that_a_data_set_does_not_take_are_ignored():
    np.testing.assert_array_equal(draw("xor", n_classes=5, formula="nonsense(")[0], draw("xor")[0])
    assert DATASETS["xor"].count_classes(5) == 2
    assert DATASETS["reg-plane"].count_classes(5) == 0


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ALL),
    st.integers(1, 300),
    st.floats(0, 1),
    st.integers(0, 2**53),
    st.integers(3, 6),
)
def test_any_setting_gives_finite_points(name, n, noise, seed, k):
    points, labels = draw(name, noise, n, seed, n_classes=k)
    assert points.shape == (n, 2)
    assert np.isfinite(points).all()
    assert np.isfinite(labels).all()
