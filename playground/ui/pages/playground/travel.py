"""The slider under the curves that goes back to any kept moment of the run."""

from __future__ import annotations

import math
import time
from collections.abc import Callable

import panel_material_ui as pmui

from playground.experiment import Experiment
from playground.experiment.snapshot import Snapshot
from playground.ui.kit.component import InTurn
from playground.ui.kit.heard import Heard
from playground.ui.serving.pulse import PULSE

STEPS = 1000  # of the slider on a logarithmic axis
PAUSE = 1.0  # seconds between two movements of the slider while the run plays, at least
_LABEL_IS_HEARD_ONLY = {
    "& .MuiFormLabel-root": {
        "position": "absolute", "width": "1px", "height": "1px", "overflow": "hidden",
        "clipPath": "inset(50%)",
    },
}  # fmt: skip


class Travel:
    """A slider over the epochs of a run, and a button to the one of the lowest test loss.

    While the run plays, the slider stands at its end.

    Parameters
    ----------
    experiment
        Whose run.
    moved
        Called after the learner has gone to another moment.
    in_turn
        Wraps what the widgets call, see ``session.in_turn``.
    """

    def __init__(
        self,
        experiment: Experiment,
        moved: Callable[[], None],
        in_turn: InTurn,
    ) -> None:
        self.experiment = experiment
        self._moved = moved
        self._log = False
        self._end = 1  # the epoch at the slider's end
        self._shown = 0.0
        self.slider = pmui.IntSlider(
            label="Epoch to go back to",
            start=0,
            end=1,
            value=0,
            disabled=True,
            show_value=False,
            size="small",
            margin=0,
            width=None,
            sizing_mode="stretch_width",
            css_classes=["tip-travel"],
            sx=_LABEL_IS_HEARD_ONLY,
        )
        self.best = pmui.Button(
            label="Best epoch",
            variant="text",
            disabled=True,
            margin=0,
            css_classes=["tip-best"],
            sx={
                "&&&": {
                    "minHeight": "1.6rem",
                    "padding": "0 0.4rem",
                    "fontSize": "0.76rem",
                    "color": "var(--accent)",
                },
                "&&&.Mui-disabled": {"color": "var(--muted)", "opacity": 0.6},
            },
        )
        self._asked = Heard(self.slider, self._go_to, in_turn)
        self.best.on_click(in_turn(lambda _: self._go(experiment.go_to_best)))

    def _go_to(self, place: int) -> None:
        epoch = self._epoch_at(place)
        self._go(lambda: self.experiment.go_to(epoch))

    def _go(self, there: Callable[[], None]) -> None:
        there()
        self._moved()

    def rescale(self, log: bool) -> None:
        """Take the axis of the curves above, logarithmic or not."""
        self._log = log
        self.show(self.experiment.snapshot(), anew=True)

    def _epoch_at(self, place: int) -> int:
        """Return the epoch for a place of the slider."""
        if not self._log:
            return place
        # A place of the linear axis that was there just before may lie far beyond the end.
        return round(self._end ** min(place / STEPS, 1.0)) if place else 0

    def _place_of(self, epoch: int) -> int:
        if not self._log:
            return epoch
        return round(STEPS * math.log(max(epoch, 1)) / math.log(max(self._end, 2)))

    def follow(self, now: Snapshot) -> None:
        """Let the slider follow the run; seldom while it plays, for it then stands at its end.

        Where many play, with every second drawing of the plots: it costs as much as all of them.
        """
        if not now.playing or time.monotonic() - self._shown > 2 * PULSE.between_plots(PAUSE / 2):
            self.show(now)

    def show(self, now: Snapshot, anew: bool = False) -> None:
        """Let slider and button show where the run is, unless the learner is just moving it.

        With ``anew`` the slider's old place means nothing any more.
        """
        if self._asked.under_way:
            return
        self._shown = time.monotonic()
        epoch, best = now.epoch, now.best
        # The learner's hand may rest between two kept moments.
        asked = self._epoch_at(self.slider.value)
        self._end = max([*now.history.epochs[-1:], epoch, 1])
        paused = now.moments and not now.playing and not anew
        # Nor beyond the end, where its old place lies after a reset.
        near = epoch <= asked <= self._end
        rests = paused and near and now.moment_at(asked) == epoch
        place = self.slider.value if rests else self._place_of(epoch)
        end = STEPS if self._log else self._end
        shown = {
            "end": end, "value": min(place, end), "disabled": len(now.moments) < 2,
            "label": f"Epoch to go back to{f', now {epoch:,}' if self._log else ''}",
            "tooltips": False if self._log else "auto",  # its own numbers are no epochs then
        }  # fmt: skip
        # To set a parameter costs time, the same one too.
        slider = self.slider
        self._asked.show(
            **{name: new for name, new in shown.items() if getattr(slider, name) != new}
        )
        nowhere = best is None or best.epoch == epoch
        if self.best.disabled != nowhere:
            self.best.disabled = nowhere
