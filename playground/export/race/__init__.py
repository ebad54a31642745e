"""What carries a race of optimizers elsewhere: a script, a table, pictures.

``RACE_FORMATS`` are those of a race, ``RUN_FORMATS`` those of whole runs of a network.

>>> [one.file_name for one in RACE_FORMATS.values()]
['race.py', 'race.csv', 'race.svg', 'race.png']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.export.race.code import race_script
from playground.export.race.picture import race_picture
from playground.export.race.table import race_csv, runs_csv


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
        Returns the content, text or bytes, of a race (``write(settings, terrain=None)``, with the
        terrain where it does not go over the settings' own surface), or of runs (``write(runs)``).
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
            "race.csv", "text/csv", race_csv,
        ),
        RaceFormat(
            "svg", "Picture (SVG)", "The map with all paths, to be scaled as you like.",
            "race.svg", "image/svg+xml", lambda *race: race_picture(*race).svg(),
        ),
        RaceFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "race.png", "image/png", lambda *race: race_picture(*race).png(),
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
    )
}  # fmt: skip
