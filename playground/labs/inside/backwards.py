"""The stages backwards: what the output reports, how it runs back, what each weight makes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.shown import Flow, Row, Shown, Stage
from playground.labs.inside.sources import lines
from playground.labs.inside.walk import Walk, above, capital, function_name, low, strongest_first
from playground.labs.inside.writing import (
    MINUS,
    SATURATED,
    TIMES,
    Formula,
    Symbol,
    Value,
    derivative_by,
    factor,
    filled,
    mark_of,
    mean_of,
    product,
    total,
    written,
)
from playground.nn import ACTIVATIONS, LOSSES, network

DELTA = "δ"


def said(mark: str) -> str:
    """Return a mark as it stands in a sentence."""
    return f" ({mark})" if mark else ""


def delta_out(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which the output's delta comes from the loss: equation (1)."""
    head, layer = walk.network.head, stage.layer
    by_logit = LOSSES[head.loss].by_logit
    make = _by_logit if by_logit else _by_output
    symbols, sentence, rows, sources = make(walk, layer)
    if walk.whole:
        rows = _averages(walk, layer)
    columns = [low(DELTA, j) for j in range(head.n_outputs)]
    return Shown(
        stage,
        sentence,
        symbols,
        tuple(rows),
        (*lines(network.backpropagate, "last ="), *sources),
        Flow(
            walk.reports(layer), walk.n_layers, neuron=neuron, forwards=False,
            reports=walk.n_layers,
        ),
        "neuron",
        walk.table(columns, walk.kept.deltas[layer]),
    )  # fmt: skip


Told = tuple[tuple[Formula, ...], str, list[Row], list[Any]]


def _averages(walk: Walk, layer: int) -> list[Row]:
    deltas = walk.deltas(layer)
    return [
        Row(
            ((Symbol(DELTA, str(j + 1), above(layer)), " on average = ", Value(float(deltas[j]))),),
            f"δ of {walk.neuron_name(layer, j)} is {written(deltas[j])} on average.",
            j,
        )
        for j in strongest_first(deltas)
    ]


def _by_logit(walk: Walk, layer: int) -> Told:
    head = walk.network.head
    a, goal, delta = walk.of(walk.kept.outputs[-1]), walk.of(walk.targets), walk.deltas(layer)
    rows = []
    for j in strongest_first(delta):
        numbers: Formula = (Value(float(a[j])), f" {MINUS} ", *factor(float(goal[j])))
        weight = ""
        if head.weighted:
            numbers = ("(", *numbers, ")", TIMES, *factor(float(goal[-1])))
            weight = f", times the weight {written(goal[-1])},"
        mine = Symbol(DELTA, str(j + 1), above(layer))
        words = (
            f"δ of {walk.neuron_name(layer, j)}: output {written(a[j])} minus target "
            f"{written(goal[j])}{weight} is {written(delta[j])}."
        )
        rows.append(Row(((mine, " = ", *numbers, " = ", Value(float(delta[j]))),), words, j))
    difference: Formula = (Symbol("a", "j"), f" {MINUS} ", Symbol("t", "j"))
    if head.weighted:
        difference = ("(", *difference, ")", TIMES, Symbol("w"))
    symbols = (Symbol(DELTA, "j", above(layer)), " = ", *difference)
    sentence = (
        "δ says how the loss changes with z. For cross-entropy behind "
        f"{function_name(head.activation)} the slope of the curve cancels out: what is left is "
        "output minus target."
    )
    return (symbols,), sentence, rows, [*lines(_unweighted(head.slope_rule)), *_of_loss(walk)]


