"""All settings of the lab's page: the fits, the uncertainty of a network, the staircase."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from playground.arrays import AnyFloatArray, FloatArray
from playground.labs.curves.networks import CurveNetwork
from playground.labs.curves.own_points import Pairs, Scattered
from playground.labs.curves.points import Function, Points, Stream
from playground.labs.curves.proton import EXERCISE, gluon, pseudo_data
from playground.labs.curves.settings import HIDEABLE, PAGE, CurveSettings, Touches
from playground.labs.curves.steps import staircase
from playground.labs.curves.truths import DIAGONAL, DOMAIN, TRUTHS
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Flag, Number

VIEWS = {"fits": "Overfitting", "uncertainty": "Uncertainty", "steps": "Building a curve"}
CURVES = {**TRUTHS, DIAGONAL.name: DIAGONAL}
OWN, PROTON = "own", "proton"
SOURCES = {
    "gap": "With a gap",
    "even": "Evenly spaced",
    OWN: "Those of Overfitting",
    PROTON: "The proton exercise",
}
MOST_STEPS = 100
RULES = {"adam": "Adam", "sgd": "Gradient descent"}
GAP = (0.4, 0.7)  # without points
SEEN = (-0.15, 1.15)  # what is drawn of x


def _number(
    label: str,
    said: str,
    low: float,
    high: float,
    default: float,
    key: str,
    menu: tuple[float, ...],
    idle: Any,
) -> Any:
    """Return the declaration of a number of the ensembles."""
    whole = isinstance(default, int)
    return declare(
        label, said, Number(low, high, whole), default=default, touches=Touches.DRAWING,
        key=f"{PAGE}.{key}", menu=menu, hide=f"{PAGE}.ensembles", idle=idle,
    )  # fmt: skip


def _is_given(settings: LabSettings) -> str:
    """Return why the points cannot be set up, if they cannot."""
    given = {OWN: "the points are those of Overfitting", PROTON: "the proton has its own"}
    return given.get(settings.source, "")


def _is_proton(settings: LabSettings) -> str:
    """Return why the network cannot be set up, if it cannot."""
    return "the proton has its own" if settings.source == PROTON else ""


class LabSettings(
    CurveSettings,
    page=PAGE,
    hideable=HIDEABLE
    | {
        f"{PAGE}.view": "Which view",
        f"{PAGE}.ensembles": "The ensembles’ numbers",
        f"{PAGE}.coverage": "Coverage",
    },
):
    """All settings of the page; immutable.

    Examples
    --------
    >>> LabSettings().measurement().x.round(2)[[0, 14, 15, 29]]
    array([0. , 0.4, 0.7, 1. ])
    """

    view: str = declare(
        "View",
        "What is looked at.",
        Choice(tuple(VIEWS)),
        default="fits",
        touches=Touches.DRAWING,
        key=f"{PAGE}.view",
        menu=tuple(VIEWS),
        words=VIEWS,
        hide=f"{PAGE}.view",
    )
    source: str = declare(
        "Points",
        "Where the points lie: your own are those of Overfitting, from a file too.",
        Choice(tuple(SOURCES)),
        default="gap",
        touches=Touches.DRAWING,
        key=f"{PAGE}.source",
        menu=tuple(SOURCES),
        words=SOURCES,
        hide=f"{PAGE}.ensembles",
    )
    curve: str = declare(
        "Truth",
        "What the points would lie on if they had no noise.",
        Choice(tuple(CURVES)),
        default="sine",
        touches=Touches.DRAWING,
        key=f"{PAGE}.curve",
        menu=tuple(CURVES),
        words={one.name: one.title for one in CURVES.values()},
        hide=f"{PAGE}.ensembles",
        idle=_is_given,
    )
    reveals: bool = declare(
        "Show the truth",
        "Draws the truth. In real life nobody knows it.",
        Flag(),
        default=True,
        touches=Touches.DRAWING,
        key=f"{PAGE}.reveals",
        hide=f"{PAGE}.truth",
    )
    measured: int = _number(
        "Number of points", "How many points are measured.", 4, 1000, 30, "measured",
        (10, 20, 30, 50, 100, 300), _is_given,
    )  # fmt: skip
    error: float = _number(
        "Error of a point", "One standard deviation: each point’s error bar.", 0.01, 5, 0.2,
        "error", (0.05, 0.1, 0.2, 0.5, 1), _is_given,
    )  # fmt: skip
    fits: int = _number(
        "Fits of each kind", "How many networks are trained in each ensemble.", 1, 100, 20, "fits",
        (1, 2, 5, 10, 20, 50, 100), None,
    )  # fmt: skip
    neurons: int = _number(
        "Neurons", "In the network’s hidden layer; 0: none, a straight line.", 0, 100, 20,
        "neurons", (0, 2, 5, 10, 20, 50), _is_proton,
    )  # fmt: skip
    epochs: int = _number(
        "Epochs", "How long each network learns.", 10, 10000, 1500, "epochs",
        (200, 500, 1500, 3000, 6000), _is_proton,
    )  # fmt: skip
    held_back: float = _number(
        "Held back", "The share of the points that is not learned, to stop by: look-back stopping.",
        0.0, 0.5, 0.0, "heldBack", (0.0, 0.2, 0.3), _is_proton,
    )  # fmt: skip
    rule: str = declare(
        "Rule",
        "How the weights follow the gradient.",
        Choice(tuple(RULES)),
        default="adam",
        touches=Touches.DRAWING,
        key=f"{PAGE}.rule",
        menu=tuple(RULES),
        words=RULES,
        hide=f"{PAGE}.ensembles",
        idle=_is_proton,
    )
    rate: float = _number(
        "Learning rate", "How far each step goes. Too far, and the numbers run away.",
        1e-4, 100, 0.01, "rate", (0.001, 0.01, 0.1, 1, 2, 3), _is_proton,
    )  # fmt: skip
    steps: int = declare(
        "Step neurons",
        "How many neurons, each a step, build the curve.",
        Number(1, MOST_STEPS, integer=True),
        default=8,
        touches=Touches.DRAWING,
        key=f"{PAGE}.steps",
        menu=(1, 2, 4, 8, 16, 32, 64),
        hide=f"{PAGE}.view",
    )
    own_steps: Pairs | None = declare(
        "Own steps",
        "Steps that you have placed by hand: where each is, and how high the curve is from there.",
        Scattered(MOST_STEPS, 1.0),
        default=None,
        touches=Touches.DRAWING,
        key=f"{PAGE}.ownSteps",
        hide=f"{PAGE}.view",
    )
    depth: int = declare(
        "Hidden layers",
        "Of two ReLU neurons each: every one folds the curve once more.",
        Number(1, 8, integer=True),
        default=3,
        touches=Touches.DRAWING,
        key=f"{PAGE}.depth",
        menu=tuple(range(1, 9)),
        hide=f"{PAGE}.view",
    )

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the changes; steps by the rule take the place of own ones."""
        changes = super()._meant(changes)
        anew = {"steps", "curve"} & set(changes) and "own_steps" not in changes
        return {**changes, "own_steps": None} if anew else changes

    def staircase(self) -> tuple[FloatArray, FloatArray]:
        """Return places and heights of the step neurons, (n,) each: by hand, else by the rule."""
        if self.own_steps is None:
            return staircase(CURVES[self.curve], self.steps)
        places, levels = np.array(self.own_steps).reshape(-1, 2).T
        return places, np.diff(levels, prepend=0.0)

    def measurement(self) -> Points:
        """Return the points with error bars that the ensembles learn."""
        if self.source == PROTON:
            return pseudo_data(self.seed)
        if self.source == OWN:
            return self.points()
        if self.source == "gap":
            left = (self.measured + 1) // 2
            x = np.concatenate(
                [
                    np.linspace(0.0, GAP[0], left),
                    np.linspace(GAP[1], 1.0, self.measured - left),
                ]
            )
        else:
            x = np.linspace(0.0, 1.0, self.measured)
        noise = Stream.POINTS.generator(self.seed).standard_normal(len(x))
        errors = np.full(len(x), self.error)
        return Points(x, self.true_curve()(x) + errors * noise, errors)

    def true_curve(self) -> Function:
        """Return what the measured points lie on."""
        if self.source == OWN:
            return self.function()
        return gluon_within if self.source == PROTON else CURVES[self.curve]

    @property
    def seen(self) -> tuple[float, float]:
        """What is drawn of x."""
        return {PROTON: (1e-3, 1.0), OWN: DOMAIN}.get(self.source, SEEN)

    @property
    def is_known(self) -> bool:
        """Whether anybody knows what the measured points lie on."""
        return self.source != OWN or self.function().is_known

    @property
    def is_log(self) -> bool:
        """Whether x is looked at by its logarithm."""
        return self.source == PROTON

    @property
    def whole(self) -> tuple[float, float]:
        """Over what the integral of the curve is taken."""
        return (1e-3, 1.0) if self.source == PROTON else (0.0, 1.0)

    def learner(self) -> CurveNetwork:
        """Return the network that each fit of an ensemble is."""
        if self.source == PROTON:
            return EXERCISE
        layers = (self.neurons,) if self.neurons else ()
        return CurveNetwork(
            layers, "sigmoid", self.rule, self.rate, self.epochs, None, self.held_back, "normal"
        )


def gluon_within(x: AnyFloatArray) -> FloatArray:
    """Return the gluons of the proton exercise at x (n,), where it has any: 0 < x <= 1."""
    return gluon(np.clip(np.asarray(x, dtype=np.float64), 1e-4, 1.0))
