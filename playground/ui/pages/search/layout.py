"""The page in the browser: what stands where is ``static/search/page.js``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import param

from playground.data.generators import DATASETS
from playground.experiment.settings import SETTINGS
from playground.experiment.sources import OWN, DataSetName
from playground.export.search import SEARCH_FORMATS
from playground.labs.search import MODELS, SearchSettings
from playground.labs.search.questions import QUESTIONS
from playground.labs.search.settings import VIEWS
from playground.palette import CLASSES
from playground.ui.kit.chrome import Chrome
from playground.ui.kit.component import InTurn
from playground.ui.kit.fields import field_of, fields_of
from playground.ui.kit.messages import Answer
from playground.ui.table import page_in

DATA = ("dataset", "reg_dataset", "noise", "train_share")  # of the experiment, changed here too
_BY_HAND = ("ticks", "models", "view", "shuffled", "hidden")


def _data_field(name: str) -> dict[str, Any]:
    """Return a control of the data; a data set's is a menu of those that are drawn.

    One that is not among them (a file, own points) is shown as one more, as numbers are.
    """
    found = field_of(SETTINGS[name])
    kind = SETTINGS[name].kind
    if isinstance(kind, DataSetName):
        options = [[one, DATASETS[one].label] for one in kind.drawn]
        found |= {"look": "number", "options": [*options, [OWN, "Your own points"]]}
    if name == "train_share":
        found["options"] = [[value, f"{value} %"] for value, _ in found["options"]]
    return found


class Layout(Chrome):
    """The page as one component.

    Messages from the browser beside the chrome's: ``change`` (a setting, ``tick:NAME`` for what is
    tried of one), ``start`` and ``cancel``, ``pair`` (two settings together), ``look`` (a model),
    ``playground`` (open it there), ``back``, ``code``, ``openTest``, ``shuffle``, ``compare`` and
    ``stopCompare``, ``planes`` and ``cancelPlanes``, ``predict``, ``show`` and ``save``. To it:
    ``state`` (all values, what can be ticked, the plan), ``estimate``, ``run``, ``verdict``,
    ``methods``, ``planes``, ``code``, ``answer``, ``keep``, ``file``, and in binary ``data``,
    ``trial``, ``scores``, ``heat``, ``boundary`` and ``plane``.
    """

    module = "search/page"

    fields = param.List(constant=True, doc="The controls, see kit/fields.py.")
    data = param.List(constant=True, doc="The controls of the data.")
    models = param.List(constant=True, doc="The models: name, label, explanation.")
    views = param.Dict(constant=True, doc="What can be looked at.")
    classes = param.List(constant=True, doc="The colours of several classes.")
    questions = param.List(constant=True, doc="What is asked first, without the answers.")
    files = param.List(constant=True, doc="What a search can be saved as.")
    hideable = param.Dict(constant=True, doc="What a teacher can hide.")

    def __init__(self, answers: Mapping[str, Answer], in_turn: InTurn, **params: Any) -> None:
        declared = [one for one in SearchSettings.declared.values() if one.name not in _BY_HAND]
        super().__init__(
            page_in("search"),
            answers,
            in_turn,
            styles=["kit/fields.css", "kit/dialog.css", "kit/lab.css"],
            fields=fields_of(declared),
            data=[_data_field(name) for name in DATA],
            models=[[one.name, one.label, one.explanation] for one in MODELS.values()],
            views=VIEWS,
            classes=list(CLASSES),
            questions=[
                {"name": one.name, "text": one.text, "choices": list(one.choices)}
                for one in QUESTIONS.values()
            ],
            files=[
                {"name": one.name, "label": one.label, "explanation": one.explanation}
                for one in SEARCH_FORMATS.values()
            ],
            hideable=SearchSettings.hideable,
            explanations={one.name: [one.label, one.explanation] for one in declared},
            **params,
        )
