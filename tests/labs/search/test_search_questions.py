"""The search's questions: each answer is what searches with several seeds find."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment.settings import Settings
from playground.labs.search import (
    Search,
    best,
    chance_of_top,
    open_test,
    plan_of,
    shares,
    summary,
)
from playground.labs.search.questions import DATA, QUESTIONS
from playground.labs.search.running import run

SEEDS = (0, 1, 2)


def shown(name: str, seed: int, **changes):
    """Return the search that shows a question's answer, made with a seed."""
    learner, notices = Settings().replaced(**DATA, seed=seed, **changes)
    assert notices == []
    search = Search(plan_of(learner, QUESTIONS[name].shown[0].settings()))
    for _ in run(search):
        pass
    return search


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_a_question_has_its_answer_and_shows_it(question):
    assert 0 <= question.right < len(question.choices)
    for one in question.shown:
        assert plan_of(Settings(), one.settings()).n_fits > 0


def test_the_winner_among_shuffled_labels_seems_better_than_a_coin_and_is_one():
    verdicts = []
    for seed in SEEDS:
        search = shown("curse", seed, stop_epochs=15)  # quicker, and no less lucky
        assert search.plan.n_combinations == 180
        verdicts.append(open_test(search))
    assert min(one.cv_score for one in verdicts) > 0.53
    assert np.mean([one.optimism for one in verdicts]) > 0.02
    for one in verdicts:
        assert abs(one.test_score - 0.5) < 4 * one.error


def test_a_weak_pull_explains_least_and_the_activation_most():
    for seed in SEEDS:
        search = shown("matters", seed)
        found = list(shares(search.plan, search.table()).shares)
        assert found == ["activation", "width", "regularization_rate"]
        table = search.table()
        assert summary(table)["score"][best(table)] > 0.9


def test_fifty_nine_draws_are_enough_for_one_in_twenty():
    assert QUESTIONS["draws"].shown[0].settings().draws == 59
    assert chance_of_top(59) == pytest.approx(0.9515, abs=5e-5)
