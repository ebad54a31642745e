"""Questions to be answered before the race is seen, as data.

Each has its choices, the right one, the set-ups that show the answer, and the sentence that
explains it. ``tests/labs/optimizers/test_questions.py`` computes every right answer with the lab.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.labs.optimizers.settings import LabSettings
from playground.labs.questions import Question, Shown


def _shown(label: str, changes: Mapping[str, Any]) -> Shown[LabSettings]:
    return Shown(label, changes, LabSettings())


_ROUND = {"surface": "typed", "formula": "x^2 + y^2", "start": (-3.0, 3.0)}
_TURNING = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "newton")
_ROLLING = ("sgd", "momentum", "nesterov")
_ADAPTING = ("sgd", "adagrad", "rmsprop", "adam")
_FIRST_STEP = {"rules": _ADAPTING, "steps": 1, "boxes": ("path", "adjusted")}
_RIDGE = {
    "surface": "saddle", "start": (1.8, 0.0), "steps": 200,
    "rules": ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam"),
}  # fmt: skip

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (
        Question(
            "rates",
            "Gradient descent on f = x² + y², with the rates 0.5, 1 and 1.01. What happens?",
            (
                "All three reach the minimum, the largest rate first.",
                "0.5 gets there in one step, 1 bounces for ever, 1.01 runs away.",
                "0.5 gets there in one step, 1 in two, 1.01 in about three.",
                "0.5 creeps, 1 gets there in one step, 1.01 bounces.",
            ),
            1,
            "Each step multiplies the distance by 1 − 2η: that is 0, −1 and −1.02. The limit is "
            "2/λ, and λ = 2 here.",
            tuple(
                _shown(f"rate {rate:g}", _ROUND | {"rules": ("sgd",), "sgd_rate": rate, "steps": n})
                for rate, n in ((0.5, 20), (1.0, 50), (1.01, 1000))
            ),
        ),
        Question(
            "stable",
            "The canyon's largest curvature is λ = 2, so gradient descent is stable up to the rate "
            "2/λ = 1. And momentum and Nesterov with β = 0.9?",
            (
                "Both up to 1, too.",
                "Momentum up to 0.1, Nesterov up to 0.1: they go ten times as far.",
                "Momentum up to 1.9, Nesterov up to 0.68.",
                "Momentum up to 0.68, Nesterov up to 1.9.",
            ),
            2,
            "Momentum: 2(1 + β)/λ = 1.9. Nesterov: 2(1 + β)/((1 + 2β)λ) = 0.68, as it takes the "
            "slope where it is about to be.",
            tuple(
                _shown(
                    label,
                    {
                        "surface": "canyon", "rules": _ROLLING, "steps": 1000, "sgd_rate": by,
                        "momentum_rate": round(1.9 * by, 3),
                        "nesterov_rate": round(0.6786 * by, 3),
                    },
                )
                for label, by in (("2 % below these rates", 0.98), ("2 % above them", 1.02))
            ),
        ),
        Question(
            "turned",
            "The same canyon, turned by 45°: which rules need more steps than before?",
            (
                "All of them.",
                "None: it is the same canyon.",
                "Gradient descent and momentum; AdaGrad and RMSProp adapt.",
                "AdaGrad and RMSProp; gradient descent, momentum, Nesterov and Newton do not mind.",
            ),
            3,
            "AdaGrad needs 106 steps instead of 43, RMSProp 52 instead of 40: they have a rate for "
            "each axis, and the canyon no longer lies along one.",
            (
                _shown("along the axis", {"surface": "canyon", "rules": _TURNING}),
                _shown("turned", {"surface": "turned", "rules": _TURNING}),
            ),
        ),
        Question(
            "scaled",
            "The whole surface is multiplied by 1000, and so is its gradient. What becomes of the "
            "first step?",
            (
                "It is 1000 times as long for all rules.",
                "It is 1000 times as long for gradient descent, the same for AdaGrad, RMSProp and "
                "Adam.",
                "It is the same for all: the rate has not changed.",
                "It is 1000 times as short for AdaGrad, RMSProp and Adam.",
            ),
            1,
            "AdaGrad, RMSProp and Adam divide by the size of past gradients: the factor cancels.",
            (
                _shown("as it is", {**_FIRST_STEP, **_ROUND,
                      **{f"{name}_rate": 0.001 for name in _ADAPTING}}),
                _shown("times 1000", {**_FIRST_STEP, **_ROUND, "formula": "1000*(x^2 + y^2)",
                      **{f"{name}_rate": 0.001 for name in _ADAPTING}}),
            ),
        ),
        Question(
            "bias",
            "Adam without its bias correction (β₁ = 0.9, β₂ = 0.999): how long is its first step?",
            (
                "Ten times as short: m holds only a tenth of the gradient.",
                "The same: both averages start from 0.",
                "3.16 times as long.",
                "31.6 times as long.",
            ),
            2,
            "m is a tenth of the gradient, but √v is only √0.001 of it: 0.1/√0.001 = 3.16. In the "
            "story, scale1 = 10 and scale2 = 1000 put both right.",
            (
                _shown("step by step", {"surface": "bowl", "rules": ("adam",), "steps": 20,
                      "told": "adam", "by_step": True}),
            ),
        ),
        Question(
            "ridge",
            "A start exactly on the ridge of the saddle: which rule finds its way off it?",
            (
                "Momentum: it rolls over.",
                "Adam and RMSProp: they scale the slope up.",
                "None of them. Noise does it.",
                "All of them, some later than others.",
            ),
            2,
            "Across the ridge the slope is exactly 0, and every rule multiplies it. Noise of 0.01 "
            "frees them in 18 to 55 steps, AdaGrad, which scales it up, in four.",
            (
                _shown("exactly on the ridge", _RIDGE),
                _shown("with noise 0.01", {**_RIDGE, "noise": 0.01}),
            ),
        ),
        Question(
            "newton",
            "Newton’s method starts near a saddle of Beale’s surface. Where does it end?",
            (
                "At the minimum, quicker than all others.",
                "At the saddle.",
                "It runs away: the curvature is negative.",
                "It stays where it is.",
            ),
            1,
            "It jumps to the extremum of the parabola that fits, whatever that is. With |H|, the "
            "absolute values of its eigenvalues, it goes downhill along every axis and leaves.",
            (
                _shown("Newton, plain and with |H|", {"surface": "beale", "steps": 50,
                      "rules": ("newton", "newton_absolute"), "told": "newton"}),
            ),
        ),
        Question(
            "wells",
            "Two wells: from what share of all starts does gradient descent reach the deeper one, "
            "and from what share does momentum?",
            (
                "50 % and 50 %: it depends on the side only.",
                "58 % and 85 %.",
                "85 % and 58 %: momentum overshoots.",
                "100 % and 100 %.",
            ),
            1,
            "Gradient descent ends in the nearer well; momentum rolls through the shallow one.",
            (
                _shown("gradient descent", {"surface": "wells", "rules": ("sgd", "momentum"),
                      "basins_of": "sgd", "steps": 300}),
                _shown("momentum", {"surface": "wells", "rules": ("sgd", "momentum"),
                      "basins_of": "momentum", "steps": 300}),
            ),
        ),
        Question(
            "hovers",
            "RMSProp with a constant rate η on the canyon: how does it end?",
            (
                "It reaches the minimum and stands still.",
                "It hovers around it at ±η/2.",
                "It hovers around it at ±10η.",
                "It runs away.",
            ),
            1,
            "It divides the slope by its own size, so that its steps stay about η long: from one "
            "side of the minimum to the other, ±η/2. A schedule that lowers η ends that.",
            (
                _shown("rate 0.2", {"surface": "canyon", "rules": ("rmsprop",), "rmsprop_rate": 0.2,
                      "steps": 500}),
                _shown("rate 0.05", {"surface": "canyon", "rules": ("rmsprop",),
                      "rmsprop_rate": 0.05, "steps": 500}),
            ),
        ),
        Question(
            "noise",
            "A noisy bowl (λ = 2): gradient descent ends up trembling around the minimum. The rate "
            "is halved, from 0.2 to 0.1. What becomes of the variance of this trembling?",
            (
                "It stays: the noise is the same.",
                "It falls to a little less than a half.",
                "It falls to a quarter.",
                "It vanishes.",
            ),
            1,
            "The variance is ησ²/(λ(2 − ηλ)): 0.0625 σ² before, 0.0278 σ² after, 0.44 of it.",
            tuple(
                _shown(f"rate {rate:g}", {"surface": "bowl", "rules": ("sgd",), "sgd_rate": rate,
                      "noise": 1.0, "steps": 1000})
                for rate in (0.2, 0.1)
            ),
        ),
    )
}  # fmt: skip