def _by_output(walk: Walk, layer: int) -> Told:
    head = walk.network.head
    loss, curve, f = LOSSES[head.loss], ACTIVATIONS[head.activation], function_name(head.activation)
    a, z, delta = walk.kept.outputs[-1], walk.kept.logits[-1], walk.deltas(layer)
    by_output = walk.of(loss.derivative(a, walk.targets[:, : head.n_outputs]))
    slopes, goal = walk.of(curve.derivative(z, a)), walk.of(walk.targets)
    rows = []
    for j in strongest_first(delta):
        c, slope = float(by_output[j]), float(slopes[j])
        weight: Formula = (TIMES, *factor(float(goal[-1]))) if head.weighted else ()
        mine = Symbol(DELTA, str(j + 1), above(layer))
        formula: Formula = (
            mine, " = ", *factor(c), TIMES, *factor(slope, mark_of(slope)), *weight,
            " = ", Value(float(delta[j])),
        )  # fmt: skip
        words = (
            f"δ of {walk.neuron_name(layer, j)}: {written(c)} times the slope {written(slope)}"
            f"{said(mark_of(slope))}"
            f"{f' times the weight {written(goal[-1])}' if head.weighted else ''} "
            f"is {written(delta[j])}."
        )
        rows.append(Row((formula,), words, j))
    output, target = Symbol("a", "j"), Symbol("t", "j")
    mine, z_j = Symbol(DELTA, "j", above(layer)), Symbol("z", "j", above(layer))
    own = (TIMES, Symbol("w")) if head.weighted else ()
    derivative = filled(loss.slope, {"output": (output,), "target": (target,)})
    symbols: tuple[Formula, ...] = (
        (mine, " = ", derivative_by(output), TIMES, f"{f}′(", z_j, ")", *own),
        (derivative_by(output), " = ", *derivative),
    )
    sentence = (
        "δ says how the loss changes with z: how it changes with the output, times the slope of "
        f"{f} there."
    )
    sources = [*lines(_unweighted(head.slope_rule)), *_of_loss(walk), *lines(curve.derivative)]
    return symbols, sentence, rows, sources


def _of_loss(walk: Walk) -> list[Any]:
    return lines(LOSSES[walk.network.head.loss].derivative)


