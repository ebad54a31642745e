"""Lessons: a list of the course. A lesson itself runs on the page that it is about.

It has nothing to train, so it is one text, the same for all; what is done of it the browser knows
(``static/lessons/page.js``).
"""

from __future__ import annotations

from typing import Any

from playground.lessons import COURSE
from playground.lessons.challenges import CHALLENGES, PREFIX
from playground.lessons.formulas import pieces, plainly
from playground.lessons.lesson import CHAPTERS, Lesson
from playground.ui.kit.chrome import filled, plain
from playground.ui.table import page_in

ABOUT = (  # of each chapter, in a sentence
    "Lines, bends and layers: what a network can draw, and what it cannot.",
    "Downhill in small steps: how a network learns, and what the step size does.",
    "Momentum, memory and steps that adapt: what each rule adds.",
    "Who is to blame for an error, and by how much: the gradients, layer by layer.",
    "When is a fit too good? Noise, points that nobody has seen, and what helps.",
    "Many settings, one choice: searching without fooling yourself.",
)


def page() -> str:
    """Return the page.

    >>> "How many neurons does a ring need?" in page()
    True
    """
    chapters = [
        {
            "number": number,
            "title": title,
            "about": about,
            "lessons": [_told(one) for one in COURSE.values() if one.chapter == number],
        }
        for number, (title, about) in enumerate(zip(CHAPTERS, ABOUT, strict=True), start=1)
    ]
    content = filled(
        "lessons/page.html",
        chapters=[one for one in chapters if one["lessons"]],
        challenges=[
            {
                "name": PREFIX + one.name,
                "title": one.title,
                "value": one.record.value,
                "said": one.said(one.record.value),
            }
            for one in CHALLENGES.values()
        ],
        count=len(COURSE),
    )
    return plain(page_in("lessons"), "lessons/page.js", content, styles=("lessons/page.css",))


def _told(lesson: Lesson) -> dict[str, Any]:
    return {
        "name": lesson.name,
        "title": plainly(pieces(lesson.title)),
        "topic": lesson.topic,
        "minutes": lesson.minutes,
        "path": lesson.ground.path,
        "page": lesson.ground.title,
    }
