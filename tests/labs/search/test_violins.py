"""The form of violins: where the scores lie, nothing beyond them, dots only for fewer than five."""

from __future__ import annotations

import numpy as np
import pytest

from playground.experiment.settings import Settings
from playground.labs.search import Search, axis, plan, summary
from playground.labs.search.fitting import Result
from playground.labs.search.violins import LEVELS, density, violins


def test_a_density_is_that_of_scipy_where_nothing_is_cut_off():
    from scipy.stats import gaussian_kde

    scores = np.random.default_rng(3).normal(0.7, 0.05, 60)
    found = density(scores, span=0.0)
    width = 0.9 * min(scores.std(), np.subtract(*np.percentile(scores, [75, 25])) / 1.34) * 60**-0.2
    other = gaussian_kde(scores, bw_method=width / scores.std(ddof=1))
    np.testing.assert_allclose(found, other(np.linspace(scores.min(), scores.max(), LEVELS)))


@pytest.mark.parametrize("scores", [[], [0.5], [0.4, 0.5, 0.6, 0.7], [0.5] * 9])
def test_few_scores_or_the_same_have_no_form(scores):
    assert density(np.array(scores), span=1.0) is None


def test_each_value_has_its_violin_and_counts_what_was_lost():
    made = plan(Settings(), {"width": [2, 4, 8]}, folds=2)
    search = Search(made)
    for task in search.take(search.n_fits):
        status = "diverged" if task.combination == 1 and task.fold == 0 else "ok"
        search.record([Result(task, 0.5 + 0.1 * task.combination, 1.0, 1, 1, 0.0, status)])
    found = violins(axis(made, "width"), summary(search.table()))
    assert [one.value for one in found] == ["2", "4", "8"]
    assert [one.lost for one in found] == [0, 1, 0]
    assert [len(one.scores) for one in found] == [1, 0, 1]
