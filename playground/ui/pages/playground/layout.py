"""The playground as one component: it arranges the views and widgets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param
from panel.viewable import Child, Children

from playground.experiment.data_settings import DATASET_OF
from playground.experiment.settings import SETTINGS
from playground.lessons import COURSE
from playground.lessons.formulas import pieces, plainly
from playground.settings.declare import Setting
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.component import InTurn
from playground.ui.kit.icons import icon
from playground.ui.kit.messages import Answer
from playground.ui.kit.typeset import with_minus
from playground.ui.pages.playground.actions import ACTIONS, Action
from playground.ui.pages.playground.controls import CONTROLS, TOOLBOX
from playground.ui.pages.playground.course_view import EXPLANATIONS
from playground.ui.pages.playground.data_view import picture
from playground.ui.table import page_in


def _pictures() -> list[dict[str, Any]]:
    """Return the data sets to choose from by their pictures, one entry for each problem type."""
    return [
        {
            "name": name,
            "label": SETTINGS[name].label,
            "problem": problem,
            "hidden_as": SETTINGS[name].hide,
            "pictures": [picture(each) for each in SETTINGS[name].menu],
        }
        for problem, name in DATASET_OF.items()
    ]


def _first_lesson() -> dict[str, Any]:
    """Return what the browser offers on a first visit."""
    first = COURSE[next(iter(COURSE))]
    title = plainly(pieces(first.title))
    return {"name": first.name, "title": title, "minutes": first.minutes}


def _explanations() -> dict[str, list[str]]:
    """Return what the tooltips say: title and sentence of each control and button."""
    controls = [SETTINGS[control.setting] for control in (*CONTROLS, *TOOLBOX)]
    explained: list[Setting | Action] = [*controls, *ACTIONS.values()]
    return {one.name: [one.label, with_minus(one.explanation)] for one in explained} | EXPLANATIONS


class Layout(Chrome):
    """Run bar, data column, network, output column: everything but the text below.

    The widgets are panel-material-ui's; they speak with Python by themselves. Messages from the
    browser, beside the chrome's: ``change`` (a data set) and ``do`` (a key's action). To it:
    ``state`` (everything that it shows; always whole, so that one lost on the way does no harm) and
    ``further`` (data sets).
    """

    # What stands where; a place that is filled later holds an empty column.
    run = Children()
    bar = Children()
    more = Child()
    toolbox = Child()
    more_data = Child()
    data = Children()
    own = Children()
    views = Children()
    network = Child()
    space = Child()
    course = Child()
    details = Child()
    output = Child()
    display = Children()
    paint = Child()
    paint_tools = Child()
    inside = Child()

    pictures = param.List(constant=True)
    first_lesson = param.Dict(constant=True, doc="Name, title and minutes of what is offered.")
    in_more = param.List(constant=True, doc="Names of the settings that More opens.")
    play_icon = param.String(constant=True, doc="Play's pictogram, for an interrupted page.")

    module = "playground/layout"

    def __init__(self, answers: Mapping[str, Answer], in_turn: InTurn, **params: Any) -> None:
        super().__init__(
            page_in("playground"),
            answers,
            in_turn,
            pictures=_pictures(),
            first_lesson=_first_lesson(),
            in_more=[control.setting for control in TOOLBOX],
            play_icon=icon("play"),
            explanations=_explanations(),
            **params,
        )
