"""The data sets that are drawn at random: one registry.

To add one, write its generator and a line below: the page's pictures and menus, the links and the
tests follow. The plane is the square [-6, 6]^2. Labels are -1.0 and +1.0 for two classes, 0.0 ..
k-1.0 for several, and a value (mostly in [-1, 1]) for regression. ``noise`` runs from 0 to 1 and is
the page's percentage divided by 100.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from playground.data import classic, several, shapes, values
from playground.data.drawing import Drawn


@dataclass(frozen=True)
class Dataset:
    """A data set that is drawn at random.

    Parameters
    ----------
    name
        Key in ``DATASETS`` and in links.
    label
        What the page calls it.
    problem
        ``"classification"`` or ``"regression"``.
    n_classes
        Number of classes (where it can be chosen: the usual number); 0 for regression.
    n_points
        How many points the page draws.
    explanation
        One plain sentence.
    generate
        ``generate(n, noise, rng, **options) -> points (n, 2), labels (n,)``, float64.
    options
        Names of the options it takes: ``n_classes`` (three to six) or ``formula`` (a name in
        ``shapes.CURVES`` or a typed formula).
    """

    name: str
    label: str
    problem: str
    n_classes: int
    n_points: int
    explanation: str
    generate: Callable[..., Drawn]
    options: tuple[str, ...] = ()

    def draw(
        self, rng: Generator, noise: float = 0.0, n: int | None = None, **options: Any
    ) -> Drawn:
        """Draw the points; of the options only those that this data set takes are passed on.

        Parameters
        ----------
        rng
            Random stream.
        noise
            0..1.
        n
            Number of points; as many as the page draws when left out.
        **options
            ``n_classes``, ``formula``; what the data set does not take is ignored, so that an
            experiment can pass on its settings whatever the data set.

        Returns
        -------
        tuple of arrays
            Points (n, 2) and labels (n,).
        """
        taken = {name: value for name, value in options.items() if name in self.options}
        return self.generate(self.n_points if n is None else n, noise, rng, **taken)

    def count_classes(self, n_classes: int) -> int:
        """Return the number of classes it has when ``n_classes`` is what the learner has chosen."""
        return n_classes if "n_classes" in self.options else self.n_classes

    @property
    def group(self) -> str:
        """Where it stands in a menu: ``"two"``, ``"several"`` (classes) or ``"values"``."""
        if self.problem == "regression":
            return "values"
        return "several" if "n_classes" in self.options else "two"


def _two(
    name: str, label: str, generate: Callable[..., Drawn], explanation: str, *options: str
) -> Dataset:
    return Dataset(name, label, "classification", 2, 500, explanation, generate, options)


def _several(name: str, label: str, generate: Callable[..., Drawn], explanation: str) -> Dataset:
    return Dataset(name, label, "classification", 3, 600, explanation, generate, ("n_classes",))


def _value(name: str, label: str, generate: Callable[..., Drawn], explanation: str) -> Dataset:
    return Dataset(name, label, "regression", 0, 1200, explanation, generate)


_ALL = (
    _two("circle", "Circle", classic.circle, "A disc of one class inside a ring of the other."),
    _two("xor", "Exclusive or", classic.xor, "Four squares; opposite corners are alike."),
    _two("gauss", "Gaussian", classic.gauss, "Two clouds that one straight line can split."),
    _two("spiral", "Spiral", classic.spiral, "Two arms wound around each other: the hard one."),
    _two("moons", "Moons", shapes.moons, "Two half circles that reach into each other."),
    _two("checkerboard", "Checkerboard", shapes.checkerboard, "Four by four fields, in turn."),
    _two("rings", "Rings", shapes.rings, "Four rings around each other, the two classes in turn."),
    _two("heart", "Heart", shapes.heart, "A heart: smooth sides and two sharp corners to learn."),
    _two("stripes", "Stripes", shapes.stripes, "A band between two others: no line splits it."),
    _two("cross", "Cross", shapes.cross, "A cross and four corners: a line can only guess."),
    _two("curve", "Curve", shapes.curve, "Above or below a curve of your own choice.", "formula"),
    _several("blobs", "Blobs", several.blobs, "One cloud for each class."),
    _several("many_rings", "Class rings", several.many_rings, "One ring for each class."),
    _several("pinwheel", "Pinwheel", several.pinwheel, "One curved arm for each class."),
    _value("reg-plane", "Plane", classic.reg_plane, "A tilted plane: it rises to the upper right."),
    _value("reg-gauss", "Multi gaussian", classic.reg_gauss, "Six bumps, up and down in turn."),
    _value("reg-saddle", "Saddle", values.reg_saddle, "Up in two corners, down in the others."),
    _value("reg-waves", "Waves", values.reg_waves, "Waves of two sources add up, or cancel."),
)
DATASETS: dict[str, Dataset] = {dataset.name: dataset for dataset in _ALL}
