"""The last stages: what is made of the gradient, from clipping to the new weights."""

from __future__ import annotations

from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.labs.inside.shown import Flow, Row, Shown, Stage
from playground.labs.inside.sources import lines
from playground.labs.inside.walk import Walk, capital
from playground.labs.inside.writing import (
    MINUS,
    TIMES,
    Formula,
    Part,
    Symbol,
    Value,
    derivative_by,
    factor,
    written,
)
from playground.nn import OPTIMIZERS, REGULARIZERS, steps

Parameter = tuple[int, int, int]  # layer, neuron, source; -1 for the bias
_SIGNS = {
    "rate": "η", "beta": "β", "beta1": "β₁", "beta2": "β₂", "eps": "ε", "parameter": "W",
    "gradient": "g", "weight_decay": "decay",
}  # fmt: skip


def _standing(walk: Walk, parameter: Parameter, array: FloatArray) -> Flow:
    layer, neuron, _ = parameter
    nothing: list[list[float] | None] = [None] * (walk.n_layers + 1)
    return Flow(nothing, layer + 1, layer, neuron, walk.network.views(array)[0][layer])


def clip(walk: Walk, stage: Stage, parameter: Parameter) -> Shown:
    """Return the stage in which a gradient that is too long is shortened."""
    look, longest = walk.look, walk.look.recipe.clip_norm
    length = float(np.sqrt((look.gradient * look.gradient).sum()))
    place = walk.place(*parameter)
    before, after = float(look.gradient[place]), float(look.clipped[place])
    shortened = length > longest
    sign = ">" if shortened else "≤"
    rows = [
        Row(
            (("|g| = ", Value(length), f" {sign} ", Value(longest), " = c"),),
            f"The gradient of all parameters is {written(length)} long, allowed is "
            f"{written(longest)}.",
        )
    ]
    if shortened:
        shorter: Formula = (TIMES, Value(longest), " / ", Value(length), " = ", Value(after))
        symbol = walk.parameter_symbol(*parameter)
        rows.append(
            Row(
                (("∂C/∂", symbol, ":  ", *factor(before), *shorter),),
                f"By {walk.parameter_name(*parameter)} it becomes {written(after)}.",
            )
        )
        sentence = "The gradient is longer than allowed: it is shortened, its direction stays."
    else:
        sentence = "The gradient is not longer than allowed: it stays as it is."
    return Shown(
        stage,
        sentence,
        (("g ← g · c / |g|   if |g| > c",),),
        tuple(rows),
        tuple(lines(steps.clip, "length =", "gradient *=")),
        _standing(walk, parameter, look.clipped),
    )


def penalty(walk: Walk, stage: Stage, parameter: Parameter) -> Shown:
    """Return the stage in which the regularizer adds its slope to the gradient."""
    look, rate = walk.look, walk.look.recipe.regularization_rate
    regularizer = REGULARIZERS[look.recipe.regularization]
    place, name = walk.place(*parameter), walk.parameter_name(*parameter)
    before, after = float(look.clipped[place]), float(look.penalised[place])
    w = float(look.network.parameters[place])
    n = look.network.n_weights
    sources = [*lines(steps.take_step, "gradient[:n_weights] +="), *lines(regularizer.gradient)]
    if parameter[2] < 0:
        sentence = "Biases have no penalty: nothing is added."
        row = Row((("g = ", Value(before)),), f"Nothing is added for {name}.")
    elif not (look.clipped[:n] != look.penalised[:n]).any():
        sentence = (
            f"{regularizer.label} adds nothing to the gradient: it has the last word on the "
            "weights, after the optimizer."
        )
        row = Row((("g = ", Value(before), " + 0"),), "Nothing is added to the gradient.")
    else:
        sentence = f"{regularizer.label} adds its own slope, the rate λ times the weight."
        row = Row(
            (
                (
                    "g = ",
                    *factor(before),
                    " + ",
                    Value(rate),
                    TIMES,
                    *factor(w),
                    " = ",
                    Value(after),
                ),
            ),
            f"For {name}: {written(before)} plus {written(rate)} times the weight {written(w)} "
            f"is {written(after)}.",
        )
    symbol = walk.parameter_symbol(*parameter)
    return Shown(
        stage,
        sentence,
        (("g = ", derivative_by(symbol), " + ", derivative_by(symbol, "(penalty)")),),
        (row,),
        tuple(sources),
        _standing(walk, parameter, look.penalised),
    )


