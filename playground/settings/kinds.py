"""The kinds of values a setting can have: how one is put right, read from a link, written to it.

A kind knows three things. ``accept`` takes a value from anywhere in the program, puts it right
where it can and says in a sentence what it did. ``read`` takes the text of a link, ``write`` makes
it. Nothing here raises on bad input other than ``ValueError`` with a sentence for the learner.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from numbers import Real
from typing import Any, Protocol


class Kind(Protocol):
    """What every kind of setting can do."""

    def accept(self, value: Any) -> tuple[Any, str]:
        """Return the value as it will be used, and what was put right ("" when nothing was)."""

    def read(self, text: str) -> Any:
        """Return the value that a link's text stands for, not yet put right."""

    def write(self, value: Any) -> str:
        """Return the text of a value for a link."""


def quoted(value: object) -> str:
    """Return a value from outside as a short quotation, safe to show in a sentence."""
    text = str(value)
    text = "".join(character if character.isprintable() else "·" for character in text)
    return f'"{text[:40]}…"' if len(text) > 40 else f'"{text}"'


def shown(number: float) -> str:
    """Return a number as a learner would write it.

    >>> shown(0.03), shown(10.0), shown(1e-05), shown(float("-inf"))
    ('0.03', '10', '0.00001', '-infinity')
    """
    if math.isinf(number):
        return "infinity" if number > 0 else "-infinity"
    text = f"{number:.10f}".rstrip("0").rstrip(".") if 1e-9 <= abs(number) < 1e15 else repr(number)
    return "0" if number == 0 else text


@dataclass(frozen=True)
class Choice:
    """One name out of several; letter case does not matter in a link."""

    names: Collection[str]

    def accept(self, value: Any) -> tuple[str, str]:
        """Return the name as it is registered."""
        for name in self.names:
            if isinstance(value, str) and value.lower() == name.lower():
                return name, ""
        raise ValueError(f"{quoted(value)} is not one of {', '.join(self.names)}")

    def read(self, text: str) -> str:
        """Return the text itself."""
        return text

    def write(self, value: str) -> str:
        """Return the name itself."""
        return value


@dataclass(frozen=True)
class Number:
    """A number within bounds; ``integer`` rounds it."""

    low: float
    high: float
    integer: bool = False

    def accept(self, value: Any) -> tuple[float | int, str]:
        """Return the number, moved to the nearest bound when it lies outside."""
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            raise ValueError(f"{quoted(value)} is not a number") from None
        if math.isnan(number):
            raise ValueError(f"{quoted(value)} is not a number")
        if number < self.low:
            return self._typed(
                self.low
            ), f"{shown(number)} is below the least value {shown(self.low)}"
        if number > self.high:
            return self._typed(
                self.high
            ), f"{shown(number)} is above the greatest value {shown(self.high)}"
        if self.integer and number != round(number):
            return round(number), f"{shown(number)} is not a whole number"
        return self._typed(number), ""

    def _typed(self, number: float) -> float | int:
        return round(number) if self.integer else float(number)

    def read(self, text: str) -> float:
        """Return the number a link's text stands for."""
        try:
            return float(text)
        except ValueError:
            raise ValueError(f"{quoted(text)} is not a number") from None

    def write(self, value: float) -> str:
        """Return the number as short as it goes, to the last bit."""
        text = shown(value)
        return text if float(text) == value else repr(value)


@dataclass(frozen=True)
class Seed:
    """A whole number from which all randomness of a run follows.

    TensorFlow Playground writes its seeds as decimals (0.75437): the digits are taken as the
    number. Any other word gives a number of its own, always the same one.
    """

    high: int = 2**53

    def accept(self, value: Any) -> tuple[int, str]:
        """Return the seed as a whole number of at least zero."""
        whole = isinstance(value, Real) and float(value).is_integer()
        if not whole or isinstance(value, bool):
            raise ValueError(f"{quoted(value)} is not a seed; a seed is a whole number")
        number = abs(int(value)) % self.high
        return number, "" if number == value else f"{quoted(value)} is outside the seeds' range"

    def read(self, text: str) -> int:
        """Return the number that a link's text stands for."""
        if decimal := re.fullmatch(r"0?\.(\d{1,15})", text):
            return int(decimal[1])
        if re.fullmatch(r"\d{1,16}", text):
            return int(text)
        return int.from_bytes(text.encode("utf-8", "replace"), "big") % self.high

    def write(self, value: int) -> str:
        """Return the digits."""
        return str(value)


