"""Where the points come from: drawn at random, read from a file, or a learner's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from numpy.random import Generator

from playground.arrays import FloatArray
from playground.data.catalogue import Catalogue
from playground.data.columns import Axis, TableData
from playground.data.generators import DATASETS
from playground.data.tables import TableError
from playground.palette import CLASS_NAMES
from playground.settings.kinds import quoted

OWN = "own"  # the name of the data set that a learner has painted or opened
CATALOGUE = Catalogue.shipped()  # the files of datasets/; the command line may add folders


@dataclass(frozen=True, eq=False)
class Source:
    """All points of an experiment, before they are split into training and test points.

    Parameters
    ----------
    points, labels
        Shapes (n, 2) and (n,), as in ``playground.data.splits``.
    problem, n_classes
        ``"classification"`` or ``"regression"``; the number of classes, 0 for regression.
    class_names
        What the classes are called; () when they are just numbers.
    axes
        What the two axes mean; None where the plane is the plane.
    value_axis
        For a regression on a file: how labels in [-1, 1] become true values.
    """

    points: FloatArray
    labels: FloatArray
    problem: str
    n_classes: int
    class_names: tuple[str, ...] = ()
    axes: tuple[Axis, Axis] | None = None
    value_axis: Axis | None = None

    @property
    def titles(self) -> tuple[str, ...]:
        """What the classes are called, by their colour where they have no names."""
        further = range(len(CLASS_NAMES), self.n_classes)  # beyond the colours they are counted
        unnamed = (*CLASS_NAMES, *(str(one + 1) for one in further))
        return self.class_names or unnamed[: self.n_classes]

    @classmethod
    def of_table(cls, table: TableData) -> Source:
        """Return the points of a file."""
        return cls(
            table.points,
            table.labels,
            table.problem,
            table.n_classes,
            table.class_names,
            table.axes,
            table.value_axis,
        )


def problem_of(name: str) -> str:
    """Return the problem type of a data set by its name, "" if there is none of that name."""
    if name in DATASETS:
        return DATASETS[name].problem
    for entry in CATALOGUE.entries():
        if entry.key == name:
            return entry.description.problem or CATALOGUE.load(name).problem
    return ""


def title_of(name: str) -> str:
    """Return what the page calls a data set; "" for a learner's own points.

    >>> title_of("xor"), title_of("own")
    ('Exclusive or', '')
    """
    if name in DATASETS:
        return DATASETS[name].label
    return next((entry.title for entry in CATALOGUE.entries() if entry.key == name), "")


def source(
    name: str, rng: Generator, noise: float, own: Source | None, options: Mapping[str, Any]
) -> Source:
    """Return the points of a data set.

    Parameters
    ----------
    name
        A key of ``DATASETS`` or of the catalogue, or ``OWN``.
    rng
        Random stream, for those that are drawn.
    noise
        0..1, for those that are drawn.
    own
        The learner's own points.
    options
        What some of the drawn data sets take: ``n_classes``, ``formula``.

    Raises
    ------
    TableError
        If a file cannot be used, or there are no own points.
    """
    if name == OWN:
        if own is None:
            raise TableError("There are no points of your own yet: paint some, or open a file")
        return own
    if name in DATASETS:
        drawn = DATASETS[name]
        points, labels = drawn.draw(rng, noise, **options)
        n_classes = drawn.count_classes(options["n_classes"])
        return Source(points, labels, drawn.problem, n_classes)
    return Source.of_table(CATALOGUE.load(name))


@dataclass(frozen=True)
class DataSetName:
    """The kind of a setting that names a data set for one problem type."""

    problem: str

    @property
    def drawn(self) -> tuple[str, ...]:
        """Names of the data sets that are drawn at random."""
        return tuple(name for name, one in DATASETS.items() if one.problem == self.problem)

    def accept(self, value: Any) -> tuple[str, str]:
        """Return the name as it is registered."""
        for name in (*self.drawn, OWN):
            if isinstance(value, str) and value.lower() == name.lower():
                return name, ""
        if isinstance(value, str) and self._fits(value):
            return value, ""
        raise ValueError(f"there is no data set {quoted(value)} for a {self.problem}")

    def _fits(self, name: str) -> bool:
        try:
            return problem_of(name) == self.problem
        except TableError as problem:
            raise ValueError(str(problem).rstrip(".")) from None

    def read(self, text: str) -> str:
        """Return the text itself."""
        return text

    def write(self, value: str) -> str:
        """Return the name itself."""
        return value
