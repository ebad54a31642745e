"""The challenge that a visit is in: what its run is worth, as often as it is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.lessons.challenges import CHALLENGES, PREFIX, Attempt, Challenge
from playground.ui.lessons.grip import Grip, Scene, still_hidden

PATH = "/"  # of the page on which they are


@dataclass(frozen=True)
class Tried:
    """What a run is worth in a challenge."""

    challenge: Challenge
    attempt: Attempt


class Trying:
    """The challenge of one visit, if it is in one.

    Parameters
    ----------
    path
        The address of the visit's page.
    send
        Sends a message to the browser.
    grip
        How the page is got hold of; None where no challenge is on it.
    """

    def __init__(self, path: str, send: Callable[..., None], grip: Grip | None) -> None:
        self._is_here = path == PATH
        self._send, self._grip = send, grip
        self._challenge: Challenge | None = None
        self._tried: Tried | None = None

    @property
    def is_on(self) -> bool:
        """Whether it is in one."""
        return self._challenge is not None

    def open(self, name: str, fresh: bool, keep: bool) -> bool:
        """Open the challenge of a name; return whether there is one.

        It is set up if it is ``fresh``; ``keep`` hands the learner's own set-up over before.
        """
        challenge = CHALLENGES.get(name.removeprefix(PREFIX)) if name.startswith(PREFIX) else None
        self._challenge, self._tried = challenge, None
        if challenge is not None:
            self._set_up(challenge, fresh, keep)
        return challenge is not None

    def close(self) -> None:
        """Leave it."""
        self._challenge = None

    def again(self) -> None:
        """Set it up anew."""
        if self._challenge is not None:
            self._set_up(self._challenge, fresh=True, keep=False)

    def _set_up(self, challenge: Challenge, fresh: bool, keep: bool) -> None:
        grip = self._grip
        if grip is None or not self._is_here:
            self._tell(challenge)
            return

        def work() -> str | None:
            link = grip.keep() if keep else None
            if fresh:
                settings = still_hidden(challenge.settings, grip.now().settings)
                grip.set_up(Scene(settings, "", (), ()))
            return link

        def then(link: str | None) -> None:
            self._tell(challenge, link)
            grip.draw()

        grip.errand(work, then)

    def prepare(self, now: Any) -> Tried | None:
        """Return what the present run is worth; on another thread."""
        challenge = self._challenge
        if challenge is None or not self._is_here:
            return None
        return Tried(challenge, challenge.attempt(now))

    def show(self, tried: Tried) -> None:
        """Take what has been found, in the page's turn."""
        if tried != self._tried and tried.challenge is self._challenge:
            self._tried = tried
            self._tell(tried.challenge)

    def _tell(self, challenge: Challenge, before: str | None = None) -> None:
        """Tell the browser how a challenge stands."""
        attempt = self._tried.attempt if self._tried is not None else Attempt(None)
        record = challenge.record
        self._send(
            type="challenge",
            name=PREFIX + challenge.name,
            title=challenge.title,
            rule=challenge.rule,
            here=self._is_here,
            record={"value": record.value, "said": challenge.said(record.value)},
            value=attempt.value,
            said="" if attempt.value is None else challenge.said(attempt.value),
            why=attempt.why,
            **({} if before is None else {"before": before}),
        )