@dataclass(frozen=True)
class Flag:
    """Yes or no."""

    def accept(self, value: Any) -> tuple[bool, str]:
        """Return a truth value; anything but a truth value, 0 and 1 is refused."""
        if isinstance(value, bool | int | float) and value in (True, False):
            return bool(value), ""
        raise ValueError(f"{quoted(value)} is neither true nor false")

    def read(self, text: str) -> bool:
        """Return what "true" or "false" stands for."""
        words = {"true": True, "1": True, "false": False, "0": False}
        if text.lower() not in words:
            raise ValueError(f"{quoted(text)} is neither true nor false")
        return words[text.lower()]

    def write(self, value: bool) -> str:
        """Return "true" or "false"."""
        return "true" if value else "false"


@dataclass(frozen=True)
class Shape:
    """Neurons in each hidden layer, from the first to the last."""

    max_layers: int
    max_neurons: int

    def accept(self, value: Any) -> tuple[tuple[int, ...], str]:
        """Return the shape, layers beyond the limits left out and sizes brought into range."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a list of layer sizes")
        number = Number(1, self.max_neurons, integer=True)
        sizes, remarks = [], []
        for size in value:
            accepted, remark = number.accept(size)
            sizes.append(int(accepted))
            if remark:
                remarks.append(remark)
        if len(sizes) > self.max_layers:
            remarks.append(f"{len(sizes)} hidden layers are more than {self.max_layers}")
        return tuple(sizes[: self.max_layers]), "; ".join(dict.fromkeys(remarks))

    def read(self, text: str) -> tuple[float, ...]:
        """Return the sizes in a text such as "4,2"; the empty text means no hidden layer."""
        parts = [part.strip() for part in text.split(",")] if text.strip() else []
        try:
            return tuple(float(part) for part in parts)
        except ValueError:
            raise ValueError(f'{quoted(text)} is not a list of layer sizes such as "4,2"') from None

    def write(self, value: tuple[int, ...]) -> str:
        """Return the sizes with commas."""
        return ",".join(str(size) for size in value)


@dataclass(frozen=True)
class Pair:
    """A point of the plane: two numbers within bounds, or none where it is left open.

    ``parts`` is what the two numbers are called.
    """

    low: float
    high: float
    parts: tuple[str, str] = ("x", "y")

    def accept(self, value: Any) -> tuple[tuple[float, ...], str]:
        """Return both numbers, moved to the nearest bound where they lie outside; () for none."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a point")
        given = list(value)
        if len(given) not in (0, 2):
            raise ValueError(f"a point has two numbers, not {len(given)}")
        number = Number(self.low, self.high)
        taken = [number.accept(one) for one in given]
        return tuple(float(one) for one, _ in taken), "; ".join(filter(None, (r for _, r in taken)))

    def read(self, text: str) -> tuple[float, ...]:
        """Return the numbers in a text such as "1.5,-2"; the empty text leaves the point open."""
        number = Number(self.low, self.high)
        return tuple(number.read(part) for part in text.split(",")) if text.strip() else ()

    def write(self, value: tuple[float, ...]) -> str:
        """Return the numbers with a comma."""
        number = Number(self.low, self.high)
        return ",".join(number.write(one) for one in value)


@dataclass(frozen=True)
class Names:
    """Some of several names, in their registered order, at least ``least`` of them."""

    names: Collection[str]
    least: int = 0

    def accept(self, value: Any) -> tuple[tuple[str, ...], str]:
        """Return the known names, each once, in their registered order."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a list of names")
        wanted = list(value)
        unknown = [one for one in wanted if not isinstance(one, str) or one not in self.names]
        known = tuple(name for name in self.names if name in wanted)
        if len(known) < self.least:
            raise ValueError("at least one must be chosen")
        return known, f"{quoted(unknown[0])} is not known" if unknown else ""

    def read(self, text: str) -> tuple[str, ...]:
        """Return the names in a text with commas."""
        return tuple(part.strip() for part in text.split(",") if part.strip())

    def write(self, value: tuple[str, ...]) -> str:
        """Return the names with commas."""
        return ",".join(value)


@dataclass(frozen=True)
class PerLayer:
    """One value for each hidden layer, from the first on; layers beyond have none of their own."""

    kind: Choice | Number
    most: int

    def accept(self, value: Any) -> tuple[tuple[Any, ...], str]:
        """Return the values, each as its kind takes it."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a list with a value for each layer")
        accepted, remarks = [], []
        for one in list(value)[: self.most]:
            taken, remark = self.kind.accept(one)
            accepted.append(taken)
            if remark:
                remarks.append(remark)
        while accepted and accepted[-1] == "":  # says the same as nothing, and a link cannot tell
            accepted.pop()
        return tuple(accepted), "; ".join(dict.fromkeys(remarks))

    def read(self, text: str) -> tuple[Any, ...]:
        """Return the values in a text with commas."""
        return tuple(self.kind.read(part.strip()) for part in text.split(",")) if text else ()

    def write(self, value: tuple[Any, ...]) -> str:
        """Return the values with commas."""
        return ",".join(self.kind.write(one) for one in value)


