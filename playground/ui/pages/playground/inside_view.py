"""Look inside: backpropagation step by step, on the learner's own network and data.

The browser's half is ``static/playground/inside.js``; the numbers flow over the network view
(``network_numbers.js``). Here are the messages between page and model (``labs.inside``).
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
from playground.labs.inside.paths import Path, central_difference, influence
from playground.labs.inside.shown import Flow, Focus, Row, Shown, Stage, Table
from playground.labs.inside.stages import shown, stages
from playground.labs.inside.standing import Standing
from playground.labs.inside.walk import MOST_TOLD, Walk, strongest_first
from playground.labs.inside.whole import whole
from playground.labs.inside.writing import MINUS, Formula, spoken, wire, written
from playground.ui.kit.background import LABS, Background, Soon
from playground.ui.kit.component import Component, InTurn
from playground.ui.kit.later import Later, fill
from playground.ui.kit.messages import Count
from playground.ui.kit.typeset import typeset, with_minus

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
    take
        ``take(work)`` does something to the experiment as the page's buttons do.
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
        take: Callable[[Callable[[], list[str]]], None],
        ring: Callable[[Any, Any], None],
        closed: Callable[[], None],
        in_turn: InTurn,
    ) -> None:
        self.place = pn.Column(margin=0, sizing_mode="stretch_width")
        self.active = False
        self._experiment = experiment
        self._soon = soon
        self._take = take
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
                "close": lambda: self._closed(),
            },
            self._in_turn,
        )

    def open(self) -> None:
        """Open it, with the step that comes next."""
        self.need()
        self.active = True
        self._wish = Wish(notation=self._wish.notation)
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
            return {"kind": "generation", **candidates_told(seen.look)}
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
            **stage_told(shown(walk, place, wish.focus)),
            "path": path_told(one, wish.focus),
            "asked": None if wish.whole else asked_told(one, every[place], wish.focus),
            "weights": seen.look.network.n_weights,
            "formula": formulas_told(whole(seen.look.network, seen.here.features)),
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
        if len(points) != len(seen.here.training.labels):
            return  # others have come meanwhile: the step is being made anew
        nearest = int(np.hypot(points[:, 0] - x, points[:, 1] - y).argmin())
        self._wish = replace(self._wish, example=nearest, whole=False)
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

        self._take(take)

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


def formulas_told(formulas: tuple[Formula, ...]) -> list[Any]:
    """Return formulas as the browser takes them."""
    return [wire(one) for one in formulas]


def _typeset(told: list[Any]) -> list[Any]:
    """Return a formula whose plain texts have the signs that a book would print."""
    return [typeset(one) if isinstance(one, str) else one for one in told]


def _row_told(row: Row) -> dict[str, Any]:
    formulas = formulas_told(row.formulas)
    return {"code": row.code, "formulas": formulas, "words": row.words, "picks": row.picks}


def _table_told(table: Table | None) -> dict[str, Any] | None:
    if table is None:
        return None
    return {
        "columns": table.columns,
        "examples": table.examples,
        "rows": [[written(one) for one in row] for row in table.rows],
        "mean": [written(one) for one in table.mean],
        "note": table.note,
    }


def brief(number: float) -> str:
    """Return a number as short as it stands on a neuron.

    >>> brief(-0.12345), brief(123.4), brief(0.0064), brief(-0.0), brief(0.00001)
    ('−0.12', '123', '0.006', '0', '1e−5')
    """
    if not math.isfinite(number):
        return "?" if math.isnan(number) else written(number)
    size = abs(number)
    if number == 0:
        text = "0"
    elif 0.001 <= size < 1000:
        text = f"{number:.3g}" if size >= 10 else f"{number:.{2 if size >= 0.01 else 3}f}"
    else:
        text = f"{number:.0e}".replace("e-0", "e-").replace("e+0", "e")
    return text.replace("-", MINUS)


def _flow_told(flow: Flow) -> dict[str, Any]:
    return {
        "values": [
            None if column is None else [brief(one) for one in column] for column in flow.values
        ],
        "column": flow.column,
        "gap": flow.gap,
        "neuron": flow.neuron,
        "dropped": flow.dropped,
        "links": [brief(one) for one in flow.links],
        "strong": strongest_first(np.array(flow.links))[:MOST_TOLD],
        "towards": flow.towards,
        "forwards": flow.forwards,
    }


def stage_told(one: Shown) -> dict[str, Any]:
    """Return a stage as the browser takes it."""
    return {
        "title": one.stage.title,
        "sentence": with_minus(one.sentence),
        "symbols": [
            {"formula": _typeset(wire(part)), "words": spoken(part)} for part in one.symbols
        ],
        "rows": [_row_told(row) for row in one.rows],
        "picks": one.picks,
        "sources": [
            {"file": source.file, "line": source.line, "text": source.text}
            for source in one.sources
        ],
        "flow": _flow_told(one.flow),
        "table": _table_told(one.table),
        "layer": one.stage.layer,
    }


def path_told(walk: Walk, focus: Focus | None) -> dict[str, Any] | None:
    """Return a weight's way to the loss as the browser takes it; None where none was chosen."""
    if focus is None or focus.source is None:
        return None
    found = influence(walk, focus)
    parameter = found.layer, found.neuron, found.source
    batch, place = walk.look.batch, walk.place(*parameter)
    mean = float(walk.look.gradient[place])
    with np.errstate(all="ignore"):
        check = central_difference(
            walk.network, place, found.width, batch.inputs, batch.targets, batch.masks
        )
    return {
        "layer": found.layer,
        "neuron": found.neuron,
        "source": found.source,
        "name": walk.parameter_name(*parameter),
        "symbol": wire((walk.parameter_symbol(*parameter),)),
        "value": written(float(walk.network.parameters[place])),
        "derivative": written(found.derivative),
        "sign": _sign(found.derivative),
        "paths": [_way_told(one) for one in found.paths],
        "n_paths": found.n_paths,
        "width": written(found.width),
        "difference": written(found.difference),
        "agrees": agree(found.derivative, found.difference),
        "mean": written(mean),
        "mean_difference": written(check),
        "mean_agrees": agree(mean, check),
    }


