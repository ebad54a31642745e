"""The network view: features, neurons, links and what one can do with them.

The browser's half is ``static/playground/network.js``, which paints and puts buttons over what it
paints; here are the messages between the two.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import panel as pn
import param
from panel.viewable import Child

from playground.data.features import FEATURES
from playground.experiment.experiment import Experiment
from playground.experiment.frame import Frames, shown_features
from playground.experiment.settings import SETTINGS, Settings
from playground.labs.inside.single import alone, story, told_of_neuron, told_of_weight
from playground.nn.neurons import Neuron, turned
from playground.ui.kit.background import LABS, Background, Soon
from playground.ui.kit.component import Component
from playground.ui.kit.messages import Answer, Count, Sign, Word
from playground.ui.kit.stream import FrameStream
from playground.ui.kit.typeset import with_minus
from playground.ui.kit.wire import send_at_once
from playground.ui.serving.pulse import PULSE

ALWAYS_SHOWN = tuple(FEATURES)[:7]  # a further or typed one is shown while it is on
MAX_LAYERS = 6  # what the buttons allow; a link may go beyond
MAX_NEURONS = 8
NEW_LAYER = 2  # neurons in a new layer


Change = Callable[[Settings], Any]  # a setting's new value, from the settings that hold


def at_once(callback: Callable[[], None]) -> None:
    """Call back at once: where no page waits for its turn."""
    callback()


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


class NetworkView(Component):
    """Draws an experiment's network as it learns, and lets the learner change it.

    Parameters
    ----------
    experiment
        What is drawn.
    on_change
        ``on_change(name, change)``: what the learner has done to the setting of that name, a
        layer more say; on the session's thread. ``change(settings)`` gives its new value from the
        settings that hold once all that was done before is done, so that two quick presses both
        count. Applied to the experiment itself when not given.
    on_hover
        ``on_hover(layer, neuron)`` with 0 for the features (``neuron`` is then the place in
        ``shown_features``), 1.. for the hidden layers and the last for the output;
        ``on_hover(None, None)`` when none is hovered any more.
    on_card
        ``on_card("layer", layer)``, counted from 0, or ``on_card("features", 0)``: the card with
        further settings is opened, and its content wanted.
    soon
        Calls back when the page's document may be changed; from any thread.
    **params
        Parameters of a Panel component.
    """

    module = "playground/network"
    out_of_turn = frozenset({"ack"})

    card = Child(doc="What stands in the card of a layer or of the features, see cards.py.")
    configuration = param.Dict(constant=True, doc="What the browser has to know to draw a frame.")

    def __init__(
        self,
        experiment: Experiment,
        on_change: Callable[[str, Change], object] | None = None,
        on_hover: Callable[[int | None, int | None], object] = _ignore,
        on_card: Callable[[str, int], object] = _ignore,
        soon: Soon = at_once,
        **params: Any,
    ) -> None:
        answers: dict[str, Answer] = {
            "ready": self._ready,
            "ack": self._acknowledge,
            "hover": self._show,
            "card": self._open_card,
            "feature": self._toggle,
            "layers": self._change_layers,
            "neurons": self._change_neurons,
            "link": self._set_weight,
            "bias": self._set_bias,
            "look": self._look,
            "switch": self._switch,
            "freeze": self._freeze,
        }
        super().__init__(answers, configuration=configuration(), **params)
        self._experiment = experiment
        self._on_change = on_change or self._apply
        self._on_hover = on_hover
        self._on_card = on_card
        self._looking = Background(soon, LABS, refusals=(ValueError,))
        self.stream = FrameStream(experiment, self.send_bytes, Frames(experiment).make)

    def on_ack(self, callback: Callable[[], None]) -> None:
        """Have ``callback()`` called after each drawn frame, on the session's thread."""
        self.stream.on_ack(callback)

    def stop(self) -> None:
        """Send no more frames: the page is gone."""
        self._looking.forget()
        self.stream.stop()

    def _ready(self) -> None:
        if pn.state.curdoc is not None:
            send_at_once(pn.state.curdoc)
        self.stream.start()

    def _acknowledge(self, frame: int) -> None:
        PULSE.before_frame(partial(self.stream.acknowledge, frame))

    def _open_card(self, kind: Literal["layer", "features"], layer: Count) -> None:
        self._on_card(kind, layer)

    def _show(self, layer: Count | None, neuron: Count | None) -> None:
        """Tell which unit is hovered, unless it has gone in the meantime."""
        sizes = list(self._experiment.network.layer_sizes)
        sizes[0] = len(shown_features(self._experiment.settings))  # those that are off count too
        if layer is None or neuron is None:
            self._on_hover(None, None)
        elif layer < len(sizes) and neuron < sizes[layer]:
            self._on_hover(layer, neuron)

    def _apply(self, name: str, change: Change) -> None:
        self._experiment.apply(**{name: change(self._experiment.settings)})

    def _toggle(self, name: Word) -> None:
        """Switch a feature on or off."""

        def toggled(settings: Settings) -> tuple[str, ...]:
            chosen = set(settings.features) ^ {name}
            return tuple(each for each in shown_features(settings) if each in chosen)

        self._on_change("features", toggled)

    def _change_layers(self, by: Sign) -> None:
        """Add a hidden layer at the end, or remove the last one."""

        def changed(settings: Settings) -> tuple[int, ...]:
            layers = settings.hidden_layers
            if by > 0 and len(layers) < MAX_LAYERS:
                return (*layers, NEW_LAYER)
            return layers[:-1] if by < 0 else layers

        self._on_change("hidden_layers", changed)

    def _change_neurons(self, layer: Count, by: Sign) -> None:
        """Add a neuron to a hidden layer (counted from 0), or remove its last one."""

        def changed(settings: Settings) -> tuple[int, ...]:
            layers = list(settings.hidden_layers)
            if layer >= len(layers):
                return settings.hidden_layers  # the layer has been removed in the meantime
            count = layers[layer]
            if (by > 0 and count < MAX_NEURONS) or (by < 0 and count > 1):
                layers[layer] += 1 if by > 0 else -1
            return tuple(layers)

        self._on_change("hidden_layers", changed)

    # Single neurons and weights

    def _look(self, layer: Count, neuron: Count, source: int | None, number: Count) -> None:
        """Tell of a neuron; of one of its weights, or with ``source`` -1 of its bias."""
        run = self._experiment

        def work() -> dict[str, Any]:
            if source is None:
                now = run.snapshot()
                hidden = now.settings.hidden
                is_hidden = layer < len(now.layer_sizes) - 2
                offers = {
                    "switch": is_hidden and SETTINGS["switched_off"].hide not in hidden,
                    "freeze": SETTINGS["frozen"].hide not in hidden,
                }
                return told_of_neuron(alone(now, layer, neuron)) | {"offers": offers}
            return told_of_weight(story(run, layer, neuron, max(source, -1)))

        self._looking.do(
            work,
            lambda made: self.send(type="facts", number=number, **made),
            lambda sentence: self.send(type="facts", number=number, kind="gone", said=sentence),
        )

    def _switch(self, layer: Count, neuron: Count) -> None:
        """Switch a hidden neuron off, or on again; layer and neuron are counted from 1."""
        self._turn("switched_off", (layer, neuron))

    def _freeze(self, layer: Count, neuron: Count) -> None:
        """Freeze a neuron, or let it learn again; neuron 0 is the whole layer."""
        self._turn("frozen", (layer, neuron))

    def _turn(self, name: str, neuron: Neuron) -> None:
        if SETTINGS[name].hide not in self._experiment.settings.hidden:
            self._on_change(name, lambda settings: turned(getattr(settings, name), neuron))

    def _set_weight(self, layer: Count, source: Count, target: Count, value: float) -> None:
        self._set(partial(self._experiment.set_weight, layer, source, target, value))

    def _set_bias(self, layer: Count, neuron: Count, value: float) -> None:
        self._set(partial(self._experiment.set_bias, layer, neuron, value))

    def _set(self, change: Callable[[], object]) -> None:
        """Give one weight or bias a new value; what cannot be used is refused in words."""
        try:
            change()
        except ValueError as problem:
            self.send(type="refused", sentence=str(problem))
        except IndexError:
            self.send(type="refused", sentence="That part of the network is no longer there.")
