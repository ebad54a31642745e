"""What carries a race of optimizers elsewhere: a script, a table, pictures.

``RACE_FORMATS`` are those of a race, ``RUN_FORMATS`` those of whole runs of a network,
``MAP_FORMATS`` those of a slice through a network that trains, on which nobody races.

>>> [one.file_name for one in RACE_FORMATS.values()]
['race.py', 'race.csv', 'race.svg', 'race.png']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.export.drawing import Drawing
from playground.export.race.code import race_script
from playground.export.race.picture import race_picture
from playground.export.race.runs_picture import runs_picture
from playground.export.race.table import map_csv, race_csv, runs_csv
from playground.labs.optimizers.settings import LabSettings
from playground.labs.optimizers.surfaces import Terrain


@dataclass(frozen=True)
class RaceFormat:
    """A kind of file that a race can be written to.

    Parameters
    ----------
    name, label, explanation
        Its key, what the page calls it, and one plain sentence.
    file_name, media_type
        The file's name, and what a browser calls the content.
    write
        Returns the content, text or bytes, of a race or a slice (``write(settings, terrain=None,
        link="")``, with the terrain and the link to it where it does not go over the settings' own
        surface), or of runs (``write(runs)``).
    """

    name: str
    label: str
    explanation: str
    file_name: str
    media_type: str
    write: Callable[..., str | bytes]


RACE_FORMATS: dict[str, RaceFormat] = {
    one.name: one
    for one in (
        RaceFormat(
            "numpy", "NumPy script", "Stands alone and goes the same paths, step by step.",
            "race.py", "text/x-python", race_script,
        ),
        RaceFormat(
            "csv", "Paths (CSV)", "Every step of every rule: where it was, and how high.",
            "race.csv", "text/csv", lambda *race: race_csv(*race[:2]),
        ),
        RaceFormat(
            "svg", "Picture (SVG)", "The map with all paths, to be scaled as you like.",
            "race.svg", "image/svg+xml", lambda *race: race_picture(*race[:2]).svg(),
        ),
        RaceFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "race.png", "image/png", lambda *race: race_picture(*race[:2]).png(),
        ),
    )
}  # fmt: skip

RUN_FORMATS: dict[str, RaceFormat] = {
    one.name: one
    for one in (
        RaceFormat(
            "csv", "Runs (CSV)", "Every moment of every run: its place, its loss, the plane's.",
            "runs.csv", "text/csv", runs_csv,
        ),
        RaceFormat(
            "svg", "Picture (SVG)", "The shadows of all runs, one scale of colours.",
            "runs.svg", "image/svg+xml", lambda runs: runs_picture(runs).svg(),
        ),
        RaceFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "runs.png", "image/png", lambda runs: runs_picture(runs).png(),
        ),
    )
}  # fmt: skip


def _map(settings: LabSettings, plane: Terrain, link: str) -> Drawing:
    return race_picture(replace(settings, rules=()), plane)


MAP_FORMATS: dict[str, RaceFormat] = {
    one.name: one
    for one in (
        RaceFormat(
            "numpy", "NumPy script", "The slice's loss, and the race of the chosen rules over it.",
            "slice.py", "text/x-python", race_script,
        ),
        RaceFormat(
            "csv", "Losses (CSV)", "The loss at each point of the map.",
            "slice.csv", "text/csv", lambda settings, plane, link: map_csv(plane),
        ),
        RaceFormat(
            "svg", "Picture (SVG)", "The map with the network on it, to be scaled as you like.",
            "slice.svg", "image/svg+xml", lambda *seen: _map(*seen).svg(),
        ),
        RaceFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "slice.png", "image/png", lambda *seen: _map(*seen).png(),
        ),
    )
}  # fmt: skip
