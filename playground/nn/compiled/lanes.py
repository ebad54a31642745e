"""Four numbers at a time: a Numba type for the processor's vectors.

The networks here are so small that a compiler's automatic vectorisation, made for long loops,
leaves most of their work to scalar remainders. ``Lanes`` names the vector directly: ``load`` four
neighbouring numbers from an array, calculate with them as with one number (+ - * / and comparisons;
a plain number goes with every lane), ``store`` them back. The elementwise definitions of
activations, losses, optimizers and regularizers then compile for whole vectors, unchanged.
"""

# mypy: allow-untyped-decorators, allow-untyped-calls, allow-untyped-defs

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending
from numba.core import types
from numba.core.datamodel import models
from numba.core.extending import overload
from numba.extending import register_model

from playground.nn.compiled.jit import ONLY_FROM_COMPILED_CODE

# Decorated, a function has other arguments than its definition shows: a type checker is lost here.
intrinsic: Any = extending.intrinsic
WIDTH = 4
DOUBLE = ir.DoubleType()
INT64 = ir.IntType(64)
VECTOR = ir.VectorType(DOUBLE, WIDTH)
BITS = ir.VectorType(INT64, WIDTH)
# A multiplication and an addition may become one instruction; nothing else may be rearranged.
CONTRACT = ("contract",)


class LanesType(types.Type):
    """Numba's name for a vector of float64."""

    def __init__(self) -> None:
        super().__init__(name="Lanes")


class LanesMaskType(types.Type):
    """Numba's name for a vector of truth values, which a comparison of lanes gives."""

    def __init__(self) -> None:
        super().__init__(name="LanesMask")


lanes_type = LanesType()
mask_type = LanesMaskType()


@register_model(LanesType)
class LanesModel(models.PrimitiveModel):
    """Lanes are one LLVM vector."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, VECTOR)


@register_model(LanesMaskType)
class LanesMaskModel(models.PrimitiveModel):
    """A mask is one LLVM vector of bits."""

    def __init__(self, dmm: Any, fe_type: Any) -> None:
        super().__init__(dmm, fe_type, ir.VectorType(ir.IntType(1), WIDTH))


def _spread(builder: Any, value: Any) -> Any:
    """Put one number into every lane."""
    first = builder.insert_element(
        ir.Constant(VECTOR, ir.Undefined), value, ir.Constant(ir.IntType(32), 0)
    )
    zeros = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), [0] * WIDTH)
    return builder.shuffle_vector(first, ir.Constant(VECTOR, ir.Undefined), zeros)


def _vector_at(builder: Any, pointer: Any, index: Any) -> Any:
    """Return the address of pointer[index] as that of a vector."""
    return builder.bitcast(builder.gep(pointer, [index]), VECTOR.as_pointer())


@intrinsic
def pointer_to(typing: Any, array: Any) -> Any:
    """Return a pointer to an array's first element.

    An array in Numba is counted, its indices may be negative: both cost more than the arithmetic of
    a small layer. Who uses the pointer must keep the array alive and the index within it.
    """

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.make_array(signature.args[0])(context, builder, args[0]).data

    return types.CPointer(array.dtype)(array), generate


@intrinsic
def advance(typing: Any, pointer: Any, distance: Any) -> Any:
    """Return the pointer moved on by so many elements."""
    return pointer(pointer, types.intp), lambda c, b, s, args: b.gep(args[0], [args[1]])


@intrinsic
def load(typing: Any, pointer: Any, index: Any) -> Any:
    """Read the lanes pointer[index], pointer[index + 1], ..."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_vector_at(builder, *args), align=8)

    return lanes_type(pointer, types.intp), generate


@intrinsic
def store(typing: Any, pointer: Any, index: Any, value: Any) -> Any:
    """Write lanes to pointer[index], pointer[index + 1], ..."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place, index, lanes = args
        builder.store(lanes, _vector_at(builder, place, index), align=8)
        return context.get_dummy_value()

    return types.void(pointer, types.intp, lanes_type), generate


@intrinsic
def spread(typing: Any, value: Any) -> Any:
    """Put one number into every lane."""
    return lanes_type(types.float64), lambda c, b, s, args: _spread(b, args[0])


@intrinsic
def load_spread(typing: Any, pointer: Any, index: Any) -> Any:
    """Read pointer[index] into every lane."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place, index = args
        return _spread(builder, builder.load(builder.gep(place, [index])))

    return lanes_type(pointer, types.intp), generate


@intrinsic
def load_column(typing: Any, pointer: Any, index: Any, step: Any) -> Any:
    """Read the lanes pointer[index], pointer[index + step], pointer[index + 2 step], ..."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place, index, step = args
        lanes = ir.Constant(VECTOR, ir.Undefined)
        for lane in range(WIDTH):
            value = builder.load(builder.gep(place, [index]))
            lanes = builder.insert_element(lanes, value, ir.Constant(ir.IntType(32), lane))
            index = builder.add(index, step)
        return lanes

    return lanes_type(pointer, types.intp, types.intp), generate


@intrinsic
def get_lane(typing: Any, value: Any, lane: Any) -> Any:
    """Read one lane."""
    return types.float64(lanes_type, types.intp), lambda c, b, s, args: b.extract_element(*args)


@intrinsic
def with_lane(typing: Any, value: Any, lane: Any, number: Any) -> Any:
    """Return the lanes with one of them replaced."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        vector, lane, number = args
        return builder.insert_element(vector, number, lane)

    return lanes_type(lanes_type, types.intp, types.float64), generate


