"""States of the two-dimensional Ising model, by energy and magnetization: makes datasets/ising.csv.

Run ``python -m playground.data.ising [FILE]``. Spins s = +-1 on an L x L square lattice with
periodic borders have the energy E = -sum s_i s_j over neighbours (coupling and Boltzmann's constant
are 1). Below the critical temperature T_c = 2 / ln(1 + sqrt(2)) = 2.269 (Onsager, 1944) they order,
above they do not. Each state comes from Markov chain Monte Carlo sampling: Metropolis, Rosenbluth,
Rosenbluth, Teller and Teller (1953). In a lattice as small as this one the change is smooth, so the
classes overlap.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.random import Generator

from playground.arrays import FloatArray, IntArray
from playground.resources import folder

CRITICAL_TEMPERATURE = 2 / math.log(1 + math.sqrt(2))
LATTICE = 16
STATES = 800
SWEEPS = 1500
SEED = 1944


def simulate(temperatures: FloatArray, size: int, sweeps: int, rng: Generator) -> IntArray:
    """Run one Markov chain for each temperature and return the last states.

    All chains run side by side. A sweep updates first the white and then the black fields of a
    checkerboard, whose spins do not touch one another: a spin flips with probability
    min(1, exp(-dE / T)), dE = 2 s * (sum of its four neighbours).

    Parameters
    ----------
    temperatures
        Shape (n,), in units of the coupling; greater than 0.
    size
        Length of the lattice's side, even.
    sweeps
        How often every spin is given the chance to flip.
    rng
        Random stream.

    Returns
    -------
    ndarray
        Spins -1 and +1, shape (n, size, size).
    """
    spins = np.ones((len(temperatures), size, size), dtype=np.int8)  # ordered: no stripes get stuck
    row, column = np.indices((size, size))
    # spin * sum of neighbours is -4, -2, 0, 2 or 4: one acceptance probability for each
    alignment = np.arange(-4, 5)
    chance = np.exp(np.minimum(0.0, -2 * alignment[None, :] / temperatures[:, None]))
    chance = chance.astype(np.float32)
    chain = np.arange(len(temperatures))[:, None]
    for _ in range(sweeps):
        for colour in (0, 1):
            here = (row + column) % 2 == colour
            aligned = (spins * _neighbours(spins))[:, here]
            flips = rng.random(aligned.shape, dtype=np.float32) < chance[chain, aligned + 4]
            spins[:, here] *= np.where(flips, -1, 1).astype(np.int8)
    return spins


def _neighbours(spins: IntArray) -> IntArray:
    """Return the sum of the four neighbours of every spin."""
    up_and_down = np.roll(spins, 1, axis=1) + np.roll(spins, -1, axis=1)
    return up_and_down + np.roll(spins, 1, axis=2) + np.roll(spins, -1, axis=2)


def measure(spins: IntArray) -> tuple[FloatArray, FloatArray]:
    """Return energy and absolute magnetization per site, each of shape (n,).

    Examples
    --------
    >>> measure(np.ones((1, 4, 4), dtype=np.int8))
    (array([-2.]), array([1.]))
    """
    right_and_down = np.roll(spins, -1, axis=1) + np.roll(spins, -1, axis=2)  # each pair once
    energy = -(spins * right_and_down).mean(axis=(1, 2))
    return energy, np.abs(spins.mean(axis=(1, 2)))


def make_table(n: int, size: int, sweeps: int, seed: int) -> pd.DataFrame:
    """Return n states: half of them from below the critical temperature, half from above."""
    rng = np.random.default_rng(seed)
    half = n // 2
    temperatures = np.concatenate(
        [
            rng.uniform(1.6, CRITICAL_TEMPERATURE, half),
            rng.uniform(CRITICAL_TEMPERATURE, 3.6, n - half),
        ]
    )
    energy, magnetization = measure(simulate(temperatures, size, sweeps, rng))
    return pd.DataFrame(
        {
            "energy per site": energy,
            "absolute magnetization per site": magnetization,
            "temperature": temperatures.round(4),
            "phase": np.where(np.arange(n) < half, "below", "above"),
        }
    )


def main(arguments: list[str]) -> None:
    """Write the file."""
    path = Path(arguments[0]) if arguments else folder("datasets") / "ising.csv"
    make_table(STATES, LATTICE, SWEEPS, SEED).to_csv(path, index=False, lineterminator="\n")
    print(f"{STATES} states of a {LATTICE} x {LATTICE} lattice written to {path}")


if __name__ == "__main__":
    main(sys.argv[1:])
