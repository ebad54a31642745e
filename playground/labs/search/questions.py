"""Questions to be answered before the search that shows it: the lab computes each answer."""

from __future__ import annotations

from typing import Any

from playground.labs.questions import Question, Shown
from playground.labs.search.settings import SearchSettings

# The learner's data for all of them: rings around a centre, with some noise.
DATA: dict[str, Any] = {"problem": "classification", "dataset": "circle", "noise": 20}
_USUAL = SearchSettings()


def _shown(label: str, **changes: Any) -> Shown[SearchSettings]:
    return Shown(label, changes, _USUAL)


_CURSE = (
    ("width", (1, 2, 4, 8, 16)),
    ("activation", ("tanh", "relu", "sigmoid", "linear")),
    ("learning_rate", (0.003, 0.03, 0.3)),
    ("batch_size", (1, 10, 50)),
)

_ALL = (
    Question(
        "curse",
        "The labels of two classes are dealt out at random, so that no model can know them. The "
        "best of 180 combinations, by cross-validation: how many percent does it seem to get "
        "right?",
        ("About 50, as a coin does", "Clearly more than 50", "Less than 45"),
        1,
        "The winner’s curse. Each combination scores about 50 % give or take a few, and the "
        "search picks the luckiest. On the test data, which had no part in the choice, it is a "
        "coin again: open them and see.",
        (_shown("the labels shuffled", shuffled=True, ticks=_CURSE),),
    ),
    Question(
        "matters",
        "Rings around a centre. Width, activation, and how strongly weights are pulled to zero "
        "(L2, 0 to 0.01): which of the three explains least of the differences between the "
        "scores?",
        ("Width", "Activation", "The pull"),
        2,
        "A network without a bend in its activation cannot draw a ring at all, and one with two "
        "neurons hardly can. A pull as weak as this changes next to nothing. Many searches spend "
        "most of their time on settings that do not matter.",
        (
            _shown(
                "all three",
                ticks=(
                    ("width", (2, 4, 8)),
                    ("activation", ("tanh", "relu", "sigmoid", "linear")),
                    ("regularization", ("L2",)),
                    ("regularization_rate", (0.0, 0.001, 0.01)),
                ),
            ),
        ),
    ),
    Question(
        "draws",
        "A thousand combinations are too many, so 59 are drawn at random. How likely is one of the "
        "best 5 % among them?",
        ("6 %: 59 of 1000", "About 50 %", "About 95 %"),
        2,
        "Each draw misses the best 5 % with a chance of 95 %; all 59 miss them with .95 to the "
        "power of 59, which is 5 %. It does not depend on how many settings there are: that is "
        "why random search is hard to beat.",
        (_shown("59 draws", method="random", draws=59),),
    ),
)
QUESTIONS: dict[str, Question] = {one.name: one for one in _ALL}
