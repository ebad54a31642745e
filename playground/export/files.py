"""An experiment as a JSON file: settings, points, weights, history and the training's state.

``write_json`` and ``read_json`` give back the same experiment: played on, it runs bit for bit as
if it had never been saved, a population apart (see ``lost_in_file``). The moments of the run that
one can go back to, and the norms of the gradient, begin anew. The structure is that of
``experiment.schema.json``; what does not fit it is refused in words. Nothing in a file
is ever evaluated.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np

import playground
from playground.arrays import FloatArray, IntArray
from playground.data.columns import Axis
from playground.data.generators import DATASETS
from playground.data.tables import TableError
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.experiment import Experiment
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import CATALOGUE, OWN, Source
from playground.export.schema import SchemaError, check
from playground.nn import OPTIMIZERS, Network, TrainerState
from playground.runs.divergence import BOUND
from playground.runs.history import History, Measured
from playground.settings.kinds import quoted
from playground.settings.links import shortened

FORMAT, VERSION = "neural-network playground experiment", 1
LARGEST_FILE = 50_000_000  # characters
EXACT = 2**53  # whole numbers beyond this are written as digits: not every reader keeps them exact

# Parts of the training's state that stand elsewhere in the file.
_ELSEWHERE = {"parameters", "epoch"}


class FileError(ValueError):
    """A file that cannot be opened as an experiment; the message is a sentence for the learner."""


@dataclass(frozen=True)
class Saved:
    """What a file holds, checked as far as it can be without building the experiment."""

    settings: Settings
    notices: list[str]
    own: Source | None
    content: Mapping[str, Any]


def write_json(experiment: Experiment) -> str:
    """Return the file of an experiment as it is now.

    Examples
    --------
    >>> run = Experiment(dataset="gauss", hidden_layers=[3], optimizer="adam")
    >>> run.train(5)
    >>> again = read_json(write_json(run))
    >>> run.train(5)
    >>> again.train(5)
    >>> bool((again.network.parameters == run.network.parameters).all())
    True
    """
    with experiment.lock:
        now, state = experiment.snapshot(), experiment.trainer.state()
    if len(state.order) != len(now.setup.data.train) or state.position == 0:
        nothing = np.zeros(0, dtype=np.int64)  # no epoch is under way: the next draws its order
        state = replace(state, order=nothing, position=0)
    drawn = now.settings.current_dataset in DATASETS  # the seed draws the points again
    content = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": f"neural-playground {playground.__version__}",
        "settings": asdict(now.settings),
        "data": None if drawn else _points(now.setup.source),
        "network": {
            "weights": [weights.tolist() for weights in now.network.weights],
            "biases": [biases.tolist() for biases in now.network.biases],
        },
        "epoch": state.epoch,
        "history": {"since": now.history.since, **_columns(now.history)},
        "training": {
            one.name: _plain(getattr(state, one.name))
            for one in fields(state)
            if one.name not in _ELSEWHERE
        },
    }
    # Bit by bit, so that other threads can go on meanwhile: ``dumps`` keeps Python's lock.
    return "".join(json.JSONEncoder(allow_nan=False).iterencode(content))


def read_json(text: str | bytes, **options: Any) -> Experiment:
    """Return the experiment that a file holds.

    Parameters
    ----------
    text
        The file's content; never trusted.
    **options
        Passed on to ``Experiment``: ``scheduler``, ``engine``.

    Returns
    -------
    Experiment
        What had to be put right is told in its ``notices``.

    Raises
    ------
    FileError
        If the file is not an experiment's, or does not fit together.
    """
    saved = _read(text)
    run = Experiment(**options)
    notices = _put(run, saved)
    run.notices = notices
    return run


def lost_in_file(experiment: Experiment) -> list[str]:
    """Return in sentences what the file of an experiment does not hold.

    >>> lost_in_file(Experiment(optimizer="adam"))
    []
    """
    return _lost(experiment.settings.optimizer, experiment.epoch)


def open_json(experiment: Experiment, text: str | bytes) -> list[str]:
    """Turn an experiment into the one that a file holds; a playing one is paused.

    Returns
    -------
    list[str]
        A sentence for each thing that was put right.

    Raises
    ------
    FileError
        If the file cannot be used; the experiment is then as it was.
    """
    saved = _read(text)
    _put(Experiment(engine="numpy"), saved)  # a trial: if it fails, nothing is lost
    experiment.pause()
    return _put(experiment, saved)


def _lost(optimizer: str, epoch: int) -> list[str]:
    one = OPTIMIZERS[optimizer]
    if one.uses_gradient or epoch == 0:
        return []
    return [
        f"{one.label}: a file does not hold the population; whoever opens it goes on with a new "
        "one, drawn around the network."
    ]


def _points(source: Source) -> dict[str, Any]:
    axes, value_axis = source.axes, source.value_axis
    return {
        "problem": source.problem,
        "n_classes": source.n_classes,
        "class_names": list(source.class_names),
        "points": source.points.tolist(),
        "labels": source.labels.tolist(),
        "axes": None if axes is None else [asdict(axis) for axis in axes],
        "value_axis": None if value_axis is None else asdict(value_axis),
    }


def _columns(history: History) -> dict[str, list[Any]]:
    columns: dict[str, list[Any]] = {"epoch": list(history.epochs)}
    for one in fields(Measured):
        columns[one.name] = [getattr(measured, one.name) for measured in history.measured]
    return columns


def _plain(value: Any) -> Any:
    """Return a part of the training's state as JSON can hold it."""
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, Mapping):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, int) and abs(value) >= EXACT:
        return str(value)
    return value


