"""Fits of polynomials and their expected errors: held against closed forms and other libraries."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.linear_model import LinearRegression, Ridge

from playground.labs.curves import bias_variance, expected_errors, fit_polynomial, learning_curve
from playground.labs.curves.errors import each_degree, quadrature
from playground.labs.curves.points import draw, draw_test, spaced
from playground.labs.curves.polynomials import BASES, Design
from playground.labs.curves.truths import TRUTHS

LECTURE = spaced(10)
LINE = TRUTHS["line"]
DEGREES = st.integers(0, 15)


@pytest.mark.parametrize(
    ("n", "degree", "training", "test"),
    [
        (10, 1, 0.8, 1.201), (10, 3, 0.6, 1.4222), (10, 9, 0.0, 160.5569),
        (10, 10, 0.0, 150.7722), (10, 15, 0.0, 1.8577),
        (100, 1, 0.98, 1.0221), (100, 3, 0.96, 1.0579), (100, 10, 0.89, 4.4025),
    ],
)  # fmt: skip
def test_the_errors_of_the_lecture(n, degree, training, test):
    expected = expected_errors(spaced(n), degree)
    assert expected.training == pytest.approx(training, abs=5e-5)
    assert expected.test == pytest.approx(test, abs=5e-5)


def test_the_second_descent_depends_on_the_basis():
    small, middle, many = (expected_errors(LECTURE, degree, truth=LINE) for degree in (1, 10, 15))
    assert small.test < many.test < 1.9 < 150 < middle.test
    assert expected_errors(LECTURE, 15, truth=LINE).test == pytest.approx(1.8636, abs=5e-5)
    in_powers = Design(LECTURE, 15, basis="powers")
    at, weights = quadrature()
    assert 1.0 + weights @ in_powers.leverages(at) > 1000


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("degree", range(9, 16))
def test_ten_points_are_met_exactly_from_degree_nine_on(degree, basis):
    points = draw(LINE)
    fit = fit_polynomial(points.x, points.y, degree, basis=basis)
    assert fit.is_unique == (degree == 9)
    np.testing.assert_allclose(fit.predict(points.x), points.y, atol=1e-7)


def test_the_smallest_is_what_the_pseudo_inverse_gives():
    columns = np.polynomial.legendre.legvander(2 * LECTURE - 1, 15)
    at = np.polynomial.legendre.legvander(np.linspace(-1, 1, 50), 15)
    expected = at @ np.linalg.pinv(columns, rcond=1e-15)
    hat = Design(LECTURE, 15).hat(np.linspace(0, 1, 50))
    np.testing.assert_allclose(hat, expected, atol=1e-8)


@pytest.mark.parametrize("degree", [1, 3, 9])
def test_leverages_are_those_of_scikit_learn(degree):
    """Its predictions for the data 1, 0, 0, ...; 0, 1, 0, ...; ... are the columns of the hat.

    Its ``tol`` cuts small singular values; a Legendre basis has none up to this degree.
    """
    at = np.linspace(0, 1.2, 30)
    fitted, new = (np.polynomial.legendre.legvander(2 * x - 1, degree) for x in (LECTURE, at))
    model = LinearRegression(fit_intercept=False, tol=0.0).fit(fitted, np.eye(10))
    hat = model.predict(new)
    np.testing.assert_allclose(Design(LECTURE, degree).hat(at), hat, atol=1e-8 * np.abs(hat).max())
    expected = np.square(hat).sum(axis=1)
    np.testing.assert_allclose(Design(LECTURE, degree).leverages(at), expected, rtol=1e-7)


@pytest.mark.parametrize("degree", [0, 1, 3, 7])
def test_leverages_are_those_of_numpy(degree):
    at = np.linspace(0, 1.2, 30)
    powers, new = (np.vander(x, degree + 1) for x in (LECTURE, at))
    expected = np.einsum("ij,jk,ik->i", new, np.linalg.inv(powers.T @ powers), new)
    np.testing.assert_allclose(Design(LECTURE, degree).leverages(at), expected, rtol=1e-6)


@pytest.mark.parametrize("ridge", [1e-4, 0.1, 10.0])
def test_ridge_is_that_of_scikit_learn(ridge):
    points = draw(TRUTHS["sine"], 20, 0.3)
    powers = np.vander(points.x, 6, increasing=True)[:, 1:]
    model = Ridge(ridge, solver="svd").fit(powers, points.y)
    fit = fit_polynomial(points.x, points.y, 5, ridge, basis="powers")
    np.testing.assert_allclose(fit.coefficients[1:], model.coef_, rtol=1e-7, atol=1e-9)
    np.testing.assert_allclose(fit.predict(points.x), model.predict(powers), rtol=1e-7)


@pytest.mark.parametrize("basis", BASES)
@pytest.mark.parametrize("ridge", [0.0, 0.01])
@pytest.mark.parametrize("degree", [2, 10])
def test_the_closed_form_is_the_mean_over_data_sets(degree, ridge, basis):
    truth, x = TRUTHS["sine"], spaced(30)
    expected = expected_errors(x, degree, 0.5, truth=truth, ridge=ridge, basis=basis)
    drawn = bias_variance(truth, x, 0.5, degree, 3000, ridge=ridge, basis=basis)
    for one, errors in zip(expected, (drawn.training_errors, drawn.test_errors), strict=True):
        assert abs(errors.mean() - one) < 3 * errors.std() / np.sqrt(len(errors))


@pytest.mark.parametrize(("n", "degree"), [(10, 1), (10, 3), (100, 1), (100, 3), (100, 10)])
def test_many_data_sets_give_the_errors_of_the_lecture(n, degree):
    drawn = bias_variance(LINE, spaced(n), 1.0, degree, 4000)
    expected = expected_errors(spaced(n), degree)
    for one, errors in zip(expected, (drawn.training_errors, drawn.test_errors), strict=True):
        assert abs(errors.mean() - one) < 3 * errors.std() / np.sqrt(len(errors))


@given(degree=DEGREES, seed=st.integers(0, 99), name=st.sampled_from(list(TRUTHS)))
def test_bias_variance_and_noise_add_up_to_the_error(degree, seed, name):
    truth, sigma = TRUTHS[name], 0.7
    parts = bias_variance(truth, LECTURE, sigma, degree, 20, seed, test=(0.0, 1.2))
    one_by_one = np.mean([np.square(fit - truth(parts.at)) for fit in parts.fits], axis=0)
    added = parts.bias_squared + parts.variance + parts.noise
    np.testing.assert_allclose(added, one_by_one + sigma**2, rtol=1e-10)
    np.testing.assert_allclose(added, parts.error, rtol=1e-10)
    whole = parts.mean_bias_squared + parts.mean_variance + parts.noise
    assert whole == pytest.approx(parts.mean_error, rel=1e-10)


def test_the_cloud_holds_the_fits_to_the_data_sets_one_by_one():
    parts = list(each_degree(LINE, LECTURE, 0.0, [1, 4], 3))
    for one in parts:
        np.testing.assert_allclose(one.fits, np.tile(2 * one.at, (3, 1)), atol=1e-12)
        np.testing.assert_allclose(one.training_errors, 0.0, atol=1e-24)


def test_mean_and_median_differ_at_degree_ten():
    parts = bias_variance(LINE, LECTURE, 1.0, 10, 2000)
    assert parts.mean_error > 1.5 * parts.median_error


def test_two_hundred_data_sets_can_be_left_half_way():
    seen = [next(parts) for parts in [each_degree(LINE, LECTURE, 1.0, range(16))]]
    assert [one.degree for one in seen] == [0]
    assert seen[0].fits.shape == (200, len(seen[0].at))


@given(degree=DEGREES, n=st.integers(1, 40), seed=st.integers(0, 99))
def test_no_other_polynomial_of_the_degree_fits_better(degree, n, seed):
    rng = np.random.default_rng(seed)
    x, y = rng.choice(np.linspace(0, 1, 21), n), rng.normal(size=n)
    fit = fit_polynomial(x, y, degree)
    assert fit.is_unique == (degree < len(np.unique(x)))
    residuals = y - fit.predict(x)
    # They are orthogonal to everything that the polynomial could still do.
    np.testing.assert_allclose(np.vander(x, degree + 1).T @ residuals, 0.0, atol=1e-7)
    assert len(fit.coefficients) == degree + 1


@given(degree=st.integers(1, 15), ridge=st.floats(1e-3, 10.0))
def test_a_stronger_ridge_varies_less_and_fits_worse(degree, ridge):
    weak, strong = (expected_errors(LECTURE, degree, ridge=one) for one in (ridge, 2 * ridge))
    assert strong.test <= weak.test * (1 + 1e-9)  # no truth, so no bias: variance alone
    assert strong.training >= weak.training * (1 - 1e-9)


def test_a_mean_over_a_range_is_exact_on_both_sides_of_a_jump():
    at, weights = quadrature((0.0, 1.2), TRUTHS["step"].jumps)
    assert np.all(np.diff(at) > 0)
    assert weights @ TRUTHS["step"](at) == pytest.approx((0.7 - 0.5) / 1.2, rel=1e-12)


def test_learning_curves_come_down_to_the_noise():
    curve = learning_curve(TRUTHS["sine"], 5, 0.5, [10, 100, 1000], 200)
    assert np.all(np.diff(curve.test) < 0)
    assert np.all(np.diff(curve.training) > 0)
    np.testing.assert_allclose(curve.drawn_test, curve.test, rtol=0.1)
    assert curve.test[-1] == pytest.approx(0.25, rel=0.02)


def test_a_learning_curve_can_be_ended_and_keeps_what_is_there():
    asked = []

    def stopped() -> bool:
        asked.append(True)
        return len(asked) > 2

    curve = learning_curve(LINE, 3, sizes=[10, 20, 30, 50], stopped=stopped)
    assert curve.sizes == (10, 20)
    assert curve.test == pytest.approx([expected_errors(spaced(n), 3).test for n in (10, 20)])
    assert learning_curve(LINE, 3, stopped=lambda: True).sizes == ()


def test_ten_test_points_judge_as_the_lecture_says():
    draws = 1500
    errors = np.empty((draws, 3))
    for seed in range(draws):
        points, new = draw(LINE, seed=seed), draw_test(LINE, seed=seed)
        for column, degree in enumerate((1, 3, 10)):
            fit = fit_polynomial(points.x, points.y, degree)
            errors[seed, column] = np.square(fit.predict(new.x) - new.y).mean()
    three_errors = 3 * np.sqrt(0.25 / draws)
    assert np.mean(errors.argmin(axis=1) == 0) == pytest.approx(0.685, abs=three_errors)
    assert np.mean(errors.argmax(axis=1) == 2) == pytest.approx(0.95, abs=three_errors)
    assert 5 < np.median(errors[:, 2]) < 20 < errors[:, 2].mean()


@pytest.mark.parametrize(
    ("x", "y", "degree", "said"),
    [
        ([], [], 1, "no points"),
        ([1.0], [1.0, 2.0], 1, "same length"),
        ([1.0, np.nan], [1.0, 2.0], 1, "finite"),
        ([1.0], [1.0], -1, "at least 0"),
    ],
)
def test_what_cannot_be_fitted_is_said(x, y, degree, said):
    with pytest.raises(ValueError, match=said):
        fit_polynomial(x, y, degree)


def test_a_basis_that_does_not_exist_is_said():
    with pytest.raises(ValueError, match="legendre, powers"):
        fit_polynomial([0.0], [0.0], 1, basis="fourier")


def test_points_at_one_place_give_their_mean():
    fit = fit_polynomial([0.5, 0.5, 0.5], [1.0, 2.0, 6.0], 3)
    assert not fit.is_unique
    assert fit.predict([0.5])[0] == pytest.approx(3.0)


@pytest.mark.parametrize("ridge", [0.0, 0.1])
def test_points_count_by_their_errors_as_weights_of_scikit_learn(ridge):
    points, errors = draw(TRUTHS["sine"], 20, 0.3), np.linspace(0.1, 2.0, 20)
    weights = errors**-2 / np.mean(errors**-2)
    powers = np.vander(points.x, 5, increasing=True)[:, 1:]
    model = Ridge(ridge, solver="svd") if ridge else LinearRegression(tol=0.0)
    model.fit(powers, points.y, sample_weight=weights)
    fit = fit_polynomial(points.x, points.y, 4, ridge, basis="powers", errors=errors)
    np.testing.assert_allclose(fit.predict(points.x), model.predict(powers), rtol=1e-7)
    alike = fit_polynomial(points.x, points.y, 4, ridge, basis="powers", errors=np.full(20, 0.3))
    plain = fit_polynomial(points.x, points.y, 4, ridge, basis="powers")
    np.testing.assert_array_equal(alike.coefficients, plain.coefficients)


def test_the_smallest_fit_goes_through_the_weighted_mean_of_a_place():
    fit = fit_polynomial([0.2, 0.2, 0.8], [0.0, 5.0, 1.0], 4, errors=[1.0, 2.0, 1.0])
    np.testing.assert_allclose(fit.predict([0.2, 0.8]), [1.0, 1.0], atol=1e-12)


def test_a_point_without_error_among_others_makes_all_count_alike():
    assert Design(LECTURE, 1, errors=np.r_[0.0, np.ones(9)]).weights is None
    with pytest.raises(ValueError, match="above 0"):
        fit_polynomial([0.0, 1.0], [0.0, 1.0], 1, errors=[0.0, 1.0])


@pytest.mark.parametrize("ridge", [0.0, 0.01])
def test_the_closed_form_holds_for_points_with_errors_of_their_own(ridge):
    truth, errors = TRUTHS["sine"], np.linspace(0.1, 1.0, 30)
    x = spaced(30)
    expected = expected_errors(x, 3, 0.5, truth=truth, ridge=ridge, errors=errors)
    drawn = bias_variance(truth, x, 0.5, 3, 3000, ridge=ridge, errors=errors)
    for one, some in zip(expected, (drawn.training_errors, drawn.test_errors), strict=True):
        assert abs(some.mean() - one) < 3 * some.std() / np.sqrt(len(some))
    alike = expected_errors(x, 3, 0.5, truth=truth, ridge=ridge)
    weighed = expected_errors(x, 3, 0.5, truth=truth, ridge=ridge, errors=np.full(30, 0.5))
    assert weighed == alike
