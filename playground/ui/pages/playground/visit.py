"""A visit to the playground: the experiment, the views, and the link in the address bar.

The views know nothing of one another. What the learner does arrives here, changes the experiment,
and the visit tells the views.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, Protocol

import panel as pn
from panel.pane import Bokeh

from playground.arrays import FloatArray
from playground.data.features import FEATURES
from playground.experiment import Experiment
from playground.experiment.handover import hand_over, open_handed
from playground.experiment.links import read_link
from playground.experiment.settings import SETTINGS
from playground.experiment.snapshot import Snapshot
from playground.experiment.sources import Source
from playground.export.packed import pack, unpack
from playground.export.saved import FileError
from playground.ui.kit.background import Errands, Picture
from playground.ui.kit.controls import Controls
from playground.ui.kit.messages import Count, Word
from playground.ui.kit.widgets import about
from playground.ui.lessons.guide import Guide
from playground.ui.pages.playground.actions import ACTIONS, Buttons
from playground.ui.pages.playground.cards import Cards
from playground.ui.pages.playground.controls import CONTROLS
from playground.ui.pages.playground.course_view import Course
from playground.ui.pages.playground.details_view import Details
from playground.ui.pages.playground.files_view import Files
from playground.ui.pages.playground.inside_view import Inside
from playground.ui.pages.playground.layout import Layout
from playground.ui.pages.playground.lesson_grip import grip_on
from playground.ui.pages.playground.more_data import FurtherData
from playground.ui.pages.playground.network_view import Change, NetworkView
from playground.ui.pages.playground.output_view import OutputView
from playground.ui.pages.playground.paint_view import Paint
from playground.ui.pages.playground.save_view import Save
from playground.ui.pages.playground.space_view import HiddenSpace
from playground.ui.pages.playground.teacher import Teacher
from playground.ui.pages.playground.toolbox import Toolbox
from playground.ui.serving.kept import Copy, Keeping
from playground.ui.serving.private import in_one_message
from playground.ui.serving.pulse import PULSE, later
from playground.ui.serving.session import Session, in_turn
from playground.ui.table import PAGES

NOT_KEPT = "Pinned runs and the moments to go back to are not kept."
PLOT_PAUSE = 0.125  # seconds between two drawings of the plots, at least


@lru_cache(maxsize=1024)
def _about(name: str, value: Any) -> str:
    """Return what is said of a setting's value: for all visits the same, and often asked for."""
    return about(SETTINGS[name], value)


class Plot(Protocol):
    """What is drawn of the experiment: made ready on another thread, shown in the page's turn."""

    def prepare(self, now: Snapshot, /) -> Any:
        """Return what there is to show of the experiment at a moment."""

    def show(self, prepared: Any, /) -> None:
        """Show it."""


