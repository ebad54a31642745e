"""How panel-material-ui's widgets look on this page: one theme for all of them.

``Chrome`` carries it as ``theme_config``; every widget inside finds it there. The colours are the
custom properties of ``static/kit/base.css``, so that a widget changes with the page's
theme at once; only what Material UI computes with (contrast, transparency) is said in numbers, the
palette.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from playground.palette import DARK, LIGHT, OUTLINES, WHITE
from playground.ui.kit.esm import text_of

TEXT = "0.875rem"  # the page's size: rem grows with the window (kit/base.css)
SMALL = "0.76rem"
HEIGHT = "1.88rem"  # of everything that stands in a row

_RING = {"outline": "2px solid var(--accent)", "outlineOffset": "2px"}

# A label stands above its field, as the page's own labels do, not on its border.
_LABEL = {
    "position": "static",
    "transform": "none",
    "maxWidth": "100%",
    "lineHeight": 1.4,
    "fontSize": SMALL,
    "pointerEvents": "auto",
}

_COMPONENTS: dict[str, Any] = {
    "MuiButtonBase": {"defaultProps": {"disableRipple": True}},
    "MuiInputLabel": {"styleOverrides": {"root": {"&&": _LABEL, "&&.Mui-focused": _LABEL}}},
    "MuiFormLabel": {
        "styleOverrides": {
            "root": {
                "&&, &&.Mui-focused": {"color": "var(--muted)", "fontSize": SMALL},
                "lineHeight": 1.4,
                "& strong": {"fontWeight": 500, "color": "var(--text)", "fontSize": "0.8rem"},
            }
        }
    },
    "MuiOutlinedInput": {
        "styleOverrides": {
            "root": {
                "height": HEIGHT,
                "borderRadius": "0.4rem",
                "backgroundColor": "var(--field)",
                "fontSize": TEXT,
                "&&:hover .MuiOutlinedInput-notchedOutline": {"borderColor": "var(--muted)"},
                "&&.Mui-focused .MuiOutlinedInput-notchedOutline": {"borderColor": "var(--accent)"},
            },
            "input": {
                "&&": {"padding": "0 0.55rem"},
                # Material UI hides it below a label that does not stand on the border.
                "&&&&::placeholder": {"opacity": "1 !important", "color": "var(--muted)"},
            },
            "notchedOutline": {
                "top": 0,
                "borderColor": "var(--line)",
                "& legend": {"display": "none"},
            },
        }
    },
    "MuiSelect": {
        "styleOverrides": {
            "select": {
                "&&&": {
                    "paddingRight": "1.3rem",
                    "minHeight": 0,
                    "lineHeight": 1.4,
                    # Else it is that of MUI's light theme until the page's own has arrived.
                    "color": "var(--text)",
                },
                "&&&.Mui-disabled": {"WebkitTextFillColor": "var(--muted)"},
            },
            "icon": {"right": "0.05rem", "color": "var(--muted)"},
        }
    },
    "MuiPaper": {
        "styleOverrides": {
            "root": {
                "backgroundColor": "var(--raised)",
                "backgroundImage": "none",
                "color": "var(--text)",
                "border": "1px solid var(--line)",
            }
        }
    },
    "MuiMenu": {"defaultProps": {"transitionDuration": 90}},
    "MuiMenuItem": {
        "styleOverrides": {"root": {"minHeight": "2rem", "padding": "0.15rem 0.8rem !important"}}
    },
    "MuiListItemText": {"styleOverrides": {"root": {"&&": {"margin": 0}}}},
    "MuiListSubheader": {
        "styleOverrides": {
            "root": {"backgroundColor": "var(--raised)", "lineHeight": "2rem", "fontSize": SMALL}
        }
    },
    "MuiSlider": {
        "styleOverrides": {
            "root": {
                "&&": {"height": "0.22rem", "padding": "0.6rem 0", "color": "var(--accent)"},
                "&&.Mui-disabled": {"color": "var(--muted)", "opacity": 0.45},
            },
            "rail": {"opacity": 1, "backgroundColor": "var(--line)"},
            "track": {"border": 0},
            "thumb": {
                "&&": {"width": "0.95rem", "height": "0.95rem"},
                "&:hover, &.Mui-active": {
                    "boxShadow": "0 0 0 5px color-mix(in srgb, var(--accent) 18%, transparent)"
                },
                "&.Mui-focusVisible": {"boxShadow": "none", **_RING},
            },
        }
    },
    "MuiCheckbox": {
        "styleOverrides": {
            "root": {
                "&&": {"padding": "0.1rem"},
                "& .MuiSvgIcon-root": {"fontSize": "1.15rem"},
                "color": "var(--muted)",
                "&.Mui-checked": {"color": "var(--accent)"},
                "&.Mui-focusVisible": {**_RING, "outlineOffset": "-2px", "borderRadius": "0.3rem"},
            }
        }
    },
    "MuiFormControlLabel": {
        "styleOverrides": {
            "root": {
                "&&": {"marginLeft": "-0.1rem", "marginRight": "0.6rem"},
                "&& .MuiFormControlLabel-label": {
                    # Inherited it would be the theme's that held when the widget was made.
                    "color": "var(--text)",
                    "fontSize": "0.8rem",
                    "paddingLeft": "0.25rem",
                },
            }
        }
    },
    "MuiFormHelperText": {
        "styleOverrides": {
            "root": {
                "margin": "0.25rem 0 0",
                "fontSize": "0.72rem",
                "lineHeight": 1.35,
                "&&.Mui-disabled": {"color": "var(--muted)"},  # it may say why it is disabled
            }
        }
    },
    "MuiButton": {
        "styleOverrides": {
            "root": {
                "&&": {
                    "minWidth": 0,
                    "minHeight": "2rem",
                    "padding": "0 0.8rem",
                    "fontSize": "0.83rem",
                    "fontWeight": 400,
                    "textTransform": "none",
                    "borderRadius": "0.4rem",
                    "lineHeight": 1.4,
                },
                "&.Mui-focusVisible": _RING,
            },
            "outlined": {
                "borderColor": "var(--line)",
                "backgroundColor": "var(--field)",
                "color": "var(--text)",
                "&:hover": {"borderColor": "var(--muted)", "backgroundColor": "var(--field)"},
            },
            "text": {"color": "var(--text)", "&:hover": {"backgroundColor": "var(--field)"}},
        }
    },
    "MuiToggleButton": {
        "styleOverrides": {
            "root": {
                "&&": {
                    "padding": "0 0.3rem",
                    "height": HEIGHT,
                    "textTransform": "none",
                    "fontSize": "0.8rem",
                    "lineHeight": 1.4,
                    "borderColor": "var(--line)",
                    "color": "var(--text)",
                },
                "&&.Mui-selected": {
                    "backgroundColor": "var(--accent)",
                    "color": "var(--on-accent)",
                },
                "&.Mui-focusVisible": _RING,
            }
        }
    },
    "MuiIconButton": {"styleOverrides": {"root": {"&&&": {"color": "var(--muted)"}}}},
    "MuiDialogTitle": {
        "styleOverrides": {
            "root": {"&&": {"fontSize": "1.1rem", "fontWeight": 650, "padding": "0.9rem 1rem"}}
        }
    },
}


LEVEL = {
    "&&&": {"height": HEIGHT, "minHeight": 0, "padding": "0 0.6rem", "whiteSpace": "nowrap"},
    "& .MuiButton-startIcon": {"display": "var(--icons, inherit)"},  # none where there is no room
}  # beside menus


def round_button(size: str, *, filled: bool = False) -> dict[str, Any]:
    """Return the ``sx`` of a round button with nothing but an icon; its label is only heard.

    Parameters
    ----------
    size
        Its diameter, a CSS length.
    filled
        Whether it has the accent's colour.
    """
    colours = {
        "color": "var(--on-accent)" if filled else "var(--text)",
        "backgroundColor": "var(--accent)" if filled else "transparent",
    }
    hovered = {"filter": "brightness(1.12)"} if filled else {"backgroundColor": "var(--field)"}
    return {
        "&&&": {
            **colours,
            "width": size,
            "height": size,
            "minHeight": 0,
            "padding": 0,
            "borderRadius": "50%",
            "fontSize": 0,
        },
        "&&&:hover": colours | hovered,
        "&&&.Mui-disabled": {"opacity": 0.35},
        "& .MuiButton-startIcon": {"margin": "0 !important"},
    }


def columns(width: str) -> dict[str, Any]:
    """Return the ``sx`` of boxes to tick that stand in columns of at least that width."""
    fitting = f"repeat(auto-fill, minmax(min({width}, 100%), 1fr))"
    return {"&.MuiFormGroup-root": {"display": "grid", "gridTemplateColumns": fitting}}


def class_buttons(colours: Sequence[str]) -> dict[str, Any]:
    """Return the ``sx`` of a row of buttons, one for each class, in the classes' colours."""
    root = "&&& .MuiToggleButton-root"
    sx: dict[str, Any] = {
        root: {"height": "1.75rem", "padding": 0, "color": WHITE, "fontWeight": 600},
        f"{root}.Mui-selected": {
            "boxShadow": "inset 0 0 0 2px var(--surface)",
            "outline": "2px solid var(--accent)",
            "zIndex": 1,
        },
    }
    for number, colour in enumerate(colours, start=1):
        place = f"{root}.MuiToggleButton-root:nth-of-type({number})"
        sx[f"{place}, {place}:hover"] = {"backgroundColor": colour, "color": WHITE}
    return sx


