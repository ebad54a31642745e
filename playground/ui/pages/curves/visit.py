"""A visit to the curves: the settings, and what is computed from them on worker threads."""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any

import msgspec
import numpy as np

from playground.export.curves import CURVE_FORMATS, Seen
from playground.export.curves.beside import Beside
from playground.labs.curves.lab import LabSettings
from playground.labs.curves.networks import NetworkFit, checked
from playground.labs.curves.own_points import read_points
from playground.labs.curves.questions import QUESTIONS
from playground.labs.curves.remedies import REMEDIES, Outcome
from playground.labs.curves.settings import CHARTS
from playground.labs.curves.truths import UNKNOWN
from playground.labs.curves.uncertainty_questions import UNCERTAINTY
from playground.labs.curves.widths import OfWidths, each_width, network_of
from playground.lessons.conditions.curves import Curves
from playground.settings.links import read_link, write_link
from playground.ui.kit.background import FILES, LABS, Background
from playground.ui.kit.messages import Count, Word
from playground.ui.lessons.guide import Guide
from playground.ui.pages.curves import picture
from playground.ui.pages.curves.ensemble_runs import EnsembleRuns, measured_message
from playground.ui.pages.curves.layout import Layout
from playground.ui.pages.curves.lesson_grip import grip_on
from playground.ui.pages.curves.picture import ASK, FITS, TESTS
from playground.ui.pages.curves.staircase import lesson, stairs_message, trained_message
from playground.ui.pages.curves.watched import Watched, one_network
from playground.ui.serving.session import Session, in_turn

SAME_GESTURE = 1.2  # seconds within which changes of the same kind are undone together
MOST_UNDONE = 100
LONG = {"curves.own"}  # what of a link may be long
OF_A_FILE = "Nobody knows their truth: fits are judged by points that are kept back."
WITH_ERRORS = " Each point counts by 1/error²; Uncertainty draws bands from the errors."
File = Annotated[str, msgspec.Meta(max_length=500_000)]


