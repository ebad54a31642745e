"""What the browser draws, as one binary message; and the heatmaps in it.

Layout, little endian: the length of the header (uint32); the header, JSON in UTF-8, padded with
spaces to a multiple of four bytes; weights then biases of all layers (float32); heatmaps (uint8), a
square of ``resolution`` x ``resolution`` each, the top row first. In a heatmap 0 stands for -1, 127
for 0 and 254 for +1; what lies beyond is clipped.
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import asdict
from functools import lru_cache
from weakref import WeakKeyDictionary

import numpy as np

from playground.arrays import AnyFloatArray, ByteArray, IntArray
from playground.data.drawing import PLANE
from playground.data.features import FEATURES, FeatureMap
from playground.experiment.experiment import Experiment
from playground.experiment.settings import Settings
from playground.experiment.snapshot import Snapshot
from playground.nn import Head
from playground.nn.evolution import Population

RESOLUTION = 30  # of a neuron's heatmap
LARGE = 100  # of the output's


@lru_cache(maxsize=4)
def grid(resolution: int) -> AnyFloatArray:
    """Return the centres of resolution x resolution fields of the plane, (n, 2), top left first."""
    middles = (np.arange(resolution) + 0.5) / resolution * 2 * PLANE - PLANE
    x1, x2 = np.meshgrid(middles, -middles)
    return np.column_stack([x1.ravel(), x2.ravel()]).astype(np.float32)


def shades(values: AnyFloatArray) -> ByteArray:
    """Return values from -1 to 1 as shades from 0 to 254, larger ones clipped.

    >>> shades(np.array([-7.0, -1.0, 0.0, 1.0]))
    array([  0,   0, 127, 254], dtype=uint8)
    """
    scaled = values * 127.0
    scaled += 127.5
    np.clip(scaled, 0.0, 254.5, out=scaled)
    return scaled.astype(np.uint8)


def shown_features(settings: Settings) -> tuple[str, ...]:
    """Return the features that the page shows: all that have a name, and the typed ones."""
    return (*FEATURES, *(name for name in settings.features if name not in FEATURES))


@lru_cache(maxsize=64)
def feature_shades(names: tuple[str, ...]) -> bytes:
    """Return the heatmaps of features; they do not change with training."""
    values = FeatureMap(names)(grid(RESOLUTION))
    return shades(values.T.copy()).tobytes()


def signed(head: Head, outputs: AnyFloatArray) -> AnyFloatArray:
    """Return a network's outputs on the scale from -1 to 1 that all heatmaps have."""
    return 2.0 * outputs - 1.0 if head.gives_probabilities else outputs


def large_heatmap(now: Snapshot, layer: int, neuron: int) -> AnyFloatArray:
    """Return one unit's output over the plane, -1..1 for an output of a classification.

    Parameters
    ----------
    now
        Whose network.
    layer
        0 for the features, 1.. for the hidden layers, the last one for the output.
    neuron
        Its place in the layer; for layer 0 the place among ``shown_features``, chosen or not.

    Returns
    -------
    array, (LARGE, LARGE)
        The top row first.
    """
    if layer == 0:
        name = shown_features(now.settings)[neuron]
        return FeatureMap((name,))(grid(LARGE))[:, 0].reshape(LARGE, LARGE)
    network = now.network
    outputs = network.layer_outputs(grid_inputs(now.setup.feature_map, LARGE))
    outputs[-1] = signed(network.head, outputs[-1])
    return outputs[layer - 1][:, neuron].reshape(LARGE, LARGE)


def decision(now: Snapshot) -> tuple[IntArray, AnyFloatArray]:
    """Return the winning class over the plane and its probability, for several classes.

    Returns
    -------
    tuple of arrays, (LARGE, LARGE) each
        Classes 0..k-1 and probabilities 1/k..1, the top row first.
    """
    network = now.network
    inputs = grid_inputs(now.setup.feature_map, LARGE)
    probabilities = network.head.score(network.outputs(inputs))
    winner = probabilities.argmax(axis=1)
    confidence = np.take_along_axis(probabilities, winner[:, None], axis=1)
    return winner.reshape(LARGE, LARGE), confidence.reshape(LARGE, LARGE)


# The features of the grids, computed once for each feature map.
_grid_inputs: WeakKeyDictionary[FeatureMap, dict[int, AnyFloatArray]] = WeakKeyDictionary()


def grid_inputs(feature_map: FeatureMap, resolution: int = RESOLUTION) -> AnyFloatArray:
    """Return the features at the centres of a grid's fields, (resolution², n_features)."""
    known = _grid_inputs.setdefault(feature_map, {})
    if resolution not in known:
        known[resolution] = feature_map(grid(resolution))
    return known[resolution]


def _statistics(population: Population | None) -> dict[str, float | None] | None:
    """Return how the networks of a generation did; None for a number that is not finite."""
    if population is None:
        return None
    told = asdict(population)
    return {name: value if math.isfinite(value) else None for name, value in told.items()}


def frame_bytes(now: Snapshot, number: int, with_features: bool) -> bytes:
    """Return the frame of an experiment at one moment.

    Parameters
    ----------
    now
        What is drawn.
    number
        The frame's number, which the browser acknowledges.
    with_features
        Whether the heatmaps of the features are carried too.
    """
    network, settings, measured = now.network, now.settings, now.measured
    header = {
        "frame": number,
        "version": now.version,
        "epoch": now.epoch,
        "batch": now.position,
        "playing": now.playing,
        "train_loss": measured.train_loss,
        "test_loss": measured.test_loss,
        "train_accuracy": measured.train_accuracy,
        "test_accuracy": measured.test_accuracy,
        "learning_rate": now.learning_rate,
        "population": _statistics(now.population),
        "shape": list(network.layer_sizes),
        "classes": list(now.setup.source.titles) if network.head.n_outputs > 1 else [],
        "features": list(settings.features),
        "shown_features": list(shown_features(settings)),
        "activations": list(network.activations),
        "switched_off": settings.switched_off,
        "frozen": settings.frozen,
        "resolution": RESOLUTION,
        "with_features": with_features,
    }
    outputs = network.layer_outputs(grid_inputs(now.setup.feature_map))
    outputs[-1] = signed(network.head, outputs[-1])
    heatmaps = [shades(np.ascontiguousarray(layer.T)).tobytes() for layer in outputs]
    text = json.dumps(header, allow_nan=False).encode()
    text += b" " * (-len(text) % 4)
    return b"".join(
        [
            struct.pack("<I", len(text)),
            text,
            now.parameters.astype(np.float32).tobytes(),  # weights, then biases
            feature_shades(shown_features(settings)) if with_features else b"",
            *heatmaps,
        ]
    )


class Frames:
    """The frames of one experiment for one browser, which keeps the heatmaps of the features.

    Parameters
    ----------
    experiment
        What is drawn.
    """

    def __init__(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._sent: tuple[str, ...] | None = None  # the features whose heatmaps the browser has

    def make(self, number: int, anew: bool) -> bytes:
        """Return the frame of the present state; with ``anew`` for a browser that has nothing."""
        now = self._experiment.snapshot()
        features = shown_features(now.settings)
        with_features = anew or features != self._sent
        self._sent = features
        return frame_bytes(now, number, with_features)