@dataclass(frozen=True)
class Neurons:
    """Some neurons by layer and place, both counted from 1; place 0, or none, is the whole layer.

    ``layers`` says whether a whole layer may be named.

    >>> Neurons(16, 64).accept([(2, 1), (1, 3), 2])
    (((1, 3), (2, 0)), '')
    """

    max_layers: int
    max_neurons: int
    layers: bool = True

    def accept(self, value: Any) -> tuple[tuple[tuple[int, int], ...], str]:
        """Return the neurons in their order, each once, none besides its whole layer."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f'{quoted(value)} is not a list of neurons such as "1.2,2.1"')
        taken = {self._one(each) for each in value}
        whole = {layer for layer, place in taken if place == 0}
        return tuple(sorted(one for one in taken if one[1] == 0 or one[0] not in whole)), ""

    def _one(self, value: Any) -> tuple[int, int]:
        pair = tuple(value) if isinstance(value, list | tuple) else (value, 0)
        if len(pair) != 2 or any(isinstance(one, bool | str) for one in pair):
            raise ValueError(f"{quoted(value)} is not a layer and a neuron")
        layer, _ = Number(1, self.max_layers, integer=True).accept(pair[0])
        place, _ = Number(0, self.max_neurons, integer=True).accept(pair[1])
        if (layer, place) != pair or (place == 0 and not self.layers):
            raise ValueError(f"there is no neuron {quoted('.'.join(map(str, pair)))}")
        return int(layer), int(place)

    def read(self, text: str) -> tuple[tuple[int, int], ...]:
        """Return the neurons in a text such as "1.2,3"."""
        found = []
        for part in text.split(",") if text.strip() else []:
            if not re.fullmatch(r"\d{1,3}(\.\d{1,3})?", part.strip()):
                raise ValueError(f'{quoted(text)} is not a list of neurons such as "1.2,2.1"')
            layer, _, place = part.strip().partition(".")
            found.append((int(layer), int(place or 0)))
        return tuple(found)

    def write(self, value: tuple[tuple[int, int], ...]) -> str:
        """Return the neurons with commas, a whole layer by its number alone."""
        return ",".join(f"{layer}.{place}" if place else str(layer) for layer, place in value)


@dataclass(frozen=True)
class Parsed:
    """A text that another module can read: a name it knows or a formula.

    ``parse`` returns whatever it makes of the text, or raises ``ValueError`` with a sentence.
    """

    parse: Callable[[str], Any]

    def accept(self, value: Any) -> tuple[str, str]:
        """Return the text, blanks at its ends removed."""
        if not isinstance(value, str):
            raise ValueError(f"{quoted(value)} is not a formula")
        try:
            self.parse(value.strip())
        except ValueError as problem:
            raise ValueError(f"{quoted(value)} cannot be read: {problem}".rstrip(".")) from None
        return value.strip(), ""

    def read(self, text: str) -> str:
        """Return the text itself."""
        return text

    def write(self, value: str) -> str:
        """Return the text itself."""
        return value


@dataclass(frozen=True)
class NamesAndFormulas:
    """Some of several names in their registered order, then formulas in the order of typing."""

    names: Collection[str]
    formula: Parsed
    most_formulas: int

    def accept(self, value: Any) -> tuple[tuple[str, ...], str]:
        """Return the names and formulas that can be used, each once; at least one."""
        if isinstance(value, str) or not isinstance(value, Iterable):
            raise ValueError(f"{quoted(value)} is not a list of names")
        given = list(value)
        wanted = list(dict.fromkeys(one for one in given if isinstance(one, str)))
        chosen = [name for name in self.names if name in wanted]
        remarks = [f"{quoted(one)} is not a name" for one in given if not isinstance(one, str)]
        formulas = []
        for one in wanted:
            if one in self.names:
                continue
            try:
                formulas.append(self.formula.accept(one)[0])
            except ValueError as problem:
                remarks.append(str(problem))
        if len(formulas) > self.most_formulas:
            remarks.append(f"{len(formulas)} formulas are more than {self.most_formulas}")
        chosen += dict.fromkeys(formulas[: self.most_formulas])
        if not chosen:
            raise ValueError("; ".join(remarks) or "at least one must be chosen")
        return tuple(chosen), "; ".join(remarks)

    def read(self, text: str) -> tuple[str, ...]:
        """Return the names and formulas in a text with semicolons."""
        return tuple(part.strip() for part in text.split(";") if part.strip())

    def write(self, value: tuple[str, ...]) -> str:
        """Return names and formulas with semicolons."""
        return ";".join(value)
