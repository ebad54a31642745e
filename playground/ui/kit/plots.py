"""What the page's Bokeh figures have in common: they are quiet, and follow the page's theme."""

from __future__ import annotations

from typing import Any

from bokeh.plotting import figure

NO_PADDING: Any = 0  # Bokeh takes a number, which its annotations do not say

# Bokeh reads these custom properties when it paints; the page's own change with the theme.
THEME = """
:host {
  --bk-background-fill-color: transparent;
  --bk-border-fill-color: transparent;
  --bk-outline-line-color: transparent;
  --bk-grid-line-color: var(--line);
  --bk-axis-line-color: var(--line);
  --bk-major-tick-line-color: var(--line);
  --bk-major-label-text-color: var(--muted);
  --bk-axis-label-text-color: var(--muted);
  --bk-major-label-text-font: var(--font);
  --bk-axis-label-text-font: var(--font);
  --bk-label-text-font: var(--font);
  --bk-text-font: var(--font);
  --bk-major-label-text-font-size: 0.68rem;
  --bk-axis-label-text-font-size: 0.68rem;
}
"""

# A tooltip is a shadow root of its own, so its style has to come with its content.
TOOLTIP = """
<style>
  :host { background: var(--raised); color: var(--text); border: 1px solid var(--line); }
  :host { border-radius: 6px; }
  .bk-arrow { display: none; }
  table { font: 0.75rem var(--font); font-variant-numeric: tabular-nums; border-spacing: 0.4em 0; }
  th { font-weight: 400; text-align: left; color: var(--muted); }
  td { text-align: right; }
</style>
"""


def tooltip(rows: dict[str, str]) -> str:
    """Return a hover tool's tooltip: a table with a line for each name and what it shows.

    >>> "<tr><th>epoch</th><td>@epoch</td></tr>" in tooltip({"epoch": "@epoch"})
    True
    """
    lines = [f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows.items()]
    return f"<div>{TOOLTIP}<table>{''.join(lines)}</table></div>"


def quiet(plot: figure) -> None:
    """Let a figure recede behind what it shows."""
    plot.stylesheets = [THEME]
    plot.min_border = 4
    plot.min_border_top = 10  # half a tick's label
    plot.background_fill_color = plot.border_fill_color = plot.outline_line_color = None
    plot.axis.axis_label_standoff = 2
    plot.axis.minor_tick_line_color = None
    plot.axis.major_tick_in = 0
    plot.axis.major_tick_out = 4
    plot.axis.axis_label_standoff = 2
    plot.axis.axis_label_text_font_style = "normal"
    plot.toolbar.autohide = True
