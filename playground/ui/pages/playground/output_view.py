"""The large heatmap: what the network, or the neuron under the pointer, answers over the plane."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from bokeh.models import (
    Circle,
    ColumnDataSource,
    CustomJSHover,
    FixedTicker,
    HoverTool,
    Image,
    LinearColorMapper,
    Range1d,
    Scatter,
    Segment,
)
from bokeh.plotting import figure
from bokeh.transform import transform

from playground.arrays import ByteArray, FloatArray
from playground.data.columns import Axis, drawn_rows
from playground.data.drawing import PLANE
from playground.experiment import Experiment
from playground.experiment.frame import LARGE, decision, large_heatmap, shades
from playground.experiment.snapshot import Snapshot
from playground.palette import CLASSES, OUTLINES, theme
from playground.ui.kit.colours import CLASS_SHADES, class_palette, class_shades, palette
from playground.ui.kit.plots import quiet, tooltip
from playground.ui.pages.playground.output_marks import (
    NO_POINTS,
    deciding_line,
    is_comparable,
    wrong_points,
)

CROWD = 300  # points from which on their outlines grow fainter, for they would hide the picture
POINT = 0.15  # radius of a point, in units of the plane: it grows with the picture
RING = 0.27  # of the ring around a point that is put into the wrong class
GROUND = 0.72  # strength of the heatmap's colours, so that the points stand out on it
GROUND_OF_CLASSES = 0.6
PLAIN_AXES = (Axis("x₁"), Axis("x₂"))
# Two decimals for numbers around one, more for smaller ones: around 0.00001 all would read 0.00.
DECIMALS = "Math.min(Math.max(2 - Math.floor(Math.log10(Math.abs(scale))), 0), 100)"
MINUS = '.replace("-", "−")'
# What the pointer reads: a value, or the winning class and how sure the network is of it.
READING = f"""
if (names.length === 0) return ((value - 127) / 127 * scale + centre).toFixed({DECIMALS}){MINUS}
const winner = Math.min(Math.floor(value / {CLASS_SHADES}), names.length - 1)
const certain = (value - winner * {CLASS_SHADES}) / {CLASS_SHADES - 1}
const share = 1 / names.length + (1 - 1 / names.length) * certain
return `${{names[winner]}}, ${{(100 * share).toFixed(0)}} %`
"""
Unit = tuple[int, int]  # (layer, neuron): layer 0 = all features, 1.. = hidden, the last = output


Line = tuple[FloatArray, str]  # where a pinned run decides, (n, 2 ends, 2), and its colour


@dataclass(frozen=True, eq=False)
class Drawn:
    """What is drawn: the picture, the bottom row first; wrong points (n, 2); pinned runs' lines."""

    image: ByteArray
    wrong: FloatArray
    lines: Sequence[Line]


