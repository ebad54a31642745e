"""Pages without a browser on which a lesson can be followed: everything is done at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from playground.experiment import Experiment
from playground.labs.curves.ensembles import KINDS, Ensemble, ensemble
from playground.labs.curves.lab import LabSettings as CurveSettings
from playground.labs.optimizers.settings import LabSettings as RaceSettings
from playground.lessons.conditions.curves import TESTED, Curves
from playground.lessons.conditions.races import Race
from playground.lessons.lesson import Step
from playground.ui.kit.messages import Answers
from playground.ui.lessons.grip import Grip
from playground.ui.lessons.guide import Guide
from playground.ui.pages.curves.lesson_grip import grip_on as on_curves
from playground.ui.pages.optimizers.lesson_grip import grip_on as on_optimizers
from playground.ui.pages.playground.lesson_grip import grip_on as on_playground

LOOKS = 30


class Desk:
    """A page on which lessons are given, and what its browser has been told."""

    def __init__(self, path: str) -> None:
        self.told: list[dict[str, Any]] = []
        self.run = Experiment()
        self.race = Race(RaceSettings(), seen=True)
        self.curves = Curves(CurveSettings(), TESTED)
        makers: dict[str, Callable[[], Grip]] = {
            "/": self._playground,
            "/optimizers": self._optimizers,
            "/curves": self._curves,
        }
        self.grip = makers[path]() if path in makers else None
        self.guide = Guide(path, lambda **message: self.told.append(message), self.soon, self.grip)
        self._answers = Answers(self.guide.answers())

    def _playground(self) -> Grip:
        grip = on_playground(self.run, self.soon, self.errand, lambda name: None, self.draw)
        return replace(grip, train=lambda: None)  # ``follow`` trains

    def _optimizers(self) -> Grip:
        def become(settings: RaceSettings) -> None:
            self.race = Race(settings, seen=True)

        return on_optimizers(lambda: self.race, become, self.errand, self.draw)

    def _curves(self) -> Grip:
        def become(settings: CurveSettings, stage: int) -> None:
            self.curves = Curves(settings, stage)

        def train() -> None:
            settings = self.curves.settings
            points = settings.measurement()
            learner, seed = settings.learner(), settings.seed
            fits = {
                kind: tuple(ensemble(points, kind, settings.fits, learner, seed)) for kind in KINDS
            }
            made = {kind: Ensemble(points, kind, some) for kind, some in fits.items()}
            self.curves = replace(self.curves, ensembles=made)

        return on_curves(lambda: self.curves, become, train, self.errand, self.draw)

    def soon(self, callback: Callable[[], None], after: int = 0) -> None:
        if not after:
            callback()

    def errand(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        then(work())
        self.draw()

    def draw(self) -> None:
        assert self.grip is not None
        if not self.guide.is_watching:
            return  # as the pages of labs do
        self.guide.show(self.guide.prepare(self.grip.now()))

    def say(self, kind: str, **fields: Any) -> dict[str, Any]:
        """Send a message as the browser does; return what has been told last."""
        self._answers.read({"type": f"lesson_{kind}", **fields})()
        return self.told[-1]

    def train(self, step: Step) -> None:
        """Train as far as a step wants, and be looked at on the way, as a playing page is."""
        before = self.told[-1]
        begun = self.run.epoch
        for look in range(1, LOOKS + 1):
            until = begun + (step.epochs - begun) * look // LOOKS
            if until > self.run.epoch and self.run.diverged is None:
                self.run.train(until - self.run.epoch)
                self.draw()
            now = self.told[-1]
            if (now["phase"], now["step"]) != (before["phase"], before["step"]):
                return
