"""What the page's Bokeh figures have in common: they are quiet, and follow the page's theme."""

from __future__ import annotations

from bokeh.plotting import figure

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
  --tooltip-color: var(--raised);
  --tooltip-text: var(--text);
  --tooltip-border: var(--line);
}
"""


def quiet(plot: figure) -> None:
    """Let a figure recede behind what it shows."""
    plot.stylesheets = [THEME]
    plot.min_border = 4
    plot.background_fill_color = plot.border_fill_color = plot.outline_line_color = None
    plot.axis.minor_tick_line_color = None
    plot.axis.major_tick_in = 0
    plot.axis.major_tick_out = 4
    plot.axis.axis_label_standoff = 2
    plot.axis.axis_label_text_font_style = "normal"
    plot.axis.axis_label_text_font_size = plot.axis.major_label_text_font_size = "11px"
    plot.toolbar.autohide = True
