"""The pages, what serves them, and what they are made of; drawn with Panel and Bokeh.

Whoever imports panel-material-ui gives all of Panel its design, also a notebook's other apps. Here
it is imported first, and they keep what they had: a visit to a page has its design for itself.
"""

from __future__ import annotations

import panel as pn

_design = pn.config.design
import panel_material_ui  # noqa: E402, F401

pn.config.design = _design
