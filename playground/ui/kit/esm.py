"""The files of ``static/`` for Panel components: ES modules without a bundler, a server or a CDN.

Panel hands one module to the browser as text, which has no address that an import could start from.
Every module is therefore known to the browser by its place below ``static/``, such as
``kit/dom.js``, and an import map gives its text with each name. That works from the server and,
offline, in a notebook.
"""

from __future__ import annotations

import base64
import re
from functools import cache
from typing import Literal

from playground.resources import folder

ImportMap = dict[Literal["imports", "scopes"], dict[str, str]]  # as Panel has it
_IMPORT = re.compile(r'from "([\w/]+\.js)"')


@cache
def text_of(name: str) -> str:
    """Return the text of a file in ``static/``, named by its place there."""
    return (folder("static") / name).read_text(encoding="utf-8")


@cache
def modules_of(name: str) -> frozenset[str]:
    """Return the names of all modules that a module imports, directly or through another."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for imported in _IMPORT.findall(text_of(waiting.pop())):
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return frozenset(found)


@cache
def import_map(name: str) -> ImportMap:
    """Return the import map of a module: for a component's ``_importmap``.

    Examples
    --------
    >>> sorted(import_map("kit/notices.js")["imports"])
    ['kit/dom.js', 'kit/icons.js']
    """
    return {"imports": {each: _data_url(each) for each in sorted(modules_of(name))}}


def _data_url(name: str) -> str:
    encoded = base64.b64encode(text_of(name).encode()).decode()
    return f"data:text/javascript;charset=utf-8;base64,{encoded}"
