"""The Ising model against what is known of it exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from playground import resources
from playground.data import ising


def averages(temperature, size=8, chains=400, sweeps=200):
    spins = ising.simulate(np.full(chains, temperature), size, sweeps, np.random.default_rng(1))
    assert set(np.unique(spins)) <= {-1, 1}
    energy, magnetization = ising.measure(spins)
    return energy.mean(), magnetization.mean()


def every_state(size):
    n = size * size
    bits = (np.arange(2**n)[:, None] >> np.arange(n)) & 1
    return (2 * bits - 1).astype(np.int8).reshape(-1, size, size)


@pytest.mark.parametrize("temperature", [1.8, 2.3, 3.5])
def test_averages_are_those_over_all_states_of_a_small_lattice(temperature):
    energy, magnetization = ising.measure(every_state(4))
    weight = np.exp(-16 * (energy + 2) / temperature)
    weight /= weight.sum()
    sampled = averages(temperature, size=4, chains=4000, sweeps=100)
    np.testing.assert_allclose(sampled, [weight @ energy, weight @ magnetization], atol=0.02)


def test_cold_spins_order_and_hot_ones_do_not():
    assert averages(1.0) == pytest.approx((-1.997, 0.999), abs=0.005)
    energy, magnetization = averages(50.0)
    assert energy == pytest.approx(-2 / 50, abs=0.02)  # high-temperature expansion: -2 tanh(1/T)
    assert magnetization < 0.15


def test_the_same_seed_gives_the_same_table():
    one, again, other = (ising.make_table(20, 4, 10, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, again)
    assert not one.equals(other)


def test_the_file_that_ships_is_such_a_table():
    table = pd.read_csv(resources.folder("datasets") / "ising.csv")
    assert len(table) == ising.STATES
    assert (
        (table["temperature"] < ising.CRITICAL_TEMPERATURE) == (table["phase"] == "below")
    ).all()
    means = table.groupby("phase")[["energy per site", "absolute magnetization per site"]].mean()
    fresh = ising.make_table(400, ising.LATTICE, 400, seed=5).groupby("phase")[list(means)].mean()
    np.testing.assert_allclose(means, fresh, atol=0.05)


def test_the_script_writes_a_file(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(ising, "SWEEPS", 2)
    ising.main([str(tmp_path / "out.csv")])
    assert len(pd.read_csv(tmp_path / "out.csv")) == ising.STATES
    assert "written" in capsys.readouterr().out
