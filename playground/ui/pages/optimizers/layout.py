"""The page in the browser: what stands where is ``static/optimizers/page.js``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from playground.labs.optimizers.settings import BOXES, LabSettings
from playground.labs.optimizers.walkers import WALKERS
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.component import InTurn
from playground.ui.kit.fields import fields_of
from playground.ui.kit.messages import Answer
from playground.ui.pages.optimizers.looks import looks
from playground.ui.table import page_in

_OWN = {name: LabSettings().of_rule(name) for name in WALKERS}


class Layout(Chrome):
    """The page as one component.

    Messages from the browser beside the chrome's: ``change`` (a setting), ``story`` (a step is to
    be told). To it: ``state`` (all values), and in binary ``terrain``, ``paths`` and ``basins``.
    """

    module = "optimizers/page"

    fields = param.List(constant=True, doc="The controls, see kit/fields.py.")
    own = param.Dict(constant=True, doc="By rule, the names of the settings that are its own.")
    looks = param.Dict(constant=True, doc="How each rule looks.")
    boxes = param.Dict(constant=True, doc="What can be drawn of every rule.")

    def __init__(self, answers: Mapping[str, Answer], in_turn: InTurn, **params: Any) -> None:
        declared = LabSettings.declared.values()
        super().__init__(
            page_in("optimizers"),
            answers,
            in_turn,
            styles=["kit/fields.css"],
            fields=fields_of(declared),
            own={name: [one.name for one in own] for name, own in _OWN.items()},
            looks=looks(),
            boxes=BOXES,
            explanations={one.name: [one.label, one.explanation] for one in declared},
            **params,
        )
