"""The page in the browser: what stands where is ``static/curves/page.js``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from playground.export.curves import CURVE_FORMATS
from playground.labs.curves.ensembles import KINDS
from playground.labs.curves.lab import VIEWS, LabSettings
from playground.labs.curves.looks import looks
from playground.labs.curves.questions import QUESTIONS
from playground.labs.curves.remedies import REMEDIES
from playground.labs.curves.settings import CHARTS, HIGHEST
from playground.labs.curves.uncertainty_questions import UNCERTAINTY
from playground.labs.questions import Question
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.component import InTurn
from playground.ui.kit.fields import fields_of
from playground.ui.kit.messages import Answer
from playground.ui.table import page_in

_BY_HAND = ("degrees", "placed", "own_steps")


def _asked(questions: Mapping[str, Question]) -> list[dict[str, Any]]:
    """Return questions without their answers."""
    return [
        {"name": one.name, "text": one.text, "choices": list(one.choices)}
        for one in questions.values()
    ]


def _seen_in(view: str) -> dict[str, Question]:
    """Return the questions that are answered in a view."""
    return {name: one for name, one in UNCERTAINTY.items() if one.shown[0].settings().view == view}


class Layout(Chrome):
    """The page as one component.

    Messages from the browser beside the chrome's: ``change`` (a setting), ``undo``, ``regenerate``,
    ``stage`` (how much is to be seen), ``repeat`` (new data sets), ``want`` (what is looked at),
    ``choose`` (a degree, by points kept back), ``remedy``, ``predict`` (an answer to a question),
    ``show`` (a set-up that shows it), ``train`` and ``cancel`` (ensembles), ``trainSteps``,
    ``bring`` (a table of points) and ``save``. To it: ``state`` (all values), ``answer``, ``done``
    (a remedy), ``ensembles`` (how they stand), ``file``, and in binary ``fits``, ``against``,
    ``repeats``, ``sizes``, ``chosen``, ``network``, ``copies``, ``measured``, ``ensemble``,
    ``stairs`` and ``trained``.
    """

    module = "curves/page"

    fields = param.List(constant=True, doc="The controls, see kit/fields.py.")
    degrees = param.List(constant=True, doc="The names of the polynomials.")
    views = param.Dict(constant=True, doc="What can be looked at.")
    charts = param.Dict(constant=True, doc="What can be seen beside the plot.")
    kinds = param.List(constant=True, doc="The ensembles: name, label, explanation.")
    questions = param.List(constant=True, doc="What is asked first, without the answers.")
    doubts = param.List(constant=True, doc="What is asked about uncertainty.")
    built = param.List(constant=True, doc="What is asked about building a curve.")
    remedies = param.List(constant=True, doc="What helps against overfitting.")
    files = param.List(constant=True, doc="What the fits can be saved as.")
    looks = param.Dict(constant=True, doc="How each fit looks.")
    hideable = param.Dict(constant=True, doc="What a teacher can hide.")

    def __init__(self, answers: Mapping[str, Answer], in_turn: InTurn, **params: Any) -> None:
        # Degrees have buttons, and own points and steps are moved in the plots.
        declared = [one for one in LabSettings.declared.values() if one.name not in _BY_HAND]
        super().__init__(
            page_in("curves"),
            answers,
            in_turn,
            styles=["kit/fields.css", "kit/dialog.css", "kit/lab.css"],
            fields=fields_of(declared),
            degrees=[str(degree) for degree in range(HIGHEST + 1)],
            views=VIEWS,
            charts=CHARTS,
            kinds=[[one.name, one.label, one.explanation] for one in KINDS.values()],
            questions=_asked(QUESTIONS),
            doubts=_asked(_seen_in("uncertainty")),
            built=_asked(_seen_in("steps")),
            remedies=[
                {"name": one.name, "label": one.label, "explanation": one.explanation}
                for one in REMEDIES.values()
            ],
            files=[
                {"name": one.name, "label": one.label, "explanation": one.explanation}
                for one in CURVE_FORMATS.values()
            ],
            looks=looks(),
            hideable=LabSettings.hideable,
            explanations={one.name: [one.label, one.explanation] for one in declared},
            **params,
        )
