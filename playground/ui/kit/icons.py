"""The pictograms of buttons, drawn for a 24 x 24 field; they take the colour of the text."""

from __future__ import annotations

_PATHS = {
    "play": '<path d="M8 5.5v13l11-6.5z" fill="black"/>',
    "pause": '<path d="M7 5h3.6v14H7zM13.4 5H17v14h-3.6z" fill="black"/>',
    "step": '<path d="M6 5.5v13l9-6.5zM16 5.5h2.6v13H16z" fill="black"/>',
    "batch": '<path d="M9 8v8l5.5-4zM15.5 8h1.8v8h-1.8z" fill="black"/>',
    "reset": '<path d="M12 5a7 7 0 1 1-6.6 4.7M12 5H6.5M12 5V1.5M12 5v3.5" '
    'transform="rotate(-38 12 12)"/>',
    "regenerate": '<path d="M5 12a7 7 0 0 1 12-5l2 2M19 4v5h-5M19 12a7 7 0 0 1-12 5l-2-2'
    'M5 20v-5h5"/>',
    "teacher": '<path d="M3 9.5 12 5l9 4.5-9 4.5zM7 12v4.2c1.4 1.2 3 1.8 5 1.8s3.6-.6 5-1.8V12'
    'M21 9.5v5"/>',
    "pin": '<path d="M9 4h6l-1 6 3 3.5H7L10 10zM12 13.5V20"/>',
    "undo": '<path d="M9 14 4.5 9.5 9 5M5 9.5h9a5 5 0 0 1 0 10h-3"/>',
    "redo": '<path d="M15 14l4.5-4.5L15 5M19 9.5h-9a5 5 0 0 0 0 10h3"/>',
    "clear": '<path d="M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.3 10.5v5.5M13.7 10.5v5.5"/>',
    "paint": '<path d="M19.5 4.5 10 13M8.5 13.5c-2 0-3 1.3-3.2 3-.1 1-.8 1.7-1.8 2 1 .9 2.3 1.5 '
    '3.8 1.5 2.3 0 4-1.5 4-3.6 0-1.6-1.2-2.9-2.8-2.9z"/>',
    "file": '<path d="M13.5 3.5H7a1.5 1.5 0 0 0-1.5 1.5v14A1.5 1.5 0 0 0 7 20.5h10'
    'a1.5 1.5 0 0 0 1.5-1.5V8.5zM13.5 3.5v5h5M12 17.5v-5M9.8 14.3 12 12l2.2 2.3"/>',
    "save": '<path d="M12 4v11M7.5 10.5 12 15l4.5-4.5M4.5 16v2.5A1.5 1.5 0 0 0 6 20h12'
    'a1.5 1.5 0 0 0 1.5-1.5V16"/>',
    "landscape": '<path d="M2.5 18.5 8 9l3.5 5.5 3-4.5 7 8.5zM17 7.5a1.6 1.6 0 1 0-.1 0z"/>',
    "inside": '<path d="M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l5 5M8 10.5h5M10.5 8v5"/>',
    "space": '<path d="M3.5 6.5c5 3.5 12-3.5 17 0M3.5 12c5 3.5 12-3.5 17 0'
    "M3.5 17.5c5 3.5 12-3.5 17 0"
    'M6.5 5c-1.5 5 1.5 9 0 14M12 4.5c-1.5 5 1.5 10 0 15M17.5 5c-1.5 5 1.5 9 0 14"/>',
    "more": '<path d="m6 9.5 6 6 6-6"/>',
    "less": '<path d="m6 14.5 6-6 6 6"/>',
}


def icon(name: str) -> str:
    """Return a pictogram as SVG, which a button of panel-material-ui takes as its icon."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="black" '
        'stroke-width="1.8" stroke-linecap="round" stroke-linejoin="round">'
        f"{_PATHS[name]}</svg>"
    )
