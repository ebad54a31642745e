"""Questions to be answered before anything is fitted, as data.

Each has its choices, the right one, the set-ups that show the answer, and the sentence that
explains it. ``tests/labs/curves/test_curves_questions.py`` computes every right answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.labs.curves.settings import CurveSettings
from playground.labs.questions import Question, Shown


def _shown(label: str, changes: Mapping[str, Any]) -> Shown[CurveSettings]:
    return Shown(label, changes, CurveSettings())


_DEGREES = ("Degree 1.", "Degree 3.", "Degree 10.")

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            "training",
            "Ten noisy points on a straight line. Polynomials of degree 1, 3 and 10 are fitted: "
            "which comes closest to these ten points?",
            (*_DEGREES, "It depends on the noise."),
            2,
            "It goes through all of them: it has 11 coefficients for 10 points. A higher degree "
            "can do all that a lower one can, so its training error is never larger.",
            (_shown("the lecture’s points", {}),),
        ),
        Question(
            "predicting",
            "And which of them predicts ten new points best?",
            (*_DEGREES, "None of them: chance decides, and all three win as often."),
            0,
            "Degree 1 wins about two draws in three; degree 10 is the worst in about 19 of 20. It "
            "has learned the noise of the first ten points, and new points have other noise.",
            (
                _shown("the lecture’s points", {}),
                _shown("another draw", {"seed": 2}),
                _shown("an exception: degree 3 wins", {"seed": 0}),
            ),
        ),
        Question(
            "truth_of_ten",
            "Now the truth itself is a polynomial of degree 10: 2x − 10x⁵ + 15x¹⁰. Ten noisy "
            "points again: which degree predicts new points best, on average?",
            ("Degree 10: it is the truth.", "Degree 3.", "Degree 9: one coefficient a point."),
            1,
            "The error of degree 3 is about 1.8, that of degree 10 about 150. The right model is "
            "of no use where the data cannot determine it (Mehta et al. 2019, section II).",
            (_shown("degree 3, 9 and 10", {"truth": "wiggle", "degrees": (3, 9, 10)}),),
        ),
        Question(
            "more_data",
            "Degree 10 on ten points has an error of about 150 on new points. And on a hundred?",
            ("About 150: it is as wild as before.", "About 15: a tenth.", "About 4.4.",
             "About 1: only noise is left."),
            2,
            "More points than coefficients by far leave little room for noise. A straight line is "
            "at 1.02 by then.",
            (_shown("10 points", {}), _shown("100 points", {"n": 100})),
        ),
        Question(
            "training_grows",
            "More points are drawn. What does the training error of degree 3 do, on average?",
            ("It falls, as the test error does.", "It stays.", "It rises."),
            2,
            "(N − 4)/N of the noise’s variance: 0.6 of it for 10 points, 0.96 for 100. Few points "
            "are easily met; that says nothing about new ones.",
            (
                _shown("10 points", {"degrees": (3,)}),
                _shown("100 points", {"degrees": (3,), "n": 100}),
            ),
        ),
        Question(
            "outside",
            "A polynomial of degree 3, fitted to ten points between 0.05 and 0.95. How large is "
            "the variance of its prediction at 1.2, compared with the middle?",
            ("The same.", "About twice.", "About a hundred times.",
             "It has none: it is a formula."),
            2,
            "Nothing holds the curve beyond its points. Degree 1 has 7 times, degree 10 a hundred "
            "million times.",
            (_shown("test to 1.2", {"test_end": 1.2, "degrees": (1, 3), "tests": 100}),),
        ),
        Question(
            "second_descent",
            "Ten points, degree 15: infinitely many polynomials go through all of them, and the "
            "one with the smallest coefficients of Legendre’s polynomials is taken. Its error on "
            "new points?",
            ("Far above that of degree 10: 150.", "About 150, too.", "About 1.9.",
             "Exactly as that of degree 1."),
            2,
            "The second descent: with more freedom there are smoother curves through the same "
            "points. Small coefficients in powers of x do not help: above 1000.",
            (
                _shown("Legendre’s polynomials", {"degrees": (1, 10, 15)}),
                _shown("powers of x", {"degrees": (1, 10, 15), "basis": "powers"}),
            ),
        ),
        Question(
            "ridge",
            "Degree 10 on ten points with a ridge of 0.1. What becomes of both errors?",
            ("Both fall.", "Training falls, new points rise.", "Training rises, new points fall.",
             "Both rise."),
            2,
            "The curve no longer meets every point, 0.11 instead of 0, and stays calm in between: "
            "1.8 instead of 150.",
            (
                _shown("no ridge", {"degrees": (10,)}),
                _shown("ridge 0.1", {"degrees": (10,), "ridge": 0.1}),
            ),
        ),
    )
}  # fmt: skip
