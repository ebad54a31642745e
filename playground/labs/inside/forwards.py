"""The stages forwards: the example goes in, layer after layer computes, the loss is measured."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.shown import Flow, Row, Shown, Stage
from playground.labs.inside.sources import lines
from playground.labs.inside.walk import (
    MOST_TOLD,
    Walk,
    above,
    capital,
    function_name,
    low,
    strongest_first,
)
from playground.labs.inside.writing import (
    MINUS,
    TIMES,
    Formula,
    Symbol,
    Value,
    factor,
    filled,
    joined,
    mean_of,
    over,
    product,
    total,
    written,
)
from playground.nn import ACTIVATIONS, LOSSES, network, steps

SOFTMAX = "softmax"


def inputs(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which the features of the examples enter."""
    rows = tuple(
        Row(
            ((Symbol("a", str(i + 1), "(0)"), f" = {name} = ", Value(value)),),
            walk.averaged(f"{name} is {written(value)}."),
            i,
        )
        for i, (name, value) in enumerate(zip(walk.features, walk.given(0).tolist(), strict=True))
    )
    look = walk.look
    drawn = look.recipe.shuffle
    sentence = (
        f"The batch is the next {walk.n} of the {look.n_examples} training points, ringed in the "
        f"output{', in an order that is drawn anew for every epoch' if drawn else ''}. "
        f"{'Each of them' if walk.whole else 'This one'} enters as its features, which count as "
        "the outputs of layer 0."
    )
    return Shown(
        stage,
        sentence,
        ((Symbol("a", "i", "(0)"), " = ", Symbol("x", "i")),),
        rows,
        tuple(lines(steps.train_epoch, "batch =")),
        Flow(walk.signals(0), 0, neuron=neuron, forwards=True),
        "neuron",
        walk.table(walk.features, walk.kept.given[0]),
    )