class Visit(Session):
    """What belongs to one open playground.

    Attributes
    ----------
    experiment
        The learner's experiment.
    """

    chrome: Layout

    def __init__(self, experiment: Experiment | None = None) -> None:
        super().__init__()
        self.experiment = experiment or Experiment()
        self._errands = Errands(self.soon)
        self._picture = Picture(self._prepare, self._show, self.soon)
        self._owns = experiment is None  # else it was there before and stays as it is
        if self._owns:
            self.runs.append(self.experiment)
            self.keeping = Keeping(
                self._pack, lambda: self.experiment.version, lambda: self.experiment.playing
            )
        self.course = Course(
            self.experiment,
            apply=self.change_all,
            changed=self.tell,
            draw=self.plot,
            notice=lambda sentence: self.notice([sentence]),
            in_turn=in_turn,
        )
        self.output = OutputView(self.experiment, self.course.comparison.standing)
        self.details = Details(
            self.experiment,
            self.course.comparison,
            pin=self.course.pin,
            compared=self.course.compared,
            mark=self._mark,
            draw=self.plot,
            in_turn=in_turn,
        )
        self.lessons = Guide(
            "/",
            lambda **message: self.chrome.send(**message),
            self.soon,
            grip_on(
                self.experiment,
                soon=self.soon,
                errand=self._do_for_lesson,
                act=self.act,
                draw=self.plot,
            ),
        )
        self._plots: tuple[Plot, ...] = (self.output, self.course, self.details, self.lessons)
        self.cards = Cards(in_turn(self.change_all))
        self.network = NetworkView(
            self.experiment,
            in_turn(self.change_by),
            in_turn(self.hover),
            in_turn(self.open_card),
            soon=self.soon,
            card=self.cards.place,
            sizing_mode="stretch_both",
        )
        self.space = HiddenSpace(self.experiment, self.output.figure.id, in_turn)
        self.paint = Paint(
            self.experiment,
            self.output.figure.id,
            self.use_points,
            partial(in_turn(self.act), "paint"),
            in_turn,
        )
        self.controls = Controls(SETTINGS, self.change, CONTROLS, in_turn)
        self.buttons = Buttons(in_turn(self.act))
        self.further = FurtherData(self.document, self.soon, self._tell_further, self.buttons)
        self.inside = Inside(
            self.experiment,
            self.soon,
            act=partial(self._do, change="step_batch"),
            ring=self.output.ring,
            closed=partial(self.act, "inside"),
            in_turn=in_turn,
        )
        self.output.figure.on_event("tap", self._point)
        self.toolbox = Toolbox(self.change, self.buttons, in_turn)
        self.teacher = Teacher(
            self.change_all, lambda text: self.copy(text, self.teacher.copied), in_turn
        )
        self.files = Files(self.experiment, self.soon, in_turn(self._data_changed))
        self.save = Save(self.experiment, lambda: self.address, self.copy)
        self.chrome = Layout(
            self.answers()
            | self.lessons.answers()
            | {"change": self._pick, "do": self._press, "leave": self._leave},
            in_turn,
            run=self.buttons.at("reset", "toggle", "step", "step_batch"),
            bar=self.controls.at("bar"),
            more=self.buttons.made["more"],
            toolbox=self.toolbox.place,
            own=self.buttons.at("paint", "open_file"),
            paint=self.paint.canvas_place,
            paint_tools=self.paint.tools_place,
            more_data=self.buttons.made["more_data"],
            data=[*self.controls.at("data"), *self.buttons.at("regenerate")],
            views=self.buttons.at("inside", "space", "landscape"),
            inside=self.inside.place,
            space=self.space.place,
            network=self.network,
            output=Bokeh(self.output.figure, sizing_mode="stretch_both"),
            course=self.course.view,
            details=self.details.view,
            display=self.controls.at("output"),
            tools=self.buttons.at("undo", "save", "teacher"),
            dialogs=pn.Column(self.teacher.place, self.files.place, self.save.place, margin=0),
        )
        self._number = 0  # of the browser's last change
        self._told: tuple[Any, ...] = ()
        self._told_settings = self.experiment.settings
        self._plotted = 0.0
        self._plot_is_due = False
        self.network.on_ack(self._acknowledged)

    # What the browser says

    def begin(self, link: str) -> None:
        """Open a link; an experiment that was there before stays as it is."""
        if self._owns:
            self.go_to(link)
            self._errands.do(self.experiment.forget_past, lambda _: self._note_beginning())
        self.experiment.subscribe(self._changed)

    def _note_beginning(self) -> None:
        if self.keeping is not None and not self.experiment.epoch:
            self.keeping.begin()

    def _pack(self) -> Copy:
        epoch = self.experiment.epoch
        packed, lost = pack(self.experiment)
        return Copy(packed, epoch, lost)

    def bring_back(self, packed: bytes, link: str, then: Callable[[], None]) -> None:
        """Go on with a run of an earlier visit, with what the link says otherwise."""
        run = self.experiment
        run.subscribe(self._changed)

        def work() -> list[str]:
            try:
                notices = unpack(run, packed)
            except FileError as problem:
                return [f"{problem} The set-up of the link is opened instead, untrained.",
                        *open_handed(run, link)]  # fmt: skip
            wanted, _ = read_link(link)
            notices += run.apply(**wanted.changes_from(run.settings))
            run.forget_past()
            return notices

        def there(notices: list[str]) -> None:
            self.notice(notices)
            if run.epoch and not notices:
                self.notice([f"The network goes on from epoch {run.epoch:,}. {NOT_KEPT}"])
            then()

        self._errands.do(work, there)

    def go_to(self, hash: str) -> None:
        """Open another link."""
        self._do(partial(open_handed, self.experiment, hash))

    def show(self) -> None:
        """Tell the browser everything, and draw the plots; after the link that is being opened."""
        self._errands.do(lambda: None, lambda _: self._show_all())

    def _show_all(self) -> None:
        self._number = 0
        self.further.forget()
        self.tell()
        self.plot()

    def set_theme(self, dark: bool) -> None:
        """Have what Bokeh draws follow the theme."""
        self.output.set_theme(dark)
        self.course.set_theme(dark)

    def _pick(self, name: Word, value: Any, number: Count) -> None:
        """Choose a data set by its picture."""
        self._do(partial(self.experiment.apply, **{name: value}), name, number)

    # What the learner does with a widget

    def change(self, name: str, value: Any) -> None:
        """Give one setting a new value."""
        self.change_all(**{name: value})

    def change_all(self, **changes: Any) -> None:
        """Give settings new values, all at once."""
        self._do(partial(self.experiment.apply, **changes), min(changes))

    def change_by(self, name: str, change: Change) -> None:
        """Give a setting the value that ``change(settings)`` makes of all that was done before."""
        run = self.experiment
        self._do(lambda: run.apply(**{name: change(run.settings)}), name)

    def use_points(self, own: Source) -> None:
        """Have the learner's own points learned."""
        self._do(partial(self.experiment.use_points, own, painted=True), "dataset")

    def _do(
        self, work: Callable[[], list[str] | None], change: str = "", number: int | None = None
    ) -> None:
        """Do something to the experiment on another thread, then tell and draw what has come."""

        def answer(notices: list[str] | None) -> None:
            if number is not None:
                self._number = number
            self.notice(notices or [])
            self.tell(change=change)
            self.plot()

        self._errands.do(work, answer)

    def _do_for_lesson(self, work: Callable[[], Any], then: Callable[[Any], None]) -> None:
        """Do something to the experiment because a lesson wants it."""

        def answer(result: Any) -> None:
            then(result)
            self.tell(change="lesson")
            self.plot()

        self._errands.do(work, answer)

    def act(self, action: str) -> None:
        """Do what a button or a key stands for."""
        run = self.experiment
        to_the_run: dict[str, Callable[[], None]] = {
            "toggle": lambda: run.pause() if run.playing else run.play(),
            "step": self._step(run.step_epoch),
            "step_batch": self._step(run.step_batch),
            "reset": run.reset,
            "regenerate": run.regenerate,
            "recover": run.recover,
            "undo": run.undo,
            "redo": run.redo,
        }
        if action == "toggle":
            self.decide()
        if action in to_the_run:
            self._do(to_the_run[action], action)
            return
        to_the_page: dict[str, Callable[[], None]] = {
            "paint": self.paint.toggle,
            "open_file": self.files.open,
            "save": self.save.open,
            "more": lambda: self.toolbox.toggle(run.settings),
            "more_data": self.further.toggle,
            "teacher": self.teacher.open,
            "space": self._show_space,
            "landscape": self._show_landscape,
            "inside": self._look_inside,
        }
        to_the_page[action]()
        self.tell(change=action)
        self.plot()

    def _press(self, action: Word) -> None:
        """Do what a key stands for, unless a teacher has hidden the button that does the same."""
        if action in ACTIONS and not ACTIONS[action].is_shown(self.experiment.settings.hidden):
            self.tell()
        else:
            self.act(action)

    def _data_changed(self, notices: list[str]) -> None:
        """Tell everybody that the points are a learner's own now."""
        self.notice(notices)
        self.tell(change="dataset")
        self.plot()

    def _show_landscape(self) -> None:
        """Go to the optimizers' page with the network as it is now."""
        self._errands.do(
            partial(hand_over, self.experiment),
            lambda link: self.chrome.go("/optimizers", link, "optimizers.over=network"),
        )

    def _leave(self, path: Word) -> None:
        """Go to another page with what a link cannot carry: the learner's own points."""
        if path in {page.path for page in PAGES}:
            self._errands.do(
                partial(hand_over, self.experiment), lambda link: self.chrome.go(path, link)
            )

    def _show_space(self) -> None:
        """Put hidden space in the network's place, or the network back into it."""
        self.inside.close()  # its numbers go over the network's picture
        self.space.toggle()

    def _look_inside(self) -> None:
        """Open the step-through of a run that rests, or close it."""
        if self.inside.active:
            self.inside.close()
        else:
            self._errands.do(self.experiment.pause, lambda _: self._open_inside())

    def _open_inside(self, example: int | None = None) -> None:
        if self.space.opened:
            self.space.close()  # the numbers go over the network's picture
        self.inside.open(example)
        self.tell(change="inside")

    def _point(self, event: Any) -> None:
        """Take note of a click on the output."""
        self.inside.choose(event.x, event.y)

    def _mark(self, points: FloatArray | None, one: FloatArray | None, example: int | None) -> None:
        """Follow a training example through the step that comes; where none is seen, ring it."""
        if self.inside.active:
            if example is not None:
                self.inside.follow(example)
        elif example is not None and ACTIONS["inside"].is_shown(self.experiment.settings.hidden):
            self._errands.do(self.experiment.pause, lambda _: self._open_inside(example))
        else:
            self.output.ring(points, one)

    def _step(self, train: Callable[[], None]) -> Callable[[], None]:
        def step() -> None:
            self.experiment.pause()
            train()

        return step

    # What the network view says

    def open_card(self, kind: str, layer: int) -> None:
        """Fill the card of a layer or of the features, which the browser has opened."""
        self.cards.open(kind, layer, self.experiment.settings)

    def hover(self, layer: int | None, neuron: int | None) -> None:
        """Show the neuron under the pointer large; None for the output again."""
        self.output.hovered = None if layer is None or neuron is None else (layer, neuron)
        self.tell()
        self.plot()

    # What the experiment says, from any thread

    def _changed(self) -> None:
        run = self.experiment
        if (run.playing, run.diverged, run.failure) != self._told or self._is_behind():
            self.soon(self.tell)

    def _is_behind(self) -> bool:
        """Tell whether somebody else, such as a notebook's cell, has changed the settings."""
        return not self._owns and self.experiment.settings is not self._told_settings

    # What the visit says

    def tell(self, change: str = "") -> None:
        """Send the browser all that its controls show; ``change`` names what was changed.

        Not while more is on its way that a learner has done: it would take back what he sees.
        """
        if self._errands.unanswered:
            return
        run = self.experiment
        values = {name: getattr(run.settings, name) for name in SETTINGS}
        told = (run.playing, run.diverged, run.failure)
        self._told_settings = run.settings
        self.controls.show(run.settings)
        self.paint.follow()
        self.output.painting = self.paint.active
        if self.inside.active and not ACTIONS["inside"].is_shown(run.settings.hidden):
            self.inside.close()
        if self.space.opened and not ACTIONS["space"].is_shown(run.settings.hidden):
            self.space.close()
        self.buttons.show(run.playing, run.settings.hidden, self.space.opened, run.undoable)
        self.toolbox.show(run.settings)
        self.cards.show(run.settings)
        self.further.show(run.settings)
        self.teacher.show(run.settings, self._whole_link())
        self.chrome.send(
            type="state",
            values=values,
            playing=run.playing,
            link=run.link(),
            change=change,
            number=self._number,
            unit=self._unit_name(),
            legend=self.output.legend(),
            painting=self.paint.active,
            inside=self.inside.active,
            space=self.space.opened,
            chosen={name: _about(name, value) for name, value in values.items()},
        )
        if told != self._told:
            self._told = told
            self._tell_trouble()

    def _tell_trouble(self) -> None:
        run = self.experiment
        self.chrome.withdraw("trouble")
        if run.diverged is not None:
            self.chrome.alarm(
                run.diverged.sentence,
                key="trouble",
                button={"action": "recover", "label": "Go on with a tenth of the learning rate"},
            )
        elif run.failure is not None:
            self.tell_fault(run.failure)  # the scheduler has logged it

    def _tell_further(self, groups: list[dict[str, Any]] | None) -> None:
        self.chrome.send(type="further", groups=groups)

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
        if not self._plot_is_due:
            self._plot_is_due = True
            later(self._plotted + PULSE.between_plots(PLOT_PAUSE) - time.monotonic(), self.plot)

    def plot(self) -> None:
        """Have heatmap, points and curves drawn as they are now."""
        self._plot_is_due = False
        self._plotted = time.monotonic()
        self._picture.ask()

    def _prepare(self) -> tuple[Any, ...]:
        """Make what the plots show, on another thread."""
        now = self.experiment.snapshot()
        return tuple(plot.prepare(now) for plot in self._plots)

    def _show(self, prepared: tuple[Any, ...]) -> None:
        with in_one_message(self.document):
            for plot, made in zip(self._plots, prepared, strict=True):
                plot.show(made)

    # The end

    def end(self) -> None:
        """Stop drawing and listening."""
        self.network.stop()
        self.inside.stop()
        self.space.stop()
        self.course.close()
        self.lessons.end()
        self.experiment.unsubscribe(self._changed)
