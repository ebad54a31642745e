"""What the browser is told of a step: stages, a weight's way, candidates, as plain data."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from playground.labs.inside.look import Candidates
from playground.labs.inside.paths import Path, central_difference, influence
from playground.labs.inside.shown import Flow, Focus, Row, Shown, Stage, Table
from playground.labs.inside.walk import MOST_TOLD, Walk, strongest_first
from playground.labs.inside.writing import MINUS, Formula, spoken, wire, written
from playground.ui.kit.typeset import typeset, with_minus

MOST_LINKS = 64  # of a gap: beyond, only those of the neuron in question carry their numbers


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

    >>> brief(-0.12345), brief(123.4), brief(0.0064), brief(-0.0), brief(-4e37)
    ('−0.12', '123', '0.006', '0', '−4e37')
    """
    if not math.isfinite(number):
        return "?" if math.isnan(number) else written(number)
    size = abs(number)
    if number == 0:
        text = "0"
    elif 0.001 <= size < 1000:
        text = f"{number:.3g}" if size >= 10 else f"{number:.{2 if size >= 0.01 else 3}f}"
    else:
        text = f"{number:.0e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    return text.replace("-", MINUS)


def _flow_told(flow: Flow) -> dict[str, Any]:
    links = np.zeros((0, 0)) if flow.links is None else flow.links
    if links.size:
        own = links[:, flow.neuron] if flow.towards else links[flow.neuron]
    else:
        own = links.ravel()
    every = links.tolist() if links.size <= MOST_LINKS else []
    return {
        "values": [
            None if column is None else [brief(one) for one in column] for column in flow.values
        ],
        "column": flow.column,
        "gap": flow.gap,
        "neuron": flow.neuron,
        "dropped": flow.dropped,
        "links": [brief(one) for one in own],
        "every": [[brief(one) for one in row] for row in every],
        "strong": strongest_first(own)[:MOST_TOLD],
        "reports": flow.reports,
        "targets": [written(one) for one in flow.targets],
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
        "number": _number(float(walk.network.parameters[place])),
        "derivative": written(found.derivative),
        "sign": _sign(found.derivative),
        "paths": [_way_told(walk, one) for one in found.paths],
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


def _way_told(walk: Walk, path: Path) -> dict[str, Any]:
    by = " → ".join(str(one + 1) for one in path.neurons)
    return {
        "neurons": path.neurons,
        "through": f"by {by}"
        if len(path.neurons) > 1
        else walk.neuron_name(walk.last, path.neurons[0]),
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


def _number(value: float) -> float | None:
    """Return a number as it stands in a field; None where it is none."""
    return float(f"{value:.5g}") if math.isfinite(value) else None


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
