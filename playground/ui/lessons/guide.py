"""The lesson that a visit is in: asks, watches the live page, tells what came of it.

The page says how it is got hold of (``Grip``) and has the guide look at every state that it draws
anyway; the browser's half is ``static/kit/lesson.js``. What the learner has done is kept by the
browser, which brings it along when a lesson is opened again.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Annotated, Any, Literal

import msgspec

from playground.lessons import COURSE
from playground.lessons.formulas import pieces
from playground.lessons.found import Found
from playground.lessons.lesson import CHAPTERS, Lesson
from playground.lessons.reader import LINKED
from playground.lessons.rehearsal import Rehearsals
from playground.lessons.texts import filled
from playground.ui.kit.messages import Answer, Count, Word

Phase = Literal["ask", "do", "over"]
Few = Annotated[dict[Word, float | Word], msgspec.Meta(max_length=100)]  # a race of ten rules
Kept = Annotated[dict[Word, Few], msgspec.Meta(max_length=10)]  # numbers that steps have found

MANY = 20  # seeds
LOOK = 300  # milliseconds between two looks at the seeds


@dataclass(frozen=True)
class Scene:
    """What a page is set up with for a step.

    Parameters
    ----------
    settings
        The settings, what a teacher has hidden among them.
    link
        The lesson's own link, which may carry a trained network.
    pressed, ahead
        What the steps before have pressed, and what this one and those after it will.
    """

    settings: Any
    link: str
    pressed: tuple[str, ...]
    ahead: tuple[str, ...]


@dataclass(frozen=True)
class Grip:
    """How a lesson gets hold of a page.

    Parameters
    ----------
    errand
        ``errand(work, then)`` does ``work()`` on another thread, after all that the learner did
        before, and ``then(result)`` in the page's turn, before the page tells and draws what holds.
    now
        Returns the state that conditions are asked of.
    begun
        ``begun(state)`` returns the number of the run that is seen, and the settings it began with.
    keep
        Returns a link to what the learner has set up, with all that it has learned; takes a while.
    set_up
        ``set_up(scene)`` sets the page up and begins anew; takes a while.
    press
        ``press(name)`` does what a button does; takes a while.
    train
        Lets the page train, where it does.
    picture
        ``picture(kind, state)`` returns a picture as SVG; takes a while.
    draw
        Has the page drawn, and looked at, once more.
    """

    errand: Callable[[Callable[[], Any], Callable[[Any], None]], None]
    now: Callable[[], Any]
    begun: Callable[[Any], tuple[int, Any]]
    keep: Callable[[], str]
    set_up: Callable[[Scene], object]
    press: Callable[[str], object]
    train: Callable[[], object]
    picture: Callable[[str, Any], str]
    draw: Callable[[], None]


@dataclass(frozen=True, eq=False)
class Stand:
    """Where a learner stands in a lesson.

    Parameters
    ----------
    lesson
        Which.
    phase
        Whether the question is asked, something is to be done, or it is over.
    choice
        What was predicted.
    step
        Which step is to be done.
    since
        The number of the run that was seen as the step began.
    numbers
        What the steps have found, by their names.
    unlucky
        Whether it is over although the run did not come out as it usually does.
    """

    lesson: Lesson
    phase: Phase = "ask"
    choice: int | None = None
    step: int = 0
    since: int = 0
    numbers: Kept = field(default_factory=dict)
    unlucky: bool = False


@dataclass(frozen=True)
class Seen:
    """What a look at the page has found; of the stand that it was made for."""

    stand: Stand
    found: Found
    off: tuple[str, ...]
    ran_away: bool
    number: int
    picture: str = ""


class Guide:
    """The lesson of one visit, if it is in one.

    Parameters
    ----------
    path
        The address of the visit's page.
    send
        Sends a message to the browser.
    soon
        ``soon(callback, milliseconds)`` calls back in the page's turn.
    grip
        How the page is got hold of; None where no lesson is given: there it only says where the
        lesson goes on.
    """

    def __init__(
        self,
        path: str,
        send: Callable[..., None],
        soon: Callable[..., object],
        grip: Grip | None = None,
    ) -> None:
        self._path, self._send, self._soon = path, send, soon
        self._held = grip
        self._stand: Stand | None = None
        self._seen: Seen | None = None
        self._picture = ""
        self._lacks_picture = False  # over without the look that would have drawn it
        self._before: str | None = None  # the learner's own set-up, until the browser has it
        self._job: Rehearsals | None = None

    def answers(self) -> dict[str, Answer]:
        """Return what is done about the messages of a lesson."""
        return {
            "lesson_open": self.open,
            "lesson_leave": self.leave,
            "lesson_predict": self.predict,
            "lesson_help": self.help,
            "lesson_back": self.back,
            "lesson_again": self.again,
            "lesson_settle": self.settle,
            "lesson_seeds": self.run_seeds,
            "lesson_stop": self.stop_seeds,
        }

    @property
    def _grip(self) -> Grip:
        """How the page is got hold of, in a lesson that is given here."""
        assert self._held is not None
        return self._held

    @property
    def is_watching(self) -> bool:
        """Whether a step waits for what the page does."""
        return self._stand is not None and self._stand.phase == "do"

    # What the browser says

    def open(
        self,
        name: Word,
        fresh: bool,
        keep: bool = False,
        phase: Phase = "ask",
        choice: Count | None = None,
        step: Count = 0,
        numbers: Kept | None = None,
    ) -> None:
        """Open a lesson: set it up, or go on with the page as it is (after a reload).

        Parameters
        ----------
        name
            Which.
        fresh
            Whether the page is set up for it.
        keep
            Whether the learner's own set-up is to be handed to the browser before.
        phase, choice, step, numbers
            How far it got before.
        """
        self.stop_seeds()
        lesson = COURSE.get(name)
        if lesson is None:
            self._stand = None
            self._send(type="lesson", name=name, unknown=True)
            return
        self._stand = _resumed(lesson, phase, choice, step, numbers or {})
        self._seen, self._picture, self._lacks_picture = None, "", False
        if lesson.ground.path != self._path:
            self.tell()
        elif fresh:
            self._set_up(self._stand, keep)
        else:
            self._draw()

    def leave(self) -> None:
        """Leave the lesson; the browser opens what was there before."""
        self.stop_seeds()
        self._stand = self._seen = None

    def predict(self, choice: Count) -> None:
        """Take what the learner expects; then it is to be seen."""
        stand = self._stand
        if stand is None or stand.phase != "ask" or choice >= len(stand.lesson.question.choices):
            return
        self._stand = replace(stand, phase="do", choice=choice, step=0, numbers={})
        self._set_up(self._stand)

    def help(self) -> None:
        """Do a step for the learner."""
        stand = self._watched()
        if stand is None:
            return
        step, grip = stand.lesson.steps[stand.step], self._grip

        def work() -> None:
            if not stand.lesson.is_on(stand.step, grip.now().settings):
                self._go_to(stand, stand.lesson.asked(stand.step))
            for press in step.presses:
                grip.press(press)
            if step.epochs:
                grip.train()
            for _ in range(step.batches):
                grip.press("step_batch")

        grip.errand(work, lambda _: self.tell())

    def back(self) -> None:
        """Set up what the present step begins with."""
        stand = self._watched()
        if stand is not None:
            self._set_up(stand)

    def again(self) -> None:
        """Try the present step with other random numbers."""
        if self._watched() is not None:
            self._grip.errand(lambda: self._grip.press("other"), lambda _: self.tell())

    def settle(self) -> None:
        """Have it told how it usually comes out, after a run that did not."""
        stand, seen = self._watched(), self._seen
        if stand is None or seen is None or not seen.found.missed:
            return
        last = stand.lesson.steps[stand.step].name
        self._lacks_picture = True
        self._stand = replace(
            stand, phase="over", unlucky=True,
            numbers=stand.numbers | {last: _finite(seen.found)},
        )  # fmt: skip
        self._draw()

    # How the page is set up

    def _watched(self) -> Stand | None:
        stand = self._stand
        here = stand is not None and stand.lesson.ground.path == self._path
        return stand if here and stand is not None and stand.phase == "do" else None

    def _set_up(self, stand: Stand, keep: bool = False) -> None:
        """Set the page up for where the learner stands."""

        def work() -> str | None:
            link = self._grip.keep() if keep else None
            self._go_to(stand, stand.lesson.stations[stand.step])
            return link

        def then(link: str | None) -> None:
            self._before = link if link is not None else self._before
            self._draw()

        self._grip.errand(work, then)

    def _go_to(self, stand: Stand, settings: Any) -> None:
        """Set the page up; what a teacher has hidden stays hidden."""
        present = self._grip.now().settings
        hidden: dict[str, Any] = {
            name: getattr(present, name)
            for name in ("hidden", "hide_text")
            if name in present.declared
        }
        presses = [step.presses for step in stand.lesson.steps]
        pressed, ahead = (
            tuple(chain(*part)) for part in (presses[: stand.step], presses[stand.step :])
        )
        wanted, _ = settings.replaced(**hidden)
        self._grip.set_up(Scene(wanted, stand.lesson.link, pressed, ahead))

    # What is seen of the page

    def prepare(self, now: Any) -> Seen | None:
        """Return what a state of the page shows of the present step; on another thread."""
        stand = self._stand
        if stand is None or stand.lesson.ground.path != self._path or stand.phase == "ask":
            return None
        lesson = stand.lesson
        if stand.phase == "over":
            if not self._lacks_picture:
                return None
            return Seen(stand, Found(False), (), False, 0, self._grip.picture(lesson.picture, now))
        step = lesson.steps[stand.step]
        number, began = self._grip.begun(now)
        anew = "reset" not in step.presses or (
            number > stand.since and lesson.is_on(stand.step, began)
        )
        off = tuple(lesson.off_path(stand.step, now.settings))
        is_on = anew and lesson.is_on(stand.step, now.settings)
        found = step.ask(now, stand.numbers) if is_on else Found(False)
        ran_away = getattr(now, "diverged", None) is not None and not found.met
        is_last = found.met and stand.step + 1 == len(lesson.steps)
        picture = self._grip.picture(lesson.picture, now) if is_last else ""
        return Seen(stand, found, off, ran_away, number, picture)

    def show(self, seen: Seen | None) -> None:
        """Take what a look has found, in the page's turn."""
        if seen is None or seen.stand is not self._stand:
            return  # the learner has gone on meanwhile
        stand = seen.stand
        news = self._seen is None or _told_of(self._seen) != _told_of(seen)
        self._seen = seen
        self._picture = seen.picture or self._picture
        self._lacks_picture = self._lacks_picture and not seen.picture
        if not seen.found.met:
            if news or seen.picture:
                self.tell()
            return
        name = stand.lesson.steps[stand.step].name
        numbers = stand.numbers | {name: _finite(seen.found)}
        if stand.step + 1 < len(stand.lesson.steps):
            self._stand = replace(stand, step=stand.step + 1, since=seen.number, numbers=numbers)
        else:
            self._stand = replace(stand, phase="over", numbers=numbers)
        self._seen = None
        self._draw()

    def _draw(self) -> None:
        self.tell()
        self._grip.draw()

    # Many seeds

    def run_seeds(self) -> None:
        """Have a machine follow the lesson with many seeds."""
        stand = self._stand
        if stand is None or stand.phase == "ask" or not stand.lesson.seeds.again:
            return
        self.stop_seeds()
        self._job = Rehearsals(stand.lesson, MANY)
        self._job.start()
        self._look_at_seeds(self._job)

    def stop_seeds(self) -> None:
        """End the seeds under way; what is there stays."""
        if self._job is not None:
            self._job.cancel()

    def _look_at_seeds(self, job: Rehearsals) -> None:
        if job is not self._job:
            return
        if job.failure is not None:
            self._job = None
            raise job.failure
        self._tell_seeds(job)
        if not job.done:
            self._soon(lambda: self._look_at_seeds(job), LOOK)

    def _tell_seeds(self, job: Rehearsals) -> None:
        self._send(
            type="lesson_seeds", met=list(job.met), of=MANY, progress=job.progress, done=job.done
        )

    def end(self) -> None:
        """End what goes on: the page is gone."""
        self.stop_seeds()
        self._stand = None

    # What the browser is told

    def tell(self) -> None:
        """Tell the browser where the learner stands; always all of it."""
        stand = self._stand
        if stand is not None:
            before, self._before = self._before, None
            self._send(
                type="lesson", **self._told(stand), **({} if before is None else {"before": before})
            )

    def _told(self, stand: Stand) -> dict[str, Any]:
        lesson, ground = stand.lesson, stand.lesson.ground
        is_here = ground.path == self._path
        told: dict[str, Any] = {
            "name": lesson.name,
            "title": pieces(lesson.title),
            "chapter": CHAPTERS[lesson.chapter - 1],
            "minutes": lesson.minutes,
            "page": {"path": ground.path, "title": ground.title},
            "here": is_here,
            "phase": stand.phase,
            "choice": stand.choice,
            "step": stand.step,
            "numbers": stand.numbers,
            "question": pieces(lesson.question.text),
            "choices": [pieces(choice) for choice in lesson.question.choices],
            "steps": [
                {
                    "do": pieces(filled(step.do, stand.numbers)),
                    "controls": list(step.controls),
                    "hidden": self._hidden(step.controls) if is_here else [],
                }
                for step in lesson.steps
            ],
            "after": _brief(COURSE.after(lesson.name)),
            "again": lesson.seeds.again,
        }
        if stand.phase == "do" and self._seen is not None:
            seen = self._seen
            told |= {
                "said": seen.found.said,
                "missed": seen.found.missed,
                "off": list(seen.off),
                "ranAway": seen.ran_away,
            }
        if stand.phase == "over":
            told |= self._outcome(stand)
        return told

    def _outcome(self, stand: Stand) -> dict[str, Any]:
        lesson = stand.lesson
        question, seeds = lesson.question, lesson.seeds
        links = LINKED.findall(lesson.next)
        return {
            "right": [question.right, *question.also],
            "isRight": stand.choice is not None and question.is_right(stand.choice),
            "unlucky": stand.unlucky,
            "happened": pieces(filled(lesson.happened, stand.numbers)),
            "explanation": pieces(filled(question.explanation, stand.numbers)),
            "picture": self._picture,
            "pictureSaid": _PICTURES[lesson.picture],
            "next": pieces(filled(LINKED.sub("", lesson.next).strip(), stand.numbers)),
            "link": links[0] if links else "",
            "usual": [round(seeds.share * seeds.count), seeds.count],
        }

    def _hidden(self, controls: tuple[str, ...]) -> list[str]:
        """Return what of some controls a teacher has hidden."""
        stand = self._stand
        if stand is None:
            return []
        ground = stand.lesson.ground
        hidden = self._grip.now().settings.hidden
        names = dict.fromkeys(ground.hidden_as(one) for one in controls)
        return [ground.settings.hideable[one] for one in names if one in hidden]


