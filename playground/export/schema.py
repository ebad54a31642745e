"""Checks an experiment's file against its JSON Schema, and says in a sentence what does not fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import fastjsonschema
from fastjsonschema import JsonSchemaValueException

from playground.settings.kinds import quoted

_NAMES = {
    "object": "an object", "array": "a list", "integer": "a whole number", "number": "a number",
    "string": "a string", "null": "null",
}  # fmt: skip


class SchemaError(ValueError):
    """A value does not fit its schema; the message says where and why."""


@lru_cache(maxsize=1)
def experiment_schema() -> dict[str, Any]:
    """Return the schema of an experiment's file."""
    text = Path(__file__).with_name("experiment.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@lru_cache(maxsize=1)
def _checker() -> Callable[[Any], Any]:
    checker: Callable[[Any], Any] = fastjsonschema.compile(experiment_schema(), use_default=False)
    return checker


def check(content: Any) -> None:
    """Check what ``json.loads`` has returned for an experiment's file.

    A whole number may be written as 2.0, as JSON Schema has it.

    Raises
    ------
    SchemaError
        For the first thing that does not fit.

    Examples
    --------
    >>> check([])
    Traceback (most recent call last):
    ...
    playground.export.schema.SchemaError: the whole must be an object
    """
    try:
        _checker()(content)
    except JsonSchemaValueException as problem:
        raise SchemaError(_sentence(problem)) from None


def _sentence(problem: JsonSchemaValueException) -> str:
    """Return what is wrong, and where, without the full stop."""
    place = (
        str(problem.name).removeprefix("data").removeprefix(".")
    )  # the library calls the whole so
    named = quoted(place) if place else "the whole"
    value, rule = problem.value, problem.rule_definition
    match problem.rule:
        case "type":
            types = [rule] if isinstance(rule, str) else rule
            return f"{named} must be {' or '.join(_NAMES[one] for one in types)}"
        case "required":
            missing = next(name for name in rule if name not in value)
            return f"{named} has no {quoted(missing)}"
        case "additionalProperties":
            unknown = next(name for name in value if name not in problem.definition["properties"])
            return f"{named} has {quoted(unknown)}, which does not belong there"
        case "minimum":
            return f"{named} is {value:g} and must be at least {rule:g}"
        case "maximum":
            return f"{named} must be at most {rule:g}"
        case "minItems" | "maxItems":
            bound = "at least" if problem.rule == "minItems" else "at most"
            return f"{named} has {len(value):,} entries and must have {bound} {rule:,}"
        case "maxLength":
            return f"{named} is longer than {rule:,} characters"
        case "enum":
            return f"{named} must be one of {', '.join(map(str, rule))}"
        case "const":
            return f"{named} is {quoted(value)} and must be {rule!r}"
    return f"{named} does not fit ({problem.rule})"
