"""Conditions on the playground about the course of a run: weights, gradients, losses."""

from __future__ import annotations

import math

import numpy as np

from playground.data.generators import DATASETS
from playground.data.splits import Sample
from playground.experiment.measure import Examples, scores
from playground.experiment.snapshot import Snapshot
from playground.lessons.conditions.network import MEASURED, numbers
from playground.lessons.found import Conditions, Earlier, Found

RUN = condition = Conditions()
FRESH = 10_000  # points on which a network is tried in earnest
EXACT = 1e-9  # so close two losses count as the same


def _progress(now: Snapshot) -> str:
    return f"epoch {now.epoch:,}"


@condition(gives=(*MEASURED, "when", "times"))
def reached(
    now: Snapshot, earlier: Earlier, *, loss: float, within: int, than: str = "", times: float = 0.0
) -> Found:
    """The test loss has once been down at a value; with ``than``, so many times sooner than there.

    Missed where it has not been by that epoch, or not so much sooner.
    """
    measured = dict(numbers(now))
    pairs = zip(now.history.epochs, now.history.test_loss, strict=True)
    when = next((epoch for epoch, one in pairs if one <= loss and epoch <= now.epoch), None)
    if when is None:
        over = now.epoch >= within or now.diverged is not None
        measured |= {"when": math.nan, "times": math.nan}
        said = f"test loss {measured['test_loss']:.3f}"
        return Found(False, missed=over, numbers=measured, said=said)
    sooner = float(earlier[than]["when"]) / max(when, 1) if than else math.nan
    measured |= {"when": when, "times": sooner}
    met = when <= within and (not than or sooner >= times)
    return Found(met, missed=not met, numbers=measured)


@condition(gives=(*MEASURED, "before", "ratio"))
def compared(
    now: Snapshot, earlier: Earlier, *, than: str, after: int, of: str = "test_loss",
    least: float = 0.0, most: float = 1e9,
) -> Found:  # fmt: skip
    """By that epoch a number is so many times what it was in an earlier step."""
    measured = dict(numbers(now))
    before = float(earlier[than][of])
    ratio = float(measured[of]) / before if before else math.inf
    measured |= {"before": before, "ratio": ratio}
    over = now.epoch >= after
    within = least <= ratio <= most
    return Found(over and within, over and not within, measured, _progress(now))


@condition(gives=(*MEASURED, "rising"))
def trembled(
    now: Snapshot, earlier: Earlier, *, after: int, least: float = 0.0, most: float = 1.0
) -> Found:
    """By that epoch the training loss has risen in between such and such a share of all epochs."""
    until = sum(epoch <= after for epoch in now.history.epochs)
    losses = np.array(now.history.train_loss[:until])
    rising = float(np.mean(np.diff(losses) > 0.0)) if until > 1 else math.nan
    measured = {**numbers(now), "rising": rising}
    over, within = now.epoch >= after, least <= rising <= most
    return Found(over and within, over and not within, measured, _progress(now))


@condition(gives=(*MEASURED, "spread"))
def alike(now: Snapshot, earlier: Earlier, *, after: int) -> Found:
    """By that epoch all neurons of the first hidden layer still have the very same weights."""
    first = np.vstack([now.network.weights[0], now.network.biases[0]])
    spread = float(np.ptp(first, axis=1).max())
    over = now.epoch >= after
    measured = {**numbers(now), "spread": spread}
    return Found(over and spread == 0.0, over and spread > 0.0, measured, _progress(now))


@condition(gives=(*MEASURED, "first_gradient", "last_gradient", "share"))
def faded(now: Snapshot, earlier: Earlier, *, most: float, after: int) -> Found:
    """At that epoch the gradient of the first layer is at most that share of the last layer's."""
    norms = next((one for one in reversed(now.history.norms) if one is not None), None)
    first, last = (norms.gradients[0], norms.gradients[-1]) if norms else (math.nan, math.nan)
    share = first / last if last else math.nan
    measured = {**numbers(now), "first_gradient": first, "last_gradient": last, "share": share}
    over, met = now.epoch >= after, share <= most
    return Found(over and met, over and not met, measured, _progress(now))


@condition(gives=(*MEASURED, "zeros", "lines"))
def zeros(
    now: Snapshot, earlier: Earlier, *, after: int, least: int = 0, most: int = 10**6
) -> Found:
    """By that epoch between so many and so many weights are exactly 0; biases do not count."""
    weights = now.network.weights
    count = int(sum(np.sum(one == 0.0) for one in weights))
    measured = {**numbers(now), "zeros": count, "lines": sum(one.size for one in weights)}
    over, met = now.epoch >= after, least <= count <= most
    return Found(over and met, over and not met, measured, _progress(now))


