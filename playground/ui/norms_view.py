"""The lengths of each layer's gradient, or of its weights, by epoch: one curve for each layer."""

from __future__ import annotations

from typing import Any

import numpy as np
from bokeh.palettes import viridis

from playground.experiment import Experiment
from playground.ui.epoch_curves import Curves, picked, thinned

LIGHTEST = 0.86  # share of the palette that is dark enough on white


class NormsView(Curves):
    """Gradient or weight norms; the darkest curve is the first layer's, the brightest the last's.

    Parameters
    ----------
    experiment
        Whose history.
    kind
        ``"gradients"`` or ``"weights"``.
    """

    def __init__(self, experiment: Experiment, kind: str) -> None:
        self.kind = kind
        super().__init__(experiment, log=kind == "gradients")
        self._n_layers = len(experiment.network.weights)
        colours = _colours(self._n_layers)
        names = layer_names(self._n_layers)
        self.source.data = {"epoch": []} | {f"layer{at}": [] for at in range(self._n_layers)}
        for at, colour in enumerate(colours):
            line = self.figure.line(
                "epoch", f"layer{at}", source=self.source, line_width=1.6, line_color=colour
            )
        self.read_off(
            line,
            {name: f"layer{at}" for at, name in enumerate(names)},
            "value.toPrecision(3)",
        )
        self.set_theme(dark=False)

    @property
    def fits(self) -> bool:
        """Whether the network still has as many layers as there are curves."""
        return len(self.experiment.network.weights) == self._n_layers

    def columns(self) -> dict[str, np.ndarray]:
        """Return the length of every layer."""
        history = self.experiment.history
        kept = thinned(len(history))
        table = {"epoch": picked(history.epochs, kept)}
        for layer in range(self._n_layers):
            values: list[Any] = [
                getattr(norms, self.kind)[layer] if norms is not None else None
                for norms in history.norms
            ]
            table[f"layer{layer}"] = picked(values, kept)
            if self.log:  # zero has no place on that scale
                column = table[f"layer{layer}"]
                column[column <= 0] = np.nan
        return table


def layer_names(count: int) -> list[str]:
    """Return what the layers of weights are called.

    >>> layer_names(3)
    ['into layer 1', 'into layer 2', 'into the output']
    """
    return [*(f"into layer {number}" for number in range(1, count)), "into the output"]


def _colours(count: int) -> list[str]:
    """Return as many colours from dark to bright."""
    ramp = viridis(256)[30 : int(256 * LIGHTEST)]
    places = np.linspace(0, len(ramp) - 1, count).astype(int)
    return [ramp[place] for place in places]
