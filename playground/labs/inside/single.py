"""One neuron and one weight by themselves: what they compute, what they learn, what they are worth.

All of it follows from a copy of a run at one moment.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from playground.arrays import FloatArray
from playground.data.features import find_feature
from playground.experiment import Experiment
from playground.experiment.measure import scores
from playground.experiment.snapshot import Snapshot
from playground.labs.inside.walk import above, function_name, strongest_first
from playground.labs.inside.writing import MINUS, SATURATED, TIMES, Symbol, written
from playground.nn import ACTIVATIONS, OPTIMIZERS, trace
from playground.nn.neurons import Neuron
from playground.nn.optimizers import Rule

MOST_POINTS = 2000  # whose pre-activations are looked at
MOST_TERMS = 6  # of a neuron's formula
CURVE, BINS = 61, 24
MOST_MOMENTS = 120
LEAST_REACH = 3.0  # the curves go at least from -3 to 3


@dataclass(frozen=True, eq=False)
class Alone:
    """A neuron by itself.

    Parameters
    ----------
    formula
        What it computes, with its numbers.
    curve
        What its activation is called; "" where there is none of its own (softmax).
    z, a, slope
        Its activation and the slope of it over pre-activations, (CURVE,) each.
    edges, counts
        How many points have a pre-activation in which bin, (BINS + 1,) and (BINS,).
    n_points, saturated, zero
        How many points that are; the shares of them whose slope is below .01, and is 0.
    bias_gradient, weights_gradient
        The mean gradient over the points by its bias, and the length of that by its weights.
    losses, others
        The training and test loss as it is, and with this neuron switched the other way.
    is_off, frozen
        Whether it is switched off; "" or "neuron" or "layer", whichever is frozen.
    """

    formula: str
    curve: str
    z: FloatArray
    a: FloatArray
    slope: FloatArray
    edges: FloatArray
    counts: FloatArray
    n_points: int
    saturated: float
    zero: float
    bias_gradient: float
    weights_gradient: float
    losses: tuple[float, float]
    others: tuple[float, float] | None
    is_off: bool
    frozen: str


def alone(now: Snapshot, layer: int, place: int) -> Alone:
    """Return a neuron by itself.

    Parameters
    ----------
    now
        Whose network.
    layer, place
        Which neuron, both counted from 0; layer 0 is the first hidden one, the last the output.

    Raises
    ------
    ValueError
        If there is no such neuron any more.
    """
    network, settings, training = now.network, now.settings, now.setup.training
    if not (layer < len(network.weights) and place < network.layer_sizes[layer + 1]):
        raise ValueError("That part of the network is no longer there.")
    neuron: Neuron = (layer + 1, place + 1)
    is_hidden = layer < len(network.activations)
    inputs, targets = training.inputs[:MOST_POINTS], training.targets[:MOST_POINTS]
    with np.errstate(all="ignore"):  # numbers that run away are told as they are
        kept = trace(network, inputs, targets)
    logits = kept.logits[layer][:, place]
    name = network.activations[layer] if is_hidden else network.head.activation
    z, edges, counts = _spread(logits)
    a = slope = share = np.zeros(0)
    if name in ACTIVATIONS:
        with np.errstate(all="ignore"):
            a = ACTIVATIONS[name].function(z)
            slope = ACTIVATIONS[name].derivative(z, a)
            share = ACTIVATIONS[name].derivative(logits, ACTIVATIONS[name].function(logits))
    off = settings.switched_off
    turned = tuple(one for one in off if one != neuron) if neuron in off else (*off, neuron)
    whole = (layer + 1, 0) in settings.frozen
    return Alone(
        _formula(now, layer, place, name),
        ACTIVATIONS[name].label if name in ACTIVATIONS else "",
        z,
        a,
        slope,
        edges,
        counts,
        len(inputs),
        float(np.mean(np.abs(share) < SATURATED)) if len(share) else 0.0,
        float(np.mean(share == 0.0)) if len(share) else 0.0,
        float(kept.bias_gradients[layer][place]),
        float(np.linalg.norm(kept.weight_gradients[layer][:, place])),
        _losses(now, off),
        _losses(now, turned) if is_hidden else None,
        neuron in off,
        "layer" if whole else "neuron" if neuron in settings.frozen else "",
    )


def _losses(now: Snapshot, switched_off: tuple[Neuron, ...]) -> tuple[float, float]:
    """Return the mean loss on training and test points, with these neurons switched off."""
    trial = now.network.copy()
    trial.switched_off = switched_off
    moment = [now.parameters]
    samples = now.setup.training, now.setup.testing
    train, test = (scores(trial, moment, sample)[0][0] for sample in samples)
    return train, test


def _spread(logits: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return where curves over pre-activations are drawn, and these counted in bins."""
    finite = logits[np.isfinite(logits)]
    reach = max(LEAST_REACH, 1.05 * float(np.abs(finite).max(initial=0.0)))
    edges = np.linspace(-reach, reach, BINS + 1)
    counts, _ = np.histogram(finite, edges)
    return np.linspace(-reach, reach, CURVE), edges, counts.astype(np.float64)


