"""What the network gets to see: functions of the two coordinates of a point.

One registry, ``FEATURES``; ``FeatureMap`` turns points into the inputs of a network. A feature may
also be a formula that the learner has typed (see ``formulas``).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Feature:
    """A function of the two coordinates.

    Parameters
    ----------
    name
        Key in ``FEATURES``.
    label, html_label
        How it is written in plain text and in HTML.
    link_key
        Its key in a link; TensorFlow Playground's own where that has the feature.
    explanation
        One plain sentence.
    function
        ``function(x1, x2) -> array``, elementwise, of the dtype of its arguments.
    """

    name: str
    label: str
    html_label: str
    link_key: str
    explanation: str
    function: Callable[[Array, Array], Array]


_X1, _X2 = "x<sub>1</sub>", "x<sub>2</sub>"

_ALL = (
    Feature("x1", "x₁", _X1, "x", "The horizontal coordinate.", lambda x1, x2: x1),
    Feature("x2", "x₂", _X2, "y", "The vertical coordinate.", lambda x1, x2: x2),
    Feature(
        "x1_squared", "x₁²", f"{_X1}<sup>2</sup>", "xSquared",
        "The horizontal coordinate squared: left and right look alike.", lambda x1, x2: x1 * x1,
    ),
    Feature(
        "x2_squared", "x₂²", f"{_X2}<sup>2</sup>", "ySquared",
        "The vertical coordinate squared: above and below look alike.", lambda x1, x2: x2 * x2,
    ),
    Feature(
        "x1_x2", "x₁x₂", f"{_X1}{_X2}", "xTimesY",
        "The product of both: positive in two opposite corners, negative in the other two.",
        lambda x1, x2: x1 * x2,
    ),
    Feature(
        "sin_x1", "sin(x₁)", f"sin({_X1})", "sinX",
        "A wave from left to right.", lambda x1, x2: np.sin(x1),
    ),
    Feature(
        "sin_x2", "sin(x₂)", f"sin({_X2})", "sinY",
        "A wave from bottom to top.", lambda x1, x2: np.sin(x2),
    ),
    Feature(
        "cos_x1", "cos(x₁)", f"cos({_X1})", "cosX",
        "A wave from left to right with its crest in the middle.", lambda x1, x2: np.cos(x1),
    ),
    Feature(
        "cos_x2", "cos(x₂)", f"cos({_X2})", "cosY",
        "A wave from bottom to top with its crest in the middle.", lambda x1, x2: np.cos(x2),
    ),
    Feature(
        "x1_cubed", "x₁³", f"{_X1}<sup>3</sup>", "xCubed",
        "The horizontal coordinate cubed: flat in the middle, steep at the edges.",
        lambda x1, x2: x1 * x1 * x1,
    ),
    Feature(
        "x2_cubed", "x₂³", f"{_X2}<sup>3</sup>", "yCubed",
        "The vertical coordinate cubed: flat in the middle, steep at the edges.",
        lambda x1, x2: x2 * x2 * x2,
    ),
    Feature(
        "abs_x1", "|x₁|", f"|{_X1}|", "absX",
        "The distance from the vertical axis.", lambda x1, x2: np.abs(x1),
    ),
    Feature(
        "abs_x2", "|x₂|", f"|{_X2}|", "absY",
        "The distance from the horizontal axis.", lambda x1, x2: np.abs(x2),
    ),
    Feature(
        "bump", "bump", "bump", "bump",
        "A Gaussian bump in the middle, exp(-(x₁² + x₂²) / 8): 1 at the origin, 0 far away.",
        lambda x1, x2: np.exp(-(x1 * x1 + x2 * x2) / 8),
    ),
)  # fmt: skip
FEATURES: dict[str, Feature] = {feature.name: feature for feature in _ALL}


class FeatureMap:
    """Turn points in the plane into the inputs of a network.

    Parameters
    ----------
    names
        Names of features, in the order of the inputs.
    standardise
        Whether each feature is shifted and scaled to mean 0 and standard deviation 1 over the points
        given to ``fit``.

    Examples
    --------
    >>> features = FeatureMap(["x1", "x1_squared"])
    >>> features(np.array([[2.0, 5.0], [-3.0, 0.0]]))
    array([[ 2.,  4.],
           [-3.,  9.]])
    """

    def __init__(self, names: Sequence[str], standardise: bool = False) -> None:
        unknown = [name for name in names if name not in FEATURES]
        if unknown:
            raise ValueError(f'There is no feature called "{unknown[0]}". There are: {", ".join(FEATURES)}.')
        self.names = tuple(names)
        self.standardise = standardise
        self.mean = np.zeros(len(self.names))
        self.scale = np.ones(len(self.names))

    @property
    def n_features(self) -> int:
        """Number of inputs of the network."""
        return len(self.names)

    def raw(self, points: Array) -> Array:
        """Return the features before standardisation, shape (n, n_features), of the points' dtype."""
        points = np.asarray(points)
        x1, x2 = points[:, 0], points[:, 1]
        values = np.empty((len(points), self.n_features), dtype=points.dtype)
        for column, name in enumerate(self.names):
            values[:, column] = FEATURES[name].function(x1, x2)
        return values

    def fit(self, points: Array) -> FeatureMap:
        """Measure mean and standard deviation over the training points; return the map itself."""
        if self.standardise and len(points):
            values = self.raw(np.asarray(points, dtype=np.float64))
            self.mean = values.mean(axis=0)
            deviation = values.std(axis=0)
            self.scale = np.where(deviation > 0, deviation, 1.0)
        return self

    def __call__(self, points: Array) -> Array:
        """Return the inputs for points of shape (n, 2): shape (n, n_features), of the same dtype."""
        values = self.raw(points)
        if self.standardise:
            values -= self.mean.astype(values.dtype)
            values /= self.scale.astype(values.dtype)
        return values
