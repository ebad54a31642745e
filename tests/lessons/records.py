"""Looks for the project's own records in the free challenges.

``python -m tests.lessons.records [--draws N] [--climbs N] [--seed N] [NAME ...]`` tries as many
settings at random as ``--draws`` says, and then changes those that did best a little, again and
again, ``--climbs`` times. Nobody chooses anything by hand: the seed decides. What is found is
trained once more from its link before it is printed, as a line for ``playground/lessons/
challenges.py``, beside the record that stands there.

The test points are looked at as often as anything is tried, as every player does: a record is a
game's, and says nothing about fresh points.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, NamedTuple

from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.settings import Settings
from playground.lessons.challenges import CHALLENGES, Challenge, Record
from playground.nn import ACTIVATIONS, INITIALIZERS, OPTIMIZERS, warm

EPOCHS = 500  # of each that is tried
BEST = 12  # how many are climbed from
AT_ONCE = 16
WIDTHS = (1, 2, 3, 4, 5, 6, 8)
RATES = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3)
BATCHES = (1, 2, 5, 10, 20, 30)
PLAIN = ("x1", "x2")
Drawn = dict[str, Any]


class Found(NamedTuple):
    """What came of settings: the worth, and when it was reached; the lower the better, both."""

    value: float
    epoch: int
    settings: Settings


def drawn(rng: random.Random, challenge: Challenge) -> Drawn:
    """Return settings at random."""
    widths = WIDTHS if challenge.most_weights or challenge.digits == 0 else (*WIDTHS, 12, 16)
    others = [name for name in FEATURES if name not in PLAIN]
    more = (
        () if challenge.own_features else tuple(rng.sample(others, rng.choice((0, 1, 1, 2, 2, 3))))
    )
    plain = PLAIN if challenge.own_features else tuple(rng.sample(PLAIN, rng.choice((0, 1, 2, 2))))
    return {
        "features": (*plain, *more) or PLAIN,
        "hidden_layers": tuple(rng.choice(widths) for _ in range(rng.choice((1, 1, 2, 2, 3)))),
        "activation": rng.choice([name for name, one in ACTIVATIONS.items() if one.has_gradient]),
        "initializer": rng.choice([name for name in INITIALIZERS if name != "zero"]),
        "optimizer": rng.choice([name for name, one in OPTIMIZERS.items() if one.uses_gradient]),
        "learning_rate": rng.choice(RATES),
        "batch_size": rng.choice(BATCHES),
        "start": rng.randrange(1000),
    }


def changed(rng: random.Random, challenge: Challenge, settings: Drawn) -> Drawn:
    """Return settings that differ from others in one or two of them."""
    other = drawn(rng, challenge)
    if rng.random() < 0.4:
        rate = settings["learning_rate"] * rng.choice((0.5, 0.7, 0.85, 1.2, 1.4, 2.0))
        return {**settings, "learning_rate": float(f"{rate:.2g}"), "start": other["start"]}
    names = rng.sample(sorted(other), rng.choice((1, 2)))
    return {**settings, **{name: other[name] for name in names}}


def best_of(
    challenge: Challenge, run: Experiment, epochs: int, *, each: bool = False
) -> tuple[float, int] | None:
    """Train a run, and return the best worth on its way and its epoch; None where none counts.

    Later on only every fifth epoch is looked at, unless ``each`` says otherwise.
    """
    if challenge.attempt(run.snapshot()).value is None and _refused(challenge, run):
        return None
    best: tuple[float, int] | None = None
    while run.epoch < epochs and run.diverged is None:
        run.train(1 if each or run.epoch < 60 else 5)
        value = challenge.attempt(run.snapshot()).value
        if value is not None and (best is None or value < best[0]):
            best = value, run.epoch
    return best


def _refused(challenge: Challenge, run: Experiment) -> bool:
    """Tell whether a set-up breaks the rules, whatever training makes of it."""
    probe = Experiment(run.settings)
    probe.train(1)
    said = challenge.attempt(probe.snapshot())
    return said.value is None and "are asked" not in said.why


def tried(challenge: Challenge, settings: Mapping[str, Any]) -> Found | None:
    """Return what comes of settings, None if they break the rules or reach nothing."""
    wanted, _ = challenge.settings.replaced(**settings)
    best = best_of(challenge, Experiment(wanted, engine="compiled"), EPOCHS)
    return best and Found(*best, wanted)


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
            best.sort(key=lambda one: one[0][:2])
            del best[BEST:]
    return best[0][0] if best else None


def _at_once(challenge: Challenge, asked: Iterable[Drawn]) -> list[Found | None]:
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda one: tried(challenge, one), asked))


def main(say: Callable[[str], None] = print) -> None:
    """Search, and print what was found beside what is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.lessons.records", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help="challenges; all of them")
    parser.add_argument("--draws", type=int, default=200, help="settings at random (200)")
    parser.add_argument("--climbs", type=int, default=300, help="changes of the best ones (300)")
    parser.add_argument("--seed", type=int, default=0, help="what chance follows from (0)")
    chosen = parser.parse_args()
    warm().join()
    for name in chosen.names or CHALLENGES:
        challenge = CHALLENGES[name]
        found = search(challenge, chosen.draws, chosen.climbs, chosen.seed)
        if found is None:
            say(f"{name}: nothing that counts was found")
            continue
        link = Experiment(found.settings).link()
        run = Experiment.from_link(link, engine="compiled")
        again = best_of(challenge, run, found.epoch, each=True)
        value = again[0] if again else float("nan")
        verdict = "better" if value < challenge.record.value else "not better"
        say(f"{name}: {verdict} than {challenge.record.value:.4g}")
        say(f"  {Record(link, found.epoch, value)}")


if __name__ == "__main__":
    main()
