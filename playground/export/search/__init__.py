"""What carries a search elsewhere: a script, a table, pictures of what is seen.

>>> [one.file_name for one in SEARCH_FORMATS.values()]
['search.py', 'search.csv', 'search.svg', 'search.png']
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from playground.export.search.code import search_script
from playground.export.search.picture import search_picture
from playground.export.search.table import search_csv
from playground.labs.search.searching import Search


@dataclass(frozen=True)
class SearchFormat:
    """A kind of file that a search can be written to.

    Parameters
    ----------
    name, label, explanation
        Its key, what the page calls it, and one plain sentence.
    file_name, media_type
        The file's name, and what a browser calls the content.
    write
        ``write(search, view)`` returns the content, text or bytes; the view is what is looked at.
    """

    name: str
    label: str
    explanation: str
    file_name: str
    media_type: str
    write: Callable[[Search, str], str | bytes]


SEARCH_FORMATS: dict[str, SearchFormat] = {
    one.name: one
    for one in (
        SearchFormat(
            "script", "scikit-learn script", "Makes the same search with scikit-learn’s own loop.",
            "search.py", "text/x-python", lambda search, view: search_script(search.plan),
        ),
        SearchFormat(
            "csv", "Table (CSV)", "A row for each fit: settings, fold, score, epochs, seconds.",
            "search.csv", "text/csv", lambda search, view: search_csv(search),
        ),
        SearchFormat(
            "svg", "Picture (SVG)", "The drawing that is seen, to be scaled as you like.",
            "search.svg", "image/svg+xml", lambda search, view: search_picture(search, view).svg(),
        ),
        SearchFormat(
            "png", "Picture (PNG)", "The same as an image.",
            "search.png", "image/png", lambda search, view: search_picture(search, view).png(),
        ),
    )
}  # fmt: skip
