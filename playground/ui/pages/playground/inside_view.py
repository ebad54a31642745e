"""Look inside: backpropagation step by step, on the learner's own network and data.

The browser's half is ``static/playground/inside.js``; the numbers flow over the network view
(``network_numbers.js``). Here is what a visit looks at, and when it is made anew; the model is
``labs.inside``, what the browser is told stands in ``inside_messages.py``.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Literal

import numpy as np
import panel as pn

from playground.experiment import Experiment
from playground.labs.inside.look import Candidates, Look
from playground.labs.inside.shown import Focus
from playground.labs.inside.stages import shown, stages
from playground.labs.inside.standing import Standing
from playground.labs.inside.whole import whole
from playground.ui.kit.background import LABS, Background, Soon
from playground.ui.kit.component import Component, InTurn
from playground.ui.kit.later import Later, fill
from playground.ui.kit.messages import Count
from playground.ui.pages.playground import inside_messages as messages

PLAYING = "The run goes on. Pause it to look at its next step."
CHANGED = "The run or its settings have changed: the step is made anew …"


class InsideView(Component):
    """The component: the stages of a step, one at a time."""

    module = "playground/inside"


@dataclass(frozen=True)
class Wish:
    """What the learner wants to see: stage, example, neuron or weight, and how it is written.

    ``example`` is a place in the training data; None for the first of the batch. ``whole`` is the
    whole batch instead; ``number`` is that of the browser's message.
    """

    stage: int = 0
    example: int | None = None
    whole: bool = False
    focus: Focus | None = None
    notation: str = "code"
    number: int = 0


@dataclass(frozen=True, eq=False)
class _Seen:
    """What is looked at: where the run stands and what comes there."""

    number: int
    here: Standing
    look: Look | Candidates


class Inside(Later):
    """What one visit sees of the inside of its network.

    Parameters
    ----------
    experiment
        Whose network.
    soon
        Calls back when the page's document may be changed; from any thread.
    act
        ``act(work)`` does something to the experiment as the page's buttons do.
    ring
        ``ring(batch, example)`` rings points (n, 2) of the batch and one example, in the output.
    closed
        Called when the learner closes it.
    in_turn
        Wraps what messages from the browser call.

    Attributes
    ----------
    active
        Whether it is open.
    """

    def __init__(
        self,
        experiment: Experiment,
        soon: Soon,
        act: Callable[[Callable[[], list[str]]], None],
        ring: Callable[[Any, Any], None],
        closed: Callable[[], None],
        in_turn: InTurn,
    ) -> None:
        self.place = pn.Column(margin=0, sizing_mode="stretch_width")
        self.active = False
        self._experiment = experiment
        self._soon = soon
        self._act = act
        self._ring = ring
        self._closed = closed
        self._in_turn = in_turn
        self._looking = Background(soon, LABS, refusals=(ValueError,))
        self._wish = Wish()
        self._seen: _Seen | None = None
        self._number = 0
        self._told_stale = ""
        self._renewal_is_due = False

    def make(self) -> None:
        """Make the component."""
        self._view = InsideView(
            {
                "ready": self._ready,
                "see": self._see,
                "take": self._take_step,
                "set": self._set,
                "close": lambda: self._closed(),
            },
            self._in_turn,
        )

    def open(self, example: int | None = None) -> None:
        """Open it, with the step that comes next; and a training example, by its place there."""
        self.need()
        self.active = True
        self._wish = Wish(example=example, notation=self._wish.notation)
        self._experiment.subscribe(self._changed)
        fill(self.place, self._view)
        self.renew()

    def close(self) -> None:
        """Close it, and let go of what was looked at."""
        if not self.active:
            return
        self.active = False
        self._experiment.unsubscribe(self._changed)
        self._looking.forget()
        self._seen = None
        self._view.send(type="closed")
        self._ring(None, None)
        fill(self.place)

    def stop(self) -> None:
        """Look no more: the page is gone."""
        self.active = False
        self._experiment.unsubscribe(self._changed)
        self._looking.forget()

    # What the experiment says, from any thread, with its lock

    def _changed(self) -> None:
        if self._experiment.playing and self._told_stale == PLAYING:
            return
        if not self._renewal_is_due:
            self._renewal_is_due = True
            self._soon(self.renew)

    def renew(self) -> None:
        """Look again, if the run no longer stands where it was looked at."""
        self._renewal_is_due = False
        if not self.active:
            return
        if self._experiment.playing:
            self._stale(PLAYING)
            return
        if self._seen is not None and self._seen.here.holds(self._experiment):
            if self._told_stale:
                self._tell_all(self._seen, self._wish, self._make(self._seen, self._wish))
            return
        if self._seen is not None:
            self._stale(CHANGED)
        self._number += 1
        wish = self._wish
        work = partial(self._look, self._number, wish)
        self._looking.do(work, lambda made: self._tell_all(made[0], wish, made[1]), self._refused)

    def _stale(self, why: str) -> None:
        if self._told_stale != why:
            self._told_stale = why
            self._view.send(type="stale", sentence=why)

    def _refused(self, sentence: str) -> None:
        self._view.send(type="refused", sentence=sentence)

    # What is made, on another thread

    def _look(self, number: int, wish: Wish) -> tuple[_Seen, dict[str, Any]]:
        here = Standing.of(self._experiment)
        seen = _Seen(number, here, here.look() if here.uses_gradient else here.candidates())
        return seen, self._make(seen, wish)

    def _make(self, seen: _Seen, wish: Wish) -> dict[str, Any]:
        """Return what the browser shows of a wish."""
        if isinstance(seen.look, Candidates):
            return {"kind": "generation", **messages.candidates_told(seen.look)}
        example = wish.example
        batch = seen.look.batch.examples
        if example is None or example >= len(seen.here.training.labels):
            example = int(batch[0])
        one = seen.here.walk(seen.look, example, wish.notation)
        walk = seen.here.walk(seen.look, None, wish.notation) if wish.whole else one
        every = stages(walk)
        place = min(wish.stage, len(every) - 1)
        return {
            "kind": "batch",
            "stages": [{"kind": one.kind, "layer": one.layer, "title": one.title} for one in every],
            "stage": place,
            "example": example,
            "chosen": wish.example is not None,
            "outside": example not in batch,
            "whole": wish.whole,
            "notation": wish.notation,
            "examples": [int(one) for one in batch[:100]],
            **messages.stage_told(shown(walk, place, wish.focus)),
            "path": messages.path_told(one, wish.focus),
            "asked": None if wish.whole else messages.asked_told(one, every[place], wish.focus),
            "weights": seen.look.network.n_weights,
            "formula": messages.formulas_told(whole(seen.look.network, seen.here.features)),
        }

    # What the browser says

    def _ready(self) -> None:
        self._told_stale = ""
        self._seen = None
        self._wish = replace(self._wish, number=0)  # the browser begins to count anew
        self.renew()

    def _see(
        self,
        stage: Count,
        example: Count | None,
        whole: bool,
        layer: Count | None,
        neuron: Count | None,
        source: int | None,
        notation: Literal["code", "transposed"],
        wish: Count,
    ) -> None:
        """Show another stage, example, neuron or weight."""
        focus = None if layer is None else Focus(layer, neuron or 0, source)
        self._wish = Wish(stage, example, whole, focus, notation, wish)
        self._show()

    def choose(self, x: float, y: float) -> None:
        """Follow the training example next to a place of the plane, where it has been clicked."""
        seen = self._seen
        if not self.active or seen is None or isinstance(seen.look, Candidates):
            return
        points = self._experiment.data.train.points
        if len(points) == len(seen.here.training.labels):  # else it is being made anew
            self.follow(int(np.hypot(points[:, 0] - x, points[:, 1] - y).argmin()))

    def follow(self, example: int) -> None:
        """Follow a training example, by its place there."""
        self._wish = replace(self._wish, example=example, whole=False)
        self._show()

    def _show(self) -> None:
        seen, wish = self._seen, self._wish
        if seen is None or self._told_stale:
            return  # what is being made shows it
        self._looking.do(
            partial(self._make, seen, wish),
            lambda made: self._tell_all(seen, wish, made),
            self._refused,
        )

    def _take_step(self, number: Count) -> None:
        """Take the step that was looked at; a second click on it takes no other."""
        seen = self._seen
        if seen is None or seen.number != number or self._told_stale:
            return
        wish = self._wish
        inside = isinstance(seen.look, Look) and wish.example in seen.look.batch.examples
        # Who followed a point of this batch goes on with one of the next.
        self._wish = replace(wish, stage=0, example=None if inside else wish.example)

        def take() -> list[str]:
            taken = seen.here.take(self._experiment)
            return [] if taken else ["The run has gone on meanwhile; look at its next step."]

        self._act(take)

    def _set(self, layer: Count, neuron: Count, source: int, value: float) -> None:
        """Give the weight that is looked at, or the bias (source -1), another value."""
        run = self._experiment

        def give() -> list[str]:
            try:
                if source < 0:
                    run.set_bias(layer, neuron, value)
                else:
                    run.set_weight(layer, source, neuron, value)
            except (ValueError, IndexError):
                return ["That part of the network is no longer there, or this is no number for it."]
            return []

        self._act(give)

    # What the browser is told

    def _tell_all(self, seen: _Seen, wish: Wish, made: dict[str, Any]) -> None:
        if not self.active:
            return
        self._seen = seen
        here = seen.here
        self._told_stale = ""
        trainer = here.trainer
        size = trainer.recipe.batch_size
        n = len(here.training.labels)
        self._view.send(
            type="shown",
            number=seen.number,
            wish=wish.number,
            epoch=trainer.epoch,
            batch=trainer.position // size + 1,
            batches=math.ceil(n / size),
            **made,
        )
        points = self._experiment.data.train.points
        if made["kind"] == "batch" and len(points) == n and isinstance(seen.look, Look):
            self._ring(
                points[seen.look.batch.examples], None if wish.whole else points[[made["example"]]]
            )
        else:
            self._ring(None, None)
        if wish is not self._wish:
            self._show()  # the learner has gone on meanwhile
        elif not here.holds(self._experiment):
            self.renew()
