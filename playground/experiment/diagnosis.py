"""What goes well or wrong in a run, in words: each finding with its evidence and what may help."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from playground.arrays import AnyFloatArray
from playground.experiment.reasons import Grounds, Why, reason
from playground.experiment.remedies import (
    MILD,
    Remedy,
    instead,
    less,
    longer_steps,
    milder_regularization,
    more_power,
)
from playground.experiment.settings import Settings
from playground.experiment.snapshot import Snapshot
from playground.nn import ACTIVATIONS, OPTIMIZERS, REGULARIZERS, Network
from playground.runs.history import Measured, Norms
from playground.settings.kinds import shown

EARLY = 100  # epochs before which nothing is said about the course of a run
WORSE = 1.15  # times the naive loss: what a network that only lacks power does not exceed
EXPLODING = 100.0  # a gradient longer than this is too long


def loss_text(loss: float) -> str:
    """Return a loss as the page writes it: three decimals, or two digits of a small one.

    >>> loss_text(0.5034), loss_text(0.0000424), loss_text(0.0), loss_text(1234567.0)
    ('0.503', '0.000042', '0.000', '1.23e+06')
    """
    size = abs(loss)
    if size == 0 or 0.01 <= size < 1e5:
        return f"{loss:.3f}"
    if 1e-6 <= size < 0.01:
        return np.format_float_positional(loss, precision=2, fractional=False, trim="-")
    return f"{loss:.2e}" if size > 1 else f"{loss:.1e}"


@dataclass(frozen=True)
class Finding:
    """One thing to know about a run.

    Parameters
    ----------
    name
        What it is called in the field.
    evidence
        What shows it: a sentence with numbers.
    remedies
        Changes that may help; () where nothing is wrong.
    of_signal
        Whether the signal of the layers shows it, see ``labs.inside.signals``.
    why
        What is behind it; None where that is plain.
    """

    name: str
    evidence: str
    remedies: tuple[Remedy, ...] = ()
    of_signal: bool = False
    why: Why | None = None


@dataclass(frozen=True)
class Case:
    """What a diagnosis is made from.

    Parameters
    ----------
    settings, network
        Those of the run.
    epoch
        Epochs trained.
    epochs, train_losses, norms
        What was measured on the way here and can be compared with the present, and when.
    now
        How well it does.
    naive
        The test loss of always giving the average answer.
    best_epoch, best_test_loss
        The moment of the lowest test loss.
    inputs
        The training points' features, shape (n, n_features).
    """

    settings: Settings
    network: Network
    epoch: int
    epochs: list[int]
    train_losses: list[float]
    norms: list[Norms | None]
    now: Measured
    naive: float
    best_epoch: int
    best_test_loss: float
    inputs: AnyFloatArray

    @property
    def learns_by_gradient(self) -> bool:
        """Whether the optimizer follows the gradient."""
        return OPTIMIZERS[self.settings.optimizer].uses_gradient

    @cached_property
    def silent(self) -> float:
        """The largest share, over the hidden layers, of answers with a slope below .01."""
        record = self.network.forward(np.asarray(self.inputs, dtype=np.float64))
        slopes = (
            derivative(z, a)
            for derivative, z, a in zip(
                self.network.derivatives, record.logits, record.outputs, strict=False
            )
        )
        return max((float(np.mean(np.abs(slope) < 0.01)) for slope in slopes), default=0.0)

    def lengths(self, what: str) -> tuple[float, float] | None:
        """Return the length of all "weights" or "gradients" together, at first and lately.

        None where it was not measured.
        """
        known = [getattr(one, what) for one in self.norms if one is not None]
        if not known:
            return None
        lately = [np.linalg.norm(one) for one in known[-10:]]
        return float(np.linalg.norm(known[0])), float(np.median(lately))


def diagnose(now: Snapshot) -> list[Finding]:
    """Return the findings about an experiment at one moment, the most serious first."""
    best, history = now.best, now.history
    # Whoever has gone back in time is not told of what came later.
    here = bisect_right(history.epochs, now.epoch)
    alike = slice(bisect_right(history.epochs, history.since), here)
    case = Case(
        now.settings,
        now.network,
        now.epoch,
        history.epochs[alike],
        history.train_loss[alike],
        history.norms[alike],
        now.measured,
        now.setup.naive_loss,
        best.epoch if best else now.epoch,
        best.test_loss if best else now.measured.test_loss,
        now.setup.training.inputs,
    )
    causes = [finding for judge in _CAUSES if (finding := judge(case)) is not None]
    # What is said where no cause is seen; and what went well is said in any case.
    vague = [] if causes else [_underfitting(case) or _no_better(case)]
    found = [finding for finding in (*causes, *vague, _learned(case)) if finding is not None]
    known = [one.gradients for one in case.norms if one is not None]
    lately, vanished = (known[-1], _most_vanished(known)) if known else ((), ())
    grounds = Grounds(case.settings, case.network, lately, vanished, case.inputs)
    return [replace(finding, why=reason(finding.name, grounds)) for finding in found]


def _most_vanished(gradients: Sequence[tuple[float, ...]]) -> tuple[float, ...]:
    """Return the lengths by layer, now or at the start, that shrink most on the way back.

    At rest on a plateau all gradients are short: then it is the beginning that tells.
    """
    return min(gradients[-1], gradients[0], key=lambda one: one[0] / max(one[-1], 1e-300))


def _no_gradient(case: Case) -> Finding | None:
    activations = case.network.activations
    flat = [
        (number, name)
        for number, name in enumerate(activations, start=1)
        if not ACTIVATIONS[name].has_gradient
    ]
    if not flat or not case.learns_by_gradient:
        return None
    number, name = flat[-1]
    rest = "the output" if number == len(activations) else "the layers behind it"
    return Finding(
        "No gradient",
        f"The {ACTIVATIONS[name].label.lower()} of hidden layer {number} is flat everywhere, so "
        f"its slope is zero and no gradient reaches the weights before it: only {rest} can learn.",
        (
            Remedy("Train by CMA-ES, without a gradient", {"optimizer": "cma_es"}),
            Remedy("Use tanh instead", instead(case.settings, name, "tanh")),
        ),
    )


def _all_alike(case: Case) -> Finding | None:
    """Neurons that start alike and stay alike."""
    if not case.learns_by_gradient:
        return None
    weights, biases = case.network.weights, case.network.biases
    for number, (before, bias, behind) in enumerate(
        zip(weights[:-1], biases[:-1], weights[1:], strict=True), start=1
    ):
        if case.epoch == 0 and any(case.settings.dropout[number - 1 : number]):
            continue  # what leaves some of them out may make them differ
        neurons = np.vstack([before, bias, behind.T])  # one column for each
        if neurons.shape[1] > 1 and np.ptp(neurons, axis=1).max() == 0:
            return Finding(
                "Symmetry",
                f"All neurons of hidden layer {number} have the same weights. Each step treats "
                "them alike, so they can never learn different things.",
                (Remedy("Draw the initial weights at random", {"initializer": "uniform"}),),
            )
    return None


def _dead_relus(case: Case) -> Finding | None:
    can_die = [ACTIVATIONS[name].can_die for name in case.network.activations]
    if not any(can_die) or not case.learns_by_gradient:
        return None
    outputs = case.network.layer_outputs(case.inputs)[:-1]
    off = Counter(layer for layer, _ in case.network.switched_off)  # they give 0 by choice
    dead = [
        (number, int(np.sum(~layer.any(axis=0))) - off[number], layer.shape[1])
        for number, (layer, may) in enumerate(zip(outputs, can_die, strict=True), start=1)
        if may
    ]
    number, count, width = max(dead, key=lambda one: one[1] / one[2])
    if count == 0:
        return None
    name = case.network.activations[number - 1]
    label = ACTIVATIONS[name].label
    return Finding(
        f"Dead {label}s",
        f"{count} of the {width} neurons of hidden layer {number} give 0 for every training point. "
        f"Where a {label} gives 0 its gradient is 0, so they hardly ever come back by themselves.",
        (Remedy("Use the leaky ReLU", instead(case.settings, name, "leaky_relu")),),
    )


def _climbing(case: Case) -> Finding | None:
    losses = case.train_losses
    if len(losses) < 20:
        return None
    lowest, recent = min(losses), float(np.median(losses[-10:]))
    if recent <= max(2 * lowest, 0.5 * case.naive) or recent <= losses[0]:
        return None
    then = case.norms[losses.index(lowest)]
    lengths = then.weights if then else ()  # a file holds none
    now = recent + _penalty(case.settings, case.network.weights)
    if now < lowest + _penalty(case.settings, lengths):
        return None  # what training makes small, loss and penalty together, has fallen
    rate = case.settings.learning_rate
    return Finding(
        "Divergence",
        f"The training loss climbs: it is {loss_text(recent)} after it was {loss_text(lowest)}. "
        "Steps of this size overshoot.",
        (Remedy(f"Learning rate {shown(less(rate))}", {"learning_rate": less(rate)}),),
    )


def _overshooting(case: Case) -> Finding | None:
    """Steps so large that neurons are thrown to where they no longer tell anything apart."""
    losses = case.train_losses
    if len(losses) < 20 or not case.learns_by_gradient or _climbing(case) is not None:
        return None
    recent = float(np.median(losses[-10:]))
    if recent > max(losses[0], WORSE * case.naive):
        evidence = (
            f"The training loss is {loss_text(recent)}, more than the {loss_text(losses[0])} at "
            f"the start and the {loss_text(case.naive)} of always giving the average answer: a "
            "network that is too small would do no worse than that."
        )
    elif recent > 0.8 * case.naive and _thrown_off(case):
        evidence = (
            f"{100 * case.silent:.0f} % of the answers of one hidden layer lie where its curve is "
            "flat, the weights have grown many times over, and hardly any gradient is left: the "
            f"training loss stays at {loss_text(recent)}."
        )
    else:
        return None
    rate = less(case.settings.learning_rate, 10.0)
    return Finding(
        "Steps too large",
        f"{evidence} Steps of this size throw the neurons far off, where they hardly answer any "
        "more; with a smaller rate, begin anew with Reset.",
        (Remedy(f"Learning rate {shown(rate)}", {"learning_rate": rate}),),
    )


def _thrown_off(case: Case) -> bool:
    """Tell whether the weights have grown to where neurons are flat and nothing moves any more.

    A network that is too small comes to rest as well, but with neurons that still answer.
    """
    weights, gradients = case.lengths("weights"), case.lengths("gradients")
    if weights is None or gradients is None or case.silent < 0.5:
        return False
    return weights[1] > 3 * weights[0] and gradients[1] < 1e-3 * gradients[0]


def _creeping(case: Case) -> Finding | None:
    """Steps so small that the network is still where it began."""
    losses = case.train_losses
    weights, gradients = case.lengths("weights"), case.lengths("gradients")
    if case.epoch < EARLY or len(losses) < 20 or not case.learns_by_gradient:
        return None
    if weights is None or gradients is None or losses[-1] < 0.5 * case.naive:
        return None
    if _no_gradient(case) or _all_alike(case):
        return None
    at_rest = gradients[1] < 0.2 * gradients[0]
    has_moved = abs(weights[1] - weights[0]) > 0.1 * weights[0] or losses[-1] < 0.9 * losses[0]
    trembles = np.abs(np.diff(losses[-20:])).max() > 0.005 * losses[-1]
    if at_rest or has_moved or trembles:
        return None
    return Finding(
        "Steps too small",
        f"In {case.epoch:,} epochs the training loss went from {loss_text(losses[0])} to "
        f"{loss_text(losses[-1])}, and the gradient is still {gradients[1]:.2g} long, after "
        f"{gradients[0]:.2g} at the start: there is a slope to go down, but the steps are so small "
        "that the weights are still about where they began.",
        longer_steps(case.settings, gradients[1]),
    )


def _held_down(case: Case) -> Finding | None:
    """A regularization that pulls all weights to 0, stronger than the data."""
    weights = case.lengths("weights")
    milder = milder_regularization(case.settings)
    if not milder or weights is None or case.epoch == 0 or case.now.train_loss < 0.9 * case.naive:
        return None
    if weights[1] > 0.1 * weights[0]:
        return None
    label = REGULARIZERS[case.settings.regularization].label
    return Finding(
        "Too much regularization",
        f"{label} pulls all weights to 0, harder than the data pull them away: together they are "
        f"{weights[1]:.2g} long, after {weights[0]:.2g} at the start. What is left gives nearly "
        "the same answer everywhere.",
        milder,
    )


def _penalty(settings: Settings, weights: Iterable[Any]) -> float:
    """Return what regularization adds to the loss for weights.

    For the lengths of layers in their place: the same for L2, the least that it can be for L1.
    """
    penalty = REGULARIZERS[settings.regularization].penalty
    return sum(float(np.sum(penalty(one, settings.regularization_rate))) for one in weights)


def _gradients(case: Case) -> Finding | None:
    """Gradients that shrink or grow from layer to layer."""
    last = case.norms[-1] if case.norms else None
    if (
        last is None
        or not case.learns_by_gradient
        or any(judge(case) for judge in (_held_down, _climbing, _overshooting))
    ):
        return None  # gradients are short because of that
    gradients, clip = last.gradients, case.settings.clip_norm
    if max(gradients) > EXPLODING and not 0 < clip <= EXPLODING:
        return Finding(
            "Exploding gradients",
            f"The gradient is {max(gradients):.0f} long in one layer: a single step can throw the "
            "weights far off.",
            (
                Remedy("Clip the gradient to length 1", {"clip_norm": 1.0}),
                Remedy(
                    f"Learning rate {shown(less(case.settings.learning_rate))}",
                    {"learning_rate": less(case.settings.learning_rate)},
                ),
            ),
            of_signal=True,
        )
    learned = case.now.train_loss < 0.5 * case.naive
    flat = any(not ACTIVATIONS[name].has_gradient for name in case.network.activations)
    if len(gradients) < 3 or flat or learned:
        return None
    gradients = _most_vanished([one.gradients for one in case.norms if one is not None])
    if gradients[0] < 1e-3 * gradients[-1]:
        when = "is" if gradients == last.gradients else "was, at the start,"
        fewer = case.settings.hidden_layers[: len(case.settings.hidden_layers) // 2]
        better = "relu" if case.settings.activation != "relu" else "tanh"
        return Finding(
            "Vanishing gradients",
            f"The gradient {when} {gradients[-1]:.1g} long in the last layer and only "
            f"{gradients[0]:.1g} in the first: the first layers hardly learn.",
            (
                *milder_regularization(case.settings),
                Remedy(
                    f"Use {ACTIVATIONS[better].label} with weights to match",
                    {
                        "activation": better,
                        "layer_activations": (),
                        "initializer": "he" if better == "relu" else "glorot",
                    },
                ),
                Remedy(
                    f"Use {len(fewer)} hidden layer{'s' * (len(fewer) != 1)}",
                    {"hidden_layers": fewer},
                ),
            ),
            of_signal=True,
        )
    return None


def _overfitting(case: Case) -> Finding | None:
    gap = case.now.test_loss > 1.5 * case.now.train_loss
    risen = case.now.test_loss > 1.2 * case.best_test_loss + 0.02 * case.naive
    if case.epoch < EARLY or not (gap and risen) or case.best_epoch > 0.8 * case.epoch:
        return None
    present = case.settings.regularization_rate if case.settings.regularization == "L2" else 0
    rate = max(3 * present, MILD)
    remedies = [
        Remedy(f"Go back to epoch {case.best_epoch:,}", go_to_best=True),
        Remedy(
            f"L2 regularization {shown(round(rate, 6))}",
            {"regularization": "L2", "regularization_rate": round(rate, 6)},
        ),
    ]
    if case.settings.train_share < 80:
        remedies.append(Remedy("Use more training data: 80 %", {"train_share": 80}))
    return Finding(
        "Overfitting",
        f"The test loss was lowest at epoch {case.best_epoch:,} "
        f"({loss_text(case.best_test_loss)}) and has risen to {loss_text(case.now.test_loss)}, "
        f"while the training loss is {loss_text(case.now.train_loss)}: the network learns these "
        "very points by heart.",
        tuple(remedies),
    )


def _underfitting(case: Case) -> Finding | None:
    if case.epoch < EARLY or case.now.train_loss < 0.5 * case.naive or len(case.epochs) < 30:
        return None
    thirds = np.digitize(case.epochs, np.linspace(case.epochs[0], case.epochs[-1], 4)[1:-1])
    losses = np.array(case.train_losses)
    before, lately = losses[thirds == 1], losses[thirds == 2]
    if not len(before) or np.mean(lately) < 0.95 * np.mean(before):
        return None  # it still learns, or nobody has looked
    held = bool(milder_regularization(case.settings))
    cause = "The regularization is too strong, the network" if held else "The network is"
    return Finding(
        "Underfitting",
        f"The training loss stays at {loss_text(case.now.train_loss)}; always giving the average "
        f"answer would reach {loss_text(case.naive)} on the test points. {cause} too small or too "
        "slow for these data, or noise hides what there is to learn.",
        more_power(case.settings),
    )


def _no_better(case: Case) -> Finding | None:
    """A network that does not do better than a constant, for whatever cause."""
    if case.epoch == 0 or not case.now.test_loss >= case.naive:
        return None
    return Finding(
        "Still guessing",
        f"After {case.epoch:,} epoch{'s' * (case.epoch != 1)} the test loss is "
        f"{loss_text(case.now.test_loss)}; always giving the average answer would reach "
        f"{loss_text(case.naive)}.",
    )


def _learned(case: Case) -> Finding | None:
    if case.epoch == 0:  # by luck a first network can be right; it has learned nothing yet
        return None
    accuracy = case.now.test_accuracy
    if accuracy is not None and accuracy >= 0.95:
        return Finding("Learned", f"{100 * accuracy:.1f} % right on the test data.")
    if accuracy is None and case.now.test_loss <= 0.1 * case.naive:
        return Finding(
            "Learned",
            f"The test loss {loss_text(case.now.test_loss)} is far below the "
            f"{loss_text(case.naive)} of the average answer.",
        )
    return None


_CAUSES: tuple[Callable[[Case], Finding | None], ...] = (
    _no_gradient,
    _all_alike,
    _climbing,
    _overshooting,
    _held_down,
    _gradients,
    _dead_relus,
    _creeping,
    _overfitting,
)