def _formula(now: Snapshot, layer: int, place: int, name: str) -> str:
    """Return what a neuron computes, with its numbers; of many terms the strongest.

    It is told as if the neuron were on: what it would do.
    """
    network = now.network
    weights, bias = network.weights[layer][:, place], float(network.biases[layer][place])
    if layer == 0:
        givers = [find_feature(one).label.replace("-", MINUS) for one in now.settings.features]
    else:
        givers = [_named(layer - 1, one) for one in range(len(weights))]
    order = strongest_first(weights)[:MOST_TERMS]
    text = ""
    for one in order:
        text += _signed(float(weights[one]), first=not text) + TIMES + givers[one]
    if len(weights) > len(order):
        text += f" + … ({len(weights) - len(order)} more)"
    text += _signed(bias, first=False)
    return f"{_named(layer, place)} = {function_name(name)}({text})"


def _named(layer: int, place: int) -> str:
    """Return how a neuron's output is written.

    >>> _named(0, 1)
    'a₂⁽¹⁾'
    """
    return str(Symbol("a", str(place + 1), above(layer)))


def _signed(number: float, *, first: bool) -> str:
    if first:
        return written(number)
    return f" {MINUS if number < 0 else '+'} {written(abs(number))}"


@dataclass(frozen=True, eq=False)
class Story:
    """A weight or bias: its value, what its optimizer remembers of it, and both over time.

    Parameters
    ----------
    value, gradient
        What it is, and the mean gradient over the points by it.
    m, v
        What the optimizer remembers; None for what it does not use.
    step
        How far the optimizer's next step would take it with that gradient; None for an optimizer
        without one. Clipping and regularization are left out.
    rate
        What the (averaged) gradient is multiplied by in that step: the rate that this weight has
        where the optimizer remembers squared gradients; None where all weights have the same.
    learning_rate
        That of the present epoch.
    epochs, values, ms, vs
        The kept moments, and what it and its memory were.
    """

    value: float
    gradient: float
    m: float | None
    v: float | None
    step: float | None
    rate: float | None
    learning_rate: float
    is_still: bool
    epochs: FloatArray
    values: FloatArray
    ms: FloatArray
    vs: FloatArray


def story(run: Experiment, layer: int, place: int, source: int) -> Story:
    """Return what there is to tell of a weight, or with ``source`` -1 of a bias.

    Layer and places are counted from 0, the layer after the features being 0.

    Raises
    ------
    ValueError
        If there is no such weight any more.
    """
    with run.lock:  # for copying
        now = run.snapshot()
        trainer = run.trainer
        sizes = now.layer_sizes
        if not (layer < len(sizes) - 1 and place < sizes[layer + 1] and source < sizes[layer]):
            raise ValueError("That part of the network is no longer there.")
        at = _place(sizes, layer, place, source)
        state, recipe = trainer.state(), trainer.recipe
        epochs, course = run.timeline.course(at, now.epoch)
    training = now.setup.training
    inputs, targets = training.inputs[:MOST_POINTS], training.targets[:MOST_POINTS]
    with np.errstate(all="ignore"):
        kept = trace(now.network, inputs, targets)
        gradient = float(
            kept.bias_gradients[layer][place]
            if source < 0
            else kept.weight_gradients[layer][source, place]
        )
    value, m, v = (float(one[at]) for one in (state.parameters, state.memory_m, state.memory_v))
    optimizer = OPTIMIZERS[recipe.optimizer]
    is_still = at in now.network.held(recipe.frozen)
    step = own_rate = None
    uses_m = uses_v = False
    if optimizer.rule is not None:
        rate, number = now.learning_rate, float(state.optimizer_steps + 1)
        settings = recipe.optimizer_settings
        # What a rule makes of memories that are 0 tells whether it keeps any.
        _, new_m, new_v = optimizer.rule(1.0, 1.0, 0.0, 0.0, rate, number, *settings)
        uses_m, uses_v = new_m != 0.0, new_v != 0.0
        with np.errstate(all="ignore"):
            w, g, old_m, old_v = (np.float64(one) for one in (value, gradient, m, v))
            step = float(optimizer.rule(w, g, old_m, old_v, rate, number, *settings)[0])
            if uses_v:
                own_rate = _own_rate(optimizer.rule, w, g, old_v, rate, number, *settings)
    return Story(
        value,
        gradient,
        m if uses_m else None,
        v if uses_v else None,
        0.0 if is_still and step is not None else step,
        None if is_still else own_rate,
        now.learning_rate,
        is_still,
        epochs,
        course[0],
        course[1] if uses_m else np.zeros(0),
        course[2] if uses_v else np.zeros(0),
    )


