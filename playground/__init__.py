"""A neural-network playground: choose data and a network, press Play, watch it learn.

>>> from playground import Experiment
>>> run = Experiment(dataset="gauss", seed=7)
>>> run.train(epochs=20)
>>> run.epoch
20
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playground.experiment import Experiment
    from playground.notebook import View

__version__ = "0.1.0"
__all__ = ["Experiment", "View", "__version__"]

_HOME = {"Experiment": "playground.experiment", "View": "playground.notebook"}


def __getattr__(name: str) -> Any:
    """Return what is imported only when it is asked for: a script need not wait for the page."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
