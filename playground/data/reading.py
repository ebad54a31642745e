"""Reading files with a learner's own data: CSV, tab-separated or with semicolons.

``read_table`` turns the bytes of a file into a ``Table``; pandas does the reading, and what an
entry means stands in ``entries``. Whatever is wrong with a file is a ``TableError``, in a sentence.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from playground.arrays import IntArray
from playground.data.entries import AT_ONCE, column_of, different, is_number, shown, tidy
from playground.data.tables import Column, Table, TableError

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 200_000
MAX_COLUMNS = 500
SEPARATORS = {
    "\t": "tabs",
    ";": "semicolons",
    ",": "commas",
}  # a tie goes to the first: commas occur in text
_HEAD_ROWS = 50  # rows looked at to find out about separator and header
_LINE_END = re.compile(r"\r\n|\r|\n")
# What may stand above a table: empty lines, and the line by which Excel is told the separator.
_OPENING = re.compile(r'[\r\n]*(?:"?sep=(.)"?[ \t]*(?:[\r\n]+|$))?', re.IGNORECASE)


def read_table(content: bytes, name: str = "data.csv", header: bool | None = None) -> Table:
    r"""Read a file.

    Parameters
    ----------
    content
        The file's bytes: text in UTF-8, with or without a byte-order mark, in UTF-16 with one, or
        in Windows-1252; at most 20 MB, 200,000 rows and 500 columns; separated by commas,
        semicolons or tabs; entries may be quoted. A line such as ``sep=;`` may stand above, as
        Excel takes it. The rows may have one entry more than the heading: names of rows in front,
        as R writes them, or nothing behind the last separator.
    name
        What to call it in messages.
    header
        Whether the first line names the columns; found out by itself when left out (it does where
        none of its entries is a number, or one that comes only there stands over words).

    Returns
    -------
    Table
        What was read. Empty lines are left out; entries that are missing are gaps, and among
        numbers also ``NA``, ``?`` and their like, and what is infinite.

    Raises
    ------
    TableError
        If it cannot be read.

    Examples
    --------
    >>> table = read_table(b"x,y,kind\n1,2,a\n3,4,b\n")
    >>> table.numbers, table.frame.to_numpy().tolist()
    (('x', 'y'), [[1.0, 2.0, 'a'], [3.0, 4.0, 'b']])
    """
    name = shown(tidy(name)) or "The file"
    text = _decode(content, name)
    opening = _OPENING.match(text)
    assert opening is not None  # it may be empty
    body, first_line = text[opening.end() :], 1 + _count_lines(opening[0])
    separators = (opening[1],) if opening[1] else tuple(SEPARATORS)
    if not set(separators) <= set(SEPARATORS):
        raise TableError(
            f'{name} says that its columns are separated by "{opening[1]}". Save it with commas, '
            "semicolons or tabs between them."
        )
    separator, body, head = _look(body, name, first_line, separators)
    if header is None:
        header = _is_heading(head)
    names = _headings(head.iloc[0] if header else [""] * head.shape[1])
    frame = _read(body, name, first_line, separator, names, header)
    after_heading = _lines(head.iloc[: int(header)], first_line, body)[-1]
    frame.index = pd.Index(_lines(frame, after_heading, body)[:-1])
    frame = _tidy(frame, comma_is_free=separator != ",") if len(frame) else frame
    if len(frame) == 0:
        raise TableError(f"{name} has no rows of data.")
    columns = tuple(
        Column(
            str(heading),
            entries.dtype == np.float64,
            int(entries.nunique()),
        )
        for heading, entries in frame.items()
    )
    return Table(name, frame, columns, header)


def _decode(content: bytes, name: str) -> str:
    if len(content) > MAX_BYTES:
        raise TableError(f"{name} is larger than 20 MB. Leave out rows or columns.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise TableError(
            f"{name} is a workbook or an archive. Save the sheet as CSV and open that."
        )
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeError:
            raise TableError(
                f"{name} begins like UTF-16 but is not. Save it as CSV in UTF-8."
            ) from None
    if b"\0" in content:
        line = 1 + _count_lines(content[: content.index(b"\0")].decode("utf-8", "replace"))
        raise TableError(f"Line {line} of {name} holds a zero byte: this is not a text file.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            text = content.decode("cp1252")  # as spreadsheets in western Europe write
        except UnicodeDecodeError:
            line = 1 + _count_lines(content[: error.start].decode("utf-8", "replace"))
            raise TableError(
                f"Line {line} of {name} is not UTF-8 text. Save the file as CSV in UTF-8."
            ) from None
    if not text.strip():
        raise TableError(f"{name} is empty.")
    return text


def _count_lines(text: str) -> int:
    """Return how many line ends there are, whatever way they are written."""
    return len(_LINE_END.findall(text))


def _each_line(text: str) -> Iterator[str]:
    """Return the lines one after the other, whatever way their ends are written."""
    start = 0
    for end in _LINE_END.finditer(text):
        yield text[start : end.start()]
        start = end.end()
    yield text[start:]


def _lines(rows: pd.DataFrame, first_line: int, body: str) -> IntArray:
    """Return the line on which each of some rows begins, and last the one after all of them.

    A row goes over several lines where a quoted entry holds line ends.
    """
    n_lines = np.ones(len(rows), dtype=np.int64)
    words = rows.select_dtypes(exclude=["number", "bool"]) if '"' in body else rows.iloc[:, :0]
    for column in words:
        breaks = words[column].astype(str).str.count(_LINE_END.pattern)
        n_lines += breaks.fillna(0).to_numpy(dtype=np.int64)
    return first_line + np.concatenate([[0], n_lines.cumsum()])


def _look(
    body: str, name: str, first_line: int, separators: tuple[str, ...]
) -> tuple[str, str, pd.DataFrame]:
    """Find the separator that gives the most columns.

    Returns
    -------
    tuple
        The separator, the text with a heading of as many entries as the rows have, and the first
        rows as words.
    """
    longest = dict.fromkeys(separators, 0)
    for line in islice(_each_line(body), MAX_ROWS):
        for mark in separators:
            longest[mark] = max(longest[mark], line.count(mark))
    best: tuple[str, str, pd.DataFrame] | None = None
    failures: dict[int, TableError] = {}
    for separator in separators:
        if longest[separator] >= MAX_COLUMNS:
            reason = TableError(f"{name} has more than {MAX_COLUMNS} columns.")
            failures[MAX_COLUMNS] = reason
            continue
        try:
            whole = _with_whole_heading(body, separator)
            head = _pandas(whole, name, first_line, separator, nrows=_HEAD_ROWS)
        except TableError as error:
            failures.setdefault(longest[separator], error)
            continue
        if best is None or head.shape[1] > best[2].shape[1]:
            best = separator, whole, head
    # A single column: this separator does not occur, so another one's failure is what counts.
    if failures and (best is None or best[2].shape[1] == 1):
        raise failures[max(failures)]
    assert best is not None  # each separator either fails or gives a head
    return best


def _with_whole_heading(body: str, separator: str) -> str:
    """Return the text with one more entry in its first line where all others have one more."""
    try:
        rows = csv.reader(islice(_each_line(body), _HEAD_ROWS), delimiter=separator)
        heading, *others = (row for row in rows if row)
    except (csv.Error, ValueError):  # what is wrong is told by pandas, with its line
        return body
    if len(heading) == 1 or {len(row) for row in others} != {len(heading) + 1}:
        return body
    if any(row[-1] for row in others):
        return separator + body
    end = _LINE_END.search(body)
    return body if end is None else body[: end.start()] + separator + body[end.start() :]


def _is_heading(head: pd.DataFrame) -> bool:
    """Tell whether the first row names the columns."""
    first, rest = head.iloc[0], head.iloc[1:]
    numbers = [entry for entry in first if is_number(entry)]
    if not numbers:
        return True
    if not all(entry.strip().isdigit() for entry in numbers):
        return False
    # Years over measurements: then a word that comes only here stands over words that come again.
    for column, entry in first.items():
        below = rest[column].dropna()
        words = not len(below) or not below.map(is_number).any()
        if isinstance(entry, str) and not is_number(entry) and words and len(below) > 1:
            return entry not in set(below) and bool(below.duplicated(keep=False).all())
    return False


def _pandas(body: str, name: str, first_line: int, separator: str, **options: Any) -> pd.DataFrame:
    """Read with pandas; what goes wrong becomes a sentence with the line's number."""
    parts: list[pd.DataFrame] = []
    n_rows = 0
    try:
        with pd.read_csv(
            io.BytesIO(body.encode()),  # decoded bit by bit; a StringIO would copy it whole
            sep=separator,
            header=None,
            skip_blank_lines=False,
            skipinitialspace=True,
            low_memory=False,
            chunksize=AT_ONCE,
            dtype=str,
            keep_default_na=False,
            na_values=[""],
            **options,
        ) as reader:
            for part in reader:
                parts.append(part)
                n_rows += int(part.notna().any(axis="columns").sum())
                if n_rows > MAX_ROWS:
                    raise TableError(
                        f"{name} has more than {MAX_ROWS:,} rows. Leave some of them out."
                    )
        return pd.concat(parts)
    except TableError:
        raise
    except pd.errors.EmptyDataError:
        raise TableError(f"{name} is empty.") from None
    except (pd.errors.ParserError, ValueError, OverflowError) as error:
        reason = str(error)
    if found := re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", reason):
        expected, row, seen = (int(number) for number in found.groups())
        line = _line_of(body, name, first_line, separator, row - 1)
        for number in (first_line, line):
            if next(islice(_each_line(body), number - first_line, None)).startswith("#"):
                raise TableError(
                    f"Line {number} of {name} begins with #, as comments do. Take such lines out: "
                    "only a heading may stand above the rows."
                )
        if expected == 1:
            raise TableError(
                f"Line {line} of {name} has {seen} entries, those above it only one. If the table "
                f"begins there, take out what stands above."
            )
        raise TableError(f"Line {line} of {name} has {seen} entries; {expected} are expected.")
    if found := re.search(r"EOF inside string starting at row (\d+)", reason):
        line = _line_of(body, name, first_line, separator, int(found[1]))
        raise TableError(f"Line {line} of {name} opens a quotation mark that is never closed.")
    raise TableError(f"{name} cannot be read as a table with {SEPARATORS[separator]}.")


