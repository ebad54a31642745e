"""The page of the optimizers' lab."""

from __future__ import annotations

import panel as pn
from panel.io.state import state

from playground.ui.kit.chrome import live
from playground.ui.kit.esm import text_of
from playground.ui.kit.look import page_style
from playground.ui.pages.optimizers.visit import Visit
from playground.ui.table import page_in


def page() -> pn.Template:
    """Make the page of a new visit."""
    visit = Visit()
    state.on_session_destroyed(lambda context: visit.close())
    return live(
        page_in("optimizers"),
        visit.chrome,
        skeleton=text_of("optimizers/skeleton.html"),
        below="",
        styles=page_style("optimizers/skeleton.css"),
    )