@condition(gives=(*MEASURED,))
def at_baseline(now: Snapshot, earlier: Earlier) -> Found:
    """Before any training the test loss is exactly that of always giving the average answer."""
    measured = numbers(now)
    met = now.epoch == 0 and abs(float(measured["test_loss"]) - float(measured["naive"])) < EXACT
    return Found(met, numbers=measured, said="" if now.epoch == 0 else "only before training")


@condition(gives=(*MEASURED, "limit", "rate"))
def steep(now: Snapshot, earlier: Earlier, *, within: int, away: bool = False) -> Found:
    """A linear fit by plain gradient descent runs away by that epoch, or does not.

    Its limit is told: 2/lambda, the largest eigenvalue of the loss's second derivatives, which for
    the squared error is the mean of the inputs' products, the bias as an input that is always 1.
    """
    inputs = now.setup.training.inputs
    rows = np.column_stack([inputs, np.ones(len(inputs))])
    curvature = float(np.linalg.eigvalsh(rows.T @ rows / len(rows))[-1])
    measured = {**numbers(now), "limit": 2.0 / curvature, "rate": now.settings.learning_rate}
    ran = now.diverged is not None
    over = now.epoch >= within
    met = ran if away else over and not ran
    missed = over and not ran if away else ran
    return Found(met, missed, measured, _progress(now))


@condition(gives=("weight", "answer"))
def silent(now: Snapshot, earlier: Earlier, *, neuron: int, after: int = 0) -> Found:
    """At that epoch a neuron of the first layer, counted from 1, gives 0 for every point."""
    answers = now.network.layer_outputs(now.setup.training.inputs)[0][:, neuron - 1]
    told = {
        "weight": float(now.network.weights[0][0, neuron - 1]),
        "answer": float(np.abs(answers).max()),
    }
    return Found(told["answer"] == 0.0 and now.epoch >= after, numbers=told)


@condition(gives=(*MEASURED, "before", "weight"))
def unmoved(now: Snapshot, earlier: Earlier, *, neuron: int, than: str, after: int) -> Found:
    """By that epoch a neuron's first weight is, to the last digit, what ``silent`` has seen."""
    weight, before = float(now.network.weights[0][0, neuron - 1]), float(earlier[than]["weight"])
    measured = {**numbers(now), "before": before, "weight": weight}
    over, met = now.epoch >= after, weight == before
    return Found(over and met, over and not met, measured, _progress(now))


@condition(gives=(*MEASURED, "share"))
def above_baseline(
    now: Snapshot, earlier: Earlier, *, after: int, least: float = 0.0, most: float = 1e9
) -> Found:
    """By that epoch the test loss is such a share of that of always giving the average answer."""
    measured = dict(numbers(now))
    share = float(measured["test_loss"]) / float(measured["naive"])
    measured["share"] = share
    over, met = now.epoch >= after, least <= share <= most
    return Found(over and met, over and not met, measured, _progress(now))


@condition(gives=(*MEASURED, "when", "then"))
def stopped_early(now: Snapshot, earlier: Earlier, *, than: str, patience: int) -> Found:
    """Where the test loss has not improved for so many epochs it is lower than in an earlier step.

    Looked up in the course of the run, whether or not it has gone on afterwards.
    """
    measured = dict(numbers(now))
    lowest, since = math.inf, 0
    for epoch, loss in zip(now.history.epochs, now.history.test_loss, strict=True):
        if loss < lowest:
            lowest, since = loss, epoch
        elif epoch - since >= patience:
            measured |= {"when": epoch, "then": loss}
            met = loss < float(earlier[than]["test_loss"])
            return Found(met, missed=not met, numbers=measured)
    measured |= {"when": math.nan, "then": math.nan}
    return Found(False, numbers=measured, said=_progress(now))


@condition(gives=(*MEASURED, "points", "error", "truth"))
def measured_again(now: Snapshot, earlier: Earlier, *, after: int) -> Found:
    """By that epoch the test accuracy is told with its standard error, and the true one beside it.

    The true one is that of the same network on 10,000 fresh points of a drawn data set; it lies
    within two standard errors.
    """
    measured = dict(numbers(now))
    share, count = float(measured["accuracy"]), len(now.setup.testing.targets)
    error = math.sqrt(share * (1.0 - share) / count)
    over = now.epoch >= after
    if not over:
        measured |= {"points": count, "error": error, "truth": math.nan}
        return Found(False, numbers=measured, said=_progress(now))
    settings = now.settings
    drawn = DATASETS[settings.current_dataset].draw(
        np.random.default_rng([settings.seed, FRESH]), settings.noise / 100.0, FRESH,
        n_classes=settings.n_classes, formula=settings.curve,
    )  # fmt: skip
    fresh = Examples.of(Sample(*drawn), now.setup.feature_map, now.setup.head)
    _, truth = scores(now.network, [now.network.parameters], fresh)[0]
    met = truth is not None and abs(truth - share) <= 2.0 * error
    measured |= {"points": count, "error": error, "truth": math.nan if truth is None else truth}
    return Found(met, missed=not met, numbers=measured)
