"""Tries lessons out: ``python -m playground.lessons [NAME ...] [--seeds N] [--folder DIR]``.

With ``--conditions`` it lists what a step can wait for, with parameters and numbers.
"""

from __future__ import annotations

import argparse
import sys
import textwrap
from pathlib import Path

import msgspec

from playground.lessons.catalogue import SHIPPED
from playground.lessons.grounds import GROUNDS
from playground.lessons.lesson import Lesson
from playground.lessons.reader import read_folder
from playground.lessons.rehearsal import rehearse
from playground.lessons.texts import filled
from playground.nn import warm


def _follow(lesson: Lesson, seeds: int) -> None:
    first = lesson.settings.seed
    met = 0
    for seed in range(first, first + seeds):
        outcome = rehearse(lesson, seed)
        met += outcome.met
        print(f"  seed {seed}: {'met' if outcome.met else 'not met'}")
        numbers = {
            step.name: found.numbers
            for step, found in zip(lesson.steps, outcome.found, strict=False)
        }
        print(f"    {filled(lesson.happened, numbers)}")
    print(f"  {met} of {seeds}; the file says {lesson.seeds.share:.2f}")


def _list_conditions() -> None:
    for ground in GROUNDS.values():
        print(f"\nOn {ground.title} ({ground.path})\n")
        for name, one in ground.conditions.items():
            fields = msgspec.structs.fields(one.form)
            given = [
                field.encode_name if field.required else f"{field.encode_name} = {field.default!r}"
                for field in fields
            ]
            print(f"{name}({', '.join(given)})")
            print(textwrap.indent(one.explanation, "    "))
            if one.gives:
                print(
                    textwrap.fill(
                        f"Numbers: {', '.join(one.gives)}",
                        92,
                        initial_indent="    ",
                        subsequent_indent="    ",
                    )
                )


def main() -> int:
    """Read the lessons, follow some of them; return 1 if one of them does not fit."""
    parser = argparse.ArgumentParser(prog="python -m playground.lessons", description=__doc__)
    parser.add_argument("names", nargs="*", help="lessons to follow by machine")
    parser.add_argument("--seeds", type=int, default=1, help="with so many seeds (1)")
    parser.add_argument("--folder", type=Path, default=SHIPPED, help="where they lie (the course)")
    parser.add_argument("--conditions", action="store_true", help="list what a step can wait for")
    chosen = parser.parse_args()
    if chosen.conditions:
        _list_conditions()
        return 0
    problems: list[str] = []
    lessons = read_folder(chosen.folder, problems.append)
    for sentence in problems:
        print(sentence, file=sys.stderr)
    print(f"{len(lessons)} lessons fit.")
    if chosen.names:
        warm().join()
    for name in chosen.names:
        if name not in lessons:
            print(f"There is no lesson {name} in {chosen.folder}.", file=sys.stderr)
            return 1
        print(name)
        _follow(lessons[name], chosen.seeds)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
