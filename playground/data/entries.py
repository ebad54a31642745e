"""The entries of a table's columns: numbers as the world writes them, words, gaps.

A column holds numbers where all of its entries agree in one way to read them; else it holds words,
just as they stand in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from itertools import chain, count

import numpy as np
import pandas as pd

AT_ONCE = 5_000  # entries handled in one go: Python's lock comes free between two
SHOWN = 60  # characters of a name that are shown
# What stands in the place of a number that is missing; among words each of them is a word.
_MISSING = "na n/a nan null none ? - – — . .. #n/a #na"
_FAULTS_OF_EXCEL = "#null! #div/0! #value! #ref! #name? #num!"
GAPS = frozenset([*_MISSING.split(" "), *_FAULTS_OF_EXCEL.split(" ")])
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_BETWEEN_THOUSANDS = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(?!\d))")
_UNITS = ("%", "€", "$", "£", "¥")
# An entry without any digit, which cannot be a number, but for infinity.
_NO_NUMBER = re.compile(r"^(?![-+]?inf(?:inity)?$)[^\d\n]+$", re.MULTILINE | re.IGNORECASE)
# Whole entries, one on each line: codes, whose digits mean something as they stand, and such as
# 12.345, which may be thousands.
_CODE = re.compile(r"^[-+]?(?:0\d+|\d{16,})$", re.MULTILINE)
_MAYBE_THOUSANDS = re.compile(r"^[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?$", re.MULTILINE)
# Thousands set apart by points or commas, with a decimal mark of the other kind.
_THOUSANDS_BY_POINT = r"[-+]?[1-9]\d{0,2}(?:\.\d{3})+(?:,\d+)?"
_THOUSANDS_BY_COMMA = r"[-+]?[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?"
_DECIMAL_COMMA = r"[-+]?\d*,?\d*(?:[eE][-+]?\d+)?"
_SHORT = r"[-+]?\d{1,3}"

Reading = Callable[["pd.Series[str]"], "pd.Series[str] | None"]


def column_of(words: pd.Series, comma_is_free: bool) -> pd.Series:
    """Return a column as float64 (nan for a gap) or as words (None for a gap).

    Parameters
    ----------
    words
        The entries as they stand in the file; None or nan where there is none.
    comma_is_free
        Whether a comma may be a decimal mark: where none stands between the columns.

    Examples
    --------
    >>> column_of(pd.Series(["1", "?", "−3"]), comma_is_free=False).tolist()
    [1.0, nan, -3.0]
    >>> column_of(pd.Series(["12.345", "999"]), comma_is_free=True).tolist()
    [12345.0, 999.0]
    >>> column_of(pd.Series(["NA", "EU", ""]), comma_is_free=False).tolist()
    ['NA', 'EU', None]
    """
    ambiguous = _holds(words, _CODE) or (comma_is_free and _holds(words, _MAYBE_THOUSANDS))
    numbers = None if ambiguous else in_parts(words, _plain)
    if numbers is None or not (numbers.notna() == words.notna()).all():
        kept = in_parts(words, lambda part: part.map(tidy, na_action="ignore"))
        kept = kept.astype(object).where(kept.notna() & (kept != ""), None)
        numbers = numbers_in(kept, comma_is_free)
        if numbers is None:
            return kept
    return numbers.where(np.isfinite(numbers))


def numbers_in(words: pd.Series, comma_is_free: bool) -> pd.Series | None:
    """Return words as the numbers that they are; None if one of them is neither that nor a gap."""
    gap = words.isna() | words.str.lower().isin(GAPS)
    entries = words[~gap]
    numbers = pd.Series(np.nan, index=words.index)
    if len(entries):
        if _holds(entries, _NO_NUMBER) or _holds(entries, _CODE):
            return None
        for reading in _readings(comma_is_free):
            written = reading(entries)
            found = None if written is None else in_parts(written, _plain)
            if found is not None and found.notna().all():
                numbers[~gap] = found.to_numpy()
                return numbers
        return None
    return numbers


def _holds(words: pd.Series, pattern: re.Pattern[str]) -> bool:
    """Tell whether a pattern for lines is found among the entries."""
    there = words.dropna().to_numpy(dtype=object)
    starts = range(0, len(there), AT_ONCE)
    return any(pattern.search("\n".join(there[at : at + AT_ONCE])) for at in starts)


def _plain(words: pd.Series) -> pd.Series:
    return pd.to_numeric(words, errors="coerce").astype(np.float64)


def _readings(comma_is_free: bool) -> Iterable[Reading]:
    """Return the ways to read numbers; each writes them as Python does, or says that it cannot."""
    readings: list[Reading] = [lambda words: words, _without_units]
    if comma_is_free:
        readings = [_short_beside_thousands, *readings, _with_decimal_comma]
    return [*readings, _with_commas_between_thousands]


def _short_beside_thousands(words: pd.Series) -> pd.Series | None:
    """Read 12.345 beside 999 as twelve thousand: decimals would not always have three places."""
    words = _without_units(words)
    long = words.str.fullmatch(_THOUSANDS_BY_POINT)
    short = words.str.fullmatch(_SHORT)
    if not (long.any() and short.any() and (long | short).all()):
        return None
    return words.str.replace(".", "", regex=False).str.replace(",", ".", regex=False)


def _without_units(words: pd.Series) -> pd.Series:
    """Take off the unit that all entries carry, and what only makes them look well."""
    words = words.str.replace("\u2212", "-", regex=False)
    for unit in _UNITS:
        if (words.str.endswith(unit) | words.str.startswith(unit)).all():
            words = words.str.replace(unit, "", regex=False).str.strip()
    return words.str.replace(_BETWEEN_THOUSANDS, "", regex=True)


def _with_decimal_comma(words: pd.Series) -> pd.Series | None:
    words = _without_units(words)
    long = words.str.fullmatch(_THOUSANDS_BY_POINT)
    if not (long | words.str.fullmatch(_DECIMAL_COMMA)).all():
        return None
    plain = words.where(~long, words.str.replace(".", "", regex=False))
    return plain.str.replace(",", ".", regex=False)


def _with_commas_between_thousands(words: pd.Series) -> pd.Series | None:
    words = _without_units(words)
    long = words.str.fullmatch(_THOUSANDS_BY_COMMA)
    return words.where(~long, words.str.replace(",", "", regex=False)) if long.any() else None


def in_parts(words: pd.Series, work: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return ``work`` of all entries, done for some at a time."""
    if len(words) <= AT_ONCE:
        return work(words)
    starts = range(0, len(words), AT_ONCE)
    return pd.concat([work(words.iloc[start : start + AT_ONCE]) for start in starts])


def is_number(entry: object) -> bool:
    """Tell whether an entry by itself is a number.

    >>> [is_number(one) for one in ("1,5", "12 %", "nan", "x", None)]
    [True, True, False, False, False]
    """
    if not isinstance(entry, str):
        return False
    found = numbers_in(pd.Series([tidy(entry)]), comma_is_free=True)
    return found is not None and bool(found.notna().all())


def tidy(text: str) -> str:
    """Return an entry on one line of printable characters."""
    text = " ".join(_UNSEEN.sub("", text).split())
    return "".join(character if character.isprintable() else "·" for character in text)


def shown(text: str) -> str:
    """Return a name as it is shown: not too long.

    >>> len(shown("a" * 100)), shown("short")
    (60, 'short')
    """
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def different(names: Iterable[str]) -> list[str]:
    """Return names, a number put behind one that came before.

    >>> different(["label", "label (2)", "label", "label"])
    ['label', 'label (2)', 'label (3)', 'label (4)']
    """
    made: dict[str, None] = {}
    for name in names:
        numbered = (f"{name} ({number})" for number in count(2))
        made[next(one for one in chain([name], numbered) if one not in made)] = None
    return list(made)
