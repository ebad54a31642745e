"""The table of pages: one line each. Server, cap on visits, navigation and tests follow from it.

A page is a folder in ``playground/ui/pages``, a folder of the same name in ``static``, and a line
here. Its module is imported when a server is made, not when this table is: so everybody may know
the table, and a page that cannot be imported says so before the first visit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

NAME = "Neural network playground"


@dataclass(frozen=True)
class Page:
    """A page.

    Parameters
    ----------
    path
        Where the server has it, such as ``"/about"``.
    folder
        Its folder in ``playground/ui/pages`` and in ``static``.
    title
        What the navigation calls it.
    sentence
        What one finds there.
    live
        Whether each visit is a session of Panel's; else the page is one text, the same for all.
    spare
        Whether visits to it are kept ready: the one page that a class opens.
    """

    path: str
    folder: str
    title: str
    sentence: str
    live: bool = True
    spare: bool = False

    @property
    def tab(self) -> str:
        """What the browser's tab says."""
        return NAME if self.path == "/" else f"{self.title} · {NAME}"

    def load(self) -> Callable[[], Any]:
        """Import the page; return what makes it: a template for each visit, or the text."""
        make: Callable[[], Any] = import_module(f"playground.ui.pages.{self.folder}.page").page
        return make


PAGES = (
    Page(
        "/",
        "playground",
        "Playground",
        "Choose data and a small neural network, press Play and watch it learn.",
        spare=True,
    ),
    Page(
        "/optimizers",
        "optimizers",
        "Optimizers",
        "Let the rules that train networks race over a surface, and see each step.",
    ),
    Page(
        "/curves",
        "curves",
        "Curves",
        "Fit ten noisy points and see what overfitting is, what varies, and what is uncertain.",
    ),
    Page(
        "/search",
        "search",
        "Search",
        "Try hundreds of settings by cross-validation, and see which of them matter.",
    ),
    Page(
        "/lessons",
        "lessons",
        "Lessons",
        "Guess first, then see it in your own run: the course, and what you have done of it.",
        live=False,
    ),
    Page(
        "/about",
        "about",
        "About",
        "What the playground shows, what to try, and its keys.",
        live=False,
    ),
)


def page_in(folder: str) -> Page:
    """Return the line of a folder.

    >>> page_in("about").path
    '/about'
    """
    return next(page for page in PAGES if page.folder == folder)
