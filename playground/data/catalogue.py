"""The data files that can be opened by name: those of datasets/ and of a learner's own folder.

Beside ``NAME.csv`` may lie ``NAME.md`` with a description: TOML between two lines ``+++``, then any
text. Keys: title, explanation, source, licence, axes (a list of columns, or ``"all"``), label (a
column), problem, units (what the axes are, in words). What it does not say of the columns is found
out by ``columns.suggest``. The folders are looked at afresh whenever somebody asks.
"""

from __future__ import annotations

import math
import os
import time
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path

from playground.data.columns import Choice, TableData, suggest, use
from playground.data.reading import MAX_BYTES, read_table
from playground.data.tables import Table, TableError
from playground.resources import folder

ENDINGS = (".csv", ".tsv")
SHIPPED = ("breast_cancer", "digits", "iris", "ising", "wine")  # the files that everybody has
_MAX_DESCRIPTION = 20_000  # characters


@dataclass(frozen=True)
class Description:
    """What is said about a data file.

    Parameters
    ----------
    title, explanation, source, licence, units
        One line each, "" where nothing is said.
    axes, label, problem
        The columns to use; () and "" where they are to be found out. ``("all",)`` stands for all
        columns with numbers.
    text
        What follows the head.
    fault
        A sentence that says what of the head cannot be used, and why; "" if all of it can.
    """

    title: str = ""
    explanation: str = ""
    source: str = ""
    licence: str = ""
    units: str = ""
    axes: tuple[str, ...] = ()
    label: str = ""
    problem: str = ""
    text: str = ""
    fault: str = ""


_LINES = ("title", "explanation", "source", "licence", "units", "label", "problem")
_KEYS = (*_LINES, "axes")


def read_description(text: str) -> Description:
    r"""Read a description; what cannot be used of its head is told in ``fault``.

    Examples
    --------
    >>> read_description('+++\ntitle = "Iris"\naxes = ["length", "width"]\n+++\nThree kinds.').axes
    ('length', 'width')
    >>> read_description('+++\naxis = ["length", "width"]\n+++\n').fault
    'The head of the description says "axis", which is unknown; did you mean axes?'
    >>> read_description('+++\ntitle = Iris\n+++\n').fault
    'The head of the description cannot be read: Invalid value (at line 1, column 9).'
    """
    head, _, rest = text.lstrip("\ufeff").partition("\n")
    if head.strip() == "---":
        return _faulty(
            'it begins with ---. Write lines such as title = "Iris" between two lines +++'
        )
    if head.strip() != "+++":
        return Description(text=text.strip())
    lines = rest.splitlines()
    end = next((number for number, line in enumerate(lines) if line.strip() == "+++"), len(lines))
    try:
        toml = tomllib.loads("\n".join(lines[:end]))
    except tomllib.TOMLDecodeError as problem:
        return _faulty(str(problem))
    said = {key.lower(): value for key, value in toml.items()}
    axes = said.get("axes", [])
    axes = [axes] if isinstance(axes, str) else axes
    if not isinstance(axes, list) or not all(isinstance(name, str) for name in axes):
        return _faulty('axes is a list of names, such as ["length", "width"], or "all"')
    for name in _LINES:
        if not isinstance(said.get(name, ""), str):
            return _faulty(f'{name} is a text, such as {name} = "Iris"')
    return Description(
        **{name: " ".join(said.get(name, "").split()) for name in _LINES},
        axes=tuple(axes),
        text="\n".join(lines[end + 1 :]).strip(),
        fault=_unknown(key for key in said if key not in _KEYS),
    )


def _unknown(keys: Iterable[str]) -> str:
    """Say that a key is unknown, and which one may be meant; "" where all are known."""
    key = next(iter(keys), None)
    if key is None:
        return ""
    told = "".join(one if one.isprintable() else "·" for one in key[:60])
    close = get_close_matches(key, _KEYS, n=1)
    meant = f"did you mean {close[0]}?" if close else f"it may say {', '.join(_KEYS)}."
    return f'The head of the description says "{told}", which is unknown; {meant}'


def _faulty(reason: str) -> Description:
    return Description(fault=f"The head of the description cannot be read: {reason}.")


@dataclass(frozen=True)
class Entry:
    """A data file in the catalogue.

    Parameters
    ----------
    key
        Its name in menus and links: the file's name without its ending, or the folder's and the
        file's whole name (``mine/iris.csv``) where that is taken.
    path
        Where it lies.
    description
        What is said about it.
    signature
        Changes when the file or its description changes: time of change and size of both.
    """

    key: str
    path: Path
    description: Description
    signature: tuple[int, ...]

    @property
    def title(self) -> str:
        """What the page calls it."""
        return self.description.title or self.path.stem


