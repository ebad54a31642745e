"""The learner's own network on the page: exact slices, the live slice, the shadows of whole runs.

Nothing of it is computed on the thread that serves the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from typing import Any

from playground.experiment import Experiment
from playground.experiment.handover import hand_over, take_over
from playground.export.race import RACE_FORMATS, RUN_FORMATS, RaceFormat
from playground.labs.optimizers.descent import race
from playground.labs.optimizers.landscape import (
    QUICK,
    RESOLUTIONS,
    Slice,
    heights,
    places_around,
    resolutions,
)
from playground.labs.optimizers.over_network import LIVE, RUN
from playground.labs.optimizers.settings import LabSettings
from playground.settings.links import joined, page_of, read_pairs
from playground.ui.kit.background import Errands
from playground.ui.kit.messages import Answer, Word
from playground.ui.pages.optimizers import network_messages as messages
from playground.ui.pages.optimizers.layout import Layout
from playground.ui.pages.optimizers.live_slice import LiveSlice
from playground.ui.pages.optimizers.network_runs import Runs
from playground.ui.pages.optimizers.picture import paths_told, place_told
from playground.ui.serving.session import Run

WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="landscape")
LONG = ("trained", "handed", "formulas")  # keys of the experiment that may be long


class OwnNetwork:
    """The network that has come with the address, and what is seen of its loss.

    Parameters
    ----------
    soon
        Calls back when the page's document may be changed; from any thread.
    notice
        Tells the learner sentences.
    playing
        The visit's list of what trains while somebody is there.
    """

    chrome: Layout  # set by the visit: the page needs the answers first

    def __init__(
        self,
        soon: Callable[..., bool],
        notice: Callable[[list[str]], None],
        playing: list[Run],
    ) -> None:
        self._soon = soon
        self._notice = notice
        self._playing = playing
        self._errands = Errands(soon)
        self._link = ""  # what the experiment is made from
        self._experiment: Experiment | None = None
        self._wanted: LabSettings | None = None  # the settings that are being drawn
        self._plane: Slice | None = None
        self._plane_key: tuple[Any, ...] = ()
        self._raced: tuple[LabSettings, Slice] | None = None  # what, with its steps, goes over what
        self._left: list[int] = []  # resolutions of the plane's maps that are still to come
        self._note = ""
        self._quick = True  # whether there is time for what takes hundreds of gradients
        self._told_network: tuple[Any, ...] = ()
        self._live = LiveSlice(self._send_bytes, self._work)
        self._runs = Runs(self._send, self._send_bytes, soon, self._work)

    def answers(self) -> dict[str, Answer]:
        """Return what is done about the messages that concern the network."""
        return {
            "drawn": self._live.drawn,
            "train": self._train,
            "trainAll": self._train_all,
            "cancel": self._runs.cancel,
            "back": self._back,
        }

    def _send(self, **message: Any) -> None:
        self.chrome.send(**message)

    def _send_bytes(self, data: bytes) -> None:
        self.chrome.send_bytes(data)

    def _work(self, work: Callable[[], None], workers: ThreadPoolExecutor = WORKERS) -> None:
        """Do something on another thread; what it raises is told in the page's turn."""

        def look(future: Future[None]) -> None:
            if future.exception() is not None:
                self._soon(future.result)

        workers.submit(work).add_done_callback(look)

    @property
    def plane(self) -> Slice | None:
        """The exact slice that is raced over, if one is shown."""
        return self._plane

    def file(self, name: str) -> tuple[RaceFormat, tuple[Any, ...]] | str:
        """Return the kind of file with what it is written of; a sentence where there is none."""
        view = self._wanted.view if self._wanted is not None else ""
        if view == LIVE:
            return "The live view has no file: choose the view “Two weights” to save this picture."
        if view == RUN:
            if name not in RUN_FORMATS:
                return "Of whole runs there are tables here; the playground’s Save has the script."
            told = self._runs.told
            return (RUN_FORMATS[name], (told,)) if told else "Nothing has been trained yet."
        if self._raced is None:
            return "The race is still being computed: try again in a moment."
        return RACE_FORMATS[name], self._raced

    # The experiment

    def open(self, link: str) -> None:
        """Take note of the experiment that an address is to; it is made when it is first drawn."""
        pairs, _ = read_pairs(link, long=LONG)
        own = joined({key: text for key, text in pairs.items() if page_of(key) == ""})
        if own != self._link:
            self._close()
            self._link = own

    def _there(self) -> Experiment:
        """Return the experiment, made from its link the first time; on a worker thread."""
        if self._experiment is None:
            run, notices = take_over(self._link)
            self._notice(notices)
            self._experiment = run
            self._playing.append(run)
        return self._experiment

    def _close(self) -> None:
        self.rest()
        self._runs.forget()
        if self._experiment is not None:
            self._playing.remove(self._experiment)
        self._experiment, self._plane, self._plane_key = None, None, ()
        self._raced = None
        self._told_network = ()

    def forget(self) -> None:
        """The browser has nothing, or has lost what it had."""
        self._told_network, self._plane_key = (), ()
        self._runs.tell_all()

    def rest(self) -> None:
        """Draw nothing more and let nothing train: the network is not what is looked at."""
        self._wanted = None
        self._live.stop()
        if self._experiment is not None and self._experiment.playing:
            self._experiment.pause()

    def end(self) -> None:
        """The page has gone."""
        self.rest()
        self._runs.cancel()

    # What is drawn

    def draw(self, settings: LabSettings, done: Callable[[], None]) -> None:
        """Have drawn what the settings ask for; ``done()`` when the first of it has been sent."""
        if settings.view != LIVE:
            self.rest()
        self._wanted = settings

        def work() -> None:
            try:
                self._draw(settings, done)
            except Exception:
                done()  # the browser waits for an answer to its change
                raise

        self._work(work)

    def _goes_on(self, settings: LabSettings) -> bool:
        return self._wanted is settings

    def _draw(self, settings: LabSettings, done: Callable[[], None]) -> None:
        if not self._goes_on(settings):
            done()
            return
        run = self._there()
        chosen, remark = messages.chosen_weights(settings, run)
        told = (run.version, chosen)
        if told != self._told_network:
            self._told_network = told
            self.chrome.send_bytes(messages.network_message(run, chosen))
            if remark:
                self._notice([remark])
        if settings.view == LIVE:
            self._live.show(run, settings)
            done()
        elif settings.view == RUN:
            self._runs.follow(run, settings)
            done()
        else:
            self._draw_plane(run, settings, done)

    # Exact slices: the map coarse first, then the race, then the map again and finer

    def _draw_plane(self, run: Experiment, settings: LabSettings, done: Callable[[], None]) -> None:
        places = (settings.view, settings.weights, settings.reach, settings.seed)
        key = (run.version, *places)
        if key != self._plane_key or self._plane is None:
            self._plane = messages.plane_of(settings, run)
            self._plane_key = key
            value, gradient = self._plane.loss.seconds(self._plane.centre)
            self._quick = gradient <= QUICK
            self._left = list(resolutions(value))
            self._note = messages.too_large(self._left[-1])
            self._refine(self._plane, settings, most=1)
        plane = self._plane
        if not self._quick:
            done()  # the race takes its time
        entries = settings.entries()
        steps = messages.affordable(plane, entries, settings.steps)
        self._raced = replace(settings, steps=steps), plane
        note = "" if steps == settings.steps else f"The network is large: {steps} steps are shown."
        led = [one for one in entries if not one.walker.is_population]
        self._race(plane, settings, led, steps, note, everybody=True)
        done()
        for entry in entries:
            if entry.walker.is_population and self._goes_on(settings):
                self._race(plane, settings, [entry], steps, note, everybody=False)
        self._refine(plane, settings, most=len(RESOLUTIONS) + 1)

    def _refine(self, plane: Slice, settings: LabSettings, most: int) -> None:
        wanted = tuple(self._left[:most])
        for found in heights(plane, wanted, lambda: self._goes_on(settings)):
            del self._left[:1]
            last = not self._left
            self.chrome.send_bytes(messages.plane_message(plane, found, last, self._note))

    def _race(
        self,
        plane: Slice,
        settings: LabSettings,
        entries: list[Any],
        steps: int,
        note: str,
        *,
        everybody: bool,
    ) -> None:
        begin = settings.start or plane.start
        paths = race(plane, entries, begin, steps, noise=settings.noise, seed=settings.seed)
        found = places_around(plane, paths) if self._quick else []
        shown = replace(settings, start=tuple(begin))
        told = [place_told(place) for place in found]
        self.chrome.send_bytes(
            paths_told(
                shown, plane, (begin[0], begin[1]), paths, found, everybody, self._quick,
                level=told, note=note,
            )
        )  # fmt: skip

    # Training while the live slice is looked at

    def _train(self, action: Word) -> None:
        """Let the network train, rest, do an epoch, or begin anew."""
        run = self._experiment
        if run is None:
            return

        def step() -> None:
            run.pause()
            run.step_epoch()

        actions = {
            "toggle": lambda: run.pause() if run.playing else run.play(),
            "step": step,
            "reset": run.reset,
        }
        if action in actions:
            self._errands.do(actions[action], lambda _: self._keep())

    def _keep(self) -> None:
        """Let the address hold the network as it has become, once it rests."""
        run = self._experiment
        if run is None or run.playing:
            return

        def write() -> str:
            chosen, _ = messages.chosen_weights(self._wanted or LabSettings(), run)
            self.chrome.send_bytes(messages.network_message(run, chosen))
            return hand_over(run)

        def kept(link: str) -> None:
            self._link = joined(read_pairs(link, long=LONG)[0])
            self.chrome.send(type="keep", link=link)

        self._errands.do(write, kept)

    def _back(self) -> None:
        """Go to the playground with the network as it is now."""
        link = self._link

        def write() -> str:
            run = self._experiment
            return link if run is None else hand_over(run)

        self._errands.do(write, lambda found: self.chrome.go("/", found))

    # Whole runs

    def _train_all(self) -> None:
        """Train the network once with each chosen optimizer, and show the runs' shadows."""
        if self._experiment is not None and self._wanted is not None:
            self._runs.start(self._experiment, self._wanted)
