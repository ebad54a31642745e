"""What is ticked, as a setting of the page: names and values, in a link and put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.labs.search.models import find_tunable
from playground.labs.search.ranges import Range, Values
from playground.labs.search.tunables import Tunable
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import quoted

Ticked = tuple[tuple[str, Values], ...]
# Characters that an address keeps as they are.
BETWEEN_SETTINGS, BETWEEN_VALUES, NOTHING = "~~", "~", "-"


@dataclass(frozen=True)
class Ticks:
    """The settings to be tried with their values. In a link: width~2~4~~learning_rate~0.01..1..5.

    >>> Ticks().read("width~2~4~~learning_rate~0.01..1..5..log")
    (('width', (2.0, 4.0)), ('learning_rate', Range(low=0.01, high=1.0, n=5, log=True)))
    """

    def accept(self, value: Any) -> tuple[Ticked, str]:
        """Return what is ticked, without what cannot be; nothing is ticked twice."""
        pairs = value.items() if isinstance(value, Mapping) else value
        if isinstance(value, str) or not hasattr(pairs, "__iter__"):
            raise ValueError(f"{quoted(value)} is not a list of settings and their values")
        taken: dict[str, Values] = {}
        remarks: list[str] = []
        for pair in pairs:
            try:
                name, values = pair
                one = find_tunable(str(name))
            except SearchError as problem:
                remarks.append(str(problem).rstrip("."))
                continue
            except (TypeError, ValueError):
                raise ValueError(f"{quoted(pair)} is not a setting and its values") from None
            self._take(one, values, taken, remarks)
        return tuple(taken.items()), "; ".join(remarks)

    def _take(
        self, one: Tunable, values: Any, taken: dict[str, Values], remarks: list[str]
    ) -> None:
        single = not isinstance(values, Range | str | bytes) and hasattr(values, "__iter__")
        sound: list[Any] = []
        for part in [[each] for each in values] if single else [values]:
            try:
                accepted, more = one.taken(part)
            except SearchError as problem:
                remarks.append(str(problem).rstrip("."))
                continue
            remarks += [each.rstrip(".") for each in more]
            if isinstance(accepted, Range):
                taken[one.name] = accepted
                return
            sound += accepted
        if sound:
            taken[one.name] = tuple(dict.fromkeys(sound))

    def read(self, text: str) -> Ticked:
        """Return what a link's text stands for, not yet put right."""
        found: list[tuple[str, Values]] = []
        for part in text.split(BETWEEN_SETTINGS) if text else []:
            name, *values = part.split(BETWEEN_VALUES)
            read = [_read(name, each) for each in values]
            ranges = [each for each in read if isinstance(each, Range)]
            found.append((name, ranges[0] if ranges else tuple(read)))
        return tuple(found)

    def write(self, value: Ticked) -> str:
        """Return the text of what is ticked."""
        parts = []
        for name, values in value:
            one = find_tunable(name)
            if isinstance(values, Range):
                texts = [write_range(values)]
            else:
                texts = [_escaped(one.kind.write(each)) or NOTHING for each in values]
            parts.append(BETWEEN_VALUES.join([name, *texts]))
        return BETWEEN_SETTINGS.join(parts)


def _read(name: str, text: str) -> Any:
    """Return a value as it was written; what cannot be read stays text, and is refused in words."""
    plain = text.replace("%7E", "~").replace("%25", "%")
    try:
        one = find_tunable(name)
        if one.numeric and ".." in plain:
            return read_range(plain)
        return one.kind.read("" if plain == NOTHING else plain)
    except ValueError:
        return plain


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("~", "%7E")


def write_range(values: Range) -> str:
    """Return a range as text.

    >>> write_range(Range(0.001, 1.0, 4, log=True))
    '0.001..1.0..4..log'
    """
    parts = [repr(values.low), repr(values.high), str(values.n)]
    return "..".join([*parts, *(["log"] if values.log else [])])


def read_range(text: str) -> Range:
    """Return the range that a text such as "1..8", "1..8..4" or "0.1..10..5..log" means.

    Raises
    ------
    ValueError
        If it is none.
    """
    parts = [part.strip() for part in text.split("..")]
    log = parts[-1].lower() == "log"
    numbers = parts[:-1] if log else parts
    try:
        if not 2 <= len(numbers) <= 3:
            raise ValueError
        n = int(numbers[2]) if len(numbers) == 3 else Range.n
        return Range(float(numbers[0]), float(numbers[1]), n, log)
    except ValueError:
        raise ValueError(
            f'{quoted(text)} is not a range such as "1..8", "1..8..4" or "0.1..10..5..log"'
        ) from None


def typed(one: Tunable, text: str) -> Values:
    """Return the values that a learner has typed: "0.01, 0.1", or a range "2..16".

    Raises
    ------
    SearchError
        If they cannot be read.

    Examples
    --------
    >>> typed(find_tunable("width"), "2, 4, 8"), typed(find_tunable("width"), "2..16..3")
    ((2, 4, 8), Range(low=2.0, high=16.0, n=3, log=False))
    >>> typed(find_tunable("hidden_layers"), "4,2; 8")
    ((4, 2), (8,))
    """
    try:
        if one.numeric and ".." in text:
            return one.taken(read_range(text))[0]
        # What has commas in itself is set apart by semicolons.
        apart = "," if one.kind.write(one.menu[0]).count(",") == 0 and not _is_list(one) else ";"
        texts = [part.strip() for part in text.split(apart) if part.strip()]
        return one.taken([one.kind.read(part) for part in texts])[0]
    except SearchError:
        raise
    except ValueError as problem:
        raise SearchError(f"{one.label}: {problem}.") from None


def _is_list(one: Tunable) -> bool:
    return any(isinstance(value, tuple) for value in one.menu)
