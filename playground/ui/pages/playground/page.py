"""The page that the server sends: a skeleton at once, the playground as soon as it is there."""

from __future__ import annotations

import panel as pn
from panel.io.resources import get_dist_path
from panel.io.state import state

from playground.experiment import Experiment
from playground.ui.kit.esm import text_of
from playground.ui.pages.playground.visit import Visit


def page(experiment: Experiment | None = None) -> pn.Template:
    """Make the page of a new visit, to an experiment of its own or to a given one."""
    # Widgets that are made before the page is rendered would else ask a CDN for their style sheets.
    state.curdoc.template_variables["dist_url"] = get_dist_path()
    visit = Visit(experiment)
    state.on_session_destroyed(lambda context: visit.close())
    template = pn.Template(text_of("kit/page.html"))
    template.add_variable("css", text_of("playground/playground.css"))
    template.add_variable("guide", text_of("playground/guide.html"))
    template.add_panel("shell", visit.shell)
    return template
