"""An experiment goes from page to page with all that it is, as long as the process lives."""

from __future__ import annotations

import numpy as np
import pytest

from playground import Experiment
from playground.experiment.handover import GONE, Luggage, Store, hand_over, take_over
from playground.experiment.sources import Source


def painted() -> Source:
    rng = np.random.default_rng(1)
    points = rng.uniform(-4.0, 4.0, (40, 2))
    return Source(points, np.sign(points[:, 0]), "classification", 2)


@pytest.fixture
def store() -> Store:
    return Store()


def same(one: Experiment, other: Experiment) -> bool:
    return bool((one.network.parameters == other.network.parameters).all()) and bool(
        (one.data.train.points == other.data.train.points).all()
    )


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"hidden_layers": (), "dataset": "gauss"},
        {"dataset": "reg-plane", "loss": "huber"},
        {"dataset": "rings", "n_classes": 4, "loss": "cross_entropy"},
        {"dataset": "iris"},
    ],
    ids=str,
)
def test_a_link_carries_settings_and_network(store, changes):
    run = Experiment(**changes)
    run.train(3)
    link = hand_over(run, store)
    assert "handed" not in link
    again, notices = take_over(link, store)
    assert notices == []
    assert again.settings == run.settings
    assert same(run, again)


def test_points_of_ones_own_come_along_and_can_be_fetched_again(store):
    run = Experiment(hidden_layers=(3,))
    run.use_points(painted())
    run.train(3)
    link = hand_over(run, store)
    for _ in range(2):  # reloading a page asks again
        again, notices = take_over(link, store)
        assert notices == []
        assert same(run, again)
    again.train(1)
    assert same(run, take_over(link, store)[0])  # what is kept does not learn


def test_a_network_too_large_for_a_link_comes_along(store):
    run = Experiment(hidden_layers=(64,) * 8)
    run.step_batch()
    link = hand_over(run, store)
    assert "trained=" not in link
    again, notices = take_over(link, store)
    assert (notices, again.settings) == ([], run.settings)
    assert same(run, again)


def test_after_a_restart_a_sentence_says_what_is_missing(store):
    run = Experiment()
    run.use_points(painted())
    again, notices = take_over(hand_over(run, store), Store())
    assert notices[0] == GONE
    assert again.settings.dataset == "circle"
    assert take_over("#handed=nonsense", store)[1] == [GONE]


def test_the_store_is_bounded_and_its_words_cannot_be_guessed():
    store = Store(most=3, largest=1000)
    words = [store.give(Luggage(None, None)) for _ in range(5)]
    assert [store.get(word) is not None for word in words] == [False, False, True, True, True]
    assert len(set(words)) == 5
    assert min(map(len, words)) >= 20
    large = Luggage(painted(), None)
    kept = [store.give(large) for _ in range(20)]
    there = sum(store.get(word) is not None for word in kept)
    assert there * large.size <= 1000