def asked_told(walk: Walk, stage: Stage, focus: Focus | None) -> dict[str, Any] | None:
    """Return the derivative whose sign can be predicted: of the weight chosen, or of the stage's.

    None at stages that show none.
    """
    if stage.kind == "gradient":
        if focus is None or focus.layer != stage.layer:
            focus = Focus(stage.layer)
    elif focus is None or focus.source is None:
        return None
    layer, neuron, source = walk.parameter(focus)
    signal = 1.0 if source < 0 else float(walk.given(layer)[source])
    delta = float(walk.deltas(layer)[neuron])
    derivative = signal * delta
    way = {1: "smaller", -1: "larger", 0: "no other"}[_sign(derivative)]
    comes = "" if source < 0 else f"What comes in is {written(signal)}, "
    return {
        "layer": layer,
        "neuron": neuron,
        "source": source,
        "name": walk.parameter_name(layer, neuron, source),
        "symbol": wire((walk.parameter_symbol(layer, neuron, source),)),
        "sign": _sign(derivative),
        "derivative": written(derivative),
        "why": (
            f"{comes}{'δ' if comes else 'It is δ:'} {'is ' if comes else ''}{written(delta)}. "
            f"This example asks for a {way} value."
            if way != "no other"
            else f"{comes}δ is {written(delta)}: this example asks for no other value."
        ),
    }


def _way_told(path: Path) -> dict[str, Any]:
    return {
        "neurons": path.neurons,
        "factors": [
            {
                "symbol": wire(one.symbol),
                "number": written(one.number),
                "mark": one.mark,
                "words": one.words,
            }
            for one in path.factors
        ],
        "product": written(path.product),
    }


def _sign(number: float) -> int:
    return (number > 0) - (number < 0)


def agree(derivative: float, difference: float) -> bool:
    """Tell whether a derivative and its central difference are the same but for rounding.

    >>> agree(0.5, 0.5000001), agree(0.0, 1e-12), agree(1.0, 0.5)
    (True, True, False)
    """
    return abs(derivative - difference) <= 1e-7 + 1e-4 * abs(derivative)


def candidates_told(look: Candidates) -> dict[str, Any]:
    """Return the candidates of a generation as the browser takes them, the best first."""
    order = np.argsort(np.where(np.isfinite(look.losses), look.losses, np.inf), kind="stable")
    return {
        "loss": written(look.loss),
        "stays": look.best is None,
        "candidates": [
            [int(one) + 1, written(float(look.losses[one])), written(float(look.moves[one]))]
            for one in order
        ],
    }
