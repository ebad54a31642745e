"""The picture of an experiment: the network, each neuron's answer, the output with its points."""

from __future__ import annotations

import numpy as np

from playground.arrays import AnyArray, FloatArray
from playground.data.columns import Axis
from playground.data.drawing import PLANE
from playground.data.splits import Sample
from playground.experiment.experiment import Experiment
from playground.experiment.frame import LARGE, RESOLUTION, grid, signed
from playground.experiment.snapshot import Snapshot
from playground.experiment.sources import Source, title_of
from playground.export import colours
from playground.export.drawing import Box, Disc, Drawing, Line, Raster, Words
from playground.palette import CLASSES, INK, LIGHT, OUTLINES, WHITE, name_of
from playground.settings.kinds import shown

WIDTH, HEIGHT = 960, 470
TOP = 66  # below the heading
NETWORK = (28.0, TOP, 500.0, 350.0)  # x, y, width, height
OUTPUT = (572.0, TOP, 350.0, 350.0)
Plane = tuple[float, float, float, float]
MOST_POINTS = 2_000  # of each sample; more would only cover one another
WIDEST = 8.0  # of a link, at a weight of 5 and beyond


def picture(experiment: Experiment) -> Drawing:
    """Return the picture of an experiment as it is now; ``.svg()`` and ``.png()`` write it.

    Test points and plain colours are shown as the settings say.

    Examples
    --------
    >>> picture(Experiment(dataset="xor")).svg().count("<image")
    11
    """
    now = experiment.snapshot()
    network, settings, epoch, measured = now.network, now.settings, now.epoch, now.measured
    features = now.setup.feature_map
    losses = f"training loss {measured.train_loss:.3f}, test loss {measured.test_loss:.3f}"
    heading = f"{title_of(settings.current_dataset) or 'Own points'}, epoch {epoch:,}"
    drawing = Drawing(WIDTH, HEIGHT, f"{heading}: {losses}")
    drawing.add(
        Words(NETWORK[0], 30, heading, 18),
        Words(NETWORK[0], 50, f"{losses}, learning rate {shown(settings.learning_rate)}", 12),
    )
    small = grid(RESOLUTION).astype(np.float64)
    inputs = features(small).astype(np.float64)
    layers: list[AnyArray] = [inputs, *network.layer_outputs(inputs)]
    layers[-1] = signed(network.head, layers[-1])
    labels = [feature.label for feature in features.features]
    _draw_network(drawing, layers, network.weights, labels)
    _draw_plane(drawing, OUTPUT, now)
    return drawing


def plane_picture(now: Snapshot) -> Drawing:
    """Return the picture of the output alone, with its points, as it is at one moment.

    >>> plane_picture(Experiment(dataset="xor").snapshot()).svg().count("<image")
    2
    """
    measured = now.measured
    losses = f"training loss {measured.train_loss:.3f}, test loss {measured.test_loss:.3f}"
    drawing = Drawing(330, 352, f"The output at epoch {now.epoch:,}: {losses}")
    _draw_plane(drawing, (40.0, 36.0, 270.0, 270.0), now)
    return drawing


def _draw_plane(drawing: Drawing, box: Plane, now: Snapshot) -> None:
    """Draw the output over the plane, the points, and what its colours mean."""
    settings, data, source = now.settings, now.setup.data, now.setup.source
    scores = now.network.predict(grid(LARGE).astype(np.float64))
    _draw_output(drawing, box, scores, settings.discretize)
    samples = [(data.train, OUTLINES["train"])]
    samples += [(data.test, OUTLINES["test"])] * settings.show_test_data
    for sample, outline in samples:
        _draw_points(drawing, box, sample, outline, several=scores.ndim > 1)
    _draw_axes(drawing, box, source.axes or (Axis("x₁"), Axis("x₂")))
    if scores.ndim > 1:
        _draw_classes(drawing, box, source.titles)
    else:
        _draw_scale(drawing, box, *_ends(source))


def _draw_network(
    drawing: Drawing,
    layers: list[AnyArray],
    weights: list[FloatArray],
    labels: list[str],
) -> None:
    """Draw each unit as a small heatmap, and each link by its weight's size and sign."""
    left, top, width, height = NETWORK
    most = max(layer.shape[1] for layer in layers)
    size = min(38.0, height / most / 1.25, width / len(layers) / 1.9)
    label_room = min(60.0, 7.0 * max(len(label) for label in labels))
    step = (width - label_room - size) / (len(layers) - 1)

    def place(layer: int, unit: int) -> tuple[float, float]:
        pitch = min(height / layers[layer].shape[1], 2.0 * size)
        first = top + height / 2 - pitch * (layers[layer].shape[1] - 1) / 2
        return left + label_room + layer * step, first + unit * pitch

    for layer, matrix in enumerate(weights):
        for (source, target), weight in np.ndenumerate(matrix):
            (x1, y1), (x2, y2) = place(layer, source), place(layer + 1, target)
            colour = LIGHT["positive" if weight >= 0 else "negative"]
            thick = 0.3 + (WIDEST - 0.3) * min(abs(float(weight)) / 5.0, 1.0)
            drawing.add(Line(x1 + size, y1, x2, y2, colour, min(thick, size / 2)))
    for layer, values in enumerate(layers):
        for unit in range(values.shape[1]):
            x, y = place(layer, unit)
            pixels = colours.of_values(values[:, unit].reshape(RESOLUTION, RESOLUTION))
            drawing.add(Box(x - 1, y - size / 2 - 1, size + 2, size + 2, WHITE, INK["frame"]))
            if size >= 8:
                drawing.add(Raster(x, y - size / 2, size, size, pixels))
            else:  # too small to show more than its mean
                mean = name_of(pixels.mean(axis=(0, 1)).astype(np.uint8))
                drawing.add(Box(x, y - size / 2, size, size, mean))
    if size >= 8:
        for unit, label in enumerate(labels):
            x, y = place(0, unit)
            short = label if len(label) <= 9 else f"{label[:8]}…"
            drawing.add(Words(x - 6, y + 4, short, 12, "end"))


