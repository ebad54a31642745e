"""The further data sets, which open below the four pictures: drawn ones, and the files.

The browser gets their pictures when it asks for them, so that nobody waits for what is not opened.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache, partial
from typing import Any

import numpy as np
from bokeh.document import Document

from playground.data.catalogue import Entry, data_of
from playground.data.generators import DATASETS
from playground.data.tables import TableError
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import CATALOGUE, OWN
from playground.ui.kit.background import FOLDERS, Background, Soon
from playground.ui.kit.colours import several
from playground.ui.kit.icons import icon
from playground.ui.pages.playground.actions import Buttons
from playground.ui.pages.playground.data_view import POINTS, SEED, picture

LOOK = 1500  # milliseconds between two looks at the folder
SHARE = 0.2  # seconds for which one visit's files are read before others have their turn
GROUPS = {"two": "Two classes", "several": "Several classes", "values": "Values"}


def groups(problem: str, files: Iterable[Entry] = ()) -> list[dict[str, Any]]:
    """Return the further data sets of a problem type, in groups with a title each.

    With many files it takes a while: they are read for their pictures.

    >>> [group["label"] for group in groups("classification")][:2]
    ['Two classes', 'Several classes']
    """
    name = DATASET_OF[problem]
    found: dict[str, list[dict[str, Any]]] = {}
    for key, drawn in DATASETS.items():
        if drawn.problem == problem and key not in SETTINGS[name].menu:
            found.setdefault(GROUPS[drawn.group], []).append(picture(key))
    for entry in files:
        made = file_picture(entry)
        if made["problem"] in ("", problem):
            found.setdefault("Files", []).append(made)
    return [
        {"name": name, "label": label, "pictures": pictures} for label, pictures in found.items()
    ]


def read_for(seconds: float, files: Sequence[Entry]) -> Sequence[Entry]:
    """Read files for their pictures for a while, one at least; return those that have been read."""
    end = time.monotonic() + seconds
    for count, entry in enumerate(files, start=1):
        file_picture(entry)
        if time.monotonic() > end:
            return files[:count]
    return files


@lru_cache(maxsize=4096)
def file_picture(entry: Entry) -> dict[str, Any]:
    """Return the picture of a data file; one that cannot be used says why.

    A changed file has another signature, and so another picture.
    """
    said = entry.description
    told = {"value": entry.key, "label": entry.title, "points": []}
    try:
        table = data_of(entry)
    except TableError as problem:
        return {**told, "problem": "", "explanation": str(problem), "broken": True}
    chosen = np.random.default_rng(SEED).permutation(len(table.labels))[:POINTS]
    rows = np.column_stack([table.points, table.labels])[chosen].round(1)
    return {
        **told,
        "problem": table.problem,
        "explanation": said.fault or said.explanation or f"The file {entry.path.name}.",
        "points": rows.tolist(),
        "colours": several(table.n_classes),
    }


def is_further(settings: Settings) -> bool:
    """Tell whether the present data set is in the list: neither one of the pictures nor painted."""
    pictures = SETTINGS[DATASET_OF[settings.problem]].menu
    return settings.current_dataset not in (*pictures, OWN)


class FurtherData:
    """The opened or closed list of further data sets of one visit.

    While it is open the folder of the files is looked at every now and then, so that a file that
    is put there appears by itself.

    Parameters
    ----------
    document
        The page's document.
    soon
        See ``background.Background``.
    tell
        ``tell(groups)`` sends the browser the groups to show; None closes them.
    buttons
        Of which "more_data" opens and closes the list.
    """

    def __init__(
        self,
        document: Document,
        soon: Soon,
        tell: Callable[[list[dict[str, Any]] | None], None],
        buttons: Buttons,
    ) -> None:
        self._document = document
        self._background = Background(soon, FOLDERS)
        self._tell = tell
        self._button = buttons.made["more_data"]
        self._is_open: bool | None = None  # None: the learner has not said
        self._told: list[dict[str, Any]] | None = None
        self._looking = ""  # the problem type for whose data sets it is looked just now
        self._settings = Settings()
        self._watch: Any = None

    @property
    def is_open(self) -> bool:
        """Whether it is open: by the learner's wish, else when the present data set is in it."""
        return is_further(self._settings) if self._is_open is None else self._is_open

    def toggle(self) -> None:
        """Open or close it."""
        self._is_open = not self.is_open

    def show(self, settings: Settings) -> None:
        """Show what there is for the present problem type."""
        self._settings = settings
        self._button.icon = icon("less" if self.is_open else "more")
        self._look()
        if self.is_open and self._watch is None:
            self._watch = self._document.add_periodic_callback(self._look, LOOK)
        elif not self.is_open:
            self.close()

    def _look(self) -> None:
        """Look for what there is, unless somebody is at it.

        After a fault, of which the learner is told, not again until the list is opened anew.
        """
        if not self.is_open:
            self._show(None)
        elif self._looking != self._settings.problem:
            self._looking = self._settings.problem
            if self._told is None:  # at first what is there without the files: they may be many
                drawn = partial(groups, self._looking)
                self._background.do(drawn, self._show_drawn)
            else:
                self._look_at_files()

    def _look_at_files(self) -> None:
        problem = self._looking

        def found() -> tuple[list[dict[str, Any]], bool]:
            files = CATALOGUE.entries(max_age=LOOK / 1000)
            read = read_for(SHARE, files)
            return groups(problem, read), len(read) == len(files)

        self._background.do(found, self._show_found)

    def _show_drawn(self, drawn: list[dict[str, Any]]) -> None:
        self._show(drawn)
        self._look_at_files()

    def _show_found(self, found: tuple[list[dict[str, Any]], bool]) -> None:
        """Show the files that have been read, and go on with the others after those who wait."""
        now, is_all = found
        self._show(now)
        if is_all or not self.is_open:
            self._looking = ""
        else:
            self._look_at_files()

    def _show(self, now: list[dict[str, Any]] | None) -> None:
        now = now if self.is_open else None  # it may have been closed meanwhile
        if now != self._told:
            self._told = now
            self._tell(now)

    def forget(self) -> None:
        """Tell everything anew: the browser may have lost it."""
        self._told = None

    def close(self) -> None:
        """Look no more; when the page goes, this callback goes with its document."""
        if self._watch is not None and self._watch in self._document.session_callbacks:
            self._document.remove_periodic_callback(self._watch)
        self._watch = None
        self._looking = ""
