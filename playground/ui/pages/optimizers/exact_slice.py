"""Exact slices through a network's loss: the map coarse first, then the race, then finer maps."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from playground.experiment import Experiment
from playground.labs.optimizers.descent import race
from playground.labs.optimizers.entries import Entry
from playground.labs.optimizers.landscape import (
    QUICK,
    RESOLUTIONS,
    Slice,
    heights,
    places_around,
    resolutions,
)
from playground.labs.optimizers.settings import LabSettings
from playground.ui.pages.optimizers import network_messages as messages
from playground.ui.pages.optimizers.picture import paths_told, place_told

SLOW = 0.5  # seconds of a first map or of some steps from which on progress is told
STEPS = 20


class ExactSlice:
    """The slice of one visit, and the race over it.

    Parameters
    ----------
    send, send_bytes
        Send a message to the browser; from any thread.
    goes_on
        ``goes_on(settings)`` tells whether these settings are still what is wanted.

    Attributes
    ----------
    plane
        The slice; None as long as none is drawn.
    raced
        What is seen: the settings, with as many steps as there are, and the slice. What their
        surface is does not matter.
    """

    def __init__(
        self,
        send: Callable[..., None],
        send_bytes: Callable[[bytes], None],
        goes_on: Callable[[LabSettings], bool],
    ) -> None:
        self._send = send
        self._send_bytes = send_bytes
        self._goes_on = goes_on
        self._key: tuple[Any, ...] = ()
        self._left: list[int] = []  # resolutions of maps that are still to come
        self._has_map = False
        self._note = ""
        self._quick = True  # whether there is time for what takes hundreds of gradients
        self._tells = False  # whether the progress is told
        self.plane: Slice | None = None
        self.raced: tuple[LabSettings, Slice] | None = None

    def forget(self) -> None:
        """The browser has nothing, or it is about to be another network."""
        self._key = ()

    def close(self) -> None:
        """Let go of the network."""
        self._key, self.plane, self.raced = (), None, None

    def draw(self, run: Experiment, settings: LabSettings, done: Callable[[], None]) -> None:
        """Send what is drawn; ``done()`` when the first of it is sent. On a worker thread."""
        key = (run.version, settings.view, settings.weights, settings.reach, settings.seed)
        if key != self._key or self.plane is None:
            self.plane = messages.plane_of(settings, run)
            self._key, self._has_map, self.raced = key, False, None
            value, gradient = self.plane.loss.seconds(self.plane.centre)
            self._quick = gradient <= QUICK
            self._left = list(resolutions(value))
            self._note = messages.too_large(self._left[-1])
            self._tells = max(self._left[0] ** 2 * value, STEPS * gradient) > SLOW
        plane = self.plane
        if self._tells:
            done()  # the page shows what it knows while the map is being made
        if not self._has_map:
            self._has_map = self._refine(plane, settings, most=1)
        if self._has_map:
            self._race_all(plane, settings, done)
        done()
        if self._tells and self._goes_on(settings):
            self._send(type="work", state="over")

    def _race_all(self, plane: Slice, settings: LabSettings, done: Callable[[], None]) -> None:
        entries = settings.entries()
        steps = messages.affordable(plane, entries, settings.steps)
        self.raced = replace(settings, steps=steps), plane
        note = "" if steps == settings.steps else f"The network is large: {steps} steps are shown."
        led = [one for one in entries if not one.walker.is_population]
        self._race(plane, settings, led, steps, note, everybody=True)
        done()
        for entry in entries:
            if entry.walker.is_population and self._goes_on(settings):
                self._race(plane, settings, [entry], steps, note, everybody=False)
        self._refine(plane, settings, most=len(RESOLUTIONS) + 1)

    def _refine(self, plane: Slice, settings: LabSettings, most: int) -> bool:
        """Send the next maps; tell whether all of them have come to be."""
        wanted = tuple(self._left[:most])
        made = 0

        def goes_on(share: float) -> bool:
            wants_more = self._goes_on(settings)
            if self._tells and wants_more:
                self._send(type="work", state="map", share=share, n=wanted[made])
            return wants_more

        for found in heights(plane, wanted, goes_on):
            made += 1
            del self._left[:1]
            last = not self._left
            self._send_bytes(messages.plane_message(plane, found, last, self._note))
        return made == len(wanted)

    def _race(
        self,
        plane: Slice,
        settings: LabSettings,
        entries: Sequence[Entry],
        steps: int,
        note: str,
        *,
        everybody: bool,
    ) -> None:
        begin = settings.start or plane.start
        taken = 0

        def goes_on() -> bool:
            nonlocal taken
            wants_more = self._goes_on(settings)
            if self._tells and wants_more:
                self._send(type="work", state="race", share=min(taken / steps, 1.0), steps=steps)
            taken += 1
            return wants_more

        paths = race(
            plane, entries, begin, steps, noise=settings.noise, seed=settings.seed,
            goes_on=goes_on,
        )  # fmt: skip
        if not self._goes_on(settings):
            return  # cut short: nobody wants it any more
        found = places_around(plane, paths) if self._quick else []
        shown = replace(settings, start=tuple(begin))
        told = [place_told(place) for place in found]
        self._send_bytes(
            paths_told(
                shown, plane, (begin[0], begin[1]), paths, found, everybody, self._quick,
                level=told, note=note,
            )
        )  # fmt: skip
