"""What the browser is told of a lesson: what is asked, what is to be done, what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from playground.lessons import COURSE
from playground.lessons.formulas import pieces
from playground.lessons.lesson import CHAPTERS, Lesson
from playground.lessons.reader import LINKED
from playground.lessons.texts import filled
from playground.ui.lessons.stand import Seen, Stand

_PICTURES = {
    "boundary": "The output of your network over the plane, with the training points",
    "loss": "The losses of your run by epoch",
    "accuracy": "The accuracies of your run by epoch",
    "paths": "The ways of your race over the surface",
    "values": "The values of your race by step",
    "fits": "What you see on the page",
}


def told(
    stand: Stand, seen: Seen | None, picture: str, hidden: Sequence[str] | None
) -> dict[str, Any]:
    """Return where a learner stands, whole.

    Parameters
    ----------
    stand
        Where.
    seen
        What the last look at the page has found; None before there was one.
    picture
        Of the learner's run, as SVG; "" where there is none.
    hidden
        What a teacher has hidden of the page; None where the lesson is on another one.
    """
    lesson, ground = stand.lesson, stand.lesson.ground
    said: dict[str, Any] = {
        "name": lesson.name,
        "title": pieces(lesson.title),
        "chapter": CHAPTERS[lesson.chapter - 1],
        "minutes": lesson.minutes,
        "page": {"path": ground.path, "title": ground.title},
        "here": hidden is not None,
        "phase": stand.phase,
        "choice": stand.choice,
        "step": stand.step,
        "numbers": stand.numbers,
        "question": pieces(lesson.question.text),
        "choices": [pieces(choice) for choice in lesson.question.choices],
        "steps": [
            {
                "do": pieces(filled(step.do, stand.numbers)),
                "controls": list(step.controls),
                "hidden": _hidden(lesson, step.controls, hidden or ()),
            }
            for step in lesson.steps
        ],
        "after": _brief(COURSE.after(lesson.name)),
        "again": lesson.seeds.again,
    }
    if stand.phase == "do" and seen is not None:
        said |= {
            "said": seen.found.said,
            "missed": seen.found.missed,
            "off": list(seen.off),
            "ranAway": seen.ran_away,
        }
    if stand.phase == "over":
        said |= _outcome(stand, picture)
    return said


def _outcome(stand: Stand, picture: str) -> dict[str, Any]:
    lesson = stand.lesson
    question, seeds = lesson.question, lesson.seeds
    links = LINKED.findall(lesson.next)
    return {
        "right": [question.right, *question.also],
        "isRight": stand.choice is not None and question.is_right(stand.choice),
        "unlucky": stand.unlucky,
        "happened": pieces(filled(lesson.happened, stand.numbers)),
        "explanation": pieces(filled(question.explanation, stand.numbers)),
        "picture": picture,
        "pictureSaid": _PICTURES[lesson.picture],
        "next": pieces(filled(LINKED.sub("", lesson.next).strip(), stand.numbers)),
        "link": links[0] if links else "",
        "usual": [round(seeds.share * seeds.count), seeds.count],
    }


def _hidden(lesson: Lesson, controls: Sequence[str], hidden: Sequence[str]) -> list[str]:
    """Return what of some controls a teacher has hidden."""
    ground = lesson.ground
    names = dict.fromkeys(ground.hidden_as(one) for one in controls)
    return [ground.settings.hideable[one] for one in names if one in hidden]


def _brief(lesson: Lesson | None) -> dict[str, Any] | None:
    if lesson is None:
        return None
    return {"name": lesson.name, "title": pieces(lesson.title), "path": lesson.ground.path}
