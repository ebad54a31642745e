"""What there is to see of one stage of a step: plain data, made on a worker, drawn by the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.arrays import FloatArray
from playground.labs.inside.sources import Source
from playground.labs.inside.writing import Formula


@dataclass(frozen=True)
class Stage:
    """A part of the step: its kind and the layer that it is about, counted from 0; -1 for none."""

    kind: str
    layer: int
    title: str


@dataclass(frozen=True)
class Row:
    """One equation with the numbers of this network.

    Parameters
    ----------
    formulas
        The equation, one line after the other.
    words
        The same in words.
    picks
        What a click on it chooses: a neuron of the stage's layer, or in stages about weights what
        the weight comes from (-1 for the bias); None for nothing.
    code
        The line of source that is carried out with these numbers; "" where it is no line.
    """

    formulas: tuple[Formula, ...]
    words: str
    picks: int | None = None
    code: str = ""


@dataclass(frozen=True)
class Table:
    """A row for each example of the batch, and their mean."""

    columns: tuple[str, ...]
    examples: tuple[int, ...]
    rows: tuple[tuple[float, ...], ...]
    mean: tuple[float, ...]
    note: str


@dataclass(frozen=True)
class Flow:
    """What is seen over the network while a stage is under way.

    Parameters
    ----------
    values
        What stands on the neurons, one list for each column, the features' first; None for nothing.
    column, gap
        The lit column, and the lit links, those from column ``gap`` to the next; -1 for none.
    neuron
        The neuron in question of the lit column.
    links
        What stands on the lit links, (n_in, n_out) of the gap; None for nothing.
    towards
        Whether these numbers belong to where the links end; else to where they begin.
    forwards
        Which way the numbers run; None if they stand.
    reports
        The column from which on the values are deltas; None if none are.
    targets
        What the outputs are compared with, where that is under way.
    dropped
        For each column the neurons that dropout leaves out for this example.
    """

    values: list[list[float] | None]
    column: int
    gap: int = -1
    neuron: int = 0
    links: FloatArray | None = None
    towards: bool = True
    forwards: bool | None = None
    reports: int | None = None
    targets: tuple[float, ...] = ()
    dropped: list[list[int]] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """A stage as it is shown.

    ``symbols`` are its equations in symbols, ``rows`` the same with numbers, ``sources`` the lines
    that do it; ``picks`` says what a row chooses, "neuron", "weight" or "".
    """

    stage: Stage
    sentence: str
    symbols: tuple[Formula, ...]
    rows: tuple[Row, ...]
    sources: tuple[Source, ...]
    flow: Flow
    picks: str = ""
    table: Table | None = None


@dataclass(frozen=True)
class Focus:
    """The neuron or weight in question: a layer from 0, one of its neurons, what it is fed by.

    ``source`` is -1 for the bias, None for the weight with the largest gradient.
    """

    layer: int = 0
    neuron: int = 0
    source: int | None = None
