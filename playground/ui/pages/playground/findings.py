"""Which findings stand beside the curves: not more than once a second, and without flicker."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from playground.experiment.diagnosis import Finding, diagnose
from playground.experiment.remedies import Remedy
from playground.experiment.snapshot import Snapshot

PAUSE = 1.0  # seconds between two diagnoses of a running training


def merged(shown: list[Finding], now: list[Finding], gone: set[str]) -> list[Finding]:
    """Return what to show: the findings of now, and those that have only just vanished.

    A finding goes when it is missing twice in a row; one on the border would come and go.

    Parameters
    ----------
    shown, now
        What was shown, and the new diagnosis.
    gone
        Names of those shown that were missing in the diagnosis before.

    Examples
    --------
    >>> a, b = Finding("A", "..."), Finding("B", "...")
    >>> [one.name for one in merged([a, b], [b], set())]
    ['A', 'B']
    >>> [one.name for one in merged([a, b], [b], {"A"})]
    ['B']
    """
    result = list(now)
    present = {finding.name for finding in now}
    for place, finding in enumerate(shown):
        if finding.name not in present and finding.name not in gone:
            result.insert(min(place, len(result)), finding)
    return result


class Board:
    """The findings of one visit.

    Parameters
    ----------
    clock
        Returns the time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.shown: list[Finding] = []
        self._gone: set[str] = set()
        self._clock = clock
        self._looked = -PAUSE
        self._version = -1

    def prepare(self, now: Snapshot) -> list[Finding] | None:
        """Return what is found, if it is time to look again and anything has happened."""
        if now.version == self._version:
            return None
        if now.playing and self._clock() - self._looked < PAUSE:
            return None
        self._looked = self._clock()
        self._version = now.version
        return diagnose(now)

    def show(self, found: list[Finding], playing: bool) -> bool:
        """Show what ``prepare`` has found; return whether there is news."""
        before = self.shown
        self.shown = merged(before, found, self._gone) if playing else found
        self._gone = {one.name for one in self.shown} - {one.name for one in found}
        return self.shown != before

    def told(self) -> list[dict[str, Any]]:
        """Return the findings for the browser."""
        return [
            {
                "name": finding.name,
                "evidence": finding.evidence,
                "remedies": [remedy.label for remedy in finding.remedies],
                "of_signal": finding.of_signal,
                "why": finding.why and asdict(finding.why),
            }
            for finding in self.shown
        ]

    def remedy(self, name: str, label: str) -> Remedy | None:
        """Return a remedy that is on the board; None if it has gone."""
        for finding in self.shown:
            if finding.name == name:
                return next((one for one in finding.remedies if one.label == label), None)
        return None