_PICTURES = {
    "boundary": "The output of your network over the plane, with the training points",
    "loss": "The losses of your run by epoch",
    "accuracy": "The accuracies of your run by epoch",
    "paths": "The ways of your race over the surface",
    "values": "The values of your race by step",
    "fits": "What you see on the page",
}


def _brief(lesson: Lesson | None) -> dict[str, Any] | None:
    return (
        None
        if lesson is None
        else {
            "name": lesson.name,
            "title": pieces(lesson.title),
            "path": lesson.ground.path,
        }
    )


def _told_of(seen: Seen) -> tuple[Any, ...]:
    """Return of a look what the learner is told."""
    return seen.found.said, seen.found.missed, seen.off, seen.ran_away


def _finite(found: Found) -> dict[str, float | str]:
    """Return the numbers that a browser can keep: those that are numbers."""
    return {
        name: value
        for name, value in found.numbers.items()
        if isinstance(value, str) or math.isfinite(value)
    }


def _resumed(lesson: Lesson, phase: Phase, choice: int | None, step: int, numbers: Kept) -> Stand:
    """Return where a learner stands, by what the browser has kept; at the beginning if that is odd.

    >>> ring = COURSE["ring"]
    >>> _resumed(ring, "do", 2, 1, {"two": {"accuracy": 0.8}, "other": {}}).numbers
    {'two': {'accuracy': 0.8}}
    >>> _resumed(ring, "do", 7, 1, {}).phase, _resumed(ring, "do", 2, 1, {}).phase
    ('ask', 'ask')
    """
    done = lesson.steps if phase == "over" else lesson.steps[:step]
    known = all(one.name in numbers for one in done)
    if phase == "ask" or choice is None or choice >= len(lesson.question.choices) or not known:
        return Stand(lesson)
    if phase == "do" and step >= len(lesson.steps):
        return Stand(lesson)
    kept = {
        one.name: {key: numbers[one.name][key] for key in one.condition.gives
                   if key in numbers[one.name]}
        for one in done
    }  # fmt: skip
    return Stand(lesson, phase, choice, min(step, len(lesson.steps) - 1), numbers=kept)
