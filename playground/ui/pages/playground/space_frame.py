"""One picture of the hidden spaces, as a binary message: where sheet and points are in each.

The header names the spaces in their order, the plane first and the output last. Rows are the points
of the sheet's lines, then the training points, the test points where they are shown, and the points
of the boundary. For each space K the arrays are ``outputsK`` (rows, dimensions) and, after a layer,
``sumsK`` and ``biasK``: what W makes of a row is its sum less the bias. ``pieces`` and, where a
layer of ReLU folds the sheet, ``creasesK`` name the rows between which lines are drawn.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from playground.arrays import AnyArray, FloatArray
from playground.data.columns import drawn_rows
from playground.data.features import FeatureMap
from playground.experiment.frame import signed
from playground.experiment.snapshot import Snapshot
from playground.labs.inside.space import area_factors, limits, sheet
from playground.labs.inside.space_boundary import Curve, boundary, creases, normals, walls
from playground.labs.inside.space_words import deed, verdict
from playground.nn import ACTIVATIONS, Network
from playground.nn.network import ForwardPass
from playground.ui.kit.colours import several
from playground.ui.kit.packing import packed
from playground.ui.pages.playground.space_looks import SEEN, Looks, ways

MOST_POINTS = 600  # of each kind: more would hide the sheet
PLAIN = ("x1", "x2")
LARGEST = 1e30  # what single precision and a picture can still hold
TOO_LARGE = (
    "The network's numbers have grown beyond all bounds, so there is nothing to draw. "
    "Go back in time, or reset with a smaller learning rate."
)


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

    def folds_of(layer: int) -> Curve:
        of_sheet = whole.logits[layer][: len(sheet().points)]
        return creases(lambda points: network.forward(inputs_of(points)).logits[layer], of_sheet)

    folding = [place for place, name in enumerate(network.activations) if ACTIVATIONS[name].can_die]
    folds = {layer: folds_of(layer) for layer in folding}
    places = np.concatenate(
        [rows.lines, rows.points, curve.points, *(one.points for one in folds.values())]
    )
    inputs = inputs_of(places)
    record = network.forward(inputs)
    n_lines, n_points = len(rows.lines), len(rows.points)
    data = slice(n_lines, n_lines + n_points)
    train = slice(n_lines, n_lines + len(rows.train))
    last = len(network.weights) - 1
    deciders = normals(head, network.weights[-1], network.biases[-1])
    spaces: list[dict[str, Any]] = [_plane()]
    seen = [np.eye(2)]  # of each space
    arrays: dict[str, AnyArray] = {
        "outputs0": places,
        "labels": rows.labels,
        "pieces": curve.pieces + n_lines + n_points if _is_smooth(network) else np.zeros((0, 2)),
        "shades": _shades(network, record, n_lines, now.settings.discretize),
    }
    if not is_plain(features):
        names = [one.label for one in features.features]
        kept = {"name": "Features", "names": names, "width": len(names), "bounds": None}
        here = deciders if last == 0 else None
        directions, how = looks.at(1, inputs[data], here)
        seen.append(directions)
        arrays["outputs1"] = inputs @ directions
        spaces.append(
            {**kept, "step": "features", "how": how, "ways": ways(len(names), here)}
            | {"dimensions": directions.shape[1]}
        )
    first = n_lines + n_points + len(curve.points)  # row of a crease
    for layer in range(len(network.weights)):
        place = len(spaces)
        here = deciders if layer == last - 1 else None
        directions, how = looks.at(place, _doubles(record.outputs[layer][data]), here)
        seen.append(directions)
        if layer in folds:
            arrays[f"creases{place}"] = folds[layer].pieces + first
            first += len(folds[layer].points)
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
                "ways": ways(network.layer_sizes[layer + 1], here),
                "dimensions": directions.shape[1],
                "said": asdict(deed(network, layer, whole, n_points)),
            }
        )
    is_straight = spaces[-2]["how"] in ("all", "decision")
    pieces = _walls(network, record, inputs, seen[-2]) if is_straight else []
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
        "step": "", "how": "all", "ways": [], "dimensions": 2,
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
    network: Network, record: ForwardPass, inputs: FloatArray, seen: FloatArray
) -> list[FloatArray]:
    """Return what decides in the last hidden space, along the directions in which it is seen."""
    hidden = (_doubles(record.outputs[-2]) if len(record.outputs) > 1 else inputs) @ seen
    low, high = hidden.min(axis=0), hidden.max(axis=0)
    size = float((high - low).max()) / 2 or 1.0
    # In steps, so that a plane does not breathe with the data; a line is as long as can be seen.
    size = float(1.25 ** np.ceil(np.log(size) / np.log(1.25)))
    reach = size if hidden.shape[1] == SEEN else 20.0 * size
    weights = seen.T @ network.weights[-1]
    return walls(network.head, weights, network.biases[-1], (low + high) / 2, reach)
