"""A visit to the optimizers: the settings, and what is computed from them on a worker thread."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from typing import Annotated, Any

import msgspec

from playground.export.race import RACE_FORMATS
from playground.labs.optimizers.of_rules import Touches
from playground.labs.optimizers.over_network import NETWORK
from playground.labs.optimizers.questions import QUESTIONS
from playground.labs.optimizers.settings import LabSettings
from playground.lessons.conditions.races import Race
from playground.settings.links import read_link, write_link
from playground.ui.kit.background import LABS, Background, Following
from playground.ui.kit.messages import Count, Number, Word
from playground.ui.lessons.guide import Guide
from playground.ui.pages.optimizers.aim import aimed_message
from playground.ui.pages.optimizers.layout import Layout
from playground.ui.pages.optimizers.lesson_grip import grip_on
from playground.ui.pages.optimizers.own_network import LONG, OwnNetwork
from playground.ui.pages.optimizers.picture import (
    basins_messages,
    key_of,
    led_message,
    population_messages,
    story,
    terrain_message,
)
from playground.ui.serving.session import Session, in_turn

Link = Annotated[str, msgspec.Meta(max_length=20_000)]


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
        self._own = OwnNetwork(self.soon, self.notice, self.runs)
        self._seen = False  # whether this race has been played to its end
        self.lessons = Guide(
            "/optimizers",
            lambda **message: self.chrome.send(**message),
            self.soon,
            grip_on(
                self._race,
                self._become,
                errand=self._do_for_lesson,
                draw=self._look,
            ),
        )
        self.chrome = self._own.chrome = Layout(
            self.answers()
            | self.lessons.answers()
            | {
                "seen": self._see,
                "change": self._pick,
                "aim": self._aim,
                "story": self._tell_step,
                "predict": self._predict,
                "show": self._show_answer,
                "save": self._save,
            }
            | self._own.answers(),
            in_turn,
        )
        self._wish = object()  # stands for what was to be drawn last
        self._terrain: tuple[Any, ...] | None = None  # which one the browser has
        self._basins_shown: tuple[Any, ...] = ()
        self._number = 0  # of the browser's last change, which waits for an answer
        self._asked = ("", 0)  # the change that was drawn last, and its number
        self._aimed = Following(self.soon, LABS)
        self._paths = Background(self.soon, LABS)
        self._populations = Background(self.soon, LABS)
        self._basins = Background(self.soon, LABS)
        self._stories = Background(self.soon, LABS)
        self._files = Background(self.soon, LABS)
        self._looks = Background(self.soon, LABS)

    # What the browser says

    def begin(self, link: str) -> None:
        """Open a link."""
        self._read(link)

    def go_to(self, hash: str) -> None:
        """Open another link."""
        self._read(hash)
        self._draw("", 0)

    def show(self) -> None:
        """Tell the browser everything."""
        self._terrain = None
        self._basins_shown = ()
        self._own.forget()
        self._draw("", 0)

    def set_theme(self, dark: bool) -> None:
        """Follow the theme: the browser draws everything itself."""

    def end(self) -> None:
        """Let go of what is being computed: nobody sees it any more."""
        self._aimed.forget()
        for work in (self._paths, self._populations, self._basins, self._stories, self._files):
            work.forget()
        self._looks.forget()
        self.lessons.end()
        self._own.end()

    def _read(self, link: str) -> None:
        self.settings, notices = read_link(LabSettings, link, long=LONG)
        self._own.open(link)
        self.notice(notices)

    def _pick(self, name: Word, value: Any, number: Count) -> None:
        """Give one setting a new value, or several: ``name`` is then ``*``."""
        self._number = number
        changes = value if name == "*" and isinstance(value, dict) else {name: value}
        known = {one: new for one, new in changes.items() if one in self.settings.declared}
        before = self.settings
        settings, notices = before.replaced(**known)
        self._become(settings)
        self.notice(notices)
        touched = {
            self.settings.declared[one].touches for one in self.settings.changes_from(before)
        }
        if touched & {Touches.PATHS, Touches.TERRAIN} or {"boxes", "told"} & set(known):
            self._draw(name, number)
        else:
            self._tell(name, number)
            self._draw_basins()

    def _see(self, link: Link) -> None:
        """Take note that the race of a link has been played to its end."""
        if link == write_link(self.settings) and not self._seen:
            self._seen = True
            self._look()

    def _aim(self, x: Number, y: Number, number: Count) -> None:
        """Show where the rules go from a start that is being dragged; the rest when it rests."""
        settings = replace(self.settings, start=(x, y))
        plane = self._own.plane if settings.over == NETWORK else None
        if settings.over == NETWORK and plane is None:
            return  # what was dragged has gone from the picture, or is about to
        self._aimed.do(lambda: self.chrome.send_bytes(aimed_message(settings, number, plane)))

    def _tell_step(self, step: Count) -> None:
        """Tell a step of the chosen rule line by line."""
        settings = self.settings
        plane = self._own.plane if settings.over == NETWORK else None
        self._stories.do(
            lambda: story(settings, min(max(step, 1), settings.steps), plane),
            lambda told: self.chrome.send(type="story", **told),
        )

    def _predict(self, question: Word, choice: Count) -> None:
        """Check an answer, and set up the race that shows it."""
        asked = QUESTIONS.get(question)
        if asked is None or choice >= len(asked.choices):
            return  # a page of before, whose questions were others
        self.chrome.send(
            type="answer", question=question, choice=choice, right=asked.right,
            explanation=asked.explanation, shown=[one.label for one in asked.shown],
        )  # fmt: skip
        self._show_answer(question, 0)

    def _show_answer(self, question: Word, number: Count) -> None:
        """Set up one of the races that show an answer."""
        asked = QUESTIONS.get(question)
        if asked is not None and number < len(asked.shown):
            self._become(asked.shown[number].settings(self.settings.hidden))
            self._draw("", 0)

    def _save(self, name: Word) -> None:
        """Make a file of the race and hand it to the browser."""
        if name not in RACE_FORMATS:
            return  # a page of before, whose files were others
        settings = self.settings
        found: Any = RACE_FORMATS[name], lambda: (settings,)
        if self.settings.over == NETWORK:
            found = self._own.file(name)
        if isinstance(found, str):
            self.chrome.send(type="unsaved", sentence=found)
            return
        wanted, seen = found
        self._files.do(
            lambda: wanted.write(*seen()),
            lambda content: self.chrome.send(
                type="file", file=wanted.file_name, kind=wanted.media_type,
                coded=isinstance(content, bytes),
                content=b64encode(content).decode() if isinstance(content, bytes) else content,
            ),
        )  # fmt: skip

    # What a lesson wants

    def _race(self) -> Race:
        return Race(self.settings, self._seen)

    def _become(self, settings: LabSettings) -> None:
        """Have other settings hold; their race has not been seen."""
        self._seen = self._seen and settings == self.settings
        self.settings = settings

    def _do_for_lesson(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do something because a lesson wants it; nothing of it takes long here."""
        result = work()
        self._seen = False
        self._draw("lesson", 0)
        then(result)

    def _look(self) -> None:
        """Have the lesson look at the race, on a worker."""
        if self.lessons.is_watching:
            race = self._race()
            self._looks.do(lambda: self.lessons.prepare(race), self.lessons.show)

    # What the visit says

    def _tell(self, change: str, number: int) -> None:
        self.chrome.send(
            type="state",
            values={name: getattr(self.settings, name) for name in self.settings.declared},
            idle=[name for name in self.settings.declared if self.settings.idle(name)],
            link=write_link(self.settings),
            change=change,
            number=number,
        )

    def _draw(self, change: str, number: int) -> None:
        """Have everything computed that has changed, and sent.

        What is drawn unasked, such as the race of an answer, also answers the last change: it may
        have taken that one's place.
        """
        number = number or self._number
        if self.settings.over == NETWORK:
            self._terrain, self._basins_shown = None, ()
            self._own.draw(self.settings, lambda: self._tell(change, number))
            return
        self._own.rest()
        settings, key = self.settings, key_of(self.settings)
        self._asked = (change, number)
        new = key != self._terrain
        wish = self._wish = object()

        def send(message: bytes) -> bool:
            """Send what is still wanted: an older picture that took longer comes too late."""
            is_wanted = wish is self._wish
            if is_wanted:
                self.chrome.send_bytes(message)
            return is_wanted

        def work() -> None:
            if new and send(terrain_message(settings)):
                self._terrain = key
            send(led_message(settings))

        def populations() -> None:
            for message in population_messages(settings):
                if settings is not self.settings:
                    return  # something else is wanted by now
                self.chrome.send_bytes(message)

        def done(nothing: None) -> None:
            self._tell(change, number)
            self._look()
            self._populations.do(populations, lambda nothing: None)
            self._draw_basins()

        self._paths.do(work, done)

    def _draw_basins(self) -> None:
        """Have the basins computed anew if what they follow from has changed; each map as it is."""
        settings = self.settings
        if settings.over == NETWORK:
            return
        entry = settings.entry(settings.basins_of) if settings.basins_of else None
        wanted = (key_of(settings), entry)
        if wanted == self._basins_shown:
            return
        self._basins_shown = wanted
        if entry is None:
            return

        def work() -> None:
            for message in basins_messages(settings):
                if wanted != self._basins_shown:
                    return  # something else is wanted by now
                self.chrome.send_bytes(message)

        self._basins.do(work, lambda nothing: None)

    def tell_fault(self, problem: BaseException) -> None:
        """Tell the learner of a fault, and the browser what holds: it waits for an answer."""
        super().tell_fault(problem)
        self._tell(*self._asked)
