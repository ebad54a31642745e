"""From the registries to compiled loops: one loop per definition, chosen by its number.

The number is looked at once per layer or step, never per element. Adding a definition to a registry
adds its loop here.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs
# (Numba finds the types of compiled functions itself, when they are first called.)

from __future__ import annotations

import dis
from collections.abc import Sequence
from functools import cache
from types import FunctionType
from typing import Any

from playground.nn.activations import ACTIVATIONS
from playground.nn.compiled import elementary
from playground.nn.compiled.jit import inlined, part
from playground.nn.compiled.lanes import WIDTH, load, store
from playground.nn.losses import LOSSES
from playground.nn.optimizers import OPTIMIZERS, Optimizer
from playground.nn.regularizers import REGULARIZERS


@cache
def for_lanes(definition: Any) -> Any:
    """Compile a definition for lanes: the same code, with ``elementary`` in the place of NumPy.

    The functions that it calls, as ``adamw`` calls ``adam``, are compiled in the same way.
    """
    names, code = definition.__globals__, definition.__code__
    # Not co_names: these hold attributes too, and the tanh of np.tanh is not our own.
    used = {one.argval for one in dis.get_instructions(code) if one.opname == "LOAD_GLOBAL"}
    called = {
        name: for_lanes(names[name]) for name in used if isinstance(names.get(name), FunctionType)
    }
    same_code = FunctionType(code, {**names, **called, "np": elementary}, definition.__name__)
    return inlined(same_code)


def by_number(loops: Sequence[Any], first: int = 0) -> Any:
    """Return one compiled function that calls loops[number - first](*arguments).

    It halves the choice until one is left. Numba compiles every function together with all that it
    calls, so a chain of choices would compile the last of them over and over.
    """
    if len(loops) == 1:
        return _only(loops[0])
    middle = len(loops) // 2
    lower = by_number(loops[:middle], first)
    upper = by_number(loops[middle:], first + middle)
    return _either(lower, first + middle, upper)


def _only(loop: Any) -> Any:
    @inlined
    def run(number, *arguments):
        loop(*arguments)

    return run


def _either(lower: Any, middle: int, upper: Any) -> Any:
    @inlined
    def run(number, *arguments):
        if number < middle:
            lower(number, *arguments)
        else:
            upper(number, *arguments)

    return run


def _activation_loop(function: Any) -> Any:
    """a[i] = f(z[i]) for ``count`` numbers of the work array, z and a given by their places."""

    @part
    def loop(work, z, a, count):
        for i in range(0, count, WIDTH):
            store(work, a + i, function(load(work, z + i)))

    return loop


def _derivative_loop(derivative: Any) -> Any:
    """delta[i] = delta[i] * f'(z[i], a[i])."""

    @part
    def loop(work, z, a, delta, count):
        for i in range(0, count, WIDTH):
            slope = derivative(load(work, z + i), load(work, a + i))
            store(work, delta + i, load(work, delta + i) * slope)

    return loop


def _loss_slope_loop(derivative: Any) -> Any:
    """delta[i] = d(loss)/d(output) / n."""

    @part
    def loop(work, output, target, delta, count, n):
        for i in range(0, count, WIDTH):
            slope = derivative(load(work, output + i), load(work, target + i))
            store(work, delta + i, slope / n)

    return loop


def _loss_value_loop(value: Any) -> Any:
    """losses[i] = loss of output i."""

    @part
    def loop(work, output, logit, target, losses, count):
        for i in range(0, count, WIDTH):
            loss = value(load(work, output + i), load(work, logit + i), load(work, target + i))
            store(work, losses + i, loss)

    return loop


def _penalty_loop(gradient: Any) -> Any:
    """Add the regularizer's gradient; ``penalised`` is 1 for weights and 0 for biases."""

    @part
    def loop(parameters, gradients, penalised, rate, count):
        for i in range(0, count, WIDTH):
            term = gradient(load(parameters, i), rate * load(penalised, i))
            store(gradients, i, load(gradients, i) + term)

    return loop


def _after_step_loop(after_step: Any) -> Any:
    """Let the regularizer finish the weights after the optimizer's step."""

    @part
    def loop(parameters, before, penalised, amount, count):
        for i in range(0, count, WIDTH):
            final = after_step(load(parameters, i), load(before, i), amount * load(penalised, i))
            store(parameters, i, final)

    return loop


def _update_loop(optimizer: Optimizer) -> Any:
    """Take the optimizer's step with every parameter."""
    rule = for_lanes(optimizer.rule)
    n_settings = len(optimizer.hyperparameters)

    @part
    def loop(parameters, gradients, m, v, rate, step, settings, count):
        chosen = settings[:n_settings]
        for i in range(0, count, WIDTH):
            parameter = load(parameters, i)
            delta, new_m, new_v = rule(
                parameter, load(gradients, i), load(m, i), load(v, i), rate, step, *chosen
            )
            # Memory first: what a rule leaves as it was is then seen to need no store.
            store(m, i, new_m)
            store(v, i, new_v)
            store(parameters, i, parameter - delta)

    return loop


GRADIENT_OPTIMIZERS = [name for name, optimizer in OPTIMIZERS.items() if optimizer.uses_gradient]
ACTIVATION_NUMBERS = {name: number for number, name in enumerate(ACTIVATIONS)}
LOSS_NUMBERS = {name: number for number, name in enumerate(LOSSES)}
OPTIMIZER_NUMBERS = {name: number for number, name in enumerate(GRADIENT_OPTIMIZERS)}
REGULARIZER_NUMBERS = {name: number for number, name in enumerate(REGULARIZERS)}
MOST_SETTINGS = max(len(optimizer.hyperparameters) for optimizer in OPTIMIZERS.values())

activate = by_number([_activation_loop(for_lanes(a.function)) for a in ACTIVATIONS.values()])
times_derivative = by_number(
    [_derivative_loop(for_lanes(a.derivative)) for a in ACTIVATIONS.values()]
)
loss_slope = by_number([_loss_slope_loop(for_lanes(loss.derivative)) for loss in LOSSES.values()])
loss_value = by_number([_loss_value_loop(for_lanes(loss.value)) for loss in LOSSES.values()])
add_penalty = by_number([_penalty_loop(for_lanes(r.gradient)) for r in REGULARIZERS.values()])
after_step = by_number([_after_step_loop(for_lanes(r.after_step)) for r in REGULARIZERS.values()])
update = by_number([_update_loop(OPTIMIZERS[name]) for name in GRADIENT_OPTIMIZERS])
