"""What is marked on the output: points put into the wrong class, and where a run decides."""

from __future__ import annotations

import numpy as np

from playground.arrays import FloatArray
from playground.data.columns import drawn_rows
from playground.data.splits import Sample
from playground.experiment.measure import Examples
from playground.experiment.snapshot import Snapshot
from playground.experiment.sources import OWN
from playground.labs.inside.space import sheet
from playground.labs.inside.space_boundary import boundary
from playground.nn import Head, Network

NO_POINTS = np.zeros((0, 2))


def wrong_points(now: Snapshot) -> FloatArray:
    """Return the drawn points that a network puts into the wrong class, (n, 2).

    None where it has learned nothing yet, for then it only guesses, and of a regression.
    """
    setup, network = now.setup, now.network
    if network.head.problem == "regression" or (now.epoch, now.position) == (0, 0):
        return NO_POINTS
    samples = [(setup.data.train, setup.training)]
    if now.settings.show_test_data:
        samples.append((setup.data.test, setup.testing))
    return np.concatenate([_wrong(network, *sample) for sample in samples])


def _wrong(network: Network, sample: Sample, examples: Examples) -> FloatArray:
    shown = drawn_rows(len(sample))
    if not len(shown):
        return NO_POINTS
    outputs = network.outputs(examples.inputs[shown])
    wrong = network.head.classes(outputs) != sample.labels[shown]
    points: FloatArray = sample.points[shown][wrong]
    return points


def is_comparable(pinned: Snapshot, now: Snapshot) -> bool:
    """Tell whether a pinned run has decided about the same: its line belongs into this picture."""
    one, other = pinned.setup, now.setup
    if OWN in (one.settings.current_dataset, other.settings.current_dataset):
        return one.source is other.source
    name = other.settings.current_dataset
    return one.settings.current_dataset == name and one.head.n_classes == other.head.n_classes


def deciding_line(now: Snapshot) -> FloatArray:
    """Return the curve on which a run decides, or where a regression is 0, (n, 2 ends, 2)."""
    network, features = now.network, now.setup.feature_map

    def logits(points: FloatArray) -> FloatArray:
        inputs = np.asarray(features(points), dtype=np.float64)
        return network.forward(inputs).logits[-1]

    with np.errstate(all="ignore"):  # of a run that has gone beyond all bounds there is none
        of_sheet = logits(sheet().points)
        if not np.isfinite(of_sheet).all():
            return np.zeros((0, 2, 2))
        curve = boundary(_one_level(network.head), logits, of_sheet)
    ends: FloatArray = curve.points[curve.pieces.astype(int)].reshape(-1, 2, 2)
    return ends


def _one_level(head: Head) -> Head:
    """Return a head that decides at 0 alone, where a regression has a line for each level."""
    return Head.of("classification") if head.problem == "regression" else head
