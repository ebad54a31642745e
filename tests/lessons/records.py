"""Looks for the project's own records in the free challenges and writes them down.

``python -m tests.lessons.records [--draws N] [--climbs N] [--seed N] [NAME ...]`` tries as many
settings at random as ``--draws`` says, and then changes those that did best a little, again and
again, ``--climbs`` times. Nobody chooses anything by hand: the seed decides. What is found is
replayed from its link before it counts, and the better of it and of what the file holds is kept.

``tests/lessons/test_records.py`` replays every record.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.lessons.challenges import (
    CHALLENGES,
    EPOCHS,
    RECORDS,
    Challenge,
    Record,
    as_text,
    read_records,
)
from playground.nn import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, warm

BEST = 12  # how many are climbed from
AT_ONCE = 16
SHAPES = (
    *((width,) for width in range(1, 9)),
    *((first, second) for first in range(2, 6) for second in range(1, 5)),
)
LARGE = ((12,), (16,), (8, 8), (16, 8), (16, 16), (8, 8, 8))  # where weights are not counted
RATES = (0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
BATCHES = (1, 2, 5, 10, 20, 30)
Drawn = dict[str, Any]


class Found(NamedTuple):
    """What came of settings: what counts, the test loss to decide a tie, and when it was."""

    score: float
    loss: float
    epoch: int
    settings: Settings


def drawn(rng: random.Random, challenge: Challenge) -> Drawn:
    """Return settings at random."""
    shapes = LARGE + SHAPES if challenge.kind == "epochs" else SHAPES
    made = {
        "hidden_layers": rng.choice(shapes),
        "activation": rng.choice([name for name, one in ACTIVATIONS.items() if one.has_gradient]),
        "initializer": rng.choice([name for name in INITIALIZERS if name != "zero"]),
        "optimizer": rng.choice([name for name, one in OPTIMIZERS.items() if one.uses_gradient]),
        "learning_rate": rng.choice(RATES),
        "start": rng.randrange(1000),
    }
    return made if challenge.kind == "epochs" else {**made, "batch_size": rng.choice(BATCHES)}


def changed(rng: random.Random, challenge: Challenge, settings: Drawn) -> Drawn:
    """Return settings that differ from others in one or two of them."""
    other = drawn(rng, challenge)
    if rng.random() < 0.5:
        rate = settings["learning_rate"] * rng.choice((0.5, 0.7, 0.85, 1.2, 1.4, 2.0))
        return {**settings, "learning_rate": float(f"{rate:.2g}"), "start": other["start"]}
    names = rng.sample(sorted(other), rng.choice((1, 2)))
    return {**settings, **{name: other[name] for name in names}}


def tried(challenge: Challenge, settings: Mapping[str, Any]) -> Found | None:
    """Return what comes of settings, None if they break the rules or reach nothing."""
    wanted, _ = challenge.begins.replaced(**settings)
    run = Experiment(wanted, engine="compiled")
    if challenge.broken(run.snapshot()):
        return None
    run.train(EPOCHS)
    standing = challenge.standing(run.snapshot())
    if standing.value is None:
        return None
    loss = run.history.test_loss[run.history.epochs.index(standing.epoch)]
    return Found(standing.value, loss, standing.epoch, wanted)


def search(challenge: Challenge, draws: int, climbs: int, seed: int) -> Found | None:
    """Return the best of all that were tried."""
    rng = random.Random(f"{challenge.name} {seed}")
    best: list[tuple[Found, Drawn]] = []

    def near() -> Drawn:
        if not best:
            return drawn(rng, challenge)
        place = min(rng.randrange(len(best)), rng.randrange(len(best)))  # the best ones more often
        return changed(rng, challenge, best[place][1])

    for make, count in ((lambda: drawn(rng, challenge), draws), (near, climbs)):
        for start in range(0, count, AT_ONCE):
            asked = [make() for _ in range(min(AT_ONCE, count - start))]
            for settings, found in zip(asked, _at_once(challenge, asked), strict=True):
                if found is not None and all(found.settings != one.settings for one, _ in best):
                    best.append((found, settings))
            best.sort(key=lambda one: one[0][:3])
            del best[BEST:]
    return best[0][0] if best else None


def _at_once(challenge: Challenge, asked: Iterable[Drawn]) -> list[Found | None]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda one: tried(challenge, one), asked))


def replayed(challenge: Challenge, link: str, epoch: int) -> float | None:
    """Return what counts when somebody opens a link and lets it play until an epoch."""
    run = Experiment.from_link(link, engine="compiled")
    if run.notices:
        return None
    run.train(epoch)
    return challenge.standing(run.snapshot()).value


def main(say: Callable[[str], None] = print) -> None:
    """Search, and write what is better than before into the file."""
    parser = argparse.ArgumentParser(prog="python -m tests.lessons.records", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="challenges; all of them")
    parser.add_argument("--draws", type=int, default=120, help="settings at random (120)")
    parser.add_argument("--climbs", type=int, default=180, help="changes of the best ones (180)")
    parser.add_argument("--seed", type=int, default=0, help="what chance follows from (0)")
    chosen = parser.parse_args()
    warm().join()
    records = read_records()
    for name in chosen.names or CHALLENGES:
        challenge, before = CHALLENGES[name], records.get(name)
        found = search(challenge, chosen.draws, chosen.climbs, chosen.seed)
        if found is None:
            say(f"{name}: nothing that counts was found")
            continue
        settings, _ = found.settings.replaced(stop_epochs=found.epoch)
        link = Experiment(settings).link()
        value = replayed(challenge, link, found.epoch)
        if value is not None and (before is None or value < before.value):
            records[name] = Record(value, found.epoch, link)
            RECORDS.write_text(as_text(records), encoding="utf-8")
        say(f"{name}: {value} at epoch {found.epoch}, {link}")


if __name__ == "__main__":
    main()