class OutputView:
    """A Bokeh figure that draws one unit's output, and the points on top.

    Nothing is drawn before the first ``refresh``.

    Parameters
    ----------
    experiment
        Whose network and data.
    pinned
        Returns the runs that the present one is compared to, each with its colour.
    """

    def __init__(
        self,
        experiment: Experiment,
        pinned: Callable[[], Sequence[tuple[Snapshot, str]]] = tuple,
    ) -> None:
        self.experiment = experiment
        self._pinned = pinned
        self._lines: dict[Snapshot, FloatArray] = {}  # of the pinned runs
        self.hovered: Unit | None = None
        self.painting = False  # the points are drawn by the canvas above
        self._dark = False
        self._drawn_points: tuple[object, bool, bool] = (None, False, False)
        self._drawn_source: object = None
        self._colours_of: tuple[bool, bool, bool] | None = None
        self.image = ColumnDataSource({"image": [np.full((LARGE, LARGE), 127, dtype=np.uint8)]})
        self.train, self.test = (
            ColumnDataSource({"x": [], "y": [], "value": []}) for _ in range(2)
        )
        self._image_colours = LinearColorMapper(low=-0.5, high=254.5)
        self.point_colours = LinearColorMapper(low=-1, high=1)
        self.reading = CustomJSHover(code=READING, args={"names": [], "scale": 1, "centre": 0})
        self._places = [
            CustomJSHover(code=f"return (centre + scale * value).toFixed({DECIMALS}){MINUS}")
            for _ in PLAIN_AXES
        ]
        self.figure = self._figure()
        self._choose_colours()
        self._name_axes()

    def _figure(self) -> figure:
        plot = figure(
            x_range=Range1d(start=-PLANE, end=PLANE),
            y_range=Range1d(start=-PLANE, end=PLANE),
            sizing_mode="stretch_both",
            toolbar_location=None,
            tools="",
        )
        quiet(plot)
        plot.grid.visible = False
        heatmap = plot.add_glyph(
            self.image,
            Image(
                image="image",
                x=-PLANE,
                y=-PLANE,
                dw=2 * PLANE,
                dh=2 * PLANE,
                color_mapper=self._image_colours,
                tags=["smooth"],  # see static/kit/smooth.js
            ),
        )
        colour = transform("value", self.point_colours)
        self._points = [
            plot.add_glyph(
                source,
                Circle(x="x", y="y", radius=POINT, fill_color=colour, line_color=outline),
            )
            for source, outline in zip((self.train, self.test), OUTLINES.values(), strict=True)
        ]
        self.batch, self.example = (ColumnDataSource({"x": [], "y": []}) for _ in range(2))
        self.wrong = ColumnDataSource({"x": [], "y": []})
        ring = Circle(x="x", y="y", radius=RING, fill_alpha=0, line_width=1.6)
        self._wrong_ring = plot.add_glyph(self.wrong, ring)
        self.lines = ColumnDataSource({name: [] for name in ("x0", "y0", "x1", "y1", "colour")})
        plot.add_glyph(
            self.lines,
            Segment(
                x0="x0", y0="y0", x1="x1", y1="y1",
                line_color="colour", line_width=2.5, line_cap="round",
            ),
        )  # fmt: skip
        self._rings = [
            plot.add_glyph(source, Scatter(x="x", y="y", size=size, fill_alpha=0, line_width=width))
            for source, size, width in ((self.batch, 13, 1.5), (self.example, 19, 3))
        ]
        self._hover = HoverTool(
            renderers=[heatmap],
            formatters={
                "$x": self._places[0],
                "$y": self._places[1],
                "@image": self.reading,
            },
            visible=False,
        )
        plot.add_tools(self._hover)
        return plot

    @property
    def unit(self) -> Unit:
        """The unit that is drawn: the one under the pointer if it still exists, else the output."""
        return self._unit_of(self.experiment.network.layer_sizes)

    def _unit_of(self, layers: tuple[int, ...]) -> Unit:
        hovered = self.hovered
        if hovered is not None:
            layer, neuron = hovered
            if layer == 0 or (layer < len(layers) and neuron < layers[layer]):
                return hovered
        return len(layers) - 1, 0

    @property
    def shows_classes(self) -> bool:
        """Whether the winning one of several classes is drawn, rather than one unit's output."""
        return self.hovered is None and self.experiment.data.n_classes > 2

    def prepare(self, now: Snapshot) -> Drawn:
        """Return what is drawn of an experiment at one moment."""
        if self.hovered is not None:
            return Drawn(self._image(now), NO_POINTS, ())
        wrong = NO_POINTS if self.painting else wrong_points(now)
        return Drawn(self._image(now), wrong, self._lines_of(now))

    def _lines_of(self, now: Snapshot) -> list[Line]:
        """Return where the pinned runs decide that have decided about the same."""
        pinned = self._pinned()
        known = {run: self._lines.get(run) for run, _ in pinned}
        lines = {run: deciding_line(run) if line is None else line for run, line in known.items()}
        self._lines = lines
        return [(lines[run], colour) for run, colour in pinned if is_comparable(run, now)]

    def _image(self, now: Snapshot) -> ByteArray:
        """Return the picture, the bottom row first."""
        settings, n_classes = now.settings, now.setup.data.n_classes
        if self.hovered is None and n_classes > 2:
            winner, confidence = decision(now)
            if settings.discretize:
                confidence = np.ones_like(confidence)
            return np.flipud(class_shades(winner, confidence, n_classes))
        values = large_heatmap(now, *self._unit_of(now.layer_sizes))
        if settings.discretize:
            values = np.where(values >= 0, 1.0, -1.0).astype(np.float32)
        return np.flipud(shades(values))

    def show(self, drawn: Drawn) -> None:
        """Draw that; points, lines, axes and colours only if they have changed."""
        self._name_axes()
        self._choose_colours()
        self.image.data = {"image": [drawn.image]}
        self._refresh_points()
        _give(self.wrong, {"x": drawn.wrong[:, 0], "y": drawn.wrong[:, 1]})
        ends = np.concatenate([np.zeros((0, 2, 2)), *(line for line, _ in drawn.lines)])
        colours = [colour for line, colour in drawn.lines for _ in line]
        places = {
            "x0": ends[:, 0, 0],
            "y0": ends[:, 0, 1],
            "x1": ends[:, 1, 0],
            "y1": ends[:, 1, 1],
        }
        _give(self.lines, {**places, "colour": np.array(colours, dtype=object)})

    def _name_axes(self) -> None:
        """Give the axes the names and units of the data, and the pointer what it reads there."""
        source = self.experiment.source
        if self._drawn_source is source:
            return
        self._drawn_source = source
        axes = source.axes or PLAIN_AXES
        names = [_harmless(axis.label) for axis in axes]
        every = zip(axes, PLAIN_AXES, self.figure.axis, self._places, strict=True)
        for axis, plain, drawn, place in every:
            ticks = axis.ticks(-PLANE, PLANE, most=7)
            title = axis.label.replace("$$", "$")  # Bokeh would take it for TeX
            # Which feature an axis is, where the data have a name for it.
            drawn.axis_label = title if plain is axis else f"{plain.label}: {title}"
            drawn.ticker = FixedTicker(ticks=list(ticks))
            drawn.major_label_overrides = {
                tick: text.replace("-", "\N{MINUS SIGN}") for tick, text in ticks.items()
            }
            place.args = {"centre": axis.centre, "scale": axis.scale}
        self._hover.tooltips = tooltip(
            {
                names[0]: "$x{custom}",
                names[1]: "$y{custom}",
                "output": "@image{custom}",
            }
        )

    def _choose_colours(self) -> None:
        """Take the colours of classes or of values, in the light or the dark theme."""
        several = self.experiment.data.n_classes > 2
        wanted = (self._dark, several, self.shows_classes)
        self.reading.args = self._read()
        if wanted == self._colours_of:
            return
        self._colours_of = wanted
        ground = palette(self._dark, GROUND)
        if self.shows_classes:
            ground = class_palette(self._dark, GROUND_OF_CLASSES)
        self._image_colours.update(palette=list(ground), high=len(ground) - 0.5)
        if several:
            self.point_colours.update(palette=list(CLASSES), low=-0.5, high=len(CLASSES) - 0.5)
        else:
            self.point_colours.update(palette=list(palette(self._dark)), low=-1, high=1)

    def _read(self) -> dict[str, Any]:
        """Return what the pointer's reading is made from, see ``READING``."""
        names = self.class_names if self.shows_classes else []
        value = self.experiment.source.value_axis
        is_output = self.unit[0] == len(self.experiment.network.layer_sizes) - 1
        axis = value if value is not None and is_output else Axis("output")
        return {"names": names, "scale": axis.scale, "centre": axis.centre}

    @property
    def class_names(self) -> list[str]:
        """What the classes are called."""
        return list(self.experiment.source.titles)

    def legend(self) -> dict[str, Any]:
        """Return what the colours mean: classes by name and colour, or ticks [text, 0..1]."""
        if self.shows_classes:
            pairs = zip(self.class_names, CLASSES, strict=False)
            told = [{"name": name, "colour": colour} for name, colour in pairs]
            return {"classes": told, "marks": self._marks()}
        source = self.experiment.source
        is_output = self.unit[0] == len(self.experiment.network.layer_sizes) - 1
        ticks = [["−1", 0.0], ["0", 0.5], ["1", 1.0]]
        title = ""
        if is_output and source.value_axis is not None:
            at = source.value_axis.ticks(-1, 1, most=5)
            ticks = [[text, (place + 1) / 2] for place, text in at.items()]
            title = source.value_axis.label
        elif is_output and source.n_classes == 2 and source.class_names:
            ticks = [[source.class_names[0], 0.0], [source.class_names[1], 1.0]]
        return {"ticks": ticks, "title": title, "marks": self._marks()}

    def _marks(self) -> list[str]:
        """Return which kinds of points are told apart: "train", "test", "wrong"."""
        settings = self.experiment.settings
        marks = ["train", *(["test"] if settings.show_test_data else [])]
        is_output = self.hovered is None and not self.painting
        return [*marks, *(["wrong"] if is_output and settings.problem == "classification" else [])]

    def _refresh_points(self) -> None:
        data, show_test = self.experiment.data, self.experiment.settings.show_test_data
        state = (data, show_test, self.painting)
        if self._drawn_points[0] is data and self._drawn_points[1:] == state[1:]:
            return
        self._drawn_points = state
        sources, samples = (self.train, self.test), (data.train, data.test)
        for circles, source, sample in zip(self._points, sources, samples, strict=True):
            wanted = (source is self.train or show_test) and not self.painting
            shown = drawn_rows(len(sample)) if wanted else slice(0)
            points, values = sample.points[shown], sample.labels[shown]
            circles.glyph.line_alpha = min(1.0, CROWD / max(len(points), 1))
            source.data = {"x": points[:, 0], "y": points[:, 1], "value": values}

    def ring(self, batch: FloatArray | None, example: FloatArray | None) -> None:
        """Ring the points (n, 2) of a batch, and one of them (1, 2) twice; None for nothing."""
        for source, points in ((self.batch, batch), (self.example, example)):
            found = np.zeros((0, 2)) if points is None else points
            source.data = {"x": found[:, 0], "y": found[:, 1]}

    def set_theme(self, dark: bool) -> None:
        """Take the colours of the light or the dark theme."""
        self._dark = dark
        for ring in self._rings:
            ring.glyph.line_color = theme(dark)["text"]
        self._wrong_ring.glyph.line_color = theme(dark)["alarm"]
        self._choose_colours()


def _give(source: ColumnDataSource, data: dict[str, Any]) -> None:
    """Give a source other data, if they are others: what stays is not sent again."""
    if any(not np.array_equal(source.data[name], column) for name, column in data.items()):
        source.data = data


def _harmless(name: str) -> str:
    """Return a column's name as text for a tooltip: neither HTML nor a placeholder of Bokeh's."""
    return html.escape(name).replace("@", "&#64;").replace("$", "&#36;").replace("{", "&#123;")
