"""Plain words among widgets. Panel's own panes for text take it for HTML; here nothing is."""

from __future__ import annotations

import html
from typing import Any

import panel as pn

_STYLE = """
:host { font: 400 0.875rem/1.4 var(--font); color: var(--text); }
:host(.muted) { color: var(--muted); font-size: 0.8rem; }
:host(.alarm) { color: var(--alarm); }
div { overflow-wrap: anywhere; }
"""


class Words:
    """A line or paragraph that can be changed.

    Parameters
    ----------
    text
        What it says.
    kind
        ``""``, ``"muted"`` or ``"alarm"``.
    **params
        Parameters of Panel's pane.

    Examples
    --------
    >>> Words("a < b").pane.object
    'a &lt; b'
    """

    def __init__(self, text: str = "", kind: str = "", **params: Any) -> None:
        self.pane = pn.pane.HTML(
            html.escape(text),
            css_classes=[kind] if kind else [],
            stylesheets=[_STYLE],
            margin=(4, 0),
            sizing_mode="stretch_width",
            **params,
        )

    def say(self, text: str, kind: str = "") -> None:
        """Say something else."""
        self.pane.param.update(object=html.escape(text), css_classes=[kind] if kind else [])
