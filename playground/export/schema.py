"""Checks a JSON value against a JSON Schema, and says in a sentence what does not fit.

Only the words of JSON Schema that ``experiment.schema.json`` uses are known here; a schema with
another word is refused, so that nothing is silently left unchecked.
"""

from __future__ import annotations

import json
import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from playground.settings.kinds import quoted

Schema = dict[str, Any]

_TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "null": type(None),
}
_SILENT = {"$schema", "$defs", "title", "description"}
_KNOWN = _SILENT | {
    "$ref", "additionalProperties", "const", "enum", "items", "maxItems", "maxLength", "maximum",
    "minItems", "minimum", "oneOf", "properties", "required", "type",
}  # fmt: skip


class SchemaError(ValueError):
    """A value does not fit its schema; the message says where and why."""


@lru_cache(maxsize=1)
def experiment_schema() -> Schema:
    """Return the schema of an experiment's file."""
    text = Path(__file__).with_name("experiment.schema.json").read_text("utf-8")
    schema: Schema = json.loads(text)
    return schema


def check(value: Any, schema: Schema, place: str = "", root: Schema | None = None) -> None:
    """Check a value that was read from JSON.

    Parameters
    ----------
    value
        What ``json.loads`` has returned.
    schema
        The schema it must fit.
    place
        Where in the file it stands, for the message.
    root
        The whole schema, where ``$ref`` points into.

    Raises
    ------
    SchemaError
        For the first thing that does not fit.

    Examples
    --------
    >>> check({"age": -1}, {"properties": {"age": {"type": "integer", "minimum": 0}}})
    Traceback (most recent call last):
    ...
    playground.export.schema.SchemaError: "age" is -1 and must be at least 0
    """
    root = schema if root is None else root
    assert not set(schema) - _KNOWN, f"unknown words in the schema: {set(schema) - _KNOWN}"
    if "$ref" in schema:
        check(value, root["$defs"][schema["$ref"].removeprefix("#/$defs/")], place, root)
    _check_value(value, schema, place)
    if "oneOf" in schema:
        _check_one_of(value, schema["oneOf"], place, root)
    if isinstance(value, list):
        _check_array(value, schema, place, root)
    if isinstance(value, dict):
        _check_object(value, schema, place, root)


def _named(place: str) -> str:
    return quoted(place) if place else "the whole"


def _is(value: Any, name: str) -> bool:
    return isinstance(value, _TYPES[name]) and not isinstance(value, bool)


def _check_value(value: Any, schema: Schema, place: str) -> None:
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(_is(value, name) for name in types):
        raise SchemaError(f"{_named(place)} must be {' or '.join(_article(one) for one in types)}")
    if "const" in schema and value != schema["const"]:
        raise SchemaError(f"{_named(place)} is {quoted(value)} and must be {schema['const']!r}")
    if "enum" in schema and value not in schema["enum"]:
        raise SchemaError(f"{_named(place)} must be one of {', '.join(map(str, schema['enum']))}")
    if isinstance(value, str) and len(value) > schema.get("maxLength", len(value)):
        raise SchemaError(f"{_named(place)} is longer than {schema['maxLength']:,} characters")
    if _is(value, "number"):
        if isinstance(value, float) and not math.isfinite(value):
            raise SchemaError(f"{_named(place)} is not a number that can be used")
        if "minimum" in schema and value < schema["minimum"]:
            raise SchemaError(
                f"{_named(place)} is {value:g} and must be at least {schema['minimum']:g}"
            )
        if "maximum" in schema and value > schema["maximum"]:
            raise SchemaError(f"{_named(place)} must be at most {schema['maximum']:g}")


def _article(name: str) -> str:
    names = {"object": "an object", "array": "a list", "integer": "a whole number"}
    return names.get(name, "null" if name == "null" else f"a {name}")


def _check_one_of(value: Any, choices: list[Schema], place: str, root: Schema) -> None:
    problems = []
    for choice in choices:
        try:
            check(value, choice, place, root)
        except SchemaError as problem:
            problems.append(str(problem))
    if len(problems) != len(choices) - 1:
        raise SchemaError("; ".join(problems))


def _check_array(value: list[Any], schema: Schema, place: str, root: Schema) -> None:
    low, high = schema.get("minItems", 0), schema.get("maxItems", len(value))
    if not low <= len(value) <= high:
        bound = f"at least {low:,}" if len(value) < low else f"at most {high:,}"
        raise SchemaError(f"{_named(place)} has {len(value):,} entries and must have {bound}")
    if "items" in schema and not _all_plain_numbers(value, schema["items"]):
        for number, item in enumerate(value):
            check(item, schema["items"], f"{place}[{number}]", root)


def _all_plain_numbers(value: list[Any], schema: Schema) -> bool:
    """Tell whether all are numbers within the bounds: a quick way through long columns."""
    if schema.get("type") != "number" or set(schema) - {"type", "minimum", "maximum"}:
        return False
    low, high = schema.get("minimum", -math.inf), schema.get("maximum", math.inf)
    return all(type(one) in (int, float) and low <= one <= high for one in value) and (
        math.isfinite(low) and math.isfinite(high)
    )


def _check_object(value: dict[str, Any], schema: Schema, place: str, root: Schema) -> None:
    properties = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            raise SchemaError(f"{_named(place)} has no {quoted(name)}")
    for name, part in value.items():
        if name in properties:
            check(part, properties[name], f"{place}.{name}" if place else name, root)
        elif schema.get("additionalProperties") is False:
            raise SchemaError(f"{_named(place)} has {quoted(name)}, which does not belong there")