def _line_of(body: str, name: str, first_line: int, separator: str, row: int) -> int:
    """Return the line on which a row begins, counted from 0, when those before it can be read."""
    if row == 0:
        return first_line
    before = _pandas(body, name, first_line, separator, nrows=row)
    return int(_lines(before, first_line, body)[-1])


def _read(
    body: str, name: str, first_line: int, separator: str, names: list[str], header: bool
) -> pd.DataFrame:
    options: dict[str, Any] = {
        "names": names,
        "skiprows": int(header),
        "index_col": False,
    }
    if header and re.fullmatch(r"[^\r\n]*[\r\n]*", body):
        raise TableError(f"{name} has a heading but no rows of data.")
    return _pandas(body, name, first_line, separator, **options)


def _tidy(frame: pd.DataFrame, comma_is_free: bool) -> pd.DataFrame:
    """Leave out empty rows and columns; make the rest float64 or words."""
    tidy = {name: column_of(entries, comma_is_free) for name, entries in frame.items()}
    frame = pd.DataFrame(tidy, index=frame.index)
    return frame.dropna(axis="columns", how="all").dropna(axis="index", how="all")


def _headings(entries: Iterable[object]) -> list[str]:
    """Return names for the columns, none empty and none twice."""
    cleaned = (shown(tidy(entry)) if isinstance(entry, str) else "" for entry in entries)
    return different(name or f"column {number}" for number, name in enumerate(cleaned, start=1))
