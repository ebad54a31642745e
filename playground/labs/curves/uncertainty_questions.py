"""Questions about how far a curve can be trusted, to be answered before anything is fitted.

``tests/labs/curves/test_uncertainty_questions.py`` computes every right answer.
"""

from __future__ import annotations

from typing import Any

from playground.labs.curves.lab import OWN, LabSettings
from playground.labs.questions import Question, Shown


def _shown(label: str, view: str, **changes: Any) -> Shown[LabSettings]:
    return Shown(label, {"view": view, **changes}, LabSettings())


_LINE: dict[str, Any] = {"source": OWN, "neurons": 0}

UNCERTAINTY: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            "line_initial",
            "A network without a hidden layer is fitted to the same ten points twenty times, each "
            "time from other first weights. How far apart are the fits in the end?",
            (
                "As far as the noise of the points.",
                "Not at all: they are the same line.",
                "The further, the more points there are.",
            ),
            1,
            "Its loss has one minimum, and every start ends there. The points may be as noisy as "
            "they like: such a band says nothing about their errors.",
            (_shown("a line, 20 fits", "uncertainty", **_LINE),),
        ),
        Question(
            "line_band",
            "Ten points from x = 0.05 to 0.95, each with the error 1. A straight line is fitted to "
            "many replicas of them. Where is the band narrowest?",
            ("At 0.", "At 0.5, in the middle.", "At 1.", "It is as wide everywhere."),
            1,
            "It is 0.316 in the middle, where all points help, and 0.635 at 0 and at 1. Beyond the "
            "points it widens further: 0.833 at 1.2.",
            (_shown("a line, 100 fits", "uncertainty", **_LINE, fits=100),),
        ),
        Question(
            "which_band",
            "Points on a sine with a gap between them. Three ensembles of networks differ by their "
            "first weights only, by a bootstrap, or by replicas of the points. Which band is "
            "narrowest where the points are?",
            ("First weights only.", "Bootstrap.", "Replicas.", "All three are as wide."),
            0,
            "All its fits learn the same noise, so they agree, and are wrong together. The other "
            "two let the noise differ.",
            (
                _shown("20 fits of each kind", "uncertainty"),
                _shown("another measurement", "uncertainty", seed=3),
            ),
        ),
        Question(
            "how_often",
            "An honest band of one standard deviation holds the truth at 68 % of all places, on "
            "average over many sets of points. At how many does the band of first weights only, "
            "where the points are?",
            ("At nearly all.", "At about 68 %.", "At less than half of them."),
            2,
            "It looks confident and is wrong. Bootstrap and replicas come close to 68 % on "
            "average; with one set of points they may be far from it.",
            (
                _shown("20 fits of each kind", "uncertainty"),
                _shown("another measurement", "uncertainty", seed=3),
            ),
        ),
        Question(
            "replica_chi2",
            "A replica moves every point once more by its error. A good curve has a χ² of about 1 "
            "per point with the points themselves. What is that of a good fit to a replica, with "
            "that replica’s points?",
            ("About 0.5.", "About 1.", "About 2."),
            2,
            "The replica’s points have moved twice, once when they were measured and once when "
            "the replica was made: their distance from the truth has twice the variance.",
            (_shown("100 points", "uncertainty", source="even", measured=100, epochs=3000),),
        ),
        Question(
            "steps",
            "Ten step neurons, one after another, build a staircase for f = x from 0 to 1. What is "
            "its largest error, and with twenty?",
            ("1/10, and 1/20.", "1/20, and 1/40.", "1/100, and 1/400."),
            1,
            "Each step is 1/n wide and stands in the middle of what the line does within it: the "
            "error is 1/(2n).",
            (
                _shown("ten steps", "steps", curve="diagonal", steps=10),
                _shown("twenty steps", "steps", curve="diagonal", steps=20),
            ),
        ),
        Question(
            "jump",
            "The truth jumps from −1 to 1. How small can the largest error of a network of sigmoid "
            "neurons become?",
            (
                "As small as one likes, with enough neurons.",
                "Not below 1, half of the jump.",
                "It is 2, however many neurons there are.",
            ),
            1,
            "A continuous curve has to pass through 0 somewhere, or be worse: at the jump it is "
            "off by 1. A step neuron at the very place has no error at all.",
            (_shown("16 neurons, trained", "steps", curve="step", steps=16),),
        ),
        Question(
            "depth",
            "A ReLU network of eight hidden layers, two neurons in each, folds the range again and "
            "again. How many teeth can its zigzag have?",
            ("8.", "16.", "128."),
            2,
            "Every layer doubles them. One hidden layer bends at most once per neuron, and would "
            "need 255 of them.",
            (
                _shown("eight layers", "steps", depth=8),
                _shown("four layers", "steps", depth=4),
            ),
        ),
    )
}
