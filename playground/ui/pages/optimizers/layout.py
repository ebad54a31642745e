"""The page in the browser: what stands where is ``static/optimizers/page.js``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from playground.experiment.settings import SETTINGS
from playground.export.race import MAP_FORMATS, RACE_FORMATS, RUN_FORMATS
from playground.labs.optimizers.looks import looks
from playground.labs.optimizers.of_rules import OF_SCHEDULES
from playground.labs.optimizers.over_network import LIVE, RUN
from playground.labs.optimizers.questions import QUESTIONS
from playground.labs.optimizers.settings import BOXES, LabSettings
from playground.labs.optimizers.walkers import WALKERS
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.component import InTurn
from playground.ui.kit.fields import field_of, fields_of
from playground.ui.kit.messages import Answer
from playground.ui.table import page_in

_FILES = {"race": RACE_FORMATS, LIVE: MAP_FORMATS, RUN: RUN_FORMATS}
_OWN = {name: LabSettings().of_rule(name) for name in WALKERS}


class Layout(Chrome):
    """The page as one component.

    Messages from the browser beside the chrome's: ``change`` (a setting), ``aim`` (the start while
    it is dragged), ``story`` (a step is to be told), ``predict`` (an answer to a question),
    ``show`` (a set-up that shows it), ``save`` (a file is wanted). To it: ``state`` (all values),
    ``story``, ``answer``, ``file``, ``unsaved``, and in binary ``terrain``, ``aimed``, ``paths``
    and ``basins``.
    """

    module = "optimizers/page"
    out_of_turn = Chrome.out_of_turn | {"aim"}

    fields = param.List(constant=True, doc="The controls, see kit/fields.py.")
    own = param.Dict(constant=True, doc="By rule, the names of the settings that are its own.")
    of_schedules = param.List(constant=True, doc="Names of the schedules' own settings.")
    speed = param.Dict(constant=True, doc="The control of how fast the own network trains.")
    looks = param.Dict(constant=True, doc="How each rule looks.")
    boxes = param.Dict(constant=True, doc="What can be drawn of every rule.")
    questions = param.List(constant=True, doc="What is asked before a race, without the answers.")
    files = param.Dict(constant=True, doc="What can be saved: of a race, by view of other things.")
    hideable = param.Dict(constant=True, doc="What a teacher can hide.")

    def __init__(self, answers: Mapping[str, Answer], in_turn: InTurn, **params: Any) -> None:
        declared = LabSettings.declared.values()
        super().__init__(
            page_in("optimizers"),
            answers,
            in_turn,
            styles=["kit/fields.css", "kit/dialog.css", "kit/lab.css"],
            fields=fields_of(declared),
            own={name: [one.name for one in own] for name, own in _OWN.items()},
            of_schedules=[name for name, _ in OF_SCHEDULES.values()],
            speed=field_of(SETTINGS["speed"]),
            looks=looks(),
            boxes=BOXES,
            questions=[
                {"name": one.name, "text": one.text, "choices": list(one.choices)}
                for one in QUESTIONS.values()
            ],
            files={
                kind: [
                    {"name": one.name, "label": one.label, "explanation": one.explanation}
                    for one in formats.values()
                ]
                for kind, formats in _FILES.items()
            },
            hideable=LabSettings.hideable,
            explanations={one.name: [one.label, one.explanation] for one in declared},
            **params,
        )
