"""Tables as text, with cells that no spreadsheet takes for a formula.

Excel, LibreOffice and Google Sheets compute a cell that begins with ``=``, ``+``, ``-`` or ``@``,
or with a tab or a line end before them; a class or a column of a stranger's file could so read
other cells or call a program (CSV injection, see OWASP). Such a text gets an apostrophe in front,
which these programs take for "this is text". Numbers stay numbers, whatever their sign.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

COMPUTED = ("=", "+", "-", "@", "\t", "\n")  # what such a cell begins with


def guarded(entry: Any) -> Any:
    """Return an entry as a spreadsheet may have it, the ends of its lines in one way.

    >>> [guarded(entry) for entry in ("=1+1", "-2.5", "@home", "plain", -2.5)]
    ["'=1+1", '-2.5', "'@home", 'plain', -2.5]
    """
    if not isinstance(entry, str):
        return entry
    text = entry.replace("\r\n", "\n").replace("\r", "\n")  # pandas puts no quotes around those
    if not text.startswith(COMPUTED):
        return text
    try:
        is_number = math.isfinite(float(text)) and not text[0].isspace()
    except ValueError:
        is_number = False
    return text if is_number else f"'{text}"


def csv_text(table: pd.DataFrame) -> str:
    r"""Return a table as CSV, without its index.

    >>> csv_text(pd.DataFrame({"-x": [-1.5], "kind": ["=cmd()"]}))
    "'-x,kind\n-1.5,'=cmd()\n"
    """
    words = {name: table[name].map(guarded) for name in table.select_dtypes(exclude="number")}
    return str(
        table.assign(**words).rename(columns=guarded).to_csv(index=False, lineterminator="\n")
    )