def _unweighted(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return the rule of a slope without the weights of a weighted head."""
    return (
        rule.keywords["slope"] if isinstance(rule, partial) and "slope" in rule.keywords else rule
    )


def delta(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which deltas run back through the links: equation (2)."""
    layer = stage.layer
    name = walk.network.activations[layer]
    f, mask = function_name(name), walk.mask(layer)
    w, later = walk.network.weights[layer + 1], walk.deltas(layer + 1)
    dropped: Formula = () if mask is None else (TIMES, Symbol("m", "j", above(layer)))
    weight, report = walk.weight(layer + 1, "j", "k"), Symbol(DELTA, "k", above(layer + 1))
    slope: Formula = (f"{f}′(", Symbol("z", "j", above(layer)), ")")
    symbols: Formula = (
        Symbol(DELTA, "j", above(layer)), " = (", Symbol("Σ", "k"), " ", weight, " ", report, ")",
        *dropped, TIMES, *slope,
    )  # fmt: skip
    sources = lines(network.backward, "delta = delta @")
    if mask is not None:
        sources += lines(network.backward, "delta = delta * mask")
    sources += lines(network.backward, "delta = delta * derivatives")
    rows = _averages(walk, layer) if walk.whole else _runs_back(walk, layer, mask)
    return Shown(
        stage,
        _what_comes_back(walk, layer),
        (symbols,),
        tuple(rows),
        (*sources, *lines(ACTIVATIONS[name].derivative)),
        Flow(
            walk.reports(layer), layer + 1, layer + 1, neuron, w * later,
            towards=False, forwards=False, reports=layer + 1,
        ),
        "neuron",
        walk.table([low(DELTA, j) for j in range(walk.width(layer))], walk.kept.deltas[layer]),
    )  # fmt: skip


def _runs_back(walk: Walk, layer: int, mask: FloatArray | None) -> list[Row]:
    w, later = walk.network.weights[layer + 1], walk.deltas(layer + 1)
    deltas, slopes = walk.deltas(layer), walk.slopes(layer)
    rows = []
    for j in strongest_first(deltas):
        terms = [(product(*pair), pair[0] * pair[1]) for pair in zip(w[j], later, strict=True)]
        slope, m = float(slopes[j]), None if mask is None else float(mask[j])
        dropped: Formula = () if m is None else (TIMES, *factor(m))
        mine: Formula = (Symbol(DELTA, str(j + 1), above(layer)), " = (", *total(terms), ")")
        slopes_own = (TIMES, *factor(slope, mark_of(slope)))
        end = (" = ", Value(float(deltas[j])))
        words = (
            f"δ of {walk.neuron_name(layer, j)}: through its links comes back "
            f"{written(float(w[j] @ later))}"
            f"{'' if m is None else f', times its dropout mask {written(m)}'}"
            f", times the slope {written(slope)}{said(mark_of(slope))} is {written(deltas[j])}."
        )
        rows.append(Row(((*mine, *dropped, *slopes_own, *end),), words, j))
    return rows


def _what_comes_back(walk: Walk, layer: int) -> str:
    activation = ACTIVATIONS[walk.network.activations[layer]]
    if not activation.has_gradient:
        return (
            f"{activation.label} is flat, its slope is 0 everywhere: nothing gets through, and the "
            "layers up to here learn nothing. That is why a step has no gradient."
        )
    sentence = (
        "δ runs back through the same links: what the later neurons report, times the weights to "
        f"them, times the slope of {function_name(activation.name)} at this neuron."
    )
    if walk.whole:
        return walk.averaged(sentence)
    slopes = np.abs(walk.slopes(layer))
    dead, faint = int((slopes == 0).sum()), int(((slopes > 0) & (slopes < SATURATED)).sum())
    if dead:
        sentence += f" Dead here (slope 0, nothing gets through): {dead} of {len(slopes)}."
    if faint:
        sentence += (
            f" Saturated here (slope below {written(SATURATED)}): {faint} of {len(slopes)}; "
            "this is where gradients vanish."
        )
    return sentence


def gradient(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which weights and biases get their gradients: equations (3) and (4)."""
    layer = stage.layer
    given, report = walk.kept.given[layer], walk.kept.deltas[layer][:, neuron]
    shares = given * report[:, None]  # (n, n_in)
    if walk.whole:  # what the step uses, to the bit
        of_all = walk.look.kept.weight_gradients[layer]
        gradients = of_all[:, neuron]
        of_bias = float(walk.look.kept.bias_gradients[layer][neuron])
    else:
        of_all = np.outer(walk.given(layer), walk.deltas(layer))
        gradients, of_bias = walk.of(shares), float(walk.of(report))
    rows = [
        _share(walk, layer, neuron, i, float(gradients[i]), shares[:, i])
        for i in strongest_first(gradients)
    ]
    bias = Symbol("b", str(neuron + 1), above(layer))
    words = f"The derivative by the bias is δ itself, {written(of_bias)}."
    made = mean_of(report.tolist(), of_bias) if walk.whole else (Value(of_bias),)
    rows.append(Row((("∂C/∂", bias, " = ", *made),), walk.averaged(words), -1))
    signal, mine = Symbol("a", "i", above(layer - 1)), Symbol(DELTA, "j", above(layer))
    symbols: tuple[Formula, ...] = (
        (derivative_by(walk.weight(layer, "i", "j")), " = ", signal, " ", mine),
        (derivative_by(Symbol("b", "j", above(layer))), " = ", mine),
    )
    sentence = (
        f"Into {walk.neuron_name(layer, neuron)}: the derivative by a weight is what comes in, "
        "times δ; by the bias it is δ. "
    )
    if walk.whole:
        sentence += f"The step uses the mean over the {walk.n} examples: mean, not sum."
    else:
        sentence += "This is the share of one example; the step uses the mean of all, not the sum."
    named = [
        walk.input_name(layer, i) if layer == 0 else low("a", i) for i in range(given.shape[1])
    ]
    values = walk.reports(layer)
    values[layer] = walk.of(given).tolist()
    return Shown(
        stage,
        sentence,
        symbols,
        tuple(rows),
        tuple(lines(network.fill_gradients, "weight_gradients", "bias_gradients")),
        Flow(values, layer + 1, layer, neuron, of_all, forwards=True, reports=layer + 1),
        "weight",
        walk.table([*named, "bias"], np.column_stack([shares, report])),
    )


def _share(walk: Walk, layer: int, neuron: int, i: int, value: float, shares: FloatArray) -> Row:
    weight = walk.weight(layer, i, neuron)
    name = walk.parameter_name(layer, neuron, i)
    if walk.whole:
        formula: Formula = ("∂C/∂", weight, " = ", *mean_of(shares.tolist(), value))
        words = f"By {name}: the mean over {walk.n} examples is {written(value)}."
    else:
        comes, report = float(walk.given(layer)[i]), float(walk.deltas(layer)[neuron])
        formula = ("∂C/∂", weight, " = ", *product(comes, report), " = ", Value(value))
        words = f"By {name}: {written(comes)} times δ {written(report)} is {written(value)}."
    return Row((formula,), capital(words), i)
