"""What an experiment's file says, read and checked as far as it can be without an experiment.

What does not fit ``experiment.schema.json`` is refused in words; nothing in a file is ever
evaluated.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from playground.data.columns import Axis
from playground.data.generators import DATASETS
from playground.data.tables import TableError
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import CATALOGUE, OWN, Source
from playground.export.schema import SchemaError, check
from playground.settings.kinds import quoted
from playground.settings.links import shortened

FORMAT, VERSION = "neural-network playground experiment", 1
LARGEST_FILE = 50_000_000  # characters
# Parts of a file, counted by their marks before it is read: 200,000 points have a bracket each, and
# with labels, an epoch's order and the largest network's memory no file has a third of the commas.
MOST_LISTS, MOST_PARTS = 500_000, 3_000_000


class FileError(ValueError):
    """A file that cannot be opened as an experiment; the message is a sentence for the learner."""


@dataclass(frozen=True)
class Saved:
    """What a file holds, checked as far as it can be without building the experiment."""

    settings: Settings
    notices: list[str]
    own: Source | None
    content: Mapping[str, Any]


def read_saved(text: str | bytes) -> Saved:
    """Return what a file says.

    Raises
    ------
    FileError
        If it is not an experiment's, or does not fit together.
    """
    content = _parsed(text)
    try:
        _check_kind(content)
        check(content)
        own = None if content["data"] is None else _source(content["data"])
    except SchemaError as problem:
        raise FileError(f"The file cannot be opened: {problem}.") from None
    known, notices = _known(content["settings"])
    if own is not None:
        setting = DATASET_OF[own.problem]
        name = known.get(setting, OWN)
        if _is_here(name, own):
            own = None
        elif name not in (OWN, *DATASETS):
            known[setting] = OWN
            notices.append(
                f"The data file {quoted(name)} is not here, or has changed; its points are opened "
                "as points of your own."
            )
    settings, put_right = Settings().replaced(**known)
    if settings.current_dataset == OWN and own is None:
        raise FileError("The file cannot be opened: the learner's own points are missing in it.")
    return Saved(settings, shortened(notices + put_right), own, content)


def _known(given: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Return the settings of a file that there are, and a sentence for each other.

    Files of old name a number such as ``beta2`` once, for all optimizers that have one, and always:
    the usual one says nothing.
    """
    usual: dict[str, Any] = {}
    for one in SETTINGS.values():
        if one.belongs_to:
            usual.setdefault(one.link_key, one.default)
    known = {
        name: value
        for name, value in given.items()
        if name in SETTINGS or (name in usual and value != usual[name])
    }
    unknown = [name for name in given if name not in {*SETTINGS, *usual}]
    return known, [f"The setting {quoted(name)} is not known and was left out." for name in unknown]


def _is_here(name: object, points: Source) -> bool:
    """Tell whether the data file of that name is here, with these very points."""
    try:
        here = CATALOGUE.load(str(name))
    except TableError:
        return False
    same = np.array_equal(here.points, points.points), np.array_equal(here.labels, points.labels)
    return here.problem == points.problem and all(same)


def _parsed(text: str | bytes) -> Any:
    if len(text) > LARGEST_FILE:
        raise FileError(
            f"The file is larger than {LARGEST_FILE // 1_000_000} million characters "
            "and was not read."
        )

    lists, parts = ("[", ",") if isinstance(text, str) else (b"[", b",")
    if text.count(lists) > MOST_LISTS or text.count(parts) > MOST_PARTS:  # type: ignore[arg-type]
        raise FileError(
            "The file has more points or numbers than an experiment can have (200,000 points), "
            "and was not read."
        )
    try:
        return json.loads(text, parse_constant=_number, parse_float=_number, parse_int=_whole)
    except SchemaError as problem:
        raise FileError(f"The file cannot be opened: {problem}.") from None
    except json.JSONDecodeError as problem:
        where = f"line {problem.lineno}, column {problem.colno}"
        raise FileError(
            f"The file is not JSON, or damaged: it cannot be read at {where}."
        ) from None
    except UnicodeDecodeError:
        raise FileError("The file is not text: it cannot be read as UTF-8.") from None
    except (ValueError, RecursionError):  # a number of thousands of digits, brackets without end
        raise FileError("The file is not one of the playground's: it cannot be read.") from None


def _number(word: str) -> float:
    """Return the number that a word of the file stands for.

    As a function of Python's it also lets other threads go on, at each number of a long file.
    """
    number = float(word)
    if not math.isfinite(number):
        raise SchemaError(f"{quoted(word)} is not a number that can be used")
    return number


def _whole(word: str) -> int:
    """Return a whole number; as a function of Python's like ``_number``."""
    return int(word)


def _check_kind(content: Any) -> None:
    """Say the most useful thing first: another kind of file, or one of another version."""
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise SchemaError("it is not an experiment of this playground")
    version = content.get("version")
    if version != VERSION or isinstance(version, bool):
        raise SchemaError(
            f"it is of version {quoted(version)}, and this playground reads version {VERSION}"
        )


def _source(data: Mapping[str, Any]) -> Source:
    points = np.array(data["points"], dtype=np.float64)
    labels = np.array(data["labels"], dtype=np.float64)
    problem, n_classes = data["problem"], int(data["n_classes"])
    if len(points) != len(labels):
        raise SchemaError(f"there are {len(points):,} points and {len(labels):,} labels")
    if problem == "classification":
        if n_classes < 2:
            raise SchemaError("a classification needs at least two classes")
        allowed = (-1.0, 1.0) if n_classes == 2 else np.arange(n_classes)
        if not np.isin(labels, allowed).all():
            raise SchemaError("a label is not that of a class")
    axes, value_axis = data.get("axes"), data.get("value_axis")
    every = [*(axes or []), *([value_axis] if value_axis else [])]
    for axis in every:
        # Else two ticks of the axis could not be told apart.
        if abs(axis["scale"]) <= 1e-12 * max(abs(axis["centre"]), 1e-50):
            raise SchemaError("the scale of an axis is zero or much too small")
    return Source(
        points,
        labels,
        problem,
        n_classes if problem == "classification" else 0,
        tuple(data.get("class_names", ())),
        (Axis(**axes[0]), Axis(**axes[1])) if axes else None,
        Axis(**value_axis) if value_axis else None,
    )