def forward(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which a layer adds up and answers."""
    layer = stage.layer
    name = walk.activation(layer)
    f = function_name(name)
    z, a = walk.of(walk.kept.logits[layer]), walk.of(walk.kept.outputs[layer])
    mask = walk.mask(layer)
    symbols = [_sum_in_symbols(walk, layer), _output_in_symbols(layer, f)]
    sources = lines(network.forward, "z =", "a =")
    if name == SOFTMAX:
        sources += lines(walk.network.head.activation_rule, "exponentials =", "return")
    else:
        sources += lines(ACTIVATIONS[name].function)
    sentence = _how_it_answers(name, f)
    if mask is not None:
        passed = (Symbol("a", "j", above(layer)), TIMES, Symbol("m", "j", above(layer)))
        symbols.append(("passed on: ", *passed))
        sources += lines(network.forward, "signal = a if")
        rate = walk.look.recipe.dropout_rates(layer + 1)[layer]
        sentence += (
            f" Dropout leaves each neuron out with chance {written(rate)} and multiplies the "
            f"others by {written(1 / (1 - rate))}, so that the sum stays the same on average: m."
        )
    rows = tuple(
        Row(
            (
                _sum_in_numbers(walk, layer, j, float(z[j])),
                _off(layer, j)
                if walk.is_off(layer, j)
                else _output_in_numbers(layer, name, j, float(z[j]), float(a[j]), walk.whole),
                *_passed_on(mask, j, float(a[j]), walk.whole),
            ),
            walk.averaged(_answer_in_words(walk, layer, j, float(z[j]), float(a[j]), mask)),
            j,
        )
        for j in strongest_first(a)
    )
    products = walk.given(layer)[:, None] * walk.network.weights[layer]
    return Shown(
        stage,
        walk.averaged(sentence),
        tuple(symbols),
        rows,
        tuple(sources),
        Flow(walk.signals(layer + 1), layer + 1, layer, neuron, products, forwards=True),
        "neuron",
        walk.table([low("a", j) for j in range(len(a))], walk.kept.outputs[layer]),
    )


def _how_it_answers(name: str, f: str) -> str:
    adds = "Each neuron adds up what it is given times its weights, and its bias: z."
    if name == SOFTMAX:
        return f"{adds} Softmax makes shares of all z of the output, which add up to 1."
    formula = ACTIVATIONS[name].formula.replace("-", MINUS)
    if formula == "z":
        return f"{adds} It answers with the sum itself."
    told = "" if formula == f"{f}(z)" else f" = {formula}"
    return f"{adds} It answers with {f}(z){told}."


def _sum_in_symbols(walk: Walk, layer: int) -> Formula:
    signal, weight = Symbol("a", "i", above(layer - 1)), walk.weight(layer, "i", "j")
    pair = (weight, " ", signal) if walk.transposed else (signal, " ", weight)
    z, b = Symbol("z", "j", above(layer)), Symbol("b", "j", above(layer))
    return (z, " = ", Symbol("Σ", "i"), " ", *pair, " + ", b)


def _output_in_symbols(layer: int, f: str) -> Formula:
    a, z = Symbol("a", "j", above(layer)), Symbol("z", "j", above(layer))
    if f == SOFTMAX:
        power, other = Symbol("e", "", "zⱼ"), Symbol("e", "", "zₖ")
        return (a, " = ", power, " / ", Symbol("Σ", "k"), " ", other)
    return (a, f" = {f}(", z, ")")


def _sum_in_numbers(walk: Walk, layer: int, j: int, z: float) -> Formula:
    given, w = walk.given(layer), walk.network.weights[layer][:, j]
    pairs = zip(given.tolist(), w.tolist(), strict=True)
    terms = [
        (product(weight, value) if walk.transposed else product(value, weight), value * weight)
        for value, weight in pairs
    ]
    bias = factor(float(walk.network.biases[layer][j]))
    head: Formula = (Symbol("z", str(j + 1), above(layer)), " = ")
    return (*head, *total(terms), " + ", *bias, " = ", Value(z))


def _off(layer: int, j: int) -> Formula:
    return (Symbol("a", str(j + 1), above(layer)), " = ", Value(0.0), " (switched off)")


def _output_in_numbers(layer: int, name: str, j: int, z: float, a: float, whole: bool) -> Formula:
    head: Formula = (Symbol("a", str(j + 1), above(layer)),)
    if whole:  # the mean of f(z) is not f of the mean
        return (*head, " on average = ", Value(a))
    if name == SOFTMAX:
        return (*head, " = ", Symbol("e", "", written(z)), " / Σ = ", Value(a))
    return (*head, f" = {function_name(name)}(", Value(z), ") = ", Value(a))


def _passed_on(mask: FloatArray | None, j: int, a: float, whole: bool) -> list[Formula]:
    if mask is None or whole:
        return []
    m = float(mask[j])
    out = " (left out)" if m == 0 else ""
    return [("passed on: ", *product(a, m), " = ", Value(a * m), out)]


def _answer_in_words(
    walk: Walk, layer: int, j: int, z: float, a: float, mask: FloatArray | None
) -> str:
    given, w = walk.given(layer), walk.network.weights[layer][:, j]
    pairs = list(zip(given.tolist(), w.tolist(), strict=True))
    told = [f"{written(value)} times {written(weight)}" for value, weight in pairs[:MOST_TOLD]]
    if len(pairs) > MOST_TOLD:
        told.append(f"{len(pairs) - MOST_TOLD} more")
    bias = written(float(walk.network.biases[layer][j]))
    words = (
        f"{capital(walk.neuron_name(layer, j))}: {' plus '.join(told)} plus the bias {bias} "
        f"makes {written(z)}; it answers with {written(a)}."
    )
    if walk.is_off(layer, j):
        words += " It is switched off."
    if mask is not None and not walk.whole:
        m = float(mask[j])
        words += " Dropout leaves it out." if m == 0 else f" It passes on {written(a * m)}."
    return words


def loss(walk: Walk, stage: Stage, neuron: int) -> Shown:
    """Return the stage in which outputs are compared with targets."""
    head = walk.network.head
    losses = walk.kept.losses
    value = float(walk.of(losses))
    if walk.whole:
        mean: Formula = ("C = ", *mean_of(losses.tolist(), value))
        rows = [Row((mean,), f"The mean loss of {walk.n} examples is {written(value)}.")]
    else:
        words = f"The loss of this example is {written(value)}."
        rows = [*_compared(walk), Row((_loss_in_numbers(walk, value),), words)]
    sources = lines(head.loss_rule)
    if head.activation != SOFTMAX:
        sources += lines(LOSSES[head.loss].value)
    sentence = (
        f"How wrong is it? {LOSSES[head.loss].label} compares the output a with the target t. "
        "The loss of a batch is the mean over its examples, not the sum."
    )
    if walk.look.recipe.label_smoothing and head.problem == "classification":
        sentence += " The targets are smoothed, as you have set it."
    if head.weighted:
        sentence += " Each example counts with a weight w of its own."
    one = head.n_outputs == 1
    goals = walk.targets[:, 0] if one else walk.targets.argmax(axis=1) + 1.0
    columns = [low("a", j) for j in range(head.n_outputs)]
    return Shown(
        stage,
        sentence,
        _loss_in_symbols(walk),
        tuple(rows),
        tuple(sources),
        Flow(walk.signals(walk.n_layers), walk.n_layers, neuron=neuron, targets=walk.goals),
        "",
        walk.table(
            [*columns, "target" if one else "class", "loss"],
            np.column_stack([walk.kept.outputs[-1], goals, losses]),
        ),
    )


def _compared(walk: Walk) -> list[Row]:
    a, goal = walk.of(walk.kept.outputs[-1]).tolist(), walk.of(walk.targets).tolist()
    rows = []
    for j, output in enumerate(a):
        index = str(j + 1)
        wanted: Formula = (Symbol("t", index), " = ", Value(goal[j]))
        formula: Formula = (Symbol("a", index), " = ", Value(output), ",   ", *wanted)
        name = capital(walk.neuron_name(walk.last, j))
        rows.append(Row((formula,), f"{name} is {written(output)}, its target {written(goal[j])}."))
    return rows


def _loss_in_symbols(walk: Walk) -> tuple[Formula, ...]:
    head = walk.network.head
    a, t, every = Symbol("a", "j"), Symbol("t", "j"), Symbol("Σ", "j")
    if head.n_outputs == 1:
        a, t = Symbol("a"), Symbol("t")
    summed: Formula = () if head.n_outputs == 1 else (every, " ")
    if head.activation == SOFTMAX:
        one: Formula = (f"C = {MINUS}", every, " ", t, " log ", a)
    elif LOSSES[head.loss].of_probabilities:
        other: Formula = (f" {MINUS} (1 {MINUS} ", t, f") log(1 {MINUS} ", a, ")")
        one = (f"C = {MINUS}", t, " log ", a, *other)
    else:
        one = (
            "C = ",
            *summed,
            *filled(LOSSES[head.loss].formula, {"output": (a,), "target": (t,)}),
        )
    if head.weighted:
        one = (*one, TIMES, Symbol("w"))
    every_loss: Formula = (Symbol("C", "1"), " + … + ", Symbol("C", "n"))
    return (one, ("batch: C = ", over(every_loss, ("n",))))


def _loss_in_numbers(walk: Walk, value: float) -> Formula:
    head = walk.network.head
    a, goal = walk.of(walk.kept.outputs[-1]).tolist(), walk.of(walk.targets).tolist()
    weight: Formula = (TIMES, *factor(goal[-1])) if head.weighted else ()
    end: Formula = (*weight, " = ", Value(value))
    if LOSSES[head.loss].of_probabilities:
        if head.activation == SOFTMAX:
            pairs = list(zip(goal, a, strict=False))  # behind the goals of a weighted head its w
        else:
            pairs = [(goal[0], a[0]), (1.0 - goal[0], 1.0 - a[0])]
        return (f"C = {MINUS}(", *joined(" + ", _logarithms(pairs)), ")", *end)
    pairs = list(zip(a, goal, strict=False))
    formula = LOSSES[head.loss].formula
    terms = [
        filled(formula, {"output": factor(one), "target": factor(wanted)}) for one, wanted in pairs
    ]
    return ("C = ", *joined(" + ", terms), *end)


def _logarithms(pairs: Sequence[tuple[float, float]]) -> list[Formula]:
    return [
        (*(() if share == 1 else (*factor(share), " ")), "log ", Value(p))
        for share, p in pairs
        if share != 0
    ]
