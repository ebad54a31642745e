"""The cut between training and test points."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.data.splits import split


def cut(n, share, seed=1):
    points = np.arange(2.0 * n).reshape(n, 2)
    return split(points, points[:, 0] / 2, share, np.random.default_rng(seed))


@given(st.integers(2, 200), st.floats(0, 1), st.integers(0, 1000))
def test_every_point_is_in_one_of_the_two(n, share, seed):
    train, test = cut(n, share, seed)
    assert len(train) >= 1
    assert len(test) >= 1
    np.testing.assert_array_equal(np.sort([*train.labels, *test.labels]), np.arange(n))
    for sample in (train, test):  # each label stays with its point
        np.testing.assert_array_equal(sample.points[:, 0], 2 * sample.labels)


@pytest.mark.parametrize("percent", range(1, 100))
def test_the_share_is_exact_for_a_hundred_points(percent):
    assert len(cut(100, percent / 100)[0]) == percent


@given(st.integers(2, 100), st.floats(0, 1), st.floats(0, 1))
def test_another_share_only_moves_the_cut(n, one, other):
    small, large = sorted((one, other))
    few, many = cut(n, small)[0], cut(n, large)[0]
    np.testing.assert_array_equal(many.labels[: len(few)], few.labels)


def test_another_seed_gives_another_order():
    assert not np.array_equal(cut(50, 0.5, 1)[0].labels, cut(50, 0.5, 2)[0].labels)


def test_one_point_cannot_be_split():
    with pytest.raises(ValueError, match="at least two points"):
        cut(1, 0.5)


def test_labels_must_fit():
    with pytest.raises(ValueError, match="3 points and 2 labels"):
        split(np.zeros((3, 2)), np.zeros(2), 0.5, np.random.default_rng(0))
