"""The settings that say which points an experiment is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.data.shapes import find_curve
from playground.data.tables import TableError
from playground.experiment.effect import Touches, if_data_set_takes, not_drawn, only_for
from playground.experiment.sources import DataSetName, problem_of
from playground.settings.base import BaseSettings
from playground.settings.declare import declare
from playground.settings.kinds import Choice, Number, Parsed, Seed

PROBLEMS = {"classification": "Classification", "regression": "Regression"}
# The setting that names the data set, for each problem type: each keeps its own while away.
DATASET_OF = {"classification": "dataset", "regression": "reg_dataset"}


class DataSettings(BaseSettings):
    """Which points, and how they are dealt out; the first part of an experiment's ``Settings``."""

    problem: str = declare(
        "Problem type",
        "Classification sorts points into classes; regression predicts a number at each point.",
        Choice(PROBLEMS),
        default="classification",
        touches=Touches.NETWORK,
        key="problem",
        menu=tuple(PROBLEMS),
        hide="problem",
    )
    dataset: str = declare(
        "Data set",
        "The points that the network learns to classify.",
        DataSetName("classification"),
        default="circle",
        touches=Touches.DATA,
        key="dataset",
        menu=("circle", "xor", "gauss", "spiral"),
        hide="dataset",
        idle=only_for("classification"),
    )
    reg_dataset: str = declare(
        "Data set",
        "The points whose values the network learns to predict.",
        DataSetName("regression"),
        default="reg-plane",
        touches=Touches.DATA,
        key="regDataset",
        menu=("reg-plane", "reg-gauss"),
        hide="dataset",
        idle=only_for("regression"),
    )
    n_classes: int = declare(
        "Classes",
        "How many classes a data set with several classes has.",
        Number(3, 6, integer=True),
        default=3,
        touches=Touches.DATA,
        key="classes",
        menu=(3, 4, 5, 6),
        idle=if_data_set_takes("n_classes"),
    )
    curve: str = declare(
        "Curve",
        "The curve above which points are of one class and below of the other.",
        Parsed(find_curve),
        default="sine",
        touches=Touches.DATA,
        key="curve",
        idle=if_data_set_takes("formula"),
    )
    train_share: int = declare(
        "Training data",
        "The share of the points that the network learns from; the others only test it.",
        Number(1, 99, integer=True),
        default=50,
        touches=Touches.DATA,
        key="percTrainData",
        menu=tuple(range(10, 91, 10)),
        hide="percTrainData",
    )
    noise: int = declare(
        "Noise",
        "How far points stray from the pattern: more noise makes the classes overlap.",
        Number(0, 100, integer=True),
        default=0,
        touches=Touches.DATA,
        key="noise",
        menu=tuple(range(0, 51, 5)),
        hide="noise",
        idle=not_drawn,
    )
    seed: int = declare(
        "Seed",
        "The number that all chance follows from: the same seed gives the same run.",
        Seed(),
        default=0,
        touches=Touches.DATA,
        key="seed",
    )
    start: int = declare(
        "Start",
        "Which of the seed's random starts is used: Reset goes on to the next.",
        Number(0, 10**9, integer=True),
        default=0,
        touches=Touches.NETWORK,
        key="start",
    )

    @property
    def current_dataset(self) -> str:
        """The name of the data set of the present problem."""
        name: str = getattr(self, DATASET_OF[self.problem])
        return name

    def _meant(self, changes: Mapping[str, Any]) -> Mapping[str, Any]:
        """Let ``dataset="reg-plane"`` mean what it says, a regression."""
        name = changes.get("dataset")
        try:
            problem = problem_of(name) if isinstance(name, str) else ""
        except TableError:
            problem = ""  # a file that cannot be used: the kind of the setting says why
        if problem == "regression":
            others = {key: value for key, value in changes.items() if key != "dataset"}
            return {"problem": "regression", **others, "reg_dataset": name}
        return changes
