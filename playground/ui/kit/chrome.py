"""What is around every page: header, theme, notices, keys, tooltips, address, lost connection.

``static/kit/chrome.js`` does it in the browser. A page that is alive is one component, derived from
``Chrome``; one that is the same for all is one text, made by ``plain``. Both have the same head and
the same header.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import panel as pn
import param
from bokeh.document import Document
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from panel.io.resources import get_dist_path
from panel.io.state import state
from panel.viewable import Child, Children

from playground.palette import LIGHT
from playground.resources import folder
from playground.ui.kit.component import Component, InTurn, at_once
from playground.ui.kit.esm import import_map, text_of
from playground.ui.kit.look import page_style, theme_config
from playground.ui.kit.messages import Answer
from playground.ui.kit.private import module_of_widgets
from playground.ui.table import NAME, PAGES, Page

STYLES = ("kit/chrome.css", "kit/ask.css", "kit/lesson.css")  # of every page that is alive


class Chrome(Component):
    """A page that is alive, as one component.

    The chrome's messages from the browser are ``ready`` (with the address's fragment, the page's
    address, the theme, and the word of an earlier visit whose run is to go on), ``open`` (another
    link), ``theme``, ``copied``, ``beat`` (is the server there?), ``settled`` (what was done
    without a connection has been sent), ``stored`` (the tab's copy of a run) and ``hidden``; to it:
    ``notice``, ``withdraw``, ``copy``, ``go`` (to another page), ``begun`` (the visit goes on),
    ``beat``, ``wanted`` (the tab's copy) and ``keep`` (a new one). All others are the page's own.

    Parameters
    ----------
    page
        The page's line in the table.
    answers, in_turn, **params
        As for any component.
    styles
        Further styles from ``static`` that the page needs, such as ``"kit/fields.css"``.
    """

    out_of_turn = frozenset({"beat"})

    tools = Children(doc="What the page has in the header, at its end.")
    dialogs = Child(doc="What opens above the page.")

    navigation = param.Dict(constant=True, doc="The pages, and which one this is.")
    explanations = param.Dict(constant=True, doc="Title and sentence of each tooltip.")
    theme_config = param.Dict(constant=True, doc="The look of all widgets within.")

    def __init__(
        self,
        page: Page,
        answers: Mapping[str, Answer],
        in_turn: InTurn = at_once,
        styles: Sequence[str] = (),
        **params: Any,
    ) -> None:
        super().__init__(
            answers,
            in_turn,
            navigation=navigation(page),
            theme_config=theme_config(),
            stylesheets=[text_of(name) for name in (*STYLES, *styles, f"{self.module}.css")],
            **params,
        )

    def notice(self, text: str) -> None:
        """Tell the learner something in a sentence."""
        self.send(type="notice", text=text)

    def alarm(self, text: str, key: str = "", button: dict[str, str] | None = None) -> None:
        """Tell of trouble; of those with the same key only the newest is seen.

        ``button`` is what helps: ``{"action": ..., "label": ...}``.
        """
        self.send(type="notice", kind="alarm", text=text, key=key, button=button)

    def go(self, path: str, experiment: str, further: str = "") -> None:
        """Go to another page, with the link to an experiment and more for that page's address."""
        self.send(type="go", path=path, link=experiment, further=further)

    def withdraw(self, key: str) -> None:
        """Take back the notice with that key."""
        self.send(type="withdraw", key=key)


def navigation(page: Page) -> dict[str, Any]:
    """Return what the header is made from.

    >>> from playground.ui.table import page_in
    >>> navigation(page_in("about"))["here"]
    '/about'
    """
    pages = [{"path": one.path, "title": one.title, "sentence": one.sentence} for one in PAGES]
    return {"name": NAME, "here": page.path, "pages": pages}


@cache
def _texts() -> Environment:
    texts = Environment(
        loader=FileSystemLoader(folder("static")), autoescape=True, undefined=StrictUndefined
    )
    texts.globals["light"] = LIGHT  # the colours, for what no style reaches
    return texts


def filled(file: str, /, **values: Any) -> str:
    """Return a file of ``static`` whose places in braces are filled."""
    return _texts().get_template(file).render(**values)


class _Live(pn.Template):
    """Panel's template, without what is done twice."""

    def __repr__(self) -> str:
        return NAME  # Panel makes one of every widget otherwise, with each page

    def server_doc(  # type: ignore[override]  # there is one, always
        self, doc: Document, *args: Any, **kwargs: Any
    ) -> Document:
        with doc.models.freeze():  # its table of models is made once, when the page is whole
            return super().server_doc(doc, *args, **kwargs)


def live(
    page: Page,
    chrome: Chrome,
    skeleton: str,
    below: str = "",
    styles: Sequence[str] = (),
    widgets: bool = False,
) -> pn.Template:
    """Return what the server sends for a visit: a skeleton at once, the page when it is there.

    Parameters
    ----------
    page
        The page's line in the table.
    chrome
        The page.
    skeleton, below
        HTML: what is seen until the page is there, and what stands below it.
    styles
        The files of ``static`` with the style of both, besides what every page has.
    widgets
        Whether there are widgets of panel-material-ui from the beginning: their module is then
        asked for with the page.
    """
    # Widgets that are made before the page is rendered would else ask a CDN for their style sheets.
    if state.curdoc is not None:
        state.curdoc.template_variables["dist_url"] = get_dist_path()
    template = _Live(_texts().get_template("kit/live.html"))
    values = {
        "page": page,
        "name": NAME,
        "late": text_of("kit/setting_up.js"),
        "skeleton": skeleton,
        "below": below,
        "styles": page_style(*styles),
        "widgets": module_of_widgets() if widgets else "",
    }
    for name, value in values.items():
        template.add_variable(name, value)
    template.add_panel("chrome", chrome)
    return template


def plain(page: Page, module: str, content: str, styles: Sequence[str] = ()) -> str:
    """Return a page that is the same for all; it needs no session, no Bokeh and no Panel.

    Parameters
    ----------
    page
        The page's line in the table.
    module
        What runs in it, in ``static``; it makes the header.
    content
        HTML: what it says.
    styles
        The files of ``static`` with its style, besides what every page has.
    """
    return filled(
        "kit/plain.html",
        page=page,
        name=NAME,
        navigation=json.dumps(navigation(page)),
        imports=json.dumps(import_map(module)),
        module=text_of(module),
        content=content,
        styles=page_style("kit/chrome.css", *styles),
    )
