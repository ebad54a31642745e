"""All stages of a step, and each as it is shown."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from playground.labs.inside import backwards, forwards, update
from playground.labs.inside.shown import Focus, Shown, Stage
from playground.labs.inside.walk import Walk
from playground.nn import OPTIMIZERS

OF_NEURONS = {
    "inputs": forwards.inputs,
    "forward": forwards.forward,
    "loss": forwards.loss,
    "delta_out": backwards.delta_out,
    "delta": backwards.delta,
    "gradient": backwards.gradient,
}
OF_WEIGHTS = {
    "clip": update.clip,
    "penalty": update.penalty,
    "optimizer": update.optimizer,
    "weights": update.weights,
}


def stages(walk: Walk) -> list[Stage]:
    """Return all stages in their order; clipping and penalty only where they are on."""
    recipe, last = walk.look.recipe, walk.last
    names = [*(f"layer {layer + 1}" for layer in range(last)), "the output"]
    found = [Stage("inputs", -1, "The examples go in" if walk.whole else "The example goes in")]
    found += [Stage("forward", layer, f"Forwards: {names[layer]}") for layer in range(last + 1)]
    found.append(Stage("loss", last, "The loss"))
    found.append(Stage("delta_out", last, "Backwards: δ of the output (1)"))
    found += [
        Stage("delta", layer, f"Backwards: δ of {names[layer]} (2)")
        for layer in reversed(range(last))
    ]
    found += [
        Stage("gradient", layer, f"Gradients of {names[layer]} (3, 4)") for layer in range(last + 1)
    ]
    if recipe.clip_norm > 0:
        found.append(Stage("clip", -1, "Clipping"))
    if walk.penalised:
        found.append(Stage("penalty", -1, "The penalty"))
    label = OPTIMIZERS[recipe.optimizer].label
    found.append(Stage("optimizer", -1, f"The optimizer’s memory: {label}"))
    found.append(Stage("weights", -1, "The new weights"))
    return found


def shown(walk: Walk, place: int, focus: Focus | None = None) -> Shown:
    """Return a stage as it is shown, with the neuron or weight in question.

    Raises
    ------
    IndexError
        If there is no such stage.
    """
    stage, focus = stages(walk)[place], focus or Focus(walk.last)
    with np.errstate(all="ignore"):  # numbers that have run away are shown as they are
        if stage.kind in OF_WEIGHTS:
            return OF_WEIGHTS[stage.kind](walk, stage, walk.parameter(focus))
        dropped = _dropped(walk)
        count = len(walk.features) if stage.kind == "inputs" else walk.width(stage.layer)
        asked = focus.neuron if focus.layer == stage.layer else 0
        made = OF_NEURONS[stage.kind](walk, stage, min(asked, count - 1))
        return replace(made, flow=replace(made.flow, dropped=dropped))


def _dropped(walk: Walk) -> list[list[int]]:
    """Return for each column of the network whom dropout leaves out for the example."""
    masks = [None if walk.whole else walk.mask(layer) for layer in range(walk.last)]
    out = [[] if mask is None else np.flatnonzero(mask == 0).tolist() for mask in masks]
    return [[], *out, []]