@dataclass
class Catalogue:
    """The data files of some folders; may be asked by several threads.

    Parameters
    ----------
    folders
        Where to look; a folder that does not exist (yet) counts as empty.

    Examples
    --------
    >>> shipped = Catalogue.shipped()
    >>> [entry.key for entry in shipped.entries()]
    ['breast_cancer', 'digits', 'iris', 'ising', 'wine']
    >>> shipped.load("iris").class_names
    ('setosa', 'versicolor', 'virginica')
    """

    folders: tuple[Path, ...]
    _seen: dict[str, Entry] = field(default_factory=dict, repr=False)  # at the last look
    _looked: float = field(default=-math.inf, repr=False)  # when that was

    @classmethod
    def shipped(cls) -> Catalogue:
        """Return the catalogue of datasets/."""
        return cls((folder("datasets"),))

    def entries(self, max_age: float = 0.0) -> list[Entry]:
        """Return what lies in the folders, by name within each folder.

        Parameters
        ----------
        max_age
            Seconds since which nobody need have looked at the folders: many who ask again and
            again share a look.
        """
        if time.monotonic() - self._looked < max_age:
            return list(self._seen.values())
        found: dict[str, Entry] = {}
        for place in dict.fromkeys(one.resolve() for one in self.folders):
            files = _files(place)
            for name, file in files.items():
                stem, ending = os.path.splitext(name)
                if ending.lower() not in ENDINGS:
                    continue
                key = stem if stem not in found else f"{place.name}/{name}"
                try:
                    found.setdefault(key, self._entry(key, file, files.get(f"{stem}.md")))
                except OSError:  # the file vanished between listing and reading
                    continue
        self._seen = {str(entry.path): entry for entry in found.values()}
        self._looked = time.monotonic()
        return list(found.values())

    def find(self, key: str) -> Entry:
        """Return the entry with that key.

        Raises
        ------
        TableError
            If there is none.
        """
        for entry in self.entries():
            if entry.key == key:
                return entry
        raise TableError(f'There is no data file "{key[:60]}".')

    def load(self, key: str) -> TableData:
        """Return the points and labels of an entry, see ``data_of``.

        Raises
        ------
        TableError
            If there is no such entry, it cannot be read, or its columns cannot be used.
        """
        return data_of(self.find(key))

    def _entry(self, key: str, file: os.DirEntry[str], beside: os.DirEntry[str] | None) -> Entry:
        """Return the entry of a file, its description read again only when something changed."""
        statuses = [one.stat() for one in (file, beside) if one is not None]
        signature = tuple(part for one in statuses for part in (one.st_mtime_ns, one.st_size))
        known = self._seen.get(file.path)
        if known is not None and (known.key, known.signature) == (key, signature):
            return known
        said = Description()
        if beside is not None:
            try:
                with Path(beside).open(encoding="utf-8", errors="replace") as text:
                    said = read_description(text.read(_MAX_DESCRIPTION))
            except OSError as error:
                said = Description(fault=f"{beside.name} cannot be read: {error.strerror}.")
        return Entry(key, Path(file), said, signature)


@lru_cache(maxsize=64)
def data_of(entry: Entry) -> TableData:
    """Return the points and labels of a data file, by its description or by ``suggest``.

    Not read twice: a changed file has another entry.

    Raises
    ------
    TableError
        If it cannot be read, or its columns cannot be used.
    """
    try:
        with entry.path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TableError(f"{entry.path.name} cannot be opened: {error.strerror}.") from None
    table = read_table(content, entry.path.name)
    return use(table, described_choice(table, entry.description))


def described_choice(table: Table, description: Description) -> Choice:
    r"""Return the columns that a description names, and what is likely for those it does not.

    Raises
    ------
    TableError
        If what is not said cannot be found out.

    Examples
    --------
    >>> table = read_table(b"x,y,z,kind\n1,2,3,a\n3,4,5,b\n")
    >>> choice = described_choice(table, Description(axes=("y", "z")))
    >>> choice.axes, choice.label
    (('y', 'z'), 'kind')
    """
    axes, label = description.axes, description.label
    if axes == ("all",):
        label = label or suggest(table, problem=description.problem).label
        axes = tuple(name for name in table.numbers if name != label)
    return suggest(table, axes, label, description.problem)


def _files(place: Path) -> dict[str, os.DirEntry[str]]:
    """Return the files of a folder by name, in the names' order."""
    try:
        with os.scandir(place) as found:
            files = sorted(found, key=lambda one: one.name)
    except OSError:
        return {}
    # A name that is not text in the system's coding could not be written to the page.
    return {
        one.name: one
        for one in files
        if one.name.isprintable() and not one.name.startswith(".") and one.is_file()
    }
