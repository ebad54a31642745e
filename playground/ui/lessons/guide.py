"""The lesson that a visit is in: asks, watches the live page, tells what came of it.

The page says how it is got hold of (``Grip``) and has the guide look at every state that it draws
anyway; the browser's half is ``static/kit/lesson.js``. What the learner has done is kept by the
browser, which brings it along when a lesson is opened again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import chain
from typing import Any

from playground.lessons import COURSE
from playground.lessons.found import Found
from playground.ui.kit.messages import Answer, Count, Word
from playground.ui.lessons.grip import Grip, Scene, still_hidden
from playground.ui.lessons.many import ManySeeds
from playground.ui.lessons.stand import Kept, Phase, Seen, Stand, finite, resumed
from playground.ui.lessons.told import told
from playground.ui.lessons.trying import Tried, Trying


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
        self._path, self._send = path, send
        self._held = grip
        self._stand: Stand | None = None
        self._seen: Seen | None = None
        self._picture = ""
        self._lacks_picture = False  # over without the look that would have drawn it
        self._before: str | None = None  # the learner's own set-up, until the browser has it
        self._trying = Trying(path, send, grip)  # instead of a lesson
        self._many = ManySeeds(send, soon)

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
            "lesson_stop": self._many.stop,
        }

    @property
    def _grip(self) -> Grip:
        """How the page is got hold of, in a lesson that is given here."""
        assert self._held is not None
        return self._held

    @property
    def is_watching(self) -> bool:
        """Whether a step, a challenge or the outcome (for its picture) waits for the page."""
        stand = self._stand
        waits = stand is not None and (stand.phase == "do" or self._lacks_picture)
        return waits or self._trying.is_on

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
        self._many.stop()
        self._stand = None
        if self._trying.open(name, fresh, keep):
            return
        lesson = COURSE.get(name)
        if lesson is None:
            self._send(type="lesson", name=name, unknown=True)
            return
        self._stand = resumed(lesson, phase, choice, step, numbers or {})
        self._seen, self._picture, self._lacks_picture = None, "", False
        if lesson.ground.path != self._path:
            self.tell()
        elif fresh:
            self._set_up(self._stand, keep)
        else:
            self._draw()

    def leave(self) -> None:
        """Leave the lesson; the browser opens what was there before."""
        self.end()
        self._seen = None

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
            if not stand.lesson.is_set_up(stand.step, grip.now().settings):
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
        else:
            self._trying.again()

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
            numbers=stand.numbers | {last: finite(seen.found)},
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
        """Set the page up for a step."""
        presses = [step.presses for step in stand.lesson.steps]
        pressed, ahead = (
            tuple(chain(*part)) for part in (presses[: stand.step], presses[stand.step :])
        )
        wanted = still_hidden(settings, self._grip.now().settings)
        self._grip.set_up(Scene(wanted, stand.lesson.link, pressed, ahead))

    # What is seen of the page

    def prepare(self, now: Any) -> Seen | Tried | None:
        """Return what a state of the page shows of the present step; on another thread."""
        if self._trying.is_on:
            return self._trying.prepare(now)
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

    def show(self, seen: Seen | Tried | None) -> None:
        """Take what a look has found, in the page's turn."""
        if isinstance(seen, Tried):
            self._trying.show(seen)
            return
        if seen is None or seen.stand is not self._stand:
            return  # the learner has gone on meanwhile
        stand = seen.stand
        news = self._seen is None or self._seen.said != seen.said
        self._seen = seen
        self._picture = seen.picture or self._picture
        self._lacks_picture = self._lacks_picture and not seen.picture
        if not seen.found.met:
            if news or seen.picture:
                self.tell()
            return
        name = stand.lesson.steps[stand.step].name
        numbers = stand.numbers | {name: finite(seen.found)}
        if stand.step + 1 < len(stand.lesson.steps):
            self._stand = replace(stand, step=stand.step + 1, since=seen.number, numbers=numbers)
        else:
            self._stand = replace(stand, phase="over", numbers=numbers)
        self._seen = None
        self._draw()

    def _draw(self) -> None:
        self.tell()
        self._grip.draw()

    def run_seeds(self) -> None:
        """Have a machine follow the lesson with many seeds."""
        stand = self._stand
        if stand is not None and stand.phase != "ask" and stand.lesson.seeds.again:
            self._many.start(stand.lesson)

    def end(self) -> None:
        """End what goes on: the page is gone."""
        self._many.stop()
        self._trying.close()
        self._stand = None

    # What the browser is told

    def tell(self) -> None:
        """Tell the browser where the learner stands; always all of it."""
        stand = self._stand
        if stand is None:
            return
        before, self._before = self._before, None
        is_here = stand.lesson.ground.path == self._path
        hidden = self._grip.now().settings.hidden if is_here else None
        self._send(
            type="lesson",
            **told(stand, self._seen, self._picture, hidden),
            **({} if before is None else {"before": before}),
        )
