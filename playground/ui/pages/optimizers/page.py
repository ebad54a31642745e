"""The page of the optimizers' lab."""

from __future__ import annotations

import panel as pn

from playground.ui.kit.chrome import live
from playground.ui.kit.esm import text_of
from playground.ui.pages.optimizers.visit import Visit
from playground.ui.table import page_in


def page() -> pn.Template:
    """Make the page of a new visit."""
    return live(
        page_in("optimizers"),
        Visit().chrome,
        skeleton=text_of("optimizers/skeleton.html"),
        styles=("kit/skeleton.css",),
    )
