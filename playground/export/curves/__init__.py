"""What carries a view of the curves' lab elsewhere: a script, a table, pictures.

>>> [one.file_name for one in CURVE_FORMATS.values()]
['curves.py', 'curves.csv', 'curves.svg', 'curves.png']
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from playground.export.curves.bands import bands_csv, bands_picture, bands_script
from playground.export.curves.beside import Beside
from playground.export.curves.fits import fits_csv, fits_picture, fits_script
from playground.export.curves.stairs import stairs_csv, stairs_picture, stairs_script
from playground.export.drawing import Drawing
from playground.labs.curves.ensembles import Ensemble
from playground.labs.curves.lab import LabSettings
from playground.labs.curves.networks import NetworkFit


@dataclass(frozen=True)
class Seen:
    """What is seen on the page.

    Parameters
    ----------
    settings
        The set-up, with the view.
    network
        That in place of a polynomial, or beside the staircase, as far as it has learned.
    ensembles
        Those that are made, by kind, as far as they are.
    beside
        What is seen beside the fits: the chart, and new data sets; errors against the degree where
        it is not given.
    """

    settings: LabSettings
    network: NetworkFit | None = None
    ensembles: Mapping[str, Ensemble] = field(default_factory=dict)
    beside: Beside | None = None

    def script(self) -> str:
        """Return a script that makes the view's figure."""
        if self.settings.view == "uncertainty":
            return bands_script(self.settings, self.ensembles)
        of_fits = partial(fits_script, beside=self.beside)
        write = stairs_script if self.settings.view == "steps" else of_fits
        return write(self.settings, self.network)

    def csv(self) -> str:
        """Return the view's numbers as a table."""
        if self.settings.view == "uncertainty":
            return bands_csv(self.settings, self.ensembles)
        write = (
            stairs_csv if self.settings.view == "steps" else partial(fits_csv, beside=self.beside)
        )
        return write(self.settings, self.network)

    def picture(self) -> Drawing:
        """Return the view's figure."""
        if self.settings.view == "uncertainty":
            return bands_picture(self.settings, self.ensembles)
        of_fits = partial(fits_picture, beside=self.beside)
        draw = stairs_picture if self.settings.view == "steps" else of_fits
        return draw(self.settings, self.network)


@dataclass(frozen=True)
class CurveFormat:
    """A kind of file that a view can be written to.

    Parameters
    ----------
    name, label, explanation
        Its key, what the page calls it, and one plain sentence.
    file_name, media_type
        The file's name, and what a browser calls the content.
    write
        Returns the content: text or bytes.
    """

    name: str
    label: str
    explanation: str
    file_name: str
    media_type: str
    write: Callable[[Seen], str | bytes]


CURVE_FORMATS: dict[str, CurveFormat] = {
    one.name: one
    for one in (
        CurveFormat(
            "script", "Python script", "Makes this view’s figure again, number by number.",
            "curves.py", "text/x-python", Seen.script,
        ),
        CurveFormat(
            "csv", "Table (CSV)", "This view’s points and curves, and the numbers of its charts.",
            "curves.csv", "text/csv", Seen.csv,
        ),
        CurveFormat(
            "svg", "Picture (SVG)", "This view’s figure, to be scaled as you like.",
            "curves.svg", "image/svg+xml", lambda seen: seen.picture().svg(),
        ),
        CurveFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "curves.png", "image/png", lambda seen: seen.picture().png(),
        ),
    )
}  # fmt: skip
