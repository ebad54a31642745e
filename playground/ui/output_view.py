"""The large heatmap: what the network, or the neuron under the pointer, answers over the plane."""

from __future__ import annotations

import numpy as np
from bokeh.models import ColumnDataSource, CustomJSHover, FixedTicker, HoverTool, LinearColorMapper
from bokeh.plotting import figure

from playground.data.drawing import PLANE
from playground.experiment import Experiment
from playground.experiment.frame import LARGE, large_heatmap, shades
from playground.ui.colours import palette
from playground.ui.plots import quiet, tooltip

GROUND = 0.72  # strength of the heatmap's colours, so that the points stand out on it
Unit = tuple[int, int]  # (layer, neuron): layer 0 = all features, 1.. = hidden, the last = output


class OutputView:
    """A Bokeh figure that draws one unit's output, and the points on top.

    Nothing is drawn before the first ``refresh``.

    Parameters
    ----------
    experiment
        Whose network and data.
    """

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.hovered: Unit | None = None
        self._drawn_points: tuple[object, bool] = (None, False)
        self._image = ColumnDataSource({"image": [np.full((LARGE, LARGE), 127, dtype=np.uint8)]})
        self._train, self._test = (
            ColumnDataSource({"x": [], "y": [], "value": []}) for _ in range(2)
        )
        self._image_colours = LinearColorMapper(low=-0.5, high=254.5)
        self._point_colours = LinearColorMapper(low=-1, high=1)
        self.set_theme(dark=False)
        self.figure = self._figure()

    def _figure(self) -> figure:
        plot = figure(
            x_range=(-PLANE, PLANE),
            y_range=(-PLANE, PLANE),
            sizing_mode="stretch_both",
            toolbar_location=None,
            tools="",
            x_axis_label="x₁",
            y_axis_label="x₂",
        )
        quiet(plot)
        plot.grid.visible = False
        plot.axis.ticker = FixedTicker(ticks=list(range(-6, 7, 2)))
        heatmap = plot.image(
            "image",
            x=-PLANE,
            y=-PLANE,
            dw=2 * PLANE,
            dh=2 * PLANE,
            source=self._image,
            color_mapper=self._image_colours,
        )
        colour = {"field": "value", "transform": self._point_colours}
        for source, outline in ((self._train, "#ffffff"), (self._test, "#111111")):
            plot.scatter(
                "x", "y", source=source, size=7, fill_color=colour, line_color=outline, line_width=1
            )
        value = CustomJSHover(code="return ((value - 127) / 127).toFixed(2)")
        plot.add_tools(
            HoverTool(
                renderers=[heatmap],
                tooltips=tooltip({"x₁": "$x{0.0}", "x₂": "$y{0.0}", "output": "@image{custom}"}),
                formatters={"@image": value},
                visible=False,
            )
        )
        return plot

    @property
    def unit(self) -> Unit:
        """The unit that is drawn: the one under the pointer if it still exists, else the output."""
        layers = self.experiment.network.layer_sizes
        if self.hovered is not None:
            layer, neuron = self.hovered
            if layer == 0 or (layer < len(layers) and neuron < layers[layer]):
                return self.hovered
        return len(layers) - 1, 0

    def refresh(self) -> None:
        """Draw the present state; the points only if they have changed."""
        values = large_heatmap(self.experiment, *self.unit)
        if self.experiment.settings.discretize:
            values = np.where(values >= 0, 1.0, -1.0)
        self._image.data = {"image": [np.flipud(shades(values))]}
        self._refresh_points()

    def _refresh_points(self) -> None:
        data, show_test = self.experiment.data, self.experiment.settings.show_test_data
        if self._drawn_points[0] is data and self._drawn_points[1] == show_test:
            return
        self._drawn_points = (data, show_test)
        for source, sample in ((self._train, data.train), (self._test, data.test)):
            shown = slice(None) if source is self._train or show_test else slice(0)
            points, values = sample.points[shown], sample.labels[shown]
            source.data = {"x": points[:, 0], "y": points[:, 1], "value": values}

    def set_theme(self, dark: bool) -> None:
        """Take the colours of the light or the dark theme."""
        self._image_colours.palette = list(palette(dark, GROUND))
        self._point_colours.palette = list(palette(dark))