def optimizer(walk: Walk, stage: Stage, parameter: Parameter) -> Shown:
    """Return the stage in which the optimizer makes a step of gradient and memory."""
    look, recipe = walk.look, walk.look.recipe
    used = OPTIMIZERS[recipe.optimizer]
    place = walk.place(*parameter)
    rows = []
    for line in look.lines:
        uses = {name: _at(value, place) for name, value in line.uses.items()}
        gives = {name: _at(value, place) for name, value in line.gives.items()}
        words = (
            f"{', '.join(f'{name} is {written(value)}' for name, value in gives.items())}, from "
            f"{', '.join(f'{name} {written(value)}' for name, value in uses.items())}."
        )
        numbers = _listed(gives), ("from ", *_listed(uses))
        rows.append(Row(numbers, words, code=line.source))
    both = {"Clipping": recipe.clip_norm > 0, "penalty": walk.penalised}
    off = [name for name, on in both.items() if not on]
    sentence = (
        f"{used.explanation} Told line by line for {walk.parameter_name(*parameter)}, in the "
        f"{used.label} step number {look.batch.number}."
    )
    if off:
        sentence += f" {capital(' and '.join(off))} {'are' if len(off) > 1 else 'is'} off."
    return Shown(
        stage,
        sentence,
        ((used.formula,),),
        tuple(rows),
        tuple(lines(steps.take_step, "delta, m[:], v[:] =")),
        _standing(walk, parameter, look.delta),
    )


def _at(value: Any, place: int) -> float:
    return float(value[place]) if isinstance(value, np.ndarray) and value.ndim else float(value)


def _listed(numbers: dict[str, float]) -> Formula:
    parts: list[Part] = []
    for name, value in numbers.items():
        parts += [Symbol(_SIGNS.get(name, name)), " = ", Value(value), "   "]
    return tuple(parts[:-1])


def weights(walk: Walk, stage: Stage, parameter: Parameter) -> Shown:
    """Return the stage in which the parameters move."""
    look = walk.look
    layer, neuron, _ = parameter
    regularizer = REGULARIZERS[look.recipe.regularization]
    rows = []
    for source in [*range(look.network.layer_sizes[layer]), -1]:
        place = walk.place(layer, neuron, source)
        symbol = walk.parameter_symbol(layer, neuron, source)
        old, step, moved, new = (
            float(array[place])
            for array in (look.network.parameters, look.delta, look.moved, look.after)
        )
        formulas: list[Formula] = [
            (symbol, " ← ", Value(old), f" {MINUS} ", *factor(step), " = ", Value(moved))
        ]
        if walk.has_last_word and source >= 0:
            formulas.append((f"{regularizer.label}: ", Value(moved), " → ", Value(new)))
        name = capital(walk.parameter_name(layer, neuron, source))
        rows.append(
            Row(tuple(formulas), f"{name} goes from {written(old)} to {written(new)}.", source)
        )
    sources = lines(steps.take_step, "parameters -= delta")
    if look.network.held(look.recipe.frozen):
        sources += lines(steps.hold, "parameters[held], m[held]")
    symbols: list[Formula] = [(Symbol("W"), " ← ", Symbol("W"), f" {MINUS} ", Symbol("ΔW"))]
    if walk.has_last_word:
        sources += [*lines(steps.take_step, "weights[:] ="), *lines(regularizer.after_step)]
        symbols.append((f"then {regularizer.label}",))
    return Shown(
        stage,
        _what_is_expected(walk, layer, neuron),
        tuple(symbols),
        tuple(rows),
        tuple(sources),
        _standing(walk, parameter, look.after),
        "weight",
    )


def _what_is_expected(walk: Walk, layer: int, neuron: int) -> str:
    look = walk.look
    if not look.is_sound:
        return (
            "The numbers have run away: this step leads beyond all bounds, and the run would stop "
            "instead. A smaller learning rate helps."
        )
    change = float(look.gradient @ (look.after - look.network.parameters))
    still = walk.place(layer, neuron, -1) in look.network.held(look.recipe.frozen)
    stays = (
        f"{capital(walk.neuron_name(layer, neuron))} is frozen or switched off: what leads to it "
        "stays as it is, and the optimizer remembers nothing new of it. "
    )
    return (stays if still else "") + (
        f"Each parameter moves by its step ΔW, “delta” in the code; shown are those into "
        f"{walk.neuron_name(layer, neuron)}. To first order the loss of this batch changes by "
        f"{written(change)}. Nothing has changed yet: that takes “Take this step”."
    )
