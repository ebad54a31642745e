"""One learner's visit: the experiment, the views, and the link in the address bar.

The views know nothing of one another. What the learner does arrives here, changes the experiment,
and the visit tells the views. Nothing is started before the browser says ``ready``: a page that is
only fetched costs nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from functools import partial
from typing import Any, ClassVar
from weakref import WeakSet

import panel as pn
from panel.io.state import state
from panel.pane import Bokeh

from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.settings import SETTINGS
from playground.experiment.trained import open_link
from playground.ui.pages.playground.actions import ACTIONS, Buttons
from playground.ui.pages.playground.cards import Cards
from playground.ui.pages.playground.controls import CONTROLS, Controls, about
from playground.ui.pages.playground.course_view import Course
from playground.ui.pages.playground.details_view import Details
from playground.ui.pages.playground.files_view import Files
from playground.ui.pages.playground.more_data import FurtherData
from playground.ui.pages.playground.network_view import NetworkView
from playground.ui.pages.playground.output_view import OutputView
from playground.ui.pages.playground.paint_view import Paint
from playground.ui.pages.playground.save_view import Save
from playground.ui.pages.playground.shell import Shell
from playground.ui.pages.playground.teacher import Teacher
from playground.ui.pages.playground.toolbox import Toolbox
from playground.ui.serving.private import (
    carry_arrays_inline,
    in_one_message,
    is_connected,
    mark_connected,
)
from playground.ui.serving.pulse import PULSE

log = logging.getLogger(__name__)

PLOT_PAUSE = 0.125  # seconds between two drawings of the plots, at least


def in_turn(callback: Callable[..., Any]) -> Callable[..., None]:
    """Return a callback that runs when the page's document may be changed, a moment later.

    Panel may deliver a message before the document's lock is held; Bokeh's models must not be
    changed then. What is raised reaches ``report``.
    """

    def later(*args: Any, **kwargs: Any) -> None:
        state.execute(partial(callback, *args, **kwargs), schedule=True)

    return later


class Visit:
    """What belongs to one open page.

    Attributes
    ----------
    experiment
        The learner's experiment.
    shell
        The component that is the page.
    """

    _all: ClassVar[WeakSet[Visit]] = WeakSet()

    def __init__(self, experiment: Experiment | None = None) -> None:
        self.experiment = experiment or Experiment()
        self._owns = experiment is None  # else it was there before and stays as it is
        self.document = state.curdoc
        carry_arrays_inline(self.document)
        self.output = OutputView(self.experiment)
        self.course = Course(
            self.experiment,
            apply=self.change_all,
            changed=self.tell,
            notice=lambda sentence: self._notice([sentence]),
            in_turn=in_turn,
        )
        self.details = Details(
            self.experiment,
            self.course.comparison,
            pin=self.course.pin,
            compared=self.course.compared,
            class_names=lambda: self.output.class_names,
            in_turn=in_turn,
        )
        self.cards = Cards(in_turn(self.change_all))
        self.network = NetworkView(
            self.experiment,
            in_turn(self.change_all),
            in_turn(self.hover),
            in_turn(self.open_card),
            card=self.cards.place,
            sizing_mode="stretch_both",
        )
        self.paint = Paint(
            self.experiment,
            self.output.figure.id,
            in_turn(self._data_changed),
            partial(in_turn(self.act), "paint"),
            in_turn,
        )
        self.controls = Controls(
            self.change, [one for one in CONTROLS if one.look != "pictures"], in_turn
        )
        self.buttons = Buttons(in_turn(self.act))
        self.further = FurtherData(self.document, self._soon, self._tell_further, self.buttons)
        self.toolbox = Toolbox(self.change, self.buttons, in_turn)
        self.teacher = Teacher(
            self.change_all, lambda text: self._copy(text, self.teacher.copied), in_turn
        )
        self.files = Files(self.experiment, self._soon, in_turn(self._data_changed))
        self.save = Save(self.experiment, lambda: self.address, self._copy)
        self.shell = Shell(
            in_turn(self.receive),
            run=self.buttons.at("reset", "toggle", "step", "step_batch"),
            bar=self.controls.at("bar"),
            more=self.buttons.made["more"],
            toolbox=self.toolbox.place,
            own=self.buttons.at("paint", "open_file"),
            paint=self.paint.canvas_place,
            paint_tools=self.paint.tools_place,
            more_data=self.buttons.made["more_data"],
            data=[*self.controls.at("data"), *self.buttons.at("regenerate")],
            network=self.network,
            output=Bokeh(self.output.figure, sizing_mode="stretch_both"),
            course=self.course.view,
            details=self.details.view,
            display=self.controls.at("output"),
            tools=self.buttons.at("save", "teacher"),
            dialogs=pn.Column(self.teacher.place, self.files.place, self.save.place, margin=0),
        )
        self.opened = self.closed = False
        self._copied: Callable[[bool], None] = self.teacher.copied
        self.address = ""  # of the page, without the fragment
        self.suspended = False  # playing, but nobody is connected
        self._number = 0  # of the browser's last change
        self._told: tuple[Any, ...] = ()
        self._told_settings = self.experiment.settings
        self._plotted = 0.0
        self._plot_timer: Any = None
        self.network.on_ack(self._acknowledged)
        Visit._all.add(self)  # when it is whole: another thread looks after all of them

    # What the browser says

    def receive(self, message: dict[str, Any]) -> None:
        """Handle a message of the shell's."""
        handler = {
            "ready": self._ready,
            "change": self._pick,
            "do": self._press,
            "open": self._open,
            "theme": self._theme,
            "copied": lambda done: self._copied(done),
        }[message.pop("type")]
        handler(**message)

    def _ready(self, hash: str, dark: bool, address: str = "") -> None:
        self.address = address
        mark_connected(self.document)
        self._theme(dark)
        if not self.opened:
            self.opened = True
            if self._owns:
                self._read(hash)
            self.experiment.subscribe(self._changed)
        self._number = 0
        self.further.forget()
        self.tell()
        self.plot()

    def _open(self, hash: str) -> None:
        self._read(hash)
        self.tell()
        self.plot()

    def _read(self, link: str) -> None:
        self._notice(open_link(self.experiment, link))

    def _pick(self, name: str, value: Any, number: int) -> None:
        self._number = number
        self.change(name, value)

    # What the learner does with a widget

    def change(self, name: str, value: Any) -> None:
        """Give one setting a new value."""
        self.change_all(**{name: value})

    def change_all(self, **changes: Any) -> None:
        """Give settings new values, all at once."""
        self._notice(self.experiment.apply(**changes))
        self.tell(change=min(changes))
        self.plot()

    def act(self, action: str) -> None:
        """Do what a button or a key stands for."""
        run = self.experiment
        actions: dict[str, Callable[[], None]] = {
            "toggle": run.pause if run.playing else run.play,
            "step": self._step(run.step_epoch),
            "step_batch": self._step(run.step_batch),
            "reset": run.reset,
            "regenerate": run.regenerate,
            "recover": run.recover,
            "paint": self.paint.toggle,
            "open_file": self.files.open,
            "save": self.save.open,
            "more": lambda: self.toolbox.toggle(run.settings),
            "more_data": self.further.toggle,
            "teacher": lambda: self.teacher.open(run.settings, self._whole_link()),
        }
        actions[action]()
        self.tell(change=action)
        self.plot()

    def _press(self, action: str) -> None:
        """Do what a key stands for, unless a teacher has hidden the button that does the same."""
        if action in ACTIONS and not ACTIONS[action].is_shown(self.experiment.settings.hidden):
            self.tell()
        else:
            self.act(action)

    def _data_changed(self, notices: list[str]) -> None:
        """Tell everybody that the points are a learner's own now."""
        self._notice(notices)
        self.tell(change="dataset")
        self.plot()

    def _step(self, train: Callable[[], None]) -> Callable[[], None]:
        def step() -> None:
            self.experiment.pause()
            train()

        return step

    def _theme(self, dark: bool) -> None:
        self.output.set_theme(dark)
        self.course.set_theme(dark)

    # What the network view says

    def open_card(self, kind: str, layer: int) -> None:
        """Fill the card of a layer or of the features, which the browser has opened."""
        self.cards.open(kind, layer, self.experiment.settings)

    def hover(self, layer: int | None, neuron: int | None) -> None:
        """Show the neuron under the pointer large; None for the output again."""
        self.output.hovered = None if layer is None or neuron is None else (layer, neuron)
        self.tell()
        self.output.refresh()

    # What the experiment says, from any thread

    def _changed(self) -> None:
        run = self.experiment
        if (run.playing, run.diverged, run.failure) != self._told or self._is_behind():
            self._soon(self.tell)

    def _is_behind(self) -> bool:
        """Tell whether somebody else, such as a notebook's cell, has changed the settings."""
        return not self._owns and self.experiment.settings is not self._told_settings

    def _soon(self, callback: Callable[[], None]) -> None:
        try:
            self.document.add_next_tick_callback(callback)
        except RuntimeError:
            log.debug("The page has gone; it is told nothing more.")

    # What the visit says

    def tell(self, change: str = "") -> None:
        """Send the browser all that its controls show; ``change`` names what was changed."""
        run = self.experiment
        values = {name: getattr(run.settings, name) for name in SETTINGS}
        told = (run.playing, run.diverged, run.failure)
        self._told_settings = run.settings
        self.controls.show(run.settings)
        self.paint.follow()
        self.output.painting = self.paint.active
        self.buttons.show(run.playing, run.settings.hidden)
        self.toolbox.show(run.settings)
        self.cards.show(run.settings)
        self.further.show(run.settings)
        self.teacher.show(run.settings, self._whole_link())
        self.shell.send(
            type="state",
            values=values,
            playing=run.playing,
            link=run.link(),
            change=change,
            number=self._number,
            unit=self._unit_name(),
            legend=self.output.legend(),
            painting=self.paint.active,
            chosen={name: about(SETTINGS[name], value) for name, value in values.items()},
        )
        if told != self._told:
            self._told = told
            self._tell_trouble()

    def _tell_trouble(self) -> None:
        run = self.experiment
        self.shell.send(type="withdraw", key="trouble")
        if run.diverged is not None:
            self.shell.send(
                type="notice",
                kind="alarm",
                key="trouble",
                text=run.diverged.sentence,
                button={"action": "recover", "label": "Go on with a tenth of the learning rate"},
            )
        elif run.failure is not None:
            self.tell_fault(run.failure)  # the scheduler has logged it

    def _notice(self, sentences: list[str]) -> None:
        for sentence in sentences:
            self.shell.send(type="notice", text=sentence)

    def tell_fault(self, problem: BaseException) -> None:
        """Tell the learner of a fault of the program's own."""
        self.shell.send(
            type="notice",
            kind="alarm",
            text=f"Something went wrong in the playground ({type(problem).__name__}). It goes on "
            "working; if it looks odd, press Reset. The server's log has the details.",
        )

    def _copy(self, text: str, then: Callable[[bool], None]) -> None:
        """Put a text into the browser's clipboard; ``then`` is told whether it has worked."""
        self._copied = then
        self.shell.send(type="copy", text=text)

    def _tell_further(self, groups: list[dict[str, Any]] | None) -> None:
        self.shell.send(type="further", groups=groups)

    def _whole_link(self) -> str:
        return self.address + self.experiment.link()

    def _unit_name(self) -> str:
        layer, neuron = self.output.unit
        if layer == 0:
            return f"Feature {list(FEATURES.values())[neuron].label}"
        if layer < len(self.experiment.network.layer_sizes) - 1:
            return f"Hidden layer {layer}, neuron {neuron + 1}"
        if self.output.hovered is not None and self.experiment.data.n_classes > 2:
            return f"Output: {self.output.class_names[neuron]}"
        return "Output"

    # Plots: after the frames, never in their way

    def _acknowledged(self) -> None:
        """Have the plots drawn when it is time; comes with every frame, so it has to be quick."""
        if self._plot_timer is not None:
            return
        wait = self._plotted + PULSE.before_plots(PLOT_PAUSE) - time.monotonic()
        try:
            self._plot_timer = self.document.add_timeout_callback(
                self.plot, max(int(1000 * wait), 0)
            )
        except RuntimeError:
            log.debug("The page has gone; its plots are not drawn any more.")

    def plot(self) -> None:
        """Draw heatmap, points and curves as they are now."""
        self._plot_timer = None
        self._plotted = time.monotonic()
        with in_one_message(self.document):
            self.output.refresh()
            self.course.refresh()
            self.details.refresh()

    # Interruption and end

    @classmethod
    def look_after_all(cls) -> None:
        """Let visits that have lost their page stop training, and go on when it is back."""
        for visit in cls.in_memory():
            visit.look_after()

    @classmethod
    def in_memory(cls) -> list[Visit]:
        """Return the visits that are under way, and those that have ended but not been freed."""
        return list(cls._all)

    @classmethod
    def of(cls, document: Any) -> Visit | None:
        """Return the visit that a document belongs to."""
        return next((visit for visit in cls.in_memory() if visit.document is document), None)

    def look_after(self) -> None:
        """Stop training while nobody is connected; go on when somebody is again."""
        if not self.opened or not self._owns:
            return
        connected = is_connected(self.document)
        if self.experiment.playing and not connected:
            self.suspended = True
            self.experiment.pause()
        elif self.suspended and connected:
            self.suspended = False
            self.experiment.play()

    def close(self) -> None:
        """Stop everything: the page has gone."""
        self.closed = True
        self.opened = False  # nobody looks after it any more: it must not go on by itself
        self.network.stop()
        self.course.close()
        self.experiment.unsubscribe(self._changed)
        if self._owns:
            self.experiment.pause()


def report(problem: BaseException) -> None:
    """Keep an exception of any callback in the log, with its trace, and tell the learner."""
    log.error("A fault on the page.", exc_info=problem)
    visit = Visit.of(state.curdoc)
    if visit is not None:
        visit.tell_fault(problem)
