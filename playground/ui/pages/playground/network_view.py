"""The network view: features, neurons, links and what one can do with them.

The browser's half is ``static/playground/network.js``, which paints and puts buttons over what it
paints; here are the messages between the two.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import panel as pn
import param
from panel.custom import Child, JSComponent

from playground.data.features import FEATURES
from playground.experiment.experiment import Experiment
from playground.experiment.frame import Frames, shown_features
from playground.ui.kit.esm import import_map, text_of
from playground.ui.kit.stream import FrameStream
from playground.ui.kit.typeset import with_minus
from playground.ui.serving.private import QuietMessages, send_at_once, send_message
from playground.ui.serving.pulse import PULSE

ALWAYS_SHOWN = tuple(FEATURES)[:7]  # a further or typed one is shown while it is on
MAX_LAYERS = 6  # what the buttons allow; a link may go beyond
MAX_NEURONS = 8
NEW_LAYER = 2  # neurons in a new layer


def _ignore(*_: Any, **__: Any) -> None:
    """Do nothing: stands in for a listener that was not given."""


def configuration() -> dict[str, Any]:
    """Return what the browser has to know before the first frame."""
    features = [
        {
            "name": name,
            "label": feature.label,
            "html_label": feature.html_label,
            "explanation": with_minus(feature.explanation),
            "always": name in ALWAYS_SHOWN,
        }
        for name, feature in FEATURES.items()
    ]
    limits = {"layers": MAX_LAYERS, "neurons": MAX_NEURONS}
    return {"features": features, "limits": limits}


class NetworkView(QuietMessages, JSComponent):
    """Draws an experiment's network as it learns, and lets the learner change it.

    Parameters
    ----------
    experiment
        What is drawn.
    on_change
        ``on_change(features=...)`` or ``on_change(hidden_layers=...)``: what the learner has
        chosen; on the session's thread. Applied to the experiment itself when not given.
    on_hover
        ``on_hover(layer, neuron)`` with 0 for the features (``neuron`` is then the place in
        ``shown_features``), 1.. for the hidden layers and the last for the output;
        ``on_hover(None, None)`` when none is hovered any more.
    on_card
        ``on_card("layer", layer)``, counted from 0, or ``on_card("features", 0)``: the card with
        further settings is opened, and its content wanted.
    **params
        Parameters of a Panel component.
    """

    _esm = text_of("playground/network.js")
    _importmap = import_map("playground/network.js")

    card = Child(doc="What stands in the card of a layer or of the features, see cards.py.")
    configuration = param.Dict(constant=True, doc="What the browser has to know to draw a frame.")

    def __init__(
        self,
        experiment: Experiment,
        on_change: Callable[..., object] | None = None,
        on_hover: Callable[[int | None, int | None], object] = _ignore,
        on_card: Callable[[str, int], object] = _ignore,
        **params: Any,
    ) -> None:
        params = {
            "sizing_mode": "stretch_width",
            "stylesheets": [text_of("playground/network.css")],
        } | params
        super().__init__(configuration=configuration(), **params)
        self._experiment = experiment
        self._on_change = on_change or experiment.apply
        self._on_hover = on_hover
        self._on_card = on_card
        self.stream = FrameStream(
            experiment, lambda frame: send_message(self, frame), Frames(experiment).make
        )
        self._answers: dict[str, Callable[[Mapping[str, Any]], None]] = {
            "ready": self._ready,
            "ack": lambda told: PULSE.before_frame(partial(self.stream.acknowledge, told["frame"])),
            "hover": lambda told: self._show(told["layer"], told["neuron"]),
            "card": lambda told: self._on_card(told["kind"], told["layer"]),
            "feature": lambda told: self._toggle(told["name"]),
            "layers": lambda told: self._change_layers(told["by"]),
            "neurons": lambda told: self._change_neurons(told["layer"], told["by"]),
            "link": self._set,
            "bias": self._set,
        }

    def on_ack(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after each drawn frame, on the session's thread."""
        self.stream.on_ack(callback)

    def stop(self) -> None:
        """Send no more frames: the page is gone."""
        self.stream.stop()

    def _handle_msg(self, data: Mapping[str, Any]) -> None:
        self._answers[data["type"]](data)

    def _ready(self, _: Mapping[str, Any]) -> None:
        if pn.state.curdoc is not None:
            send_at_once(pn.state.curdoc)
        self.stream.start()

    def _show(self, layer: int | None, neuron: int | None) -> None:
        """Tell which unit is hovered, unless it has gone in the meantime."""
        sizes = list(self._experiment.network.layer_sizes)
        sizes[0] = len(shown_features(self._experiment.settings))  # those that are off count too
        if layer is None or neuron is None:
            self._on_hover(None, None)
        elif 0 <= layer < len(sizes) and 0 <= neuron < sizes[layer]:
            self._on_hover(layer, neuron)

    def _toggle(self, name: str) -> None:
        """Switch a feature on or off."""
        settings = self._experiment.settings
        chosen = set(settings.features) ^ {name}
        features = tuple(each for each in shown_features(settings) if each in chosen)
        self._on_change(features=features)

    def _change_layers(self, by: int) -> None:
        """Add a hidden layer at the end, or remove the last one."""
        layers = self._experiment.settings.hidden_layers
        if by > 0 and len(layers) < MAX_LAYERS:
            self._on_change(hidden_layers=(*layers, NEW_LAYER))
        elif by < 0 and layers:
            self._on_change(hidden_layers=layers[:-1])

    def _change_neurons(self, layer: int, by: int) -> None:
        """Add a neuron to a hidden layer (counted from 0), or remove its last one."""
        layers = list(self._experiment.settings.hidden_layers)
        if not 0 <= layer < len(layers):
            return  # the layer has been removed in the meantime
        count = layers[layer]
        if (by > 0 and count < MAX_NEURONS) or (by < 0 and count > 1):
            layers[layer] += 1 if by > 0 else -1
            self._on_change(hidden_layers=tuple(layers))

    def _set(self, told: Mapping[str, Any]) -> None:
        """Give one weight or bias a new value; what cannot be used is refused in words."""
        run = self._experiment
        try:
            if told["type"] == "link":
                run.set_weight(told["layer"], told["source"], told["target"], told["value"])
            else:
                run.set_bias(told["layer"], told["neuron"], told["value"])
        except ValueError as problem:
            send_message(self, {"type": "refused", "sentence": str(problem)})
        except IndexError:
            gone = "That part of the network is no longer there."
            send_message(self, {"type": "refused", "sentence": gone})