def _read(text: str | bytes) -> Saved:
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

    try:
        return json.loads(text, parse_constant=_number, parse_float=_number)
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


def _put(run: Experiment, saved: Saved) -> list[str]:
    """Put what a file holds into an experiment."""
    notices = list(saved.notices)
    if saved.own is not None:
        notices += run.use_points(saved.own)
    changes = saved.settings.changes_from(run.settings)
    notices += run.apply(**changes)
    run.reset(same_start=True)
    try:
        parameters = _parameters(run.network, saved.content["network"])
        history = _history(saved.content["history"], regression=run.data.problem == "regression")
        state, remark = _state(run, saved.content, parameters)
        run.resume(state, history)
    except ValueError as problem:
        raise FileError(f"The file cannot be opened: {problem}.") from None
    return notices + remark


def _parameters(network: Network, content: Mapping[str, Any]) -> FloatArray:
    shapes = [tuple(weights.shape) for weights in network.weights]
    given = [(len(rows), {len(row) for row in rows}) for rows in content["weights"]]
    fits = given == [(n_in, {n_out}) for n_in, n_out in shapes]
    fits &= [len(one) for one in content["biases"]] == [n_out for _, n_out in shapes]
    if not fits:
        sizes = ", ".join(str(size) for size in network.layer_sizes)
        raise SchemaError(f"the weights do not fit the network of the settings, layers of {sizes}")
    flat = [np.array(rows, dtype=np.float64).ravel() for rows in content["weights"]]
    flat += [np.array(one, dtype=np.float64) for one in content["biases"]]
    return np.concatenate(flat)


def _history(content: Mapping[str, Any], *, regression: bool) -> History:
    epochs = [int(epoch) for epoch in content["epoch"]]
    names = [one.name for one in fields(Measured)]
    if any(len(content[name]) != len(epochs) for name in names):
        raise SchemaError("the columns of the history differ in length")
    if any(after <= before for before, after in pairwise(epochs)):
        raise SchemaError("the epochs of the history do not ascend")
    history = History()
    for row in zip(epochs, *(content[name] for name in names), strict=True):
        measured = Measured(*row[1:])
        gaps = (measured.train_loss is None, measured.test_loss is None)
        no_accuracy = (measured.train_accuracy is None, measured.test_accuracy is None)
        if any(gaps) or no_accuracy != (regression, regression):
            raise SchemaError(f"the history lacks a value at epoch {row[0]}, or has one too many")
        history.add(row[0], measured)
    history.since = int(content.get("since", -1))
    return history


def _state(
    run: Experiment, content: Mapping[str, Any], parameters: FloatArray
) -> tuple[TrainerState, list[str]]:
    """Return the training's state; if it is odd, a fresh one and a sentence that says so."""
    fresh = replace(run.trainer.state(), parameters=parameters, epoch=int(content["epoch"]))
    given = content["training"]
    try:
        parts = {
            one.name: _like(getattr(fresh, one.name), given.get(one.name), one.name)
            for one in fields(fresh)
            if one.name not in _ELSEWHERE | {"order"}
        }
        parts["order"] = _order(given.get("order"), len(run.data.train))
        if not 0 <= parts["position"] < max(len(parts["order"]), 1):
            raise SchemaError('"position" lies outside the epoch')
    except SchemaError as problem:
        return fresh, [
            f"The training goes on with new random numbers and an empty memory: {problem}."
        ]
    return replace(fresh, **parts), _lost(run.settings.optimizer, content["epoch"])


def _like(template: Any, value: Any, name: str) -> Any:
    """Return a part of the state, if it is of the same make as the template."""
    wrong = SchemaError(f"{quoted(name)} of the training's state does not fit")
    if isinstance(template, np.ndarray):
        try:
            array = np.array(value, dtype=template.dtype)
        except (TypeError, ValueError, OverflowError):
            raise wrong from None
        if array.shape != template.shape or not (np.abs(array) < BOUND**4).all():
            raise wrong
        return array
    if isinstance(template, Mapping):
        if not isinstance(value, dict) or set(value) != set(template):
            raise wrong
        return {key: _like(part, value[key], f"{name}.{key}") for key, part in template.items()}
    if isinstance(template, int):
        if isinstance(value, str) and value.isdecimal() and len(value) < 50:
            value = int(value)
        # 2^128 is the range of the random streams' own state
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < 2**128:
            raise wrong
        if name.endswith(("has_uint32", "uinteger")) and value >= 2**32:
            raise wrong
        return value
    if value != template:  # a name: of the optimizer, of the random generator
        raise wrong
    return value


def _order(value: Any, n_examples: int) -> IntArray:
    wrong = SchemaError('"order" of the training\'s state does not fit the points')
    if not isinstance(value, list) or len(value) not in (0, n_examples):
        raise wrong
    if any(isinstance(one, bool) or not isinstance(one, int) for one in value):
        raise wrong
    if sorted(value) != list(range(len(value))):
        raise wrong
    return np.array(value, dtype=np.int64)
