"""What the network gets to see: functions of the two coordinates of a point.

One registry, ``FEATURES``: a feature is a formula with a name, and all that is computed, drawn and
exported follows from it. A learner may type a formula of their own in place of a name.
``FeatureMap`` turns points into the inputs of a network.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from playground.arrays import AnyFloatArray
from playground.data.formulas import Formula, parse


@dataclass(frozen=True)
class Feature:
    """A function of the two coordinates.

    Parameters
    ----------
    name
        Key in ``FEATURES``; for a typed formula, the formula.
    label, html_label
        How it is written in plain text and in HTML.
    link_key
        Its key in a link, TensorFlow Playground's own where that has the feature; "" for a typed
        one.
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
    function: Formula

    @property
    def typed(self) -> bool:
        """Whether it is a formula that the learner has typed."""
        return self.name not in FEATURES

    def code(self, module: str = "np") -> str:
        """Return it as a Python expression in x1 and x2 (module ``"np"`` or ``"torch"``)."""
        return self.function.code(module, guarded=self.typed)


def _feature(
    name: str, label: str, html_label: str, link_key: str, explanation: str, formula: str
) -> Feature:
    return Feature(name, label, html_label, link_key, explanation, parse(formula))


_X1, _X2 = "x<sub>1</sub>", "x<sub>2</sub>"

_ALL = (
    _feature("x1", "x₁", _X1, "x", "The horizontal coordinate.", "x1"),
    _feature("x2", "x₂", _X2, "y", "The vertical coordinate.", "x2"),
    _feature(
        "x1_squared", "x₁²", f"{_X1}<sup>2</sup>", "xSquared",
        "The horizontal coordinate squared: left and right look alike.", "x1^2",
    ),
    _feature(
        "x2_squared", "x₂²", f"{_X2}<sup>2</sup>", "ySquared",
        "The vertical coordinate squared: above and below look alike.", "x2^2",
    ),
    _feature(
        "x1_x2", "x₁x₂", f"{_X1}{_X2}", "xTimesY",
        "The product of both: positive in two opposite corners, negative in the other two.",
        "x1 * x2",
    ),
    _feature(
        "sin_x1", "sin(x₁)", f"sin({_X1})", "sinX",
        "A wave from left to right.", "sin(x1)",
    ),
    _feature(
        "sin_x2", "sin(x₂)", f"sin({_X2})", "sinY",
        "A wave from bottom to top.", "sin(x2)",
    ),
    _feature(
        "cos_x1", "cos(x₁)", f"cos({_X1})", "cosX",
        "A wave from left to right with its crest in the middle.", "cos(x1)",
    ),
    _feature(
        "cos_x2", "cos(x₂)", f"cos({_X2})", "cosY",
        "A wave from bottom to top with its crest in the middle.", "cos(x2)",
    ),
    _feature(
        "x1_cubed", "x₁³", f"{_X1}<sup>3</sup>", "xCubed",
        "The horizontal coordinate cubed: flat in the middle, steep at the edges.",
        "x1^3",
    ),
    _feature(
        "x2_cubed", "x₂³", f"{_X2}<sup>3</sup>", "yCubed",
        "The vertical coordinate cubed: flat in the middle, steep at the edges.",
        "x2^3",
    ),
    _feature(
        "abs_x1", "|x₁|", f"|{_X1}|", "absX",
        "The distance from the vertical axis.", "abs(x1)",
    ),
    _feature(
        "abs_x2", "|x₂|", f"|{_X2}|", "absY",
        "The distance from the horizontal axis.", "abs(x2)",
    ),
    _feature(
        "bump", "bump", "bump", "bump",
        "A Gaussian bump in the middle, exp(-(x₁² + x₂²) / 8): 1 at the origin, 0 far away.",
        "exp(-(x1^2 + x2^2) / 8)",
    ),
)  # fmt: skip
FEATURES: dict[str, Feature] = {feature.name: feature for feature in _ALL}


def find_feature(name: str) -> Feature:
    """Return the feature of that name, or one made from a typed formula.

    Raises
    ------
    FormulaError
        If it is neither a name in ``FEATURES`` nor a formula that can be read.

    Examples
    --------
    >>> find_feature("sin_x1").label
    'sin(x₁)'
    >>> find_feature("x1 - 1").label
    'x1 − 1'
    >>> find_feature("x1 + 2*x2").function(np.array([1.0]), np.array([3.0]))
    array([7.])
    """
    if name in FEATURES:
        return FEATURES[name]
    formula = parse(name)
    label = formula.text.replace("-", "−")
    return Feature(formula.text, label, html.escape(label), "", "A formula of your own.", formula)


class FeatureMap:
    """Turn points in the plane into the inputs of a network.

    Parameters
    ----------
    names
        Names of features or typed formulas, in the order of the inputs.
    standardise
        Whether each feature is shifted and scaled to mean 0 and standard deviation 1 over the
        points given to ``fit``.

    Examples
    --------
    >>> features = FeatureMap(["x1", "x1_squared"])
    >>> features(np.array([[2.0, 5.0], [-3.0, 0.0]]))
    array([[ 2.,  4.],
           [-3.,  9.]])
    """

    def __init__(self, names: Sequence[str], standardise: bool = False) -> None:
        self.features = tuple(find_feature(name) for name in names)
        self.standardise = standardise
        self.mean = np.zeros(len(self.features))
        self.scale = np.ones(len(self.features))

    @property
    def names(self) -> tuple[str, ...]:
        """The features' names, in the order of the inputs."""
        return tuple(feature.name for feature in self.features)

    @property
    def n_features(self) -> int:
        """Number of inputs of the network."""
        return len(self.features)

    def raw(self, points: AnyFloatArray) -> AnyFloatArray:
        """Return the features before standardisation, shape (n, n_features), in the same dtype.

        All of them are nan for a point that lacks a coordinate.

        Raises
        ------
        ValueError
            If the points have no shape (n, 2).
        """
        points = np.asarray(points)
        if points.ndim != 2 or points.shape[1] != 2:
            raise ValueError(f"Points of the plane have the shape (n, 2), not {points.shape}.")
        if not np.issubdtype(points.dtype, np.floating):
            points = points.astype(np.float64)
        x1, x2 = points[:, 0], points[:, 1]
        values = np.empty((len(points), self.n_features), dtype=points.dtype)
        for column, feature in enumerate(self.features):
            values[:, column] = feature.function(x1, x2)
        values[np.isnan(points).any(axis=1)] = np.nan  # a formula's own gaps count as 0, see there
        return values

    def fit(self, points: AnyFloatArray) -> FeatureMap:
        """Measure mean and standard deviation over the training points; return the map itself."""
        if self.standardise and len(points):
            values = self.raw(np.asarray(points, dtype=np.float64))
            self.mean = values.mean(axis=0)
            deviation = values.std(axis=0)
            self.scale = np.where(deviation > 0, deviation, 1.0)
        return self

    def __call__(self, points: AnyFloatArray) -> AnyFloatArray:
        """Return the inputs for points (n, 2): shape (n, n_features), of the same dtype."""
        values = self.raw(points)
        if self.standardise:
            values -= self.mean.astype(values.dtype)
            values /= self.scale.astype(values.dtype)
        return values
