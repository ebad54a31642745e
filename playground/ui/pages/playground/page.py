"""The playground: a learner's experiment, and the guide below it."""

from __future__ import annotations

import panel as pn

from playground.experiment import Experiment
from playground.ui.kit.chrome import live
from playground.ui.kit.esm import text_of
from playground.ui.pages.playground.visit import Visit
from playground.ui.table import page_in


def page(experiment: Experiment | None = None) -> pn.Template:
    """Make the page of a new visit, to an experiment of its own or to a given one."""
    return live(
        page_in("playground"),
        Visit(experiment).chrome,
        skeleton=text_of("playground/skeleton.html"),
        below=text_of("kit/guide.html"),
        styles=("kit/skeleton.css", "kit/guide.css"),
        widgets=True,
    )
