"""A machine follows a lesson: how tests, and the page for many seeds, know how it comes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from playground.experiment import Experiment
from playground.experiment.trained import open_trained
from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.lessons.conditions.curves import FITTED, POINTS, TESTED, Curves
from playground.lessons.conditions.races import Race
from playground.lessons.found import Found
from playground.lessons.lesson import Lesson, Step
from playground.runs.jobs import Job, Steps
from playground.runs.scheduler import SCHEDULER, Scheduler

LOOKS = 30  # at a run, on its way through a step


@dataclass(frozen=True)
class Rehearsal:
    """How a lesson came out.

    Parameters
    ----------
    found
        What the condition of each step found last; shorter than the steps where one was missed.
    met
        Whether all of them were met.
    """

    found: tuple[Found, ...] = field(default=())
    met: bool = False


def following(lesson: Lesson, seed: int) -> Iterator[Rehearsal]:
    """Follow a lesson with a seed, a little at a time; the last one that comes is the outcome."""
    follower = _FOLLOWERS[lesson.ground.path](lesson, seed)
    earlier: dict[str, Any] = {}
    done: list[Found] = []
    for number, step in enumerate(lesson.steps):
        found = Found(False)
        for now in follower(number, step):
            found = step.ask(now, earlier)
            yield Rehearsal((*done, found))
            if found.met or found.missed:
                break
        done.append(found)
        earlier[step.name] = found.numbers
        if not found.met:
            yield Rehearsal(tuple(done))
            return
    yield Rehearsal(tuple(done), met=True)


def rehearse(lesson: Lesson, seed: int) -> Rehearsal:
    """Follow a lesson with a seed to its end.

    >>> from playground.lessons import COURSE
    >>> rehearse(COURSE["ring"], seed=1).met
    True
    """
    outcome = Rehearsal()
    for outcome in following(lesson, seed):  # noqa: B007  # the last one counts
        pass
    return outcome


class Rehearsals(Job[None]):
    """Follows a lesson with one seed after another, in the background.

    Parameters
    ----------
    lesson
        The lesson; the seeds follow on its own.
    count
        How many seeds.
    scheduler
        Who does it; the process-wide one when not given.

    Attributes
    ----------
    met
        Of each seed that is finished, whether all steps were met.
    """

    def __init__(self, lesson: Lesson, count: int = 20, scheduler: Scheduler = SCHEDULER) -> None:
        self.met: tuple[bool, ...] = ()
        super().__init__(self._follow(lesson, count), scheduler)

    def _follow(self, lesson: Lesson, count: int) -> Steps[None]:
        for number in range(count):
            outcome = Rehearsal()
            for outcome in following(lesson, lesson.settings.seed + number):
                yield (number + len(outcome.found) / (len(lesson.steps) + 1)) / count
            self.met = (*self.met, outcome.met)


Follower = Callable[[int, Step], Iterator[Any]]


def _on_the_playground(lesson: Lesson, seed: int) -> Follower:
    run = Experiment(lesson.settings.replaced(seed=seed)[0])
    open_trained(run, lesson.link)

    def follow(number: int, step: Step) -> Iterator[Any]:
        run.apply(**lesson.changed(number))
        for press in step.presses:
            if press == "reset":
                run.reset()
            elif press == "step_batch":
                run.step_batch()
        yield run.snapshot()
        begun = run.epoch
        for look in range(1, LOOKS + 1):
            until = begun + (step.epochs - begun) * look // LOOKS
            if until > run.epoch and run.diverged is None:
                run.train(until - run.epoch)
                yield run.snapshot()
        for _ in range(step.batches):
            run.step_batch()
        if step.batches:
            yield run.snapshot()

    return follow


def _over_surfaces(lesson: Lesson, seed: int) -> Follower:
    def follow(number: int, step: Step) -> Iterator[Any]:
        yield Race(lesson.asked(number).replaced(seed=seed)[0], seen=True)

    return follow


def _through_points(lesson: Lesson, seed: int) -> Follower:
    stage = POINTS
    ensembles: dict[str, Ensemble] = {}

    def follow(number: int, step: Step) -> Iterator[Any]:
        nonlocal stage
        settings = lesson.asked(number).replaced(seed=seed)[0]
        for press in step.presses:
            stage = {"fit": FITTED, "test": TESTED}.get(press, stage)
            if press == "train":
                for kind in KINDS:
                    points = settings.measurement()
                    fits = ensemble(points, kind, settings.fits, settings.learner(), seed)
                    ensembles[kind] = Ensemble(points, kind, tuple(fits))
        yield Curves(settings, stage, dict(ensembles))

    return follow


_FOLLOWERS: dict[str, Callable[[Lesson, int], Follower]] = {
    "/": _on_the_playground,
    "/optimizers": _over_surfaces,
    "/curves": _through_points,
}
