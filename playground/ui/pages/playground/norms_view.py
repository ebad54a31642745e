"""The lengths of each layer's gradient, or of its weights, by epoch: one curve for each layer."""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from bokeh.models import Line
from bokeh.models.annotations import Legend, LegendItem
from bokeh.models.renderers import GlyphRenderer
from bokeh.palettes import viridis

from playground.arrays import FloatArray
from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.palette import theme
from playground.ui.kit.plots import NO_PADDING
from playground.ui.pages.playground.epoch_curves import Curves, picked

RAMP = {False: (30, 220), True: (115, 256)}  # of the palette: what is seen on white, and on black
ROWS = 7  # of the legend: as many as the page's own networks have layers of weights


class NormsView(Curves):
    """Gradient or weight norms; the darkest curve is the first layer's, the brightest the last's.

    Parameters
    ----------
    experiment
        Whose history.
    kind
        ``"gradients"`` or ``"weights"``.
    log
        Whether the epochs' axis is logarithmic.
    """

    @property
    def log_values(self) -> bool:
        """Whether the lengths' axis is logarithmic: gradients vanish and explode."""
        return self.kind == "gradients"

    def __init__(self, experiment: Experiment, kind: str, log: bool = False) -> None:
        self.kind = kind
        self.values = f"length of {kind}"
        super().__init__(experiment, log)
        self._n_layers = len(experiment.network.weights)
        names = layer_names(self._n_layers)
        self.source.data = {"epoch": []} | {f"layer{at}": [] for at in range(self._n_layers)}
        self.lines: list[GlyphRenderer[Any]] = [
            self.figure.add_glyph(self.source, Line(x="epoch", y=f"layer{at}", line_width=1.6))
            for at in range(self._n_layers)
        ]
        self.legend = Legend(
            items=[
                LegendItem(label=name, renderers=[line])
                for name, line in zip(names, self.lines, strict=True)
            ],
            ncols=ceil(self._n_layers / ROWS), label_text_font_size="0.62rem", glyph_width=10,
            glyph_height=9, label_height=9, label_width=0, label_standoff=3, spacing=0,
            padding=NO_PADDING, margin=4, border_line_color=None, background_fill_color=None,
        )  # fmt: skip
        self.figure.add_layout(self.legend, "right")
        self.read_off(
            self.lines[-1],
            {name: f"layer{at}" for at, name in enumerate(names)},
            "value.toPrecision(3)",
        )
        self.set_theme(dark=False)

    def set_theme(self, dark: bool) -> None:
        """Take the theme's colours."""
        super().set_theme(dark)
        self.legend.label_text_color = theme(dark)["muted"]
        for line, colour in zip(self.lines, _colours(self._n_layers, dark), strict=True):
            line.glyph.line_color = colour

    def fits(self, n_layers: int) -> bool:
        """Tell whether there are as many curves as layers of weights."""
        return n_layers == self._n_layers

    def columns(self, now: Snapshot) -> dict[str, FloatArray]:
        """Return the length of every layer."""
        history = now.history
        kept = self.drawn(history.epochs)
        table = {"epoch": picked(history.epochs, kept)}
        for layer in range(self._n_layers):
            values: list[Any] = [
                getattr(norms, self.kind)[layer] if norms is not None else None
                for norms in history.norms
            ]
            table[f"layer{layer}"] = picked(values, kept)
            if self.log_values:  # zero has no place on that scale
                column = table[f"layer{layer}"]
                column[column <= 0] = np.nan
        return table


def layer_names(count: int) -> list[str]:
    """Return what the layers of weights are called: by where they lead.

    >>> layer_names(3)
    ['layer 1', 'layer 2', 'output']
    """
    return [*(f"layer {number}" for number in range(1, count)), "output"]


def _colours(count: int, dark: bool) -> list[str]:
    """Return as many colours from dark to bright."""
    ramp = viridis(256)[slice(*RAMP[dark])]
    places = np.linspace(0, len(ramp) - 1, count).astype(int)
    return [ramp[place] for place in places]
