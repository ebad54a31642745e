"""Any bytes as a table: what the tests and the fuzz campaign draw, and what must hold."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from playground.data.columns import suggest, use
from playground.data.reading import read_table
from playground.data.tables import TableError

WORDS = b'1 -2.5 1e308 1e999 nan a " "" , ; True 0x1F =1+1 <b> # \\ 1_0 2020-01-01'.split(b" ")
CONTROLS = [b"\t", b"\n", b"\r", b"\r\n", b" ", b"\x00", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xa8"]
LINES = [b"1,2,a\n", b"3;4;b\n", b"x,y,z\n", b"5\t6\tc\n"]
BITS = st.sampled_from([*WORDS, *CONTROLS, *LINES])
TABLES = st.one_of(st.binary(max_size=200), st.lists(BITS, max_size=60).map(b"".join))


def rows_of(table):
    """Return the entries as text, a gap as ""."""
    return [
        ["" if pd.isna(one) else f"{one:.6g}" if isinstance(one, float) else one for one in row]
        for row in table.frame.itertuples(index=False, name=None)
    ]


def attempt(step, *arguments):
    """Return what a step gives, or None where it refuses with a sentence."""
    try:
        return step(*arguments)
    except TableError as error:
        told = str(error)
    assert told.endswith("."), f"not a sentence: {told}"
    return None


def try_table(content: bytes) -> None:
    """Read bytes as a table and use it, as the page does: it works, or is refused in a sentence."""
    table = attempt(read_table, content)
    if table is None:
        return
    assert len(table) > 0
    assert all(len(row) == len(table.columns) for row in rows_of(table))
    data = attempt(lambda: use(table, suggest(table)))
    if data is None:
        return
    assert data.points.shape == (len(data), 2)
    assert np.abs(data.points).max() <= 5.0
    assert np.isfinite(data.labels).all()
    for axis in data.axes:
        assert axis.ticks()
