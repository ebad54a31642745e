"""The settings of the race over the learner's own network."""

from __future__ import annotations

from playground.labs.optimizers.of_rules import PAGE, Touches
from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Number, Pair

SURFACE, NETWORK = "surface", "network"
OVER = {SURFACE: "A surface", NETWORK: "Your own network"}
WEIGHTS, DIRECTIONS, LIVE, RUN = "weights", "directions", "live", "run"
VIEWS = {
    WEIGHTS: "Two weights",
    DIRECTIONS: "Two directions",
    LIVE: "While it trains",
    RUN: "A whole run",
}
MOST_EPOCHS = 2000  # of a run whose shadow is shown


class OverNetwork(BaseSettings, page=PAGE):
    """What is raced over, and how the loss of a network is seen on a plane."""

    over: str = declare(
        "Race over",
        "A surface that shows a lesson, or the loss of the network from the playground.",
        Choice(OVER),
        default=SURFACE,
        touches=Touches.TERRAIN,
        key=f"{PAGE}.over",
        hide=f"{PAGE}.over",
        menu=tuple(OVER),
        words=OVER,
    )
    view: str = declare(
        "View",
        "How the loss of so many weights is shown on a plane.",
        Choice(VIEWS),
        default=WEIGHTS,
        touches=Touches.TERRAIN,
        key=f"{PAGE}.view",
        hide=f"{PAGE}.view",
        menu=tuple(VIEWS),
        words=VIEWS,
    )
    weights: tuple[float, ...] = declare(
        "Weights",
        "The two weights or biases that are the axes, by their number.",
        Pair(0, 1_000_000),
        default=(),
        touches=Touches.TERRAIN,
        key=f"{PAGE}.weights",
        hide=f"{PAGE}.weights",
    )
    reach: float = declare(
        "Reach",
        "How far the picture goes to either side of the present weights.",
        Number(0.01, 1000),
        default=3.0,
        touches=Touches.TERRAIN,
        key=f"{PAGE}.reach",
        menu=(0.3, 1, 3, 10, 30),
        hide=f"{PAGE}.view",
    )
    epochs: int = declare(
        "Epochs",
        "How long each run is whose shadow is shown.",
        Number(1, MOST_EPOCHS, integer=True),
        default=200,
        touches=Touches.PATHS,
        key=f"{PAGE}.epochs",
        menu=(20, 50, 100, 200, 500, 1000, 2000),
        hide=f"{PAGE}.view",
    )
