"""One picture of the hidden spaces, as a binary message: where sheet and points are in each.

The header names the spaces in their order, the plane first and the output last. Rows are the points
of the sheet's lines, then the training points, the test points where they are shown, and the points
of the boundary. For each space K the arrays are ``outputsK`` (rows, dimensions) and, after a layer,
``sumsK`` and ``biasK``: what W makes of a row is its sum less the bias.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from playground.arrays import AnyArray, FloatArray
from playground.data.columns import drawn_rows
from playground.data.features import FeatureMap
from playground.experiment.frame import signed
from playground.experiment.snapshot import Snapshot
from playground.labs.inside.space import (
    area_factors,
    chosen_neurons,
    held_still,
    limits,
    principal,
    sheet,
)
from playground.labs.inside.space_boundary import boundary, walls
from playground.labs.inside.space_words import deed, verdict
from playground.nn import ACTIVATIONS, Network
from playground.nn.network import ForwardPass
from playground.ui.kit.colours import several
from playground.ui.kit.packing import packed

MOST_POINTS = 600  # of each kind: more would hide the sheet
SEEN = 3  # dimensions that can be drawn
PLAIN = ("x1", "x2")
LARGEST = 1e30  # what single precision and a picture can still hold
TOO_LARGE = (
    "The network's numbers have grown beyond all bounds, so there is nothing to draw. "
    "Go back in time, or reset with a smaller learning rate."
)


@dataclass
class Looks:
    """How spaces of more dimensions than three are looked at; kept from picture to picture.

    Attributes
    ----------
    neurons
        Per space, the two neurons that the learner has chosen; principal components elsewhere.
    directions
        Per space, the components that were shown last.
    """

    neurons: dict[int, tuple[int, int]] = field(default_factory=dict)
    directions: dict[int, FloatArray] = field(default_factory=dict)

    def at(self, space: int, outputs: FloatArray) -> tuple[FloatArray, str]:
        """Return the directions in which a space's rows are seen, and what these are.

        Parameters
        ----------
        space
            Its number.
        outputs
            The data's rows in it, (n, width).
        """
        width = outputs.shape[1]
        if width <= SEEN:
            return np.eye(width), "all"
        chosen = self.neurons.get(space)
        if chosen is not None and max(chosen) < width:
            return chosen_neurons(width, chosen), "neurons"
        found = held_still(principal(outputs, SEEN), self.directions.get(space))
        self.directions[space] = found
        return found, "components"


@dataclass(frozen=True)
class Rows:
    """The points of the plane that are followed: (n, 2), and how many of each kind."""

    lines: FloatArray
    train: FloatArray
    test: FloatArray
    labels: FloatArray

    @classmethod
    def of(cls, now: Snapshot) -> Rows:
        """Take those of an experiment at one moment."""
        data, shown = now.setup.data, now.settings.show_test_data
        train = drawn_rows(len(data.train), MOST_POINTS)
        test = drawn_rows(len(data.test), MOST_POINTS) if shown else np.arange(0)
        return cls(
            sheet().points[sheet().lines].reshape(-1, 2),
            data.train.points[train],
            data.test.points[test],
            np.concatenate([data.train.labels[train], data.test.labels[test]]),
        )

    @property
    def points(self) -> FloatArray:
        """Those of the data."""
        return np.concatenate([self.train, self.test])


def is_plain(features: FeatureMap) -> bool:
    """Tell whether the network is given the two coordinates themselves."""
    return not features.standardise and tuple(one.name for one in features.features) == PLAIN


def space_bytes(now: Snapshot, number: int, looks: Looks) -> bytes:
    """Return the picture of an experiment at one moment.

    Parameters
    ----------
    now
        What is drawn.
    number
        The picture's number, which the browser acknowledges.
    looks
        How wide layers are looked at; takes down what was shown.
    """
    header: dict[str, Any] = {
        "frame": number,
        "version": now.version,
        "epoch": now.epoch,
        "playing": now.playing,
        "trouble": "",
    }
    with np.errstate(all="ignore"):  # a network that diverges is drawn until its numbers end
        made = _spaces(now, looks) if np.isfinite(now.parameters).all() else None
    if made is None:
        return packed({**header, "trouble": TOO_LARGE, "spaces": []}, {})
    told, arrays = made
    return packed({**header, **told}, arrays)


def _spaces(now: Snapshot, looks: Looks) -> tuple[dict[str, Any], dict[str, AnyArray]] | None:
    """Return what there is to draw; None where numbers have grown beyond all bounds."""
    network, features, rows = now.network, now.setup.feature_map, Rows.of(now)
    head = network.head

    def inputs_of(points: FloatArray) -> FloatArray:
        return _doubles(features(points))

    whole = network.forward(inputs_of(np.concatenate([sheet().points, rows.points])))
    on_sheet = whole.logits[-1][: len(sheet().points)]
    if not all(np.abs(one).max() < LARGEST for one in (*whole.inputs, *whole.logits)):
        return None
    curve = boundary(head, lambda points: network.forward(inputs_of(points)).logits[-1], on_sheet)
    places = np.concatenate([rows.lines, rows.points, curve.points])
    inputs = inputs_of(places)
    record = network.forward(inputs)
    n_lines, n_points = len(rows.lines), len(rows.points)
    data = slice(n_lines, n_lines + n_points)
    train = slice(n_lines, n_lines + len(rows.train))
    spaces: list[dict[str, Any]] = [_plane()]
    arrays: dict[str, AnyArray] = {
        "outputs0": places,
        "labels": rows.labels,
        "pieces": curve.pieces + n_lines + n_points if _is_smooth(network) else np.zeros((0, 2)),
        "shades": _shades(network, record, n_lines, now.settings.discretize),
    }
    if not is_plain(features):
        names = [one.label for one in features.features]
        kept = {"name": "Features", "names": names, "width": len(names), "bounds": None}
        directions, how = looks.at(1, inputs[data])
        arrays["outputs1"] = inputs @ directions
        spaces.append({**kept, "step": "features", "how": how, "dimensions": directions.shape[1]})
    for layer in range(len(network.weights)):
        place = len(spaces)
        directions, how = looks.at(place, _doubles(record.outputs[layer][data]))
        arrays[f"outputs{place}"] = record.outputs[layer] @ directions
        arrays[f"sums{place}"] = record.logits[layer] @ directions
        arrays[f"bias{place}"] = network.biases[layer] @ directions
        factors = _factors(network, record, layer)
        if factors is not None:
            arrays[f"areas{place}"] = factors[data]
        spaces.append(
            {
                **_layer(now, layer),
                "step": "layer",
                "how": how,
                "dimensions": directions.shape[1],
                "said": asdict(deed(network, layer, whole, n_points)),
            }
        )
    pieces = _walls(network, record, inputs, looks_whole=spaces[-2]["how"] == "all")
    arrays["walls"] = np.concatenate(pieces) if pieces else np.zeros((0, 1))
    told = {
        "spaces": spaces,
        "lines": list(sheet().lines.shape),
        "n_train": len(rows.train),
        "n_test": len(rows.test),
        "colours": several(head.n_classes if head.problem == "classification" else 0),
        "regression": head.problem == "regression",
        "corners": [len(one) for one in pieces],
        "verdict": verdict(network, record.outputs[-1][train], rows.labels[: len(rows.train)]),
    }
    return told, arrays


def _doubles(values: AnyArray) -> FloatArray:
    return np.asarray(values, dtype=np.float64)


def _plane() -> dict[str, Any]:
    return {
        "name": "The plane", "names": ["x₁", "x₂"], "width": 2, "bounds": [-6.0, 6.0],
        "step": "", "how": "all", "dimensions": 2,
    }  # fmt: skip


def _layer(now: Snapshot, layer: int) -> dict[str, Any]:
    """Return what the space after a layer is called, and its axes."""
    network = now.network
    width = network.layer_sizes[layer + 1]
    if layer == len(network.weights) - 1:
        names = list(now.setup.source.titles) if width > 1 else ["output"]
        bounds = None if network.head.problem == "regression" else [network.head.lowest, 1.0]
        return {
            "name": "Output", "names": names, "width": width, "bounds": bounds,
            "function": network.head.activation,
        }  # fmt: skip
    activation = ACTIVATIONS[network.activations[layer]]
    return {
        "name": f"Layer {layer + 1}",
        "names": [f"neuron {neuron + 1}" for neuron in range(width)],
        "width": width,
        "bounds": limits(activation),
        "function": activation.label,
    }


def _is_smooth(network: Network) -> bool:
    """Tell whether the boundary has a place in every space; a step jumps over it."""
    return all(ACTIVATIONS[name].has_gradient for name in network.activations)


def _shades(network: Network, record: ForwardPass, n_lines: int, discretize: bool) -> FloatArray:
    """Return what the network says along the lines: -1..1, or the number of a class."""
    outputs = _doubles(record.outputs[-1][:n_lines])
    if network.head.n_outputs > 1:
        return _doubles(outputs.argmax(axis=1))
    shades = signed(network.head, outputs)[:, 0]
    return np.where(shades >= 0.0, 1.0, -1.0) if discretize else np.clip(shades, -1.0, 1.0)


def _factors(network: Network, record: ForwardPass, layer: int) -> FloatArray | None:
    if layer == len(network.weights) - 1:
        return None
    return area_factors(network, record, layer)


def _walls(
    network: Network, record: ForwardPass, inputs: FloatArray, looks_whole: bool
) -> list[FloatArray]:
    """Return what decides in the last hidden space, where that space is seen as a whole."""
    if not looks_whole:
        return []
    hidden = _doubles(record.outputs[-2]) if len(record.outputs) > 1 else inputs
    low, high = hidden.min(axis=0), hidden.max(axis=0)
    size = float((high - low).max()) / 2 or 1.0
    # In steps, so that a plane does not breathe with the data; a line is as long as can be seen.
    size = float(1.25 ** np.ceil(np.log(size) / np.log(1.25)))
    reach = size if hidden.shape[1] == SEEN else 20.0 * size
    return walls(network.head, network.weights[-1], network.biases[-1], (low + high) / 2, reach)
