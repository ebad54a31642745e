"""The loss of a network as a function of all its parameters: values, slopes, sharpness."""

from __future__ import annotations

import time

import numpy as np
from scipy.sparse.linalg import ArpackError, LinearOperator, eigsh

from playground.arrays import AnyFloatArray, FloatArray
from playground.nn import Network, measure
from playground.nn.network import forward

DIFFERENCE = 1e-4  # of gradients, for second derivatives
TRIES = 3  # of a measurement: others may be at work on the same cores
SLOW = 0.05  # seconds of a gradient: who is so slow is not asked again
AT_ONCE = 2**20  # numbers of one layer that are computed at the same time


class NetworkLoss:
    """The mean loss of a network over examples, as a function of all its parameters.

    Without the penalty of a regularizer, as the playground's training loss.

    Parameters
    ----------
    network
        Its shape, activations and head; it is copied, and kept as ``network``.
    inputs, targets
        Features (m, n_features) and targets (m, n_outputs).
    """

    def __init__(self, network: Network, inputs: FloatArray, targets: FloatArray) -> None:
        self.network = network.copy()
        self.inputs, self.targets = inputs, targets
        self.n_parameters = network.parameters.size

    @property
    def at_once(self) -> int:
        """How many rows of parameters are best handed over together: some megabytes."""
        return max(1, AT_ONCE // self.n_parameters)

    def values(self, parameters: FloatArray) -> FloatArray:
        """Return the losses (n,) of rows of parameters (n, n_parameters)."""
        found: FloatArray = measure(self.network, parameters, self.inputs, self.targets).losses
        return found

    def gradient(self, parameters: FloatArray) -> FloatArray:
        """Return the gradient (n_parameters,) at some parameters (n_parameters,)."""
        slope: FloatArray = self.gradients(parameters[None])[0]
        return slope

    def gradients(self, parameters: FloatArray) -> FloatArray:
        """Return the gradients (n, n_parameters) at rows of parameters (n, n_parameters).

        Many networks at once: backpropagation with one more axis in front.
        """
        found = np.zeros_like(parameters)
        widest = max(self.network.layer_sizes)
        rows = max(1, AT_ONCE // (len(self.inputs) * widest))
        most = max(1, AT_ONCE // (rows * widest))  # examples
        with np.errstate(all="ignore"):  # where the numbers run away, so does the slope
            for first in range(0, len(parameters), rows):
                some = slice(first, first + rows)
                for start in range(0, len(self.inputs), most):
                    part = slice(start, start + most)
                    found[some] += self._slopes(
                        parameters[some], self.inputs[part], self.targets[part]
                    )
        return found / len(self.inputs)

    def _slopes(
        self, parameters: FloatArray, inputs: FloatArray, targets: FloatArray
    ) -> FloatArray:
        """Return the gradients of the sum over some examples, (n, n_parameters)."""
        network, n = self.network, len(parameters)
        places, places_of_biases = network.views(np.arange(float(self.n_parameters)))
        at = [place.astype(int) for place in places]
        at_biases = [place.astype(int) for place in places_of_biases]
        weights = [parameters[:, place] for place in at]
        biases = [parameters[:, None, place] for place in at_biases]

        def head(z: AnyFloatArray) -> AnyFloatArray:  # it takes examples, one row each
            activated = network.head.activation_rule(z.reshape(-1, z.shape[-1]))
            return activated.reshape(z.shape)

        functions = [*network.functions[:-1], head]
        given, logits, outputs = zip(*forward(inputs, weights, biases, functions), strict=True)
        shape = logits[-1].shape
        delta = network.head.slope_rule(
            logits[-1].reshape(-1, shape[-1]),
            outputs[-1].reshape(-1, shape[-1]),
            np.tile(targets, (n, 1)),
        ).reshape(shape)
        found = np.empty_like(parameters)
        for layer in reversed(range(len(weights))):
            signal = np.swapaxes(given[layer], -1, -2) @ delta  # (n, n_in, n_out)
            found[:, at[layer].ravel()] = signal.reshape(n, -1)
            found[:, at_biases[layer]] = delta.sum(axis=1)
            if layer:
                derivative = network.derivatives[layer - 1]
                back = delta @ np.swapaxes(weights[layer], -1, -2)
                delta = back * derivative(logits[layer - 1], outputs[layer - 1])
        return found

    def seconds(self, parameters: FloatArray) -> tuple[float, float]:
        """Return how long one value and one gradient take, measured at these parameters."""
        rows = np.repeat(parameters[None], min(2, self.at_once), axis=0)
        best = [np.inf, np.inf]
        for _ in range(TRIES):
            for which, compute in enumerate((self.values, self.gradients)):
                before = time.perf_counter()
                compute(rows)
                best[which] = min(best[which], (time.perf_counter() - before) / len(rows))
            if best[1] > SLOW:
                break
        return best[0], best[1]


def sharpness(loss: NetworkLoss, parameters: FloatArray) -> float | None:
    """Return the largest eigenvalue of the loss's Hessian; None where it cannot be found.

    By the Lanczos method from products of the Hessian with vectors, which are differences of
    gradients (Pearlmutter 1994). Gradient descent with a rate above 2 divided by it swings up.
    """
    n = loss.n_parameters
    scale = DIFFERENCE * max(1.0, float(np.linalg.norm(parameters)))

    def times_hessian(vector: FloatArray) -> FloatArray:
        flat = vector.ravel()
        length = float(np.linalg.norm(flat))
        if length == 0.0:
            return np.zeros(n)
        move = scale / length * flat
        ahead, behind = loss.gradients(np.array([parameters + move, parameters - move]))
        return np.asarray((ahead - behind) * (length / (2.0 * scale)))

    begin = np.random.default_rng(0).standard_normal(n)
    first = times_hessian(begin)
    if not first.any() or not np.isfinite(first).all():
        return None if first.any() else 0.0
    if n < 3:  # the Lanczos method needs room
        matrix = np.array([times_hessian(axis) for axis in np.eye(n)])
        return float(np.linalg.eigvalsh(0.5 * (matrix + matrix.T))[-1])
    operator = LinearOperator((n, n), matvec=times_hessian, dtype=np.float64)
    try:
        largest = eigsh(operator, k=1, which="LA", v0=begin, tol=1e-6, return_eigenvectors=False)
    except ArpackError:
        return None
    return float(largest[0]) if np.isfinite(largest[0]) else None
