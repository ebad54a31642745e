"""When a setting has an effect: how deep a change of it goes, and why it has none at times.

Each reason is a function of the settings that returns it in a few words, "" where the setting has
an effect.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum
from typing import TYPE_CHECKING

from playground.data.generators import DATASETS
from playground.experiment.sources import OWN
from playground.nn import OPTIMIZERS, REGULARIZERS

if TYPE_CHECKING:  # the settings are declared with what stands here
    from playground.experiment.settings import Settings

Reason = Callable[["Settings"], str]


class Touches(IntEnum):
    """How deep a change of a setting goes."""

    DRAWING = 0  # only what is drawn
    STEP = 1  # the next training step
    OUTPUT = 2  # what the present weights make of the points, or how that is counted
    DATA = 3  # the points
    NETWORK = 4  # the network is built anew


def without_gradient(settings: Settings) -> str:
    """Return why what steers a gradient has no effect.

    >>> from playground.experiment.settings import Settings
    >>> without_gradient(Settings()), without_gradient(Settings(optimizer="cma_es"))
    ('', 'not for CMA-ES')
    """
    optimizer = OPTIMIZERS[settings.optimizer]
    return "" if optimizer.uses_gradient else f"not for {optimizer.label}"


def without_regularization(settings: Settings) -> str:
    """Return why the strength of a regularization has no effect."""
    pulls = REGULARIZERS[settings.regularization].pulls
    return "" if pulls else "no effect without a regularization"


def not_drawn(settings: Settings) -> str:
    """Return why noise has no effect."""
    if settings.current_dataset in DATASETS:
        return ""
    return "your points stay as they are" if settings.current_dataset == OWN else "not for files"


def only_for(problem: str) -> Reason:
    """Return the reason of what matters for one problem type."""
    return lambda settings: "" if settings.problem == problem else f"only for a {problem}"


def if_data_set_takes(option: str) -> Reason:
    """Return the reason of an option that some of the drawn data sets take."""

    def reason(settings: Settings) -> str:
        drawn = DATASETS.get(settings.current_dataset)
        takes = drawn is not None and option in drawn.options
        return "" if takes else "not for this data set"

    return reason
