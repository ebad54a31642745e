"""Activation functions: what a neuron makes of the weighted sum of its inputs.

Each activation is one definition that serves twice: NumPy calls it with whole arrays, Numba
compiles it for a few numbers at a time. That is why every function here is written with NumPy's
elementwise functions, or others here, and has no branches; ``np.where`` chooses. One that Numba
cannot compile works too: what uses it trains in NumPy, and the log says so.

To add one, write its two functions and list it in ``ACTIVATIONS``: the menus, the checks, the tests
and the compiled path follow from that entry.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

# The two constants of GELU's tanh form (Hendrycks and Gimpel 2016, https://arxiv.org/abs/1606.08415).
GELU_SCALE = 0.7978845608028654  # sqrt(2 / pi)
GELU_CUBIC = 0.044715
LEAK = 0.01  # slope of the leaky ReLU for negative numbers


@dataclass(frozen=True)
class Activation:
    """An activation function with its derivative and the words that explain it.

    ``function(z)`` gives the output for the pre-activation z; ``derivative(z, a)`` gives da/dz and
    may use the output a = function(z), which often saves work. Both work element by element.
    ``bounded`` says whether the outputs cannot grow beyond all limits, ``has_gradient`` whether the
    derivative is more than 0 anywhere, so that a gradient can train what stands before it;
    ``bends`` whether it is more than a straight line; ``can_die`` whether output and derivative are
    both 0 for all numbers below some, from where hardly a neuron comes back; ``invertible``
    whether two different sums never give the same output, so that nothing is folded or lost.

    Examples
    --------
    >>> import numpy as np
    >>> relu = ACTIVATIONS["relu"]
    >>> relu.function(np.array([-2.0, 3.0]))
    array([0., 3.])
    >>> relu.derivative(np.array([-2.0, 3.0]), np.array([0.0, 3.0]))
    array([0., 1.])
    """

    name: str
    label: str
    formula: str
    explanation: str
    function: Callable[[Any], Any]
    derivative: Callable[[Any, Any], Any]
    bounded: bool = False
    has_gradient: bool = True
    bends: bool = True
    can_die: bool = False
    invertible: bool = False


def relu(z: Any) -> Any:
    """Return max(0, z) (Nair and Hinton 2010)."""
    return np.maximum(z, 0.0)


def relu_derivative(z: Any, a: Any) -> Any:
    """Return 1 where z > 0, else 0 (0 at z = 0 itself, as TensorFlow has it)."""
    return np.where(z > 0.0, 1.0, 0.0)


def tanh(z: Any) -> Any:
    """Return the hyperbolic tangent of z."""
    return np.tanh(z)


def tanh_derivative(z: Any, a: Any) -> Any:
    """Return 1 - a^2."""
    return 1.0 - a * a


def sigmoid(z: Any) -> Any:
    """Return 1 / (1 + exp(-z)), written with tanh so that no z can overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * z)


def sigmoid_derivative(z: Any, a: Any) -> Any:
    """Return a (1 - a)."""
    return a * (1.0 - a)


def linear(z: Any) -> Any:
    """Return z itself."""
    return z


def linear_derivative(z: Any, a: Any) -> Any:
    """Return 1, in the shape of z."""
    return 0.0 * z + 1.0


def step(z: Any) -> Any:
    """Return 1 where z >= 0, else 0."""
    return np.where(z >= 0.0, 1.0, 0.0)


def step_derivative(z: Any, a: Any) -> Any:
    """Return 0, in the shape of z: a step is flat everywhere but at its edge."""
    return 0.0 * z


def leaky_relu(z: Any) -> Any:
    """Return z where z > 0, else 0.01 z (Maas, Hannun and Ng 2013)."""
    return np.where(z > 0.0, z, LEAK * z)


def leaky_relu_derivative(z: Any, a: Any) -> Any:
    """Return 1 where z > 0, else 0.01."""
    return np.where(z > 0.0, 1.0, LEAK)


def elu(z: Any) -> Any:
    """Return z where z > 0, else exp(z) - 1 (Clevert et al. 2016, https://arxiv.org/abs/1511.07289)."""
    return np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))


def elu_derivative(z: Any, a: Any) -> Any:
    """Return 1 where z > 0, else exp(z) = a + 1."""
    return np.where(z > 0.0, 1.0, a + 1.0)


