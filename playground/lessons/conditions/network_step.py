"""Conditions on the playground about the first step of a run: it is taken again, from the start.

A run is the same whenever its settings are, so what a step found and what it made of it is worked
out from the settings alone; the learner's weights only have to be those that this step leads to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.experiment.snapshot import Snapshot
from playground.lessons.found import Conditions, Earlier, Found
from playground.nn import Batch, Network, measure

STEP = condition = Conditions()
SAME = 1e-6  # so close the learner's weights are those of the step, in whatever engine
WAITS = "not one batch yet"
OTHER = "not the first batch of a run: press Reset"


@dataclass(frozen=True, eq=False)
class FirstStep:
    """The first step of a run.

    Parameters
    ----------
    network
        The network before it, its gradient that of the batch.
    batch
        What the step is made of.
    after
        The parameters after it, (n_parameters,).
    inputs, targets
        All training points, (n, ...).
    """

    network: Network
    batch: Batch
    after: FloatArray
    inputs: FloatArray
    targets: FloatArray

    @classmethod
    def of(cls, now: Snapshot) -> FirstStep | None:
        """Return the step that a run has just taken; None if it is not at that moment."""
        trainer = now.setup.trainer("numpy")
        inputs, targets = now.setup.training.inputs, now.setup.training.targets
        batch = trainer.next_batch(inputs, targets)
        network = trainer.network.copy()
        network.backward(network.forward(batch.inputs, batch.masks), batch.targets)
        trainer.train_batch(inputs, targets)
        after = trainer.network.parameters
        if not np.allclose(after, now.parameters, rtol=SAME, atol=SAME * batch.rate):
            return None
        return cls(network, batch, after, inputs, targets)

    @property
    def moved(self) -> FloatArray:
        """How far each parameter has moved, (n_parameters,)."""
        moved: FloatArray = self.after - self.network.parameters
        return moved

    def losses(self, rows: AnyFloatArray) -> FloatArray:
        """Return the loss over all training points of parameters (k, n_parameters), as (k,)."""
        parameters = np.asarray(rows, dtype=np.float64)
        return measure(self.network, parameters, self.inputs, self.targets).losses

    def both(self) -> tuple[float, float]:
        """Return the loss over all training points before the step and after it."""
        before, after = self.losses(np.array([self.network.parameters, self.after]))
        return float(before), float(after)


def _waiting(now: Snapshot) -> Found:
    return Found(False, said=OTHER if now.epoch or now.position else WAITS)


@condition(gives=("before", "after", "own_before", "own_after", "came", "lowers"))
def stepped(
    now: Snapshot, earlier: Earlier, *, falls: bool = False, least: float = 0.0, most: float = 1.0
) -> Found:
    """The first step has lowered the loss of its own batch, with ``falls`` that of all points too.

    Told is as well the share of all steps on one point that would have lowered the loss of all;
    it lies between ``least`` and ``most``.
    """
    step = FirstStep.of(now)
    if step is None:
        return _waiting(now)
    before, after = step.both()
    batch = step.batch
    both = np.array([step.network.parameters, step.after])
    own = measure(step.network, both, batch.inputs, batch.targets).losses
    lowers = _share_that_lowers(step, before)
    told: dict[str, float | str] = {
        "before": before, "after": after, "own_before": float(own[0]), "own_after": float(own[1]),
        "came": "fell" if after < before else "rose", "lowers": lowers,
    }  # fmt: skip
    met = own[1] < own[0] and (after < before or not falls) and least <= lowers <= most
    return Found(bool(met), missed=not met, numbers=told)


def _share_that_lowers(step: FirstStep, before: float) -> float:
    """Return the share of the first steps on one point alone that lower the loss over all."""
    network, rows = step.network.copy(), []
    for inputs, targets in zip(step.inputs[:, None], step.targets[:, None], strict=True):
        network.backward(network.forward(inputs), targets)
        rows.append(network.parameters - step.batch.rate * network.gradient)
    return float(np.mean(step.losses(np.array(rows)) < before))


@condition(gives=("slope", "old", "new", "against"))
def downhill(now: Snapshot, earlier: Earlier) -> Found:
    """The first step has moved every weight against its own slope."""
    step = FirstStep.of(now)
    if step is None:
        return _waiting(now)
    gradient, moved = step.network.gradient, step.moved
    against = float(np.mean(gradient * moved <= 0.0))
    told = {
        "slope": float(gradient[0]), "old": float(step.network.parameters[0]),
        "new": float(step.after[0]), "against": against,
    }  # fmt: skip
    return Found(against == 1.0, missed=against < 1.0, numbers=told)


@condition(gives=("before", "after", "rate", "length", "promised", "fall", "ratio"))
def as_promised(now: Snapshot, earlier: Earlier, *, least: float, most: float) -> Found:
    """The first step has lowered the loss by so many times its rate times the squared gradient."""
    step = FirstStep.of(now)
    if step is None:
        return _waiting(now)
    before, after = step.both()
    squared = float(step.network.gradient @ step.network.gradient)
    promised = step.batch.rate * squared
    ratio = (before - after) / promised
    told = {
        "before": before, "after": after, "rate": step.batch.rate, "length": squared**0.5,
        "promised": promised, "fall": before - after, "ratio": ratio,
    }  # fmt: skip
    met = least <= ratio <= most
    return Found(met, missed=not met, numbers=told)


@condition(gives=("least", "most", "times", "rate"))
def moved_by(now: Snapshot, earlier: Earlier, *, least: float = 0.0, most: float = 1e9) -> Found:
    """Every parameter has moved by between so many and so many times the rate in the first step."""
    step = FirstStep.of(now)
    if step is None:
        return _waiting(now)
    rate, ways = step.batch.rate, np.abs(step.moved)
    low, high = float(ways.min()), float(ways.max())
    told = {"least": low, "most": high, "times": high / max(low, 1e-300), "rate": rate}
    met = low >= least * rate and high <= most * rate
    return Found(met, missed=not met, numbers=told)


@condition(gives=("thin", "thin_slope", "thick", "thick_slope"))
def blamed(now: Snapshot, earlier: Earlier) -> Found:
    """At the first step the neuron with the thickest line to the output gets the larger slopes.

    It is compared with the one of the thinnest line; the slopes of a neuron are the length of the
    gradient by its weights and bias.
    """
    step = FirstStep.of(now)
    if step is None:
        return _waiting(now)
    network = step.network
    lines = np.abs(network.weights[-1]).max(axis=1)
    into = np.vstack([network.weight_gradients[-2], network.bias_gradients[-2]])
    slopes = np.linalg.norm(into, axis=0)
    thin, thick = int(lines.argmin()), int(lines.argmax())
    told = {
        "thin": float(lines[thin]), "thin_slope": float(slopes[thin]),
        "thick": float(lines[thick]), "thick_slope": float(slopes[thick]),
    }  # fmt: skip
    met = bool(slopes[thin] < slopes[thick])
    return Found(met, missed=not met, numbers=told)