@intrinsic
def choose(typing: Any, mask: Any, yes: Any, no: Any) -> Any:
    """Return lane by lane ``yes`` where the mask is true, else ``no``."""
    signature = lanes_type(mask_type, lanes_type, lanes_type)
    return signature, lambda c, b, s, args: b.select(*args)


@intrinsic
def total_of(typing: Any, value: Any) -> Any:
    """Return the sum of the lanes, added in pairs."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = ir.FunctionType(DOUBLE, [DOUBLE, VECTOR])
        name = f"llvm.vector.reduce.fadd.v{WIDTH}f64"
        function = builder.module.declare_intrinsic(name, fnty=kind)
        start = ir.Constant(DOUBLE, 0.0)
        return builder.call(function, [start, args[0]], fastmath=("reassoc", "nsz"))

    return types.float64(lanes_type), generate


@intrinsic
def totals_of(typing: Any, a: Any, b: Any, c: Any, d: Any) -> Any:
    """Return lanes that hold the sums of four lanes' lanes, each added in pairs."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        def mixed(left: Any, right: Any, lanes: list[int]) -> Any:
            mask = ir.Constant(ir.VectorType(ir.IntType(32), WIDTH), lanes)
            return builder.shuffle_vector(left, right, mask)

        def neighbours(left: Any, right: Any) -> Any:
            """Return left 0 + 1, right 0 + 1, left 2 + 3, right 2 + 3."""
            return builder.fadd(mixed(left, right, [0, 4, 2, 6]), mixed(left, right, [1, 5, 3, 7]))

        one, other = neighbours(*args[:2]), neighbours(*args[2:])
        return builder.fadd(mixed(one, other, [0, 1, 4, 5]), mixed(one, other, [2, 3, 6, 7]))

    return lanes_type(lanes_type, lanes_type, lanes_type, lanes_type), generate


@intrinsic
def power_of_two(typing: Any, shifted: Any) -> Any:
    """Return 2^k for shifted = k + 1.5 * 2^52: the low bits of such a number are those of k."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], BITS)
        shift = ir.Constant(BITS, [52] * WIDTH)
        one = ir.Constant(BITS, [1023 << 52] * WIDTH)
        return builder.bitcast(builder.add(builder.shl(bits, shift), one), VECTOR)

    return lanes_type(lanes_type), generate


@intrinsic
def copy_sign(typing: Any, value: Any, sign: Any) -> Any:
    """Return |value| with the sign of ``sign``."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kind = ir.FunctionType(VECTOR, [VECTOR, VECTOR])
        name = f"llvm.copysign.v{WIDTH}f64"
        function = builder.module.declare_intrinsic(name, fnty=kind)
        return builder.call(function, args)

    return lanes_type(lanes_type, lanes_type), generate


def _unary(name: str) -> Any:
    @intrinsic
    def apply(typing: Any, value: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kind = ir.FunctionType(VECTOR, [VECTOR])
            function = builder.module.declare_intrinsic(f"llvm.{name}.v{WIDTH}f64", fnty=kind)
            return builder.call(function, args)

        return lanes_type(lanes_type), generate

    return apply


absolute = _unary("fabs")
square_root = _unary("sqrt")
round_down = _unary("floor")
round_up = _unary("ceil")
round_to_zero = _unary("trunc")


def _arithmetic(name: str) -> Any:
    @intrinsic
    def apply(typing: Any, left: Any, right: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return getattr(builder, name)(*args, flags=CONTRACT)

        return lanes_type(lanes_type, lanes_type), generate

    return apply


def _comparison(symbol: str) -> Any:
    @intrinsic
    def apply(typing: Any, left: Any, right: Any) -> Any:
        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            return builder.fcmp_ordered(symbol, *args)

        return mask_type(lanes_type, lanes_type), generate

    return apply


@intrinsic
def _negative(typing: Any, value: Any) -> Any:
    return lanes_type(lanes_type), lambda c, b, s, args: b.fneg(args[0])


def _overload_binary(symbol: Callable[..., Any], apply: Any) -> None:
    """Let an operator take lanes on either side, with a plain number on the other."""

    @overload(symbol, jit_options=ONLY_FROM_COMPILED_CODE)
    def binary(left, right):
        left_is, right_is = isinstance(left, LanesType), isinstance(right, LanesType)
        if left_is and right_is:
            return lambda left, right: apply(left, right)
        if left_is and isinstance(right, types.Number):
            return lambda left, right: apply(left, spread(right))
        if right_is and isinstance(left, types.Number):
            return lambda left, right: apply(spread(left), right)
        return None


for _symbol, _name in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _overload_binary(_symbol, _arithmetic(_name))
for _symbol, _name in (
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.lt, "<"),
    (operator.le, "<="),
):
    _overload_binary(_symbol, _comparison(_name))


@overload(operator.neg, jit_options=ONLY_FROM_COMPILED_CODE)
def _overload_negative(value):
    return (lambda value: _negative(value)) if isinstance(value, LanesType) else None


@overload(operator.pow, jit_options=ONLY_FROM_COMPILED_CODE)
def _overload_power(value, exponent):
    """Allow whole powers, as ``error**2``."""
    if not (isinstance(value, LanesType) and isinstance(exponent, types.Integer)):
        return None

    def power(value, exponent):
        result = spread(1.0)
        for _ in range(abs(exponent)):
            result = result * value
        return result if exponent >= 0 else 1.0 / result

    return power
