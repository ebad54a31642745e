"""An experiment as a JSON file: settings, points, weights, history and the training's state.

``write_json`` and ``read_json`` give back the same experiment: played on, it runs bit for bit as
if it had never been saved, a population apart (see ``lost_in_file``). The moments of the run that
one can go back to, and the norms of the gradient, begin anew. The structure is that of
``experiment.schema.json``; what does not fit it is refused in words. Nothing in a file
is ever evaluated.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np

import playground
from playground.arrays import FloatArray
from playground.data.generators import DATASETS
from playground.experiment.experiment import Experiment
from playground.experiment.sources import Source
from playground.export.saved import FORMAT, VERSION, FileError, Saved, read_saved
from playground.export.schema import SchemaError
from playground.export.training_state import state_read, state_written
from playground.nn import OPTIMIZERS, Network, TrainerState
from playground.runs.history import History, Measured


def write_json(experiment: Experiment, *, with_history: bool = True) -> str:
    """Return the file of an experiment as it is now, its course included unless that is left out.

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
    course = now.history if with_history else History()
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
        "history": {"since": course.since, **_columns(course)},
        "training": state_written(state),
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
    saved = read_saved(text)
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
    saved = read_saved(text)
    _put(Experiment(engine="numpy"), saved)  # a trial: if it fails, nothing is lost
    experiment.pause()
    with experiment.as_one("Saved experiment"):
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
    try:
        state = state_read(fresh, content["training"], len(run.data.train))
    except SchemaError as problem:
        return fresh, [
            f"The training goes on with new random numbers and an empty memory: {problem}."
        ]
    return state, _lost(run.settings.optimizer, content["epoch"])
