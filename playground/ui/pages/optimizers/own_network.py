"""The learner's own network on the page: exact slices, the live slice, the shadows of whole runs.

Nothing of it is computed on the thread that serves the pages.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from playground.experiment import Experiment
from playground.experiment.handover import hand_over, take_over
from playground.export.race import MAP_FORMATS, RACE_FORMATS, RUN_FORMATS, RaceFormat
from playground.labs.optimizers.landscape import Slice
from playground.labs.optimizers.over_network import LIVE, RUN
from playground.labs.optimizers.settings import LabSettings
from playground.settings.links import joined, page_of, read_pairs, write_pairs
from playground.ui.kit.background import Errands
from playground.ui.kit.messages import Answer, Word
from playground.ui.pages.optimizers import network_messages as messages
from playground.ui.pages.optimizers.exact_slice import ExactSlice
from playground.ui.pages.optimizers.layout import Layout
from playground.ui.pages.optimizers.live_slice import LiveSlice
from playground.ui.pages.optimizers.network_runs import Runs
from playground.ui.serving.session import Run

WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="landscape")
LONG = ("trained", "handed", "formulas")  # keys of the experiment that may be long


def _address(run: Experiment, settings: LabSettings) -> str:
    """Return the fragment that opens this page with this network and these settings."""
    return joined(read_pairs(hand_over(run), long=LONG)[0] | write_pairs(settings))


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
        self._stopped: LabSettings | None = None  # what was left off
        self._told_network: tuple[Any, ...] = ()
        self._slice = ExactSlice(self._send, self._send_bytes, self._goes_on)
        self._live = LiveSlice(self._send_bytes, self._work)
        self._runs = Runs(self._send, self._send_bytes, soon, self._work)

    def answers(self) -> dict[str, Answer]:
        """Return what is done about the messages that concern the network."""
        return {
            "drawn": self._live.drawn,
            "train": self._train,
            "trainAll": self._train_all,
            "cancel": self._runs.cancel,
            "speed": self._set_speed,
            "stop": self._stop,
            "again": self._again,
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
        return self._slice.plane

    def file(self, name: str) -> tuple[RaceFormat, Callable[[], tuple[Any, ...]]] | str:
        """Return the kind of file, and what gives what it is written of; a sentence for none.

        The latter takes its time: it is for another thread.
        """
        settings, run = self._wanted, self._experiment
        if settings is not None and settings.view == RUN:
            if name not in RUN_FORMATS:
                return "A run is the playground’s training: Save has its script there."
            told = self._runs.told
            if not any(one.shadow is not None for one in told):
                return "Nothing has been trained yet."
            return RUN_FORMATS[name], lambda: (told,)
        if settings is not None and settings.view == LIVE and run is not None:
            return MAP_FORMATS[name], lambda: (
                settings, messages.live_plane(run, settings), _address(run, settings)
            )  # fmt: skip
        raced = self._slice.raced
        if raced is None or run is None:
            return "The race is still being computed: try again in a moment."
        return RACE_FORMATS[name], lambda: (*raced, _address(run, raced[0]))

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
        self._slice.close()
        self._experiment = None
        self._told_network = ()

    def forget(self) -> None:
        """The browser has nothing, or has lost what it had."""
        self._told_network = ()
        self._slice.forget()
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
            has_trained = self._experiment is not None and self._experiment.playing
            self.rest()
            if has_trained:
                self._keep()
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
            self._slice.draw(run, settings, done)

    def _stop(self) -> None:
        """Leave off what is being computed of a slice; what has come of it stays."""
        settings, self._wanted = self._wanted, None
        if settings is not None:
            self._stopped = settings
            self.chrome.send(type="work", state="stopped")

    def _again(self) -> None:
        """Go on with what was left off."""
        if self._wanted is None and self._stopped is not None:
            self.draw(self._stopped, lambda: None)

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

    def _set_speed(self, value: Word) -> None:
        """Train with another speed, as on the playground."""
        run = self._experiment
        if run is not None:
            self._errands.do(lambda: run.apply(speed=value), self._told_and_kept)

    def _told_and_kept(self, notices: list[str]) -> None:
        self._notice(notices)
        self._keep()

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