def gelu(z: Any) -> Any:
    """Return z/2 (1 + tanh(sqrt(2/pi) (z + 0.044715 z^3))) (Hendrycks and Gimpel 2016)."""
    return 0.5 * z * (1.0 + np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z)))


def gelu_derivative(z: Any, a: Any) -> Any:
    """Return the derivative of ``gelu`` by the product rule."""
    t = np.tanh(GELU_SCALE * (z + GELU_CUBIC * z * z * z))
    inner = GELU_SCALE * (1.0 + 3.0 * GELU_CUBIC * z * z)
    return 0.5 * (1.0 + t) + 0.5 * z * (1.0 - t * t) * inner


def swish(z: Any) -> Any:
    """Return z sigmoid(z) (Ramachandran, Zoph and Le 2017, https://arxiv.org/abs/1710.05941)."""
    return z * sigmoid(z)


def swish_derivative(z: Any, a: Any) -> Any:
    """Return s + a (1 - s) with s = sigmoid(z)."""
    s = sigmoid(z)
    return s + a * (1.0 - s)


def softplus(z: Any) -> Any:
    """Return log(1 + exp(z)) (Dugas et al. 2001), written so that no z can overflow."""
    return np.maximum(z, 0.0) + np.log1p(np.exp(-np.abs(z)))


def softplus_derivative(z: Any, a: Any) -> Any:
    """Return sigmoid(z)."""
    return sigmoid(z)


def sine(z: Any) -> Any:
    """Return sin(z) (Sitzmann et al. 2020, https://arxiv.org/abs/2006.09661, with their w0 = 1)."""
    return np.sin(z)


def sine_derivative(z: Any, a: Any) -> Any:
    """Return cos(z)."""
    return np.cos(z)


ACTIVATIONS: dict[str, Activation] = {
    activation.name: activation
    for activation in (
        Activation(
            "relu", "ReLU", "max(0, z)",
            "Lets positive sums through and blocks negative ones: quick, and the usual choice.",
            relu, relu_derivative, can_die=True,
        ),
        Activation(
            "tanh", "Tanh", "tanh(z)",
            "A smooth S from -1 to +1: good for small networks.",
            tanh, tanh_derivative, bounded=True, invertible=True,
        ),
        Activation(
            "sigmoid", "Sigmoid", "1 / (1 + exp(-z))",
            "A smooth S from 0 to 1: the classic, but slow to learn in deep networks.",
            sigmoid, sigmoid_derivative, bounded=True, invertible=True,
        ),
        Activation(
            "linear", "Linear", "z",
            "Leaves the sum as it is: however many layers, the whole network stays one plane.",
            linear, linear_derivative, bends=False, invertible=True,
        ),
        Activation(
            "step", "Step", "1 if z >= 0 else 0",
            "The perceptron's all or nothing: flat everywhere, so a gradient cannot train it.",
            step, step_derivative, bounded=True, has_gradient=False,
        ),
        Activation(
            "leaky_relu", "Leaky ReLU", "z if z > 0 else 0.01 z",
            "A ReLU that lets a hundredth of negative sums through, so that no neuron dies.",
            leaky_relu, leaky_relu_derivative, invertible=True,
        ),
        Activation(
            "elu", "ELU", "z if z > 0 else exp(z) - 1",
            "A ReLU with a smooth bend that levels off at -1.",
            elu, elu_derivative, invertible=True,
        ),
        Activation(
            "gelu", "GELU", "z/2 (1 + tanh(0.798 (z + 0.0447 z^3)))",
            "A smooth ReLU with a small dip below zero, found in many language models.",
            gelu, gelu_derivative,
        ),
        Activation(
            "swish", "Swish", "z / (1 + exp(-z))",
            "The sum times its own sigmoid: like GELU, with a slightly deeper dip.",
            swish, swish_derivative,
        ),
        Activation(
            "softplus", "Softplus", "log(1 + exp(z))",
            "A ReLU with a rounded corner: always positive, never quite flat.",
            softplus, softplus_derivative, invertible=True,
        ),
        Activation(
            "sine", "Sine", "sin(z)",
            "A wave: learns repeating patterns such as spirals quickly, and overfits as quickly.",
            sine, sine_derivative, bounded=True,
        ),
    )
}  # fmt: skip
