"""Heads: coding of labels, losses, scores."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from playground.nn import Head
from playground.nn.heads import softmax

TWO = np.array([-1.0, 1.0, 1.0])
THREE = np.array([0.0, 2.0, 1.0])


@pytest.mark.parametrize(
    ("problem", "loss", "n_classes", "activation", "n_outputs"),
    [
        ("classification", "squared_error", 2, "tanh", 1),
        ("classification", "huber", 2, "tanh", 1),
        ("classification", "cross_entropy", 2, "sigmoid", 1),
        ("classification", "cross_entropy", 4, "softmax", 4),
        ("classification", "squared_error", 4, "tanh", 4),
        ("regression", "squared_error", 2, "linear", 1),
    ],
)
def test_head_follows_from_the_problem(problem, loss, n_classes, activation, n_outputs):
    head = Head.of(problem, loss, n_classes)
    assert (head.activation, head.n_outputs) == (activation, n_outputs)


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("sorting", "huber", 2), "sorting"),
        (("classification", "hinge", 2), "hinge"),
        (("classification", "huber", 1), "two classes"),
        (("regression", "cross_entropy", 2), "regression"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(arguments, word):
    with pytest.raises(ValueError, match=word):
        Head.of(*arguments)


def test_targets():
    squared, entropy = Head.of("classification"), Head.of("classification", "cross_entropy")
    assert squared.targets(TWO).ravel().tolist() == [-1, 1, 1]
    assert entropy.targets(TWO).ravel().tolist() == [0, 1, 1]
    one_hot = Head.of("classification", "cross_entropy", 3).targets(THREE)
    assert one_hot.tolist() == [[1, 0, 0], [0, 0, 1], [0, 1, 0]]
    against = Head.of("classification", "squared_error", 3).targets(THREE)
    assert against.tolist() == [[1, -1, -1], [-1, -1, 1], [-1, 1, -1]]
    assert Head.of("regression").targets(np.array([0.25])).tolist() == [[0.25]]


def test_weights_of_examples_make_half_the_chi_squared_per_point():
    head = Head.of("regression", weighted=True)
    outputs, values, errors = np.array([[1.0], [5.0]]), np.array([2.0, 2.0]), np.array([0.5, 3.0])
    targets = head.targets(values, 1.0 / errors**2)
    assert 2.0 * head.value(outputs, targets) == pytest.approx([2.0**2, 1.0**2])
    assert head.bias_for(targets) == pytest.approx([2.0])
    assert head.targets(values).tolist() == [[2, 1], [2, 1]]


@pytest.mark.parametrize(("loss", "n_classes"), [("cross_entropy", 3), ("huber", 2), ("huber", 3)])
def test_an_example_of_weight_two_counts_like_two(loss, n_classes):
    plain, weighted = (
        Head.of("classification", loss, n_classes, weighted=given) for given in (False, True)
    )
    labels = THREE if n_classes > 2 else TWO
    logits = np.random.default_rng(0).normal(size=(3, plain.n_outputs))
    twice = [0, 1, 1, 2]
    targets = weighted.targets(labels, np.array([1.0, 2.0, 1.0]))
    many = plain.targets(labels[twice])
    assert weighted.value(logits, targets).sum() == pytest.approx(
        plain.value(logits[twice], many).sum()
    )
    assert weighted.delta(logits, targets).sum(axis=0) == pytest.approx(
        plain.delta(logits[twice], many).sum(axis=0)
    )
    assert weighted.bias_for(targets) == pytest.approx(plain.bias_for(many))
    assert weighted.classes(targets).tolist() == labels.tolist()
    softened = weighted.softening_rule(0.2)(targets)
    assert softened[:, -1].tolist() == [1.0, 2.0, 1.0]
    assert softened[:, :-1] == pytest.approx(plain.softening_rule(0.2)(plain.targets(labels)))


@pytest.mark.parametrize(("loss", "n_classes"), [("squared_error", 2), ("cross_entropy", 2)])
def test_two_classes_score_and_are_recognised(loss, n_classes):
    head = Head.of("classification", loss, n_classes)
    outputs = head.activate(np.array([[-9.0], [9.0], [4.0]]))
    assert head.classes(outputs).tolist() == TWO.tolist()
    assert (np.abs(head.score(outputs)) <= 1).all()
    assert head.score(outputs) == pytest.approx(TWO, abs=0.05)


@pytest.mark.parametrize("loss", ["squared_error", "cross_entropy", "huber"])
def test_several_classes_share_one_whole(loss):
    head = Head.of("classification", loss, 3)
    outputs = head.activate(np.array([[5.0, -5, -5], [-5, -5, 5], [-400, -400, -400]]))
    np.testing.assert_allclose(head.score(outputs).sum(axis=1), 1.0)
    assert head.classes(outputs)[:2].tolist() == [0.0, 2.0]


def test_losses_by_hand():
    squared = Head.of("regression")
    assert squared.value(np.array([[3.0]]), np.array([[1.0]])) == pytest.approx([2.0])
    huber = Head.of("regression", "huber")
    logits = np.array([[3.0], [1.5]])
    assert huber.value(logits, np.ones((2, 1))) == pytest.approx([1.5, 0.125])
    entropy = Head.of("classification", "cross_entropy")
    even = entropy.value(np.zeros((1, 1)), np.ones((1, 1)))
    assert even == pytest.approx([np.log(2)])
    many = Head.of("classification", "cross_entropy", 4)
    assert many.value(np.zeros((1, 4)), np.eye(4)[:1]) == pytest.approx([np.log(4)])


@pytest.mark.parametrize("n_classes", [2, 3])
def test_confident_mistakes_cost_much_but_stay_finite(n_classes):
    head = Head.of("classification", "cross_entropy", n_classes)
    logits = np.full((1, head.n_outputs), -1000.0)
    logits[0, 1:] = 1000.0
    targets = np.eye(head.n_outputs)[:1]
    assert head.value(logits, targets) > 900
    assert np.isfinite(head.delta(logits, targets)).all()


@pytest.mark.parametrize(
    "head",
    [
        Head.of("classification"),
        Head.of("classification", "cross_entropy"),
        Head.of("classification", "cross_entropy", 3),
        Head.of("classification", "squared_error", 3),
        Head.of("regression"),
    ],
)
def test_bias_from_the_data_gives_the_mean_target(head):
    labels = np.array([0.0, 1, 1, 2, 2, 2, 1, 1])
    targets = head.targets(labels if head.n_classes == 3 else np.sign(labels - 0.5))
    outputs = head.activate(head.bias_for(targets)[None, :])
    np.testing.assert_allclose(outputs[0], targets.mean(axis=0), rtol=1e-12)


finite = st.floats(-1e6, 1e6)


@given(hnp.arrays(np.float64, hnp.array_shapes(min_dims=2, max_dims=2), elements=finite))
def test_softmax_sums_to_one(logits):
    shares = softmax(logits)
    assert (shares >= 0).all()
    np.testing.assert_allclose(shares.sum(axis=1), 1.0, rtol=1e-12)


CLASSIFIERS = [
    (Head.of("classification", loss, n_classes), codes)
    for loss in ("squared_error", "huber", "cross_entropy")
    for n_classes, codes in ((2, np.array([-1.0, 1.0])), (4, np.arange(4.0)))
]


@pytest.mark.parametrize(("head", "codes"), CLASSIFIERS, ids=str)
def test_softened_targets_lie_a_share_of_the_way_to_the_mean_of_the_classes(head, codes):
    targets = head.targets(codes)
    soft = head.softening_rule(0.3)(targets)
    np.testing.assert_allclose(soft, 0.7 * targets + 0.3 * targets.mean(axis=0), rtol=1e-15)
    np.testing.assert_array_equal(head.classes(head.softening_rule(0.5)(targets)), codes)


def test_the_loss_of_softened_targets_is_the_one_of_the_paper():
    """(1 - s) H(q, p) + s H(u, p) with u the same for all classes (Szegedy et al. 2016, 7)."""
    head = Head.of("classification", "cross_entropy", 3)
    logits, targets = np.random.default_rng(0).normal(size=(3, 3)), head.targets(THREE)
    even = head.value(logits, np.full((3, 3), 1 / 3))
    expected = 0.8 * head.value(logits, targets) + 0.2 * even
    soft = head.softening_rule(0.2)(targets)
    np.testing.assert_allclose(head.value(logits, soft), expected, rtol=1e-14)


def test_nothing_is_softened_by_a_share_of_0_or_in_a_regression():
    assert Head.of("classification").softening_rule(0.0) is None
    assert Head.of("regression").softening_rule(0.3) is None
