"""Conditions on the playground: asked of a snapshot of the learner's experiment."""

from __future__ import annotations

import math

from playground.experiment.snapshot import Snapshot
from playground.lessons.found import Conditions, Earlier, Found, Numbers

NETWORK = condition = Conditions()
MEASURED = (
    "epoch", "train_loss", "test_loss", "accuracy", "train_accuracy", "neurons", "layers",
    "weights", "naive", "best", "best_epoch",
)  # fmt: skip


def numbers(now: Snapshot) -> Numbers:
    """Return what is measured of a run, by the names in ``MEASURED``."""
    measured, history = now.measured, now.history
    best = min(history.measured, key=lambda one: one.test_loss)
    return {
        "epoch": now.epoch,
        "train_loss": measured.train_loss,
        "test_loss": measured.test_loss,
        "accuracy": math.nan if measured.test_accuracy is None else measured.test_accuracy,
        "train_accuracy": (
            math.nan if measured.train_accuracy is None else measured.train_accuracy
        ),
        "neurons": sum(now.layer_sizes[1:-1]),
        "layers": len(now.layer_sizes) - 2,
        "weights": len(now.parameters),
        "naive": now.setup.naive_loss,
        "best": best.test_loss,
        "best_epoch": history.epochs[history.measured.index(best)],
    }


@condition(gives=MEASURED)
def trained(now: Snapshot, earlier: Earlier, *, epochs: int) -> Found:
    """The run has got so far."""
    return Found(now.epoch >= epochs, numbers=numbers(now), said=f"epoch {now.epoch:,}")


@condition(gives=MEASURED)
def learned(
    now: Snapshot, earlier: Earlier, *, accuracy: float = 0.95, within: int, neurons: int = 10**6
) -> Found:
    """A network of no more than so many hidden neurons gets that share of the test points right.

    Missed where it has not by that epoch.
    """
    measured = numbers(now)
    small = sum(now.layer_sizes[1:-1]) <= neurons
    right = float(measured["accuracy"]) >= accuracy and now.epoch > 0
    return Found(
        small and right,
        missed=small and not right and now.epoch >= within,
        numbers=measured,
        said=f"{measured['accuracy']:.0%} right" if small else f"at most {neurons} neurons",
    )


@condition(gives=MEASURED)
def not_learned(now: Snapshot, earlier: Earlier, *, accuracy: float = 0.95, after: int) -> Found:
    """By that epoch the network still gets less than that share of the test points right."""
    measured = numbers(now)
    right = float(measured["accuracy"]) >= accuracy
    over = now.epoch >= after
    said = f"epoch {now.epoch:,}, {measured['accuracy']:.0%} right"
    return Found(over and not right, missed=over and right, numbers=measured, said=said)


@condition(gives=MEASURED)
def sank(now: Snapshot, earlier: Earlier, *, loss: float, within: int) -> Found:
    """The test loss has sunk to a value; missed where it has not by that epoch."""
    measured = numbers(now)
    met = float(measured["test_loss"]) <= loss
    over = now.epoch >= within or now.diverged is not None
    said = f"test loss {measured['test_loss']:.3f}"
    return Found(met, missed=over and not met, numbers=measured, said=said)


@condition(gives=MEASURED)
def diverged(now: Snapshot, earlier: Earlier, *, within: int) -> Found:
    """The numbers have run away; missed where they have not by that epoch."""
    met = now.diverged is not None
    said = f"epoch {now.epoch:,}"
    return Found(met, missed=not met and now.epoch >= within, numbers=numbers(now), said=said)


@condition(gives=MEASURED)
def sound(now: Snapshot, earlier: Earlier, *, after: int) -> Found:
    """The run has got so far, and its numbers have not run away."""
    away = now.diverged is not None
    met = now.epoch >= after and not away
    return Found(met, missed=away, numbers=numbers(now), said=f"epoch {now.epoch:,}")


@condition(gives=MEASURED)
def overfitted(now: Snapshot, earlier: Earlier, *, factor: float, after: int) -> Found:
    """By that epoch the test loss is that many times what it was at its best."""
    measured = numbers(now)
    over = now.epoch >= after
    risen = float(measured["test_loss"]) >= factor * float(measured["best"])
    said = f"epoch {now.epoch:,}, test loss {measured['test_loss']:.3f}"
    return Found(over and risen, missed=over and not risen, numbers=measured, said=said)
