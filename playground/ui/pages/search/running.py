"""The search of a visit as it runs: how far it is, and what has come of it by then."""

from __future__ import annotations

import time
from collections.abc import Callable

from playground.labs.search import Axis, Plan, Search, SearchError, SearchJob, axis, kept, known
from playground.ui.kit.background import Picture
from playground.ui.pages.search.told import heat_message, scores_message, trial_message

LOOK = 150  # milliseconds between two looks at how far it is
PAUSE = 0.3  # seconds between two pictures of it, for some hundred combinations
CROWD = 1000  # combinations from which on the pause grows


class Running:
    """The search that is looked at; it rests while nobody is there, see ``session.Run``.

    Parameters
    ----------
    send, send_bytes
        Send a message to the browser; from any thread.
    soon
        ``soon(callback, milliseconds)`` calls back later; from any thread.
    """

    def __init__(
        self,
        send: Callable[..., None],
        send_bytes: Callable[[bytes], None],
        soon: Callable[..., bool],
    ) -> None:
        self._send, self._send_bytes, self._soon = send, send_bytes, soon
        self._plan: Plan | None = None  # of the present settings
        self._job: SearchJob | None = None
        self._axes: list[Axis] = []
        self._pair: tuple[str, ...] = ()
        self._pictured = (
            -1,
            0.0,
        )  # how many fits the newest picture has, and when it was asked for
        self._picture = Picture(self._messages, self._send_all, soon)
        self.search: Search | None = None

    # What the session needs of what trains

    @property
    def playing(self) -> bool:
        """Whether it runs."""
        return self._job is not None and self._job.state == "running"

    def play(self) -> None:
        """Go on with what is missing."""
        if self.search is not None and not self.search.is_done and not self.playing:
            self._begin(self.search)

    def pause(self) -> None:
        """Stop, to be able to go on; what has come stays."""
        if self._job is not None:
            self._job.cancel()

    # What is looked at

    def look_at(self, plan: Plan | None) -> None:
        """Take note of what the settings ask for; show what has come of it, if anything has."""
        self._plan = plan
        if not self.playing and plan is not None:
            found = known(plan)
            if found is not None and found.n_done:
                self._show(found)
        self._tell()

    def show_all(self) -> None:
        """Tell everything, to a browser that has nothing."""
        if self.search is not None:
            self._send_bytes(trial_message(self.search.plan, self._axes))
            self._ask(anew=True)
        self._tell()

    def start(self) -> None:
        """Search as the settings say, or go on with what is missing."""
        if self._plan is not None and not self.playing:
            self._show(kept(self._plan))
            self.play()

    def look_at_pair(self, names: tuple[str, ...]) -> None:
        """Look at two settings together; fewer than two end that."""
        self._pair = names
        self._ask(anew=True)

    @property
    def is_old(self) -> bool:
        """Whether what is shown is not what the settings ask for."""
        return self.search is not None and (
            self._plan is None or self._plan.digest != self.search.plan.digest
        )

    def _show(self, search: Search) -> None:
        if search is self.search:
            return
        self.search, self._job, self._pair = search, None, ()
        self._axes = [axis(search.plan, name) for name in search.plan.varied]
        self._send_bytes(trial_message(search.plan, self._axes))
        self._ask(anew=True)

    def _begin(self, search: Search) -> None:
        self._job = SearchJob(search)
        self._job.start()
        self._look(self._job)

    def _look(self, job: SearchJob) -> None:
        """Tell how far it is; once more in a moment, as long as it runs."""
        if job is not self._job:
            return
        self._tell()
        over = job.state != "running"
        self._ask(anew=over)
        if not over:
            self._soon(lambda: self._look(job), LOOK)
        elif job.failure is not None and not isinstance(job.failure, SearchError):
            raise job.failure

    def _tell(self) -> None:
        search, job = self.search, self._job
        if search is None:
            self._send(type="run", key="", state="idle", progress=0.0, remaining=None, done=0,
                       fits=0, lost=0, trouble="", old=False)  # fmt: skip
            return
        state = job.state if job is not None else "done" if search.is_done else "idle"
        trouble = str(job.failure) if job and isinstance(job.failure, SearchError) else ""
        self._send(
            type="run", key=search.plan.digest, state=state,
            progress=search.n_done / max(search.n_fits, 1),
            remaining=job.remaining if job is not None else None, done=search.n_done,
            fits=search.n_fits, lost=search.n_failed + search.n_diverged, trouble=trouble,
            old=self.is_old,
        )  # fmt: skip

    # What is drawn of it

    def _ask(self, anew: bool = False) -> None:
        """Have the picture made if it is time, and there is anything new."""
        search = self.search
        if search is None:
            return
        done, (had, when) = search.n_done, self._pictured
        pause = PAUSE * max(1.0, search.plan.n_combinations / CROWD)
        first = had <= 0  # nobody should wait for the first violin
        if anew or (done != had and (first or time.monotonic() - when > pause)):
            self._pictured = done, time.monotonic()
            self._picture.ask()

    def _messages(self) -> list[bytes]:
        search, axes, pair = self.search, self._axes, self._pair
        if search is None or not search.n_done:
            return []
        messages = [scores_message(search, axes)]
        found = [one for name in pair for one in axes if one.name == name]
        if len(found) == 2:
            messages.append(heat_message(search, *found))
        return messages

    def _send_all(self, messages: list[bytes]) -> None:
        for message in messages:
            self._send_bytes(message)
