"""NumPy's elementwise functions for lanes: what ``np`` means when a definition is compiled.

``exp``, ``expm1`` and ``tanh`` are within two units in the last place of the true value (tests/nn
measure it). All three rest on 2^k (1 + p) with k = round(x / log 2) and p = exp(r) - 1 for the rest
r, |r| <= log(2)/2. A nan stays a nan.
"""

# mypy: allow-untyped-defs, allow-untyped-calls, no-check-untyped-defs
# (Numba finds the types of compiled functions itself, when they are first called.)

from __future__ import annotations

import math
from typing import Any

from numba.core import types
from numba.core.extending import overload

from playground.nn.compiled.jit import ONLY_FROM_COMPILED_CODE, inlined
from playground.nn.compiled.lanes import (
    WIDTH,
    LanesType,
    absolute,
    choose,
    copy_sign,
    get_lane,
    power_of_two,
    round_down,
    round_to_zero,
    round_up,
    spread,
    square_root,
    with_lane,
)

LOG2_E = 1.4426950408889634
# log 2 in two parts; the first has zeros at its end, so that its product with k is exact.
LOG_2_HIGH = 6.93147180369123816490e-01
LOG_2_LOW = 1.90821492927058770002e-10
# Adding 1.5 * 2^52 to a number of moderate size rounds it to a whole one.
ROUNDER = 6755399441055744.0
# Between these, exp(x) and 2^k are neither zero nor infinite.
LOWEST, HIGHEST = -708.0, 709.0
# (exp(r) - 1 - r) / r^2 = C0 + C1 r + ... + C9 r^9, through the Chebyshev nodes of |r| <= log(2)/2;
# the error, relative to r, stays below 4e-17.
C0, C1 = 0.5000000000000001, 0.16666666666666669
C2, C3 = 0.04166666666662399, 0.008333333333330051
C4, C5 = 0.0013888888917281794, 0.00019841269863105968
C6, C7 = 2.480152119021773e-05, 2.7557268378684192e-06
C8, C9 = 2.7620138719733994e-07, 2.5100424157005067e-08


@inlined
def _reduced(x):
    """Return p and 2^k with exp(x) = 2^k (1 + p)."""
    shifted = x * LOG2_E + ROUNDER
    k = shifted - ROUNDER
    r = (x - k * LOG_2_HIGH) - k * LOG_2_LOW
    # Pairs first (Estrin's scheme): a chain of nine steps would make the processor wait for each.
    square = r * r
    fourth = square * square
    low = (C0 + C1 * r) + (C2 + C3 * r) * square
    high = (C4 + C5 * r) + (C6 + C7 * r) * square
    p = r + square * (low + fourth * (high + fourth * (C8 + C9 * r)))
    return p, power_of_two(shifted)


@inlined
def _limited(x, low, high):
    """Return x drawn into [low, high]."""
    x = choose(x > high, spread(high), x)
    return choose(x < low, spread(low), x)


@inlined
def exp(x):
    """Return exp(x); x beyond -708 or 709 counts as these."""
    p, scale = _reduced(_limited(x, LOWEST, HIGHEST))
    return p * scale + scale


@inlined
def expm1(x):
    """Return exp(x) - 1, exact for small x too."""
    p, scale = _reduced(_limited(x, LOWEST, HIGHEST))
    return p * scale + (scale - 1.0)


@inlined
def tanh(x):
    """Return (exp(2x) - 1) / (exp(2x) + 1), which is 1 to the last place from |x| = 20 on."""
    p, scale = _reduced(_limited(x + x, -40.0, 40.0))
    e = p * scale + (scale - 1.0)
    return copy_sign(e / (e + 2.0), x)


@inlined
def sqrt(x):
    """Return the square root."""
    return square_root(x)


@inlined
def abs(x):
    """Return |x|."""
    return absolute(x)


@inlined
def sign(x):
    """Return -1, 0 or 1; a nan stays."""
    return choose(x > 0.0, spread(1.0), choose(x < 0.0, spread(-1.0), x))


fabs = abs


@inlined
def square(x):
    """Return x^2."""
    return x * x


@inlined
def floor(x):
    """Return the largest whole number that is not above x."""
    return round_down(x)


@inlined
def ceil(x):
    """Return the smallest whole number that is not below x."""
    return round_up(x)


@inlined
def trunc(x):
    """Return x without what stands behind its point."""
    return round_to_zero(x)


@inlined
def maximum(x, y):
    """Return the larger; where one is a nan, that."""
    x, y = _as_lanes(x), _as_lanes(y)
    return choose(x < y, y, choose(x >= y, x, x + y))


@inlined
def minimum(x, y):
    """Return the smaller; where one is a nan, that."""
    x, y = _as_lanes(x), _as_lanes(y)
    return choose(x > y, y, choose(x <= y, x, x + y))


@inlined
def clip(x, low, high):
    """Return x drawn into [low, high]; a nan stays."""
    return minimum(maximum(x, low), high)


@inlined
def where(mask, yes, no):
    """Return ``yes`` where the mask is true, else ``no``."""
    return choose(mask, _as_lanes(yes), _as_lanes(no))


def _lane_by_lane(function: Any) -> Any:
    """Compile one of ``math``'s functions for lanes, one lane after the other."""

    @inlined
    def apply(x):
        for lane in range(WIDTH):
            x = with_lane(x, lane, function(get_lane(x, lane)))
        return x

    return apply


sin = _lane_by_lane(math.sin)
cos = _lane_by_lane(math.cos)
log1p = _lane_by_lane(math.log1p)


def _as_lanes(value: Any) -> Any:
    """Return lanes as they are, a plain number in every lane (compiled code only)."""
    raise NotImplementedError("Lanes exist in compiled code only; call this from there.")


@overload(_as_lanes, jit_options=ONLY_FROM_COMPILED_CODE)
def _overload_as_lanes(value):
    if isinstance(value, LanesType):
        return lambda value: value
    if isinstance(value, types.Number):
        return lambda value: spread(value)
    return None
