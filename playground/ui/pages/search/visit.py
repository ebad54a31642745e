"""A visit to the search: what is to be tried, the search that runs, and what is asked about it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from playground.export.search import SEARCH_FORMATS
from playground.export.search.code import search_script
from playground.labs.search import (
    Plan,
    SearchError,
    SearchSettings,
    boundary,
    estimate,
    link_of,
    open_test,
)
from playground.labs.search.models import find_tunable
from playground.labs.search.questions import DATA as OF_QUESTIONS
from playground.labs.search.questions import QUESTIONS
from playground.settings.links import joined, page_of, read_link, read_pairs, write_link
from playground.ui.kit.background import FILES, LABS, Background, Following
from playground.ui.kit.messages import Count, Word
from playground.ui.lessons.guide import Guide
from playground.ui.pages.search.layout import DATA, Layout
from playground.ui.pages.search.methods import Methods
from playground.ui.pages.search.planes import Planes
from playground.ui.pages.search.prepared import LONG, Base, Prepared, opened, prepared
from playground.ui.pages.search.running import Running
from playground.ui.pages.search.ticks import offer_of, offered, read_tick, tick_of
from playground.ui.pages.search.told import boundary_message, data_message, words_of
from playground.ui.serving.session import Session, in_turn

TICK = "tick:"  # before the name of a setting: what of it is tried


class Visit(Session):
    """What belongs to one open page.

    Attributes
    ----------
    settings
        What the learner has set up here.
    """

    chrome: Layout

    def __init__(self) -> None:
        super().__init__()
        self.settings = SearchSettings()
        lessons = Guide("/search", lambda **message: self.chrome.send(**message), self.soon)
        self.chrome = Layout(
            self.answers()
            | lessons.answers()
            | {
                "change": self._pick,
                "start": self._start,
                "cancel": self._cancel,
                "pair": self._pair,
                "look": self._look,
                "playground": self._open_playground,
                "back": self._back,
                "code": self._code,
                "openTest": self._open_test,
                "shuffle": self._shuffle,
                "compare": self._compare,
                "stopCompare": self._stop_compare,
                "planes": self._train_planes,
                "cancelPlanes": self._cancel_planes,
                "predict": self._predict,
                "show": self._show_answer,
                "save": self._save,
            },
            in_turn,
        )
        send, send_bytes = self.chrome.send, self.chrome.send_bytes
        self._link = (
            ""  # the address that was opened, as long as nobody has made of it what it says
        )
        self._others: dict[str, str] = {}  # what other pages have written into it
        self._base: Base | None = None
        self._prepared: Prepared | None = None
        self._told_data = ""  # which data the browser has
        self._number = 0  # of the browser's last change: it waits for an answer
        self._change = ""
        self._starts = False  # whether the search begins as soon as it is planned
        self._running = Running(send, send_bytes, self.soon)
        self._methods = Methods(send, self.soon)
        self.runs += [self._running, self._methods]
        self._planes = Planes(send, send_bytes, self.soon)
        self._plans = Background(self.soon, LABS)
        self._estimates = Following(self.soon, LABS)
        self._models = Following(self.soon, LABS)
        self._tests = Background(self.soon, LABS, refusals=(SearchError,))
        self._files = Background(self.soon, FILES, refusals=(SearchError,))

    # What the browser says

    def begin(self, link: str) -> None:
        """Open a link."""
        self._read(link)

    def go_to(self, hash: str) -> None:
        """Open another link."""
        self._read(hash)
        self._draw("")

    def show(self) -> None:
        """Tell the browser everything."""
        self._told_data = ""
        self._running.show_all()
        self._draw("")

    def set_theme(self, dark: bool) -> None:
        """Follow the theme: the browser draws everything itself."""

    def end(self) -> None:
        """Let go of what is being computed: nobody sees it any more."""
        for work in (self._plans, self._estimates, self._models, self._tests, self._files):
            work.forget()
        self._methods.pause()
        self._planes.cancel()

    def _read(self, link: str) -> None:
        """Take note of an address; the experiment that it is to is made on another thread."""
        self.settings, notices = read_link(SearchSettings, link, long=LONG)
        self.notice(notices)
        pairs, _ = read_pairs(link, long=LONG)
        self._others = {
            key: text for key, text in pairs.items() if page_of(key) not in ("", "search")
        }
        own = {key: text for key, text in pairs.items() if page_of(key) == ""}
        if self._base is None or joined(own) != self._link:
            self._link, self._base = joined(own), None

    def _pick(self, name: Word, value: Any, number: Count) -> None:
        """Give one setting a new value: of the page, of the data, or what is tried of one."""
        self._number = number
        if name.startswith(TICK):
            self._tick(name.removeprefix(TICK), value)
        elif name in DATA:
            self._change_data({name: value})
        elif name in self.settings.declared:
            self.settings, notices = self.settings.replaced(**{name: value})
            self.notice(notices)
        if name == "view":
            self._tell(name)  # nothing else follows from it
        else:
            self._draw(name)

    def _tick(self, name: str, value: Any) -> None:
        ticked = dict(self.settings.ticks)
        try:
            one = find_tunable(name)
            if value is None:
                ticked.pop(name, None)
            else:
                ticked[name] = read_tick(one, value)
        except SearchError as problem:
            self.notice([str(problem)])
            return
        self.settings, notices = self.settings.replaced(ticks=ticked)
        self.notice(notices)

    def _change_data(self, changes: Mapping[str, Any]) -> None:
        if self._base is None:
            return  # a message that was on its way
        settings, notices = self._base.settings.replaced(**changes)
        self.notice(notices)
        self._base = replace(self._base, settings=settings)
        self._keep()

    def _keep(self) -> None:
        """Let the address hold the experiment as it has become."""
        if self._base is not None:
            pairs = read_pairs(self._base.link, long=LONG)[0]
            self._link = joined(pairs)
            self.chrome.send(type="keep", link=joined(pairs | self._others))

    def _start(self) -> None:
        self._running.start()

    def _cancel(self) -> None:
        """End the search; what has come stays."""
        self._running.pause()

    def _pair(self, names: list[Word]) -> None:
        """Look at two settings together."""
        self._running.look_at_pair(tuple(names[:2]))

    def _look(self, number: Count) -> None:
        """Show the model of a combination: it learns all training points."""
        search = self._running.search
        if search is None or number >= search.plan.n_combinations:
            return
        plan = search.plan

        def work() -> None:
            try:
                made = boundary(plan, number)
            except SearchError as problem:
                self.notice([str(problem)])
                return
            self.chrome.send_bytes(
                boundary_message(
                    "boundary", plan.digest, made, plan.points.data, number=number,
                    words=words_of(made, plan), opens=bool(made.link),
                )
            )  # fmt: skip

        self._models.do(work)  # who clicks from dot to dot waits for the last one only

    def _open_playground(self, number: Count) -> None:
        """Open the playground with a combination's settings."""
        search, base = self._running.search, self._base
        if search is None or base is None or number >= search.plan.n_combinations:
            return
        self.chrome.go("/", base.with_word(link_of(search.plan, number)))

    def _back(self) -> None:
        """Go to the playground with the experiment as it is here."""
        self.chrome.go("/", self._base.link if self._base is not None else self._link)

    def _code(self) -> None:
        """Show the script that makes the search again."""
        search = self._running.search
        if search is not None:
            self._files.do(
                lambda: search_script(search.plan),
                lambda text: self.chrome.send(type="code", text=text),
                lambda sentence: self.notice([sentence]),
            )

    def _open_test(self) -> None:
        """Try the best model on the test data: once."""
        search = self._running.search
        if search is None:
            return
        self._tests.do(
            lambda: open_test(search),
            lambda verdict: self.chrome.send(
                type="verdict", key=search.plan.digest, words=verdict.words, cv=verdict.cv_score,
                test=verdict.test_score,
            ),
            lambda sentence: self.notice([sentence]),
        )  # fmt: skip

    def _shuffle(self) -> None:
        """Deal the labels out at random, and search."""
        self.settings, _ = self.settings.replaced(shuffled=True)
        self._starts = True
        self._draw("shuffled")

    def _compare(self) -> None:
        """Search three ways with one budget."""
        base = self._base
        if base is not None:
            self._methods.start(base.settings, self.settings, base.own)

    def _stop_compare(self) -> None:
        """End that; what has come stays."""
        self._methods.pause()

    def _train_planes(self) -> None:
        """Train one model of each kind."""
        found = self._prepared
        if found is not None and found.data is not None:
            self._planes.start(found.base.settings, found.base.own, found.data, found.key)

    def _cancel_planes(self) -> None:
        """End that; what has come stays."""
        self._planes.cancel()

    def _predict(self, question: Word, choice: Count) -> None:
        """Check an answer, and start the search that shows it."""
        asked = QUESTIONS.get(question)
        if asked is None or choice >= len(asked.choices):
            return  # a page of before, whose questions were others
        self.chrome.send(
            type="answer", question=question, choice=choice, right=asked.right,
            explanation=asked.explanation, shown=[one.label for one in asked.shown],
        )  # fmt: skip
        self._show_answer(question, 0)

    def _show_answer(self, question: Word, number: Count) -> None:
        """Set up one of the searches that show an answer, and start it."""
        asked = QUESTIONS.get(question)
        if asked is None or number >= len(asked.shown):
            return
        shown = asked.shown[number].settings(self.settings.hidden)
        self.settings, _ = self.settings.replaced(
            **{one.name: getattr(shown, one.name) for one in fields(shown)}
        )
        self._change_data(OF_QUESTIONS)
        self._starts = True
        self._draw(question)

    def _save(self, name: Word) -> None:
        """Make a file of the search and hand it to the browser."""
        wanted, search = SEARCH_FORMATS.get(name), self._running.search
        if wanted is None:
            return  # a page of before, whose files were others
        if search is None or not search.n_done:
            self.chrome.send(type="unsaved", sentence="Nothing has been tried yet: press Search.")
            return
        view = self.settings.view
        self._files.do(
            lambda: wanted.write(search, view),
            lambda content: self.chrome.send(
                type="file", file=wanted.file_name, kind=wanted.media_type,
                coded=isinstance(content, bytes),
                content=b64encode(content).decode() if isinstance(content, bytes) else content,
            ),
            lambda sentence: self.chrome.send(type="unsaved", sentence=sentence),
        )  # fmt: skip

    # What the visit says

    def _draw(self, change: str) -> None:
        """Have worked out what the set-up comes to, and told."""
        self._change = change
        settings, link, base = self.settings, self._link, self._base

        def work() -> tuple[Prepared, list[str]]:
            found, notices = (base, []) if base is not None else opened(link)
            return prepared(found, settings), notices

        def done(told: tuple[Prepared, list[str]]) -> None:
            self._prepared, notices = told
            self.notice(notices)
            self._base = self._prepared.base
            self._take(self._prepared, change)

        self._plans.do(work, done)

    def _take(self, found: Prepared, change: str) -> None:
        """Show what a set-up has come to."""
        if found.key != self._told_data and found.data is not None:
            self._told_data = found.key
            self._planes.cancel()
            self.chrome.send_bytes(data_message(found.base.settings, found.data, found.key))
        self._tell(change)
        self._running.look_at(found.plan)
        if found.plan is not None:
            if self._starts:
                self._running.start()
            else:
                self._estimate(found.plan)
        self._starts = False

    def _estimate(self, plan: Plan) -> None:
        """Tell how long it will take; of ticks in a row for the last one only."""

        def work() -> None:
            seconds = estimate(plan).seconds
            self.chrome.send(type="estimate", key=plan.digest, seconds=seconds)

        self._estimates.do(work)

    def _tell(self, change: str) -> None:
        found, settings = self._prepared, self.settings
        if found is None:
            return  # it is under way, and tells
        base = found.base.settings
        ticked = dict(settings.ticks)
        some = offered(base, settings.models, ticked)
        plan = found.plan
        self.chrome.send(
            type="state",
            values={
                **{name: getattr(settings, name) for name in settings.declared if name != "ticks"},
                **{name: getattr(base, name) for name in DATA},
            },
            idle=[name for name in settings.declared if settings.idle(name)]
            + [name for name in DATA if base.idle(name)],
            offers=[offer_of(one, base) for one in some],
            ticks={one.name: tick_of(one, ticked[one.name]) for one in some if one.name in ticked},
            models=list(settings.models),
            plan={
                "key": plan.digest if plan is not None else "",
                "words": plan.words if plan is not None else "",
                "remarks": list(plan.remarks) if plan is not None else [],
                "refused": found.refused,
            },
            link=write_link(settings),
            change=change,
            number=self._number,
        )

    def tell_fault(self, problem: BaseException) -> None:
        """Tell the learner of a fault, and the browser what holds: it waits for an answer."""
        super().tell_fault(problem)
        self._tell(self._change)
