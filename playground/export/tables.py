"""Tables: the points and the curves as CSV, by pandas."""

from __future__ import annotations

import numpy as np
import pandas as pd

from playground.data.entries import different
from playground.experiment.experiment import Experiment
from playground.export.csv_text import csv_text


def data_csv(experiment: Experiment) -> str:
    """Return all points with their labels, and which sample each belongs to.

    Points of a file stand in the file's own units and classes under their names; others in
    coordinates of the plane.

    Examples
    --------
    >>> print(data_csv(Experiment(dataset="gauss")).splitlines()[0])
    x1,x2,label,sample
    """
    setup = experiment.snapshot().setup
    data, source = setup.data, setup.source
    points = np.concatenate([data.train.points, data.test.points])
    labels = np.concatenate([data.train.labels, data.test.labels])
    sample = ["training"] * len(data.train) + ["test"] * len(data.test)
    names = ["x1", "x2"]
    columns = list(points.T)
    if source.axes is not None:
        names = [axis.label or name for axis, name in zip(source.axes, names, strict=True)]
        columns = [axis.to_units(one) for axis, one in zip(source.axes, columns, strict=True)]
    shown: object = labels
    if source.value_axis is not None:
        shown = source.value_axis.to_units(labels)
    elif source.class_names:
        numbers = (labels > 0).astype(int) if source.n_classes == 2 else labels.astype(int)
        shown = [source.class_names[number] for number in numbers]
    elif data.problem == "classification":
        shown = labels.astype(int)
    titles = different([*names, "label", "sample"])
    table = pd.DataFrame(dict(zip(titles, [*columns, shown, sample], strict=True)))
    return csv_text(table)


def curves_csv(experiment: Experiment) -> str:
    """Return losses and accuracies by epoch, a gap where there is no value.

    Examples
    --------
    >>> run = Experiment(dataset="gauss")
    >>> run.train(3)
    >>> curves_csv(run).splitlines()[0]
    'epoch,train_loss,test_loss,train_accuracy,test_accuracy'
    """
    table = pd.DataFrame(experiment.snapshot().history.columns())
    return csv_text(table.astype({"epoch": int}))
