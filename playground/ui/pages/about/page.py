"""About: the guide that stands below the playground, all pages in a sentence each, the version.

It has nothing to train and nothing to answer, so it is one text, the same for all: no session, no
Bokeh, no Panel, and it is there even when every place is taken.
"""

from __future__ import annotations

from playground import __version__
from playground.ui.kit.chrome import filled, plain
from playground.ui.kit.esm import text_of
from playground.ui.table import NAME, PAGES, page_in


def page() -> str:
    """Return the page.

    >>> "What should I try?" in page()
    True
    """
    others = [one for one in PAGES if one.folder != "about"]
    content = {"guide": text_of("kit/guide.html"), "version": __version__, "name": NAME}
    return plain(
        page_in("about"),
        "about/page.js",
        content=filled("about/page.html", pages=others, **content),
        styles=("kit/guide.css", "about/page.css"),
    )
