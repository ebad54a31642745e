"""The optimizers without a gradient."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from playground.nn import OPTIMIZERS, Head, Network, Recipe, Trainer, evaluate
from playground.nn.evolution import CmaEs, Genetic, Population

SEARCHES = {name: one.search for name, one in OPTIMIZERS.items() if one.search}


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
@pytest.mark.parametrize("name", SEARCHES)
def test_a_step_network_learns_without_a_gradient(name, engine):
    """AND by a perceptron, whose step has no gradient to follow."""
    inputs = np.array([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    head = Head.of("classification")
    targets = head.targets(np.array([-1.0, -1, -1, 1]))
    network = Network((2, 2, 1), ["step"], head)
    network.initialise(np.random.default_rng(0))
    rng = np.random.default_rng(1)
    trainer = Trainer(network, Recipe(optimizer=name), rng, rng, engine)
    trainer.train_epochs(inputs, targets, 60)
    assert head.classes(network.outputs(inputs)).tolist() == [-1, -1, -1, 1]
    assert (trainer.epoch, trainer.steps, trainer.position) == (60, 60, 0)


@pytest.mark.parametrize("name", SEARCHES)
def test_the_loss_never_rises_and_the_statistics_can_be_read(make_problem, make_trainer, name):
    network, inputs, targets = make_problem()
    trainer = make_trainer(network, optimizer=name, hyperparameters={"population": 12})
    assert trainer.population is None
    losses = [evaluate(network, inputs, targets)]
    for _ in range(8):
        trainer.train_batch(inputs, targets)  # a whole generation
        losses.append(evaluate(network, inputs, targets))
    assert all(later <= earlier for earlier, later in pairwise(losses))
    assert losses[-1] < losses[0]
    population = trainer.population
    assert population.size == 12
    assert population.best <= population.mean
    assert population.spread >= 0


@pytest.mark.parametrize("name", SEARCHES)
def test_both_engines_walk_the_same_way(make_problem, make_trainer, name):
    ends = []
    for engine in ("numpy", "compiled"):
        network, inputs, targets = make_problem(Head.of("classification", "cross_entropy", 3))
        trainer = make_trainer(
            network, engine, optimizer=name, regularization="L2", regularization_rate=0.01
        )
        trainer.train_epochs(inputs, targets, 15)
        ends.append(network.parameters.copy())
    np.testing.assert_allclose(ends[0], ends[1], rtol=1e-10)


@pytest.mark.parametrize("name", SEARCHES)
def test_another_population_size_starts_around_the_present_network(
    make_problem, make_trainer, name
):
    network, inputs, targets = make_problem()
    trainer = make_trainer(network, optimizer=name)
    trainer.train_epochs(inputs, targets, 5)
    loss = evaluate(network, inputs, targets)
    trainer.recipe = Recipe(optimizer=name, hyperparameters={"population": 8})
    trainer.train_epochs(inputs, targets, 1)
    assert trainer.population.size == 8
    assert evaluate(network, inputs, targets) <= loss


@pytest.mark.parametrize("search", [Genetic, CmaEs])
@pytest.mark.parametrize("n_parameters", [1, 3])
def test_search_finds_a_bowls_bottom(search, n_parameters):
    found = search(np.zeros(n_parameters), (20, 0.3), np.random.default_rng(0))
    for _ in range(80):
        candidates = found.ask()
        assert candidates.shape == (20, n_parameters)
        losses = ((candidates - 0.7) ** 2).sum(axis=1)
        losses[3] = np.nan  # a network that burst must not stop the others
        found.tell(losses)
    assert ((found.ask() - 0.7) ** 2).sum(axis=1).min() < 0.01


def test_statistics_leave_out_what_is_not_finite():
    assert Population.of(np.array([1.0, np.inf, 3.0])) == Population(3, 1.0, 2.0, 1.0)
    assert Population.of(np.array([np.nan])).best == np.inf


def test_cma_leaves_global_random_numbers_alone(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    before = np.random.get_state(legacy=False)  # noqa: NPY002
    search = CmaEs(np.zeros(4), (10, 0.5), np.random.default_rng(0))
    for _ in range(5):
        search.tell((search.ask() ** 2).sum(axis=1))
    after = np.random.get_state(legacy=False)  # noqa: NPY002
    assert str(after) == str(before)
    assert not list(tmp_path.iterdir())
    assert capsys.readouterr().out == ""
