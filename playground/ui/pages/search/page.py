"""The page of the search."""

from __future__ import annotations

import panel as pn

from playground.ui.kit.chrome import live
from playground.ui.kit.esm import text_of
from playground.ui.pages.search.visit import Visit
from playground.ui.table import page_in


def page() -> pn.Template:
    """Make the page of a new visit."""
    return live(
        page_in("search"),
        Visit().chrome,
        skeleton=text_of("search/skeleton.html"),
        styles=("kit/skeleton.css",),
    )