def custom_properties() -> str:
    """Return the palette as a style: a custom property for each colour, light and dark.

    >>> custom_properties().splitlines()[1]
    '  --negative: #f59322;'
    """
    outlines = {f"outline-{name}": colour for name, colour in OUTLINES.items()}
    themes = {":root": LIGHT | outlines, ':root[data-theme="dark"]': DARK}
    lines = []
    for root, colours in themes.items():
        lines += [f"{root} {{", *(f"  --{name}: {one};" for name, one in colours.items()), "}"]
    return "\n".join([*lines, ""])


@cache
def page_style(*files: str) -> str:
    """Return the style of a page: the palette, the ground of every page, and files of its own."""
    return "".join([custom_properties(), *map(text_of, ("kit/base.css", *files))])


def theme_config() -> dict[str, Any]:
    """Return the theme of all widgets, light and dark.

    >>> sorted(theme_config())
    ['dark', 'light']
    """
    return {"light": _theme(LIGHT), "dark": _theme(DARK)}


def _theme(colours: dict[str, str]) -> dict[str, Any]:
    surface = colours["surface"]
    return {
        "palette": {
            "primary": {"main": colours["accent"]},
            "error": {"main": colours["alarm"]},
            "background": {"paper": surface, "default": surface},
            "text": {"primary": colours["text"], "secondary": colours["muted"]},
        },
        "typography": {
            "fontFamily": "var(--font)",
            "body1": {"fontSize": TEXT},
            "body2": {"fontSize": "0.8rem"},
        },
        "components": _COMPONENTS,
    }