class Visit(Session):
    """What belongs to one open page.

    Attributes
    ----------
    settings
        What the learner has set up.
    """

    chrome: Layout

    def __init__(self) -> None:
        super().__init__()
        self.settings = LabSettings()
        self.lessons = Guide(
            "/curves",
            lambda **message: self.chrome.send(**message),
            self.soon,
            grip_on(
                self._curves,
                self._teach,
                self._train,
                errand=self._do_for_lesson,
                draw=self._look,
            ),
        )
        self.chrome = Layout(
            self.answers()
            | self.lessons.answers()
            | {
                "change": self._pick,
                "undo": self._undo,
                "regenerate": self._regenerate,
                "stage": self._go_on,
                "repeat": self._repeat,
                "want": self._want,
                "choose": self._choose,
                "remedy": self._remedy,
                "predict": self._predict,
                "show": self._show_answer,
                "train": self._train,
                "cancel": self._cancel,
                "trainSteps": self._train_steps,
                "trainWidths": self._train_widths,
                "cancelWidths": self._cancel_widths,
                "bring": self._bring,
                "save": self._save,
            },
            in_turn,
        )
        self._stage = ASK
        self._past: list[LabSettings] = []
        self._gesture = ("", 0.0)
        self._number = 0  # of the browser's last change: it waits for an answer
        self._change = ""  # what was drawn last
        self._learned: tuple[Any, ...] = ()  # what the network in place of a polynomial is of
        self._expected: tuple[Any, ...] = ()  # what the chart that the browser has is of
        self._of_widths: tuple[Any, ...] = ()  # what the networks of every width are of
        self._stairs: tuple[Any, ...] = ()  # what the trained network beside the steps is of
        self._measured: tuple[Any, ...] = ()  # which measurement the browser has
        self._views = Background(self.soon, LABS)
        self._charts = Background(self.soon, LABS)
        self._clouds = Background(self.soon, LABS)
        self._remedies = Background(self.soon, LABS)
        self._choices = Background(self.soon, LABS, refusals=(ValueError,))
        self._files = Background(self.soon, FILES, refusals=(ValueError,))
        self._looks = Background(self.soon, LABS)
        self._network: Watched[NetworkFit] = Watched(self.soon)
        self._steps: Watched[NetworkFit] = Watched(self.soon)
        self._widths: Watched[OfWidths] = Watched(self.soon)
        self._errors_of_widths: OfWidths | None = None  # as far as they have learned
        self._last: dict[str, bytes] = {}  # of what learns: a connection may have lost it
        self._fits: dict[str, NetworkFit] = {}  # the network of a view, as far as it has learned
        self._current: dict[str, object] = {}  # the newest wish of each kind: others may stop
        self._ensembles = EnsembleRuns(self._send_runs, self.chrome.send_bytes, self.soon)

    # What the browser says

    def begin(self, link: str) -> None:
        """Open a link; who comes with a set-up of their own is asked nothing first."""
        self._read(link)
        self._stage = ASK if self.settings == LabSettings() else TESTS

    def go_to(self, hash: str) -> None:
        """Open another link."""
        self._read(hash)
        self._draw("")

    def show(self) -> None:
        """Tell the browser everything."""
        self._learned = self._measured = self._expected = ()
        self._draw("")
        for message in self._last.values():
            self.chrome.send_bytes(message)

    def set_theme(self, dark: bool) -> None:
        """Follow the theme: the browser draws everything itself."""

    def end(self) -> None:
        """Let go of what is being computed: nobody sees it any more."""
        for work in (
            self._views, self._charts, self._clouds, self._remedies, self._choices, self._files,
            self._looks,
        ):  # fmt: skip
            work.forget()
        for one in (self._network, self._steps, self._widths):
            one.cancel()
        self._current.clear()
        self._ensembles.forget()
        self.lessons.end()

    def _read(self, link: str) -> None:
        self.settings, notices = read_link(LabSettings, link, long=LONG)
        self.notice(notices)

    def _pick(self, name: Word, value: Any, number: Count) -> None:
        """Give one setting a new value."""
        self._number = number
        known = {name: value} if name in self.settings.declared else {}
        settings, notices = self.settings.replaced(**known)
        before, after = (getattr(one, name, None) for one in (self.settings, settings))
        is_other = isinstance(after, tuple) and len(after) != len(before or ())
        self._become(settings, notices, name, alone=is_other)  # one more or less is no drag

    def _regenerate(self) -> None:
        """Draw other points from the same truth."""
        seed = int(np.random.default_rng().integers(1, 10**6))
        self._become(*self.settings.replaced(seed=seed), "seed", alone=True)

    def _become(
        self, settings: LabSettings, notices: list[str], name: str, alone: bool = False
    ) -> None:
        """Take new settings, and remember the present ones for Undo.

        A drag is undone as a whole, unless each change stands ``alone``.
        """
        self.notice(notices)
        now = time.monotonic()
        goes_on = name == self._gesture[0] and now - self._gesture[1] < SAME_GESTURE and not alone
        self._gesture = ("" if alone else name, now)
        if settings != self.settings and not goes_on:
            self._past = [*self._past[-MOST_UNDONE:], self.settings]
        self.settings = settings
        self._draw(name)

    def _undo(self) -> None:
        """Go back to the set-up before the last change."""
        if self._past:
            self.settings = self._past.pop()
            self._gesture = ("", 0.0)
            self._draw("undo")

    def _go_on(self, stage: Count) -> None:
        """Show more: fits, then new points."""
        self._stage = min(stage, TESTS)
        self._draw("")

    def _repeat(self, draw: bool = True) -> None:
        """Draw 200 new data sets, or show none any more."""
        self._current.pop("repeats", None)
        draws = self.settings.draws + 1 if draw else 0
        self._become(*self.settings.replaced(draws=draws), "draws", alone=True)

    def _want(self, tab: Word) -> None:
        """Look at another chart; that is nothing to be undone."""
        if tab in CHARTS:
            self.settings, _ = self.settings.replaced(chart=tab)
            self._tell("chart")
            self._draw_charts()

    def _choose(self, way: Word) -> None:
        """Choose a degree by points that are kept back."""
        settings = self.settings

        def work() -> int:
            degree, message = picture.chosen_message(settings, way)
            self.chrome.send_bytes(message)
            return degree

        def done(degree: int) -> None:
            degrees = [*self.settings.degrees, degree]
            self._become(*self.settings.replaced(degrees=degrees), way, alone=True)

        self._choices.do(work, done, lambda sentence: self.notice([sentence]))

    def _remedy(self, name: Word, degree: Count) -> None:
        """Do something against the overfitting of one degree, and tell what it did."""
        settings = self.settings
        if name not in REMEDIES or degree not in settings.degrees:
            return
        if settings.hides_test or not (len(settings.points()) and settings.function().is_known):
            return  # a message that was on its way

        def work() -> Outcome:
            outcome = picture.remedied(settings, name, degree)
            if outcome.after.spread:
                self.chrome.send_bytes(picture.copies_message(settings, outcome))
            return outcome

        def done(outcome: Outcome) -> None:
            changes = outcome.after.settings.changes_from(outcome.before.settings)
            if changes:
                self._become(*self.settings.replaced(**changes), name, alone=True)
            self.chrome.send(
                type="done", name=name, sentence=outcome.sentence, degree=outcome.after.degree,
                changes=bool(changes),
            )  # fmt: skip

        self._remedies.do(work, done)

    def _predict(self, question: Word, choice: Count) -> None:
        """Check an answer, and say why."""
        asked = QUESTIONS.get(question) or UNCERTAINTY.get(question)
        if asked is None or choice >= len(asked.choices):
            return  # a page of before, whose questions were others
        self.chrome.send(
            type="answer", question=question, choice=choice, right=asked.right,
            explanation=asked.explanation, shown=[one.label for one in asked.shown],
        )  # fmt: skip

    def _show_answer(self, question: Word, number: Count) -> None:
        """Set up one of the set-ups that show an answer."""
        asked = QUESTIONS.get(question) or UNCERTAINTY.get(question)
        if asked is None or number >= len(asked.shown):
            return
        shown = asked.shown[number].settings(self.settings.hidden)
        values = {one.name: getattr(shown, one.name) for one in fields(shown)}
        self._become(*self.settings.replaced(**values), question, alone=True)
        if self.settings.view == "uncertainty":
            self._train()
        elif self.settings.view == "steps":
            self._train_steps()

    def _train(self) -> None:
        """Train the three ensembles anew."""
        settings = self.settings
        try:
            checked(settings.measurement())
        except ValueError as problem:
            self.notice([str(problem)])
            return
        self._ensembles.start(settings)

    def _cancel(self) -> None:
        """End the training of the ensembles; what is there stays."""
        self._ensembles.cancel()

    def _train_steps(self) -> None:
        """Train a network of the staircase's width."""
        settings = self.settings
        points, learner = lesson(settings)

        def learned(fit: NetworkFit) -> None:
            self._fits["steps"] = fit
            self._tell_learned("steps", trained_message(settings, fit))

        self._steps.start(
            one_network(points, learner, settings.seed),
            learned,
        )

    def _tell_learned(self, name: str, message: bytes) -> None:
        """Send how far something has learned, and keep it; from any thread."""
        self._last[name] = message
        self.chrome.send_bytes(message)

    def _train_widths(self) -> None:
        """Train networks of every width on the points that are there."""
        settings = self.settings
        points = settings.points()
        if not settings.function().is_known:
            return  # a message that was on its way
        try:
            checked(points)
        except ValueError as problem:
            self.notice([str(problem)])
            return

        def learned(one: OfWidths) -> None:
            self._errors_of_widths = one
            self._tell_learned("widths", picture.widths_message(one, len(points)))

        found = each_width(
            points, settings.function(), settings.sigma, settings.seed, test=settings.test
        )
        self._widths.start(
            ((one.share, one) for one in found),
            learned,
        )

    def _cancel_widths(self) -> None:
        """End their training; what is there stays."""
        self._widths.cancel()

    def _bring(self, file: Word, content: File) -> None:
        """Take points from a table: two columns, a third for errors."""
        sigma = self.settings.sigma

        def done(read: Any) -> None:
            settings, notices = self.settings.replaced(placed=read.placed, truth=UNKNOWN.name)
            said = f"{read.said} {OF_A_FILE}{WITH_ERRORS * read.has_errors}"
            self._become(settings, [said, *notices], "placed", alone=True)

        self._files.do(
            lambda: read_points(content.encode(), file, sigma or 1.0),
            done,
            lambda sentence: self.notice([sentence]),
        )

    def _save(self, name: Word, degree: Count = 0) -> None:
        """Make a file of what is seen, with the fits of a degree, and hand it to the browser."""
        settings, wanted = self.settings, CURVE_FORMATS.get(name)
        if wanted is None:
            return
        has_network = settings.view == "steps" or settings.width > 0
        network = self._fits.get(settings.view) if has_network else None
        beside = Beside(settings, degree, self._errors_of_widths)
        seen = Seen(settings, network, self._ensembles.made(settings), beside)
        self._files.do(
            lambda: wanted.write(seen),
            lambda content: self.chrome.send(
                type="file", file=wanted.file_name, kind=wanted.media_type,
                coded=isinstance(content, bytes),
                content=b64encode(content).decode() if isinstance(content, bytes) else content,
            ),
        )  # fmt: skip

    # What a lesson wants

    def _curves(self) -> Curves:
        return Curves(self.settings, self._stage, self._ensembles.made(self.settings))

    def _teach(self, settings: LabSettings, stage: int) -> None:
        self._gesture = ("", 0.0)
        if settings != self.settings:
            self._past = [*self._past[-MOST_UNDONE:], self.settings]
        self.settings, self._stage = settings, stage

    def _do_for_lesson(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do something because a lesson wants it; nothing of it takes long here."""
        result = work()
        self._draw("lesson")
        then(result)

    def _look(self) -> None:
        """Have the lesson look at what is seen, on a worker."""
        if self.lessons.is_watching:
            curves = self._curves()
            self._looks.do(lambda: self.lessons.prepare(curves), self.lessons.show)

    def _send_runs(self, **message: Any) -> None:
        """Send how the ensembles stand; a lesson may wait for them."""
        self.chrome.send(**message)
        self.soon(self._look)

    # What the visit says

    def _tell(self, change: str) -> None:
        self.chrome.send(
            type="state",
            values={name: getattr(self.settings, name) for name in self.settings.declared},
            idle=[name for name in self.settings.declared if self.settings.idle(name)],
            link=write_link(self.settings),
            change=change,
            number=self._number,
            undoes=bool(self._past),
            stage=self._stage,
        )

    def _draw(self, change: str) -> None:
        """Have everything computed that is seen, and sent."""
        self._change = change
        settings, view = self.settings, self.settings.view

        def done(nothing: None) -> None:
            self._tell(change)
            self._look()
            if view == "uncertainty":
                self._ensembles.show(settings)
            elif view == "fits":
                self._draw_charts()
                self._draw_cloud()
                self._draw_network()

        self._views.do(self._work_of(settings), done)

    def _work_of(self, settings: LabSettings) -> Callable[[], None]:
        """Return what has to be computed for a view and sent, on a worker."""
        overtaken = self._newest("view")

        def send(message: bytes) -> None:
            if not overtaken():  # or an older picture that took longer would take its place
                self.chrome.send_bytes(message)

        stage = min(self._stage, FITS) if settings.hides_test else self._stage
        if settings.view == "steps":
            stairs = settings.curve, len(settings.staircase()[0]), settings.seed
            if stairs != self._stairs:
                self._steps.cancel()
                self._last.pop("steps", None)
                self._fits.pop("steps", None)
            self._stairs = stairs
            return lambda: send(stairs_message(settings))
        if settings.view != "uncertainty":
            return lambda: send(picture.fits_message(settings, stage))
        key = EnsembleRuns.key_of(settings)
        new, self._measured = key != self._measured, key

        def measured() -> None:
            if new:
                send(measured_message(settings))
                self._ensembles.tell_all(settings)

        return measured

    def _draw_charts(self) -> None:
        settings = self.settings
        if self._stage != TESTS or settings.hides_test or settings.chart == "width":
            return
        if settings.chart == "size":
            stopped = self._newest("sizes")
            self._send_made(self._charts, lambda: picture.sizes_message(settings, stopped))
            return
        key = self._data_key()
        if key != self._expected:
            self._send_made(self._charts, lambda: picture.against_message(settings))
        self._expected = key

    def _data_key(self) -> tuple[Any, ...]:
        """Return what all that is expected of data like these follows from."""
        names = ("truth", "formula", "n", "sigma", "seed", "placed", "test_end", "ridge", "basis")
        return tuple(getattr(self.settings, name) for name in names)

    def _newest(self, name: str) -> Callable[[], bool]:
        """Note a new wish of a kind down; return whether it has been overtaken since."""
        wish = self._current[name] = object()
        return lambda: self._current.get(name) is not wish

    def _send_made(self, work: Background, make: Callable[[], bytes | None]) -> None:
        """Have a message made elsewhere and sent; None is none."""

        def send(message: bytes | None) -> None:
            if message is not None:
                self.chrome.send_bytes(message)

        work.do(make, send)  # an older one that took longer is not sent behind a newer one

    def _draw_cloud(self) -> None:
        settings, seed = self.settings, self.settings.new_seed
        if seed is not None:
            stopped = self._newest("repeats")
            self._send_made(self._clouds, lambda: picture.repeats_message(settings, seed, stopped))

    def _draw_network(self) -> None:
        """Let the network learn the points that are there, if one is wanted."""
        settings = self.settings
        data = self._data_key()
        if data != self._of_widths:
            self._widths.cancel()
            self._last.pop("widths", None)
            self._errors_of_widths = None
            self._of_widths = data
        wanted = (settings.width, settings.placed, settings.function(), settings.n, settings.sigma)
        key = (*wanted, settings.seed, settings.tests, settings.test_end, self._stage)
        if key == self._learned:
            return
        self._learned = key
        self._fits.pop("fits", None)
        if not settings.width or self._stage != TESTS or not len(settings.points()):
            self._network.cancel()
            return

        def learned(fit: NetworkFit) -> None:
            self._fits["fits"] = fit
            self.chrome.send_bytes(picture.network_message(settings, fit))

        self._network.start(
            one_network(settings.points(), network_of(settings.width), settings.seed),
            learned,
        )

    def tell_fault(self, problem: BaseException) -> None:
        """Tell the learner of a fault, and the browser what holds: it waits for an answer."""
        super().tell_fault(problem)
        self._tell(self._change)
