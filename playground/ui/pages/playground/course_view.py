"""The course of a run, beside its output: curves, the way back in time, findings, pinned runs.

Only what is seen at first is made at first: the loss curves and the slider. The other curves are
made when their tab is opened.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import panel as pn
import panel_material_ui as pmui
from panel.pane import Bokeh
from panel.viewable import Child

from playground.experiment import Experiment
from playground.experiment.diagnosis import Finding
from playground.experiment.reasons import of_divergence
from playground.experiment.snapshot import Snapshot
from playground.ui.kit.component import Component
from playground.ui.kit.icons import icon
from playground.ui.kit.look import round_button
from playground.ui.kit.messages import Word
from playground.ui.pages.playground.actions import ACTIONS
from playground.ui.pages.playground.comparison import Comparison
from playground.ui.pages.playground.epoch_curves import Curves, Prepared
from playground.ui.pages.playground.findings import Board
from playground.ui.pages.playground.loss_view import AccuracyView, LossView
from playground.ui.pages.playground.norms_view import NormsView
from playground.ui.pages.playground.travel import Travel

TABS = ("Loss", "Accuracy", "Gradients", "Weights")
EXPLANATIONS = {  # what the tooltips say
    "log": ["Logarithmic axes", "The first epochs and small losses are seen as well as the rest."],
    "pin": [
        "Pin this run",
        "Keeps its curves as thin lines behind those of the next runs, and in the output the line "
        "on which it decides.",
    ],
    "travel": ["Time travel", "Goes back to an earlier epoch of the run; Play goes on from there."],
    "best": ["Best epoch", "Goes to the epoch of the lowest test loss, the ring on its curve."],
}
_SMALL = {
    "&&&": {
        "minHeight": "1.5rem", "height": "1.5rem", "minWidth": 0, "padding": "0 0.4rem",
        "fontSize": "0.72rem", "textTransform": "none", "color": "var(--muted)", "border": 0,
        "borderRadius": "0.4rem",
        "&.Mui-selected": {"color": "var(--text)", "backgroundColor": "var(--field)"},
    },
}  # fmt: skip
_TABS_LOOK = {
    "& .MuiTabs-root": {"minHeight": "1.7rem", "height": "1.7rem"},
    "& .MuiTab-root": {
        "minHeight": "1.7rem", "minWidth": 0, "padding": "0 0.38rem", "fontSize": "0.76rem",
        "textTransform": "none", "fontWeight": 400, "letterSpacing": 0, "color": "var(--muted)",
        "&:first-of-type": {"paddingLeft": 0},
        "&.Mui-selected": {"color": "var(--text)"},
        "&.Mui-focusVisible": {"outline": "2px solid var(--accent)", "outlineOffset": "-2px"},
        "@media (max-width: 350px)": {"padding": "0 0.2rem"},
    },
    "& .MuiTabs-scroller": {"overflow": "hidden !important"},
}  # fmt: skip


class CourseView(Component):
    """The component: tabs with the curves, the slider, a line of findings, a line of pins.

    Messages from the browser: ``remedy`` (finding and label), ``ready``; to it: ``course``.
    """

    module = "playground/course"

    tabs = Child()
    curves = Child()
    log = Child()
    pin = Child()
    slider = Child()
    best = Child()


@dataclass(frozen=True)
class Shown:
    """What is to be shown of the course of a run.

    Parameters
    ----------
    now
        The experiment at that moment.
    view, curves
        What the open tab shows, and what is new in it.
    found
        What a diagnosis has found; None where none was made.
    """

    now: Snapshot
    view: Curves | None
    curves: Prepared | None
    found: list[Finding] | None


class Course:
    """What one visit sees of the course of its run.

    Parameters
    ----------
    experiment
        The run.
    apply
        ``apply(**changes)`` changes settings as a control does.
    changed
        Called after the learner has changed the run itself: the page is then told.
    draw
        Has what ``prepare`` makes on another thread shown by ``show``, soon.
    notice
        ``notice(sentence)`` tells the learner something.
    in_turn
        Wraps what messages from the browser call, see ``session.in_turn``.
    """

    def __init__(
        self,
        experiment: Experiment,
        apply: Callable[..., None],
        changed: Callable[[], None],
        draw: Callable[[], None],
        notice: Callable[[str], None],
        in_turn: Callable[[Callable[..., Any]], Callable[..., None]],
    ) -> None:
        self.experiment = experiment
        self.comparison = Comparison(experiment)
        self.board = Board()
        self.travel = Travel(experiment, changed, in_turn)
        self._apply, self._changed, self._draw, self._notice = apply, changed, draw, notice
        self._dark = False
        self._told: dict[str, Any] = {}
        self.views: dict[str, Curves] = {"Loss": LossView(experiment, self.comparison)}
        self.pane = Bokeh(self.views["Loss"].figure, sizing_mode="stretch_both")
        # A figure that comes while its surroundings change their size is measured by Bokeh before
        # it is laid out, which fails; so what is in the tabs is empty, and the figure stands below.
        self.tabs = pmui.Tabs(
            *((name, pn.Spacer(width=0, height=0)) for name in TABS),
            dynamic=True,
            sizing_mode="stretch_width",
            margin=0,
            sx=_TABS_LOOK,
        )
        self.tabs.param.watch(in_turn(lambda _: self.show_tab()), "active")
        self.log = pmui.Toggle(
            label="log", margin=0, css_classes=["tip-log"], sx=_SMALL, size="small"
        )
        self.log.param.watch(in_turn(lambda _: self._rescale()), "value")
        self.pin_button = pmui.Button(
            label="Pin this run",
            icon=icon("pin"),
            icon_size="1.05rem",
            variant="text",
            margin=0,
            css_classes=["tip-pin"],
            sx=round_button("1.6rem"),
        )
        self.pin_button.on_click(in_turn(lambda _: self.pin()))
        self.view = CourseView(
            {"remedy": self._take_remedy, "ready": self._tell_again},
            in_turn,
            tabs=self.tabs,
            curves=pn.Column(self.pane, margin=0, sizing_mode="stretch_both"),
            log=self.log,
            pin=self.pin_button,
            slider=self.travel.slider,
            best=self.travel.best,
        )

    @property
    def tab(self) -> str:
        """Name of the tab that is open."""
        return TABS[self.tabs.active]

    # The curves

    def show_tab(self) -> None:
        """Make what the open tab shows, if it is not there yet, and draw it."""
        view = self._view(len(self.experiment.network.weights))
        if self.pane.object is not view.figure:
            self.pane.object = view.figure
        self._draw()

    def _view(self, n_layers: int) -> Curves:
        """Return what the open tab shows of a network of so many layers of weights."""
        view = self.views.get(self.tab)
        if view is None or (isinstance(view, NormsView) and not view.fits(n_layers)):
            view = self._make(self.tab)
        return view

    def _make(self, name: str) -> Curves:
        run, log = self.experiment, self.log.value
        makers: dict[str, Callable[[], Curves]] = {
            "Loss": lambda: LossView(run, self.comparison, log),
            "Accuracy": lambda: AccuracyView(run, self.comparison, log),
            "Gradients": lambda: NormsView(run, "gradients", log),
            "Weights": lambda: NormsView(run, "weights", log),
        }
        view = self.views[name] = makers[name]()
        view.set_theme(self._dark)
        return view

    def _rescale(self) -> None:
        self.views.clear()
        self.show_tab()
        self.travel.rescale(self.log.value)

    def set_theme(self, dark: bool) -> None:
        """Take the colours of the light or the dark theme."""
        self._dark = dark
        for view in self.views.values():
            view.set_theme(dark)

    def prepare(self, now: Snapshot) -> Shown:
        """Make what is to be shown of an experiment at one moment."""
        view = self.views.get(self.tab)
        fits = not isinstance(view, NormsView) or view.fits(len(now.layer_sizes) - 1)
        curves = view.prepare(now) if view is not None and fits else None
        return Shown(now, view, curves, self.board.prepare(now))

    def show(self, shown: Shown) -> None:
        """Show what ``prepare`` has made; cheap where nothing has changed."""
        now, view = shown.now, self._view(len(self.experiment.network.weights))
        if view is not shown.view:
            self.show_tab()  # another one than that for which the curves were made
        elif shown.curves is not None:
            view.show(shown.curves)
        self.travel.follow(now)
        news = shown.found is not None and self.board.show(shown.found, now.playing)
        # The line that invites to play has to go as soon as somebody does.
        if news or self._told.get("invite", False) or not now.playing:
            self.tell()

    # Findings, pins

    def _take_remedy(self, finding: Word, label: Word) -> None:
        remedy = self.board.remedy(finding, label)
        if remedy is None:
            return
        if remedy.go_to_best:
            self.experiment.go_to_best()
        if remedy.changes:
            self._apply(**remedy.changes)
        else:
            self._changed()

    def pin(self) -> None:
        """Keep the present run's curves behind the next ones."""
        problem = self.comparison.pin()
        if problem:
            self._notice(problem)
        self.compared()

    def compared(self) -> None:
        """Draw and tell a change of what the run is compared to."""
        self.show_tab()
        self.tell()

    def _tell_again(self) -> None:
        self._told = {}
        self.tell()

    def tell(self) -> None:
        """Send the browser what its lines say, if that is not what they say already."""
        run = self.experiment
        stopped, diverged, hidden = run.stopped, run.diverged, run.settings.hidden
        begun = run.playing or len(run.history) > 1
        findings = self.board.told()
        if diverged is not None:  # the alarm above says the rest
            evidence = "The training has stopped."
            told_why = asdict(of_divergence())
            findings.insert(
                0,
                {"name": "Divergence", "evidence": evidence, "remedies": [], "why": told_why},
            )
        pins = self.comparison.described()[:-1] if self.comparison.pins else []
        told = {
            "findings": findings,
            "stopped": stopped,
            "begun": begun,
            "invite": not begun and ACTIONS["toggle"].is_shown(hidden),
            "pins": [{"name": one["name"], "colour": one["colour"]} for one in pins],
        }
        if told != self._told:
            self._told = told
            self.view.send(type="course", **told)

    def close(self) -> None:
        """End what runs in the background: the page has gone."""
        self.comparison.cancel()