def _draw_output(drawing: Drawing, box: Plane, scores: AnyArray, discretize: bool) -> None:
    """Draw the network's answer over the plane."""
    if scores.ndim > 1:
        if discretize:
            scores = np.eye(scores.shape[1])[scores.argmax(axis=1)]
        pixels = colours.of_shares(scores)
    else:
        pixels = colours.of_values(np.where(scores >= 0, 1.0, -1.0) if discretize else scores)
    drawing.add(Raster(*box, pixels.reshape(LARGE, LARGE, 3)))


def _draw_points(
    drawing: Drawing, box: Plane, sample: Sample, outline: str, *, several: bool
) -> None:
    """Draw the points that lie in the plane, evenly thinned out where they are many."""
    left, top, width, height = box
    stride = -(-len(sample) // MOST_POINTS)
    points, labels = sample.points[::stride], sample.labels[::stride]
    for (x1, x2), label in zip(points, labels, strict=True):
        if max(abs(x1), abs(x2)) <= PLANE:
            x = left + (x1 + PLANE) / (2 * PLANE) * width
            y = top + (PLANE - x2) / (2 * PLANE) * height
            if several:
                colour = CLASSES[int(label) % len(CLASSES)]
            else:
                colour = name_of(colours.of_values(np.array(label)))
            drawing.add(Disc(float(x), float(y), 3.2, colour, outline))


def _draw_axes(drawing: Drawing, box: Plane, axes: tuple[Axis, Axis]) -> None:
    """Draw the ticks in the data's own units, and what the axes mean."""
    left, top, width, height = box
    bottom = top + height
    grey, dark = INK["frame"], INK["label"]
    across, up = axes
    for coordinate, text in across.ticks(-PLANE, PLANE, 7).items():
        x = left + (coordinate + PLANE) / (2 * PLANE) * width
        drawing.add(Line(x, bottom, x, bottom + 4, grey))
        drawing.add(Words(x, bottom + 16, text, 10, "middle", dark))
    for coordinate, text in up.ticks(-PLANE, PLANE, 7).items():
        y = bottom - (coordinate + PLANE) / (2 * PLANE) * height
        drawing.add(Line(left - 4, y, left, y, grey))
        drawing.add(Words(left - 7, y + 3.5, text, 10, "end", dark))
    drawing.add(Words(left + width / 2, bottom + 32, across.label[:40], 12, "middle"))
    drawing.add(Words(left - 22, top - 8, up.label[:40]))


def _ends(source: Source) -> tuple[str, str]:
    """Return what the two ends of the colours stand for, in the data's own units and words."""
    if source.problem == "regression":
        axis = source.value_axis or Axis("value")
        low, high = axis.to_units(np.array([-1.0, 1.0]))
        return f"{axis.label[:16]} {low:.4g}", f"{high:.4g}"
    if source.class_names:
        return source.class_names[0][:24], source.class_names[1][:10]
    return "class -1", "1"


def _draw_scale(drawing: Drawing, box: Plane, low: str, high: str) -> None:
    """Draw the colours from one end to the other."""
    left, top, width, _ = box
    ramp = colours.of_values(np.linspace(-1, 1, 64))[None, :, :]
    x, length = left + width - 160, 120
    drawing.add(Raster(x, top - 32, length, 10, ramp))
    drawing.add(Words(x - 5, top - 23, low, 11, "end"), Words(x + length + 5, top - 23, high, 11))


def _draw_classes(drawing: Drawing, box: Plane, names: tuple[str, ...]) -> None:
    """Draw the classes' colours with their names."""
    left, top, width, _ = box
    pitch = width / len(names)
    for index, name in enumerate(names):
        x = left + index * pitch
        short = name if len(name) * 6 < pitch - 16 else f"{name[: max(int(pitch / 6) - 4, 1)]}…"
        drawing.add(Disc(x + 5, top - 27, 5, CLASSES[index % len(CLASSES)]))
        drawing.add(Words(x + 13, top - 23, short, 11))