def _own_rate(rule: Rule, w: Any, g: Any, v: Any, *rest: float) -> float | None:
    """Return what the gradient, or the m that averages it, is multiplied by; None for 0 by 0.

    The step is a straight line over the new m: its slope is found from two of the old one.
    """
    (one, m_of_one, _), (other, m_of_other, _) = (rule(w, g, m, v, *rest) for m in (0.0, 1.0))
    if one != other:  # a rule without an m gives the same
        return float((other - one) / (m_of_other - m_of_one))
    return float(one / g) if g else None


def _place(sizes: tuple[int, ...], layer: int, place: int, source: int) -> int:
    """Return where a weight, or with source -1 a bias, stands in the flat vector.

    >>> _place((2, 3, 1), 0, 1, 1), _place((2, 3, 1), 1, 0, -1)
    (4, 12)
    """
    weights = [n_in * n_out for n_in, n_out in pairwise(sizes)]
    if source < 0:
        return sum(weights) + sum(sizes[1 : layer + 1]) + place
    return sum(weights[:layer]) + source * sizes[layer + 1] + place


def told_of_neuron(made: Alone) -> dict[str, object]:
    """Return a neuron for the browser: numbers to draw, and sentences."""
    scale = _largest(made.a)
    return {
        "kind": "neuron",
        "formula": made.formula,
        "curve": made.curve,
        "curves": [_finite(made.z), _finite(made.a), _finite(made.slope)],
        "top": scale,
        "counts": made.counts.tolist(),
        "points": made.n_points,
        "lines": _lines(made),
        "off": made.is_off,
        "frozen": made.frozen,
    }


def _lines(made: Alone) -> list[str]:
    lines = []
    if made.curve and made.zero == 1.0:
        lines.append("Its slope is 0 for every point: nothing reaches the weights before it.")
    elif made.curve and made.saturated > 0:
        lines.append(f"Saturated (slope below 0.01) for {_percent(made.saturated)} of the points.")
    lines.append(
        f"Gradient: {written(made.bias_gradient)} by its bias, "
        f"{written(made.weights_gradient)} long by its weights."
    )
    if made.others is not None:
        way = "With it" if made.is_off else "Without it"
        pairs = zip(("training", "test"), made.losses, made.others, strict=True)
        told = ", ".join(
            f"{name} loss {written(now)} → {written(then)}"
            for name, now, then in pairs
            if np.isfinite(now)
        )
        lines.append(f"{way}: {told}.")
    return lines


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %" if share >= 0.005 else "less than 1 %"


def told_of_weight(made: Story) -> dict[str, object]:
    """Return a weight for the browser: rows of name and number, and lines to draw."""
    rows = [("Gradient now", written(made.gradient))]
    if made.m is not None:
        rows.append(("Momentum m", written(made.m)))
    if made.v is not None:
        rows.append(("Squared gradient v", written(made.v)))
    if made.step is not None:
        rows.append(("Next step", written(-made.step) if made.step else "0"))
    if made.rate is not None:
        rows.append(("Effective rate", written(made.rate)))
        rows.append(("Learning rate", written(made.learning_rate)))
    if made.step is None:
        note = "Its optimizer uses no gradient and remembers nothing of a weight."
    elif made.is_still:
        note = "Frozen, or of a neuron that is switched off: training leaves it as it is."
    elif made.m is None and made.v is None:
        note = "Its optimizer remembers nothing: the step is the rate times the gradient."
    else:
        note = (
            "The rate is the same for all weights; what is remembered differs."
            if made.v is None
            else "The effective rate is what the gradient, averaged where there is an m, is "
            "multiplied by: large where gradients have been small."
        )
    series = [
        {"name": name, "values": _thinned(values)}
        for name, values in (("value", made.values), ("m", made.ms), ("v", made.vs))
        if len(values)
    ]
    return {
        "kind": "weight",
        "rows": [list(row) for row in rows],
        "note": note,
        "epochs": _thinned(made.epochs),
        "series": series,
    }


def _finite(values: FloatArray) -> list[float | None]:
    """Return numbers for JSON, which knows neither nan nor infinity."""
    return [float(one) if np.isfinite(one) else None for one in values]


def _thinned(values: FloatArray) -> list[float | None]:
    """Return at most so many numbers as a small line can show, the last among them."""
    return _finite(values[:: -(-len(values) // MOST_MOMENTS) * -1][::-1]) if len(values) else []


def _largest(values: FloatArray) -> float:
    finite = np.abs(values[np.isfinite(values)])
    return max(1.0, float(finite.max(initial=0.0)))
