"""A neural-network playground: choose data and a network, press Play, watch it learn.

>>> from playground import Experiment
>>> run = Experiment(dataset="gauss", seed=7)
>>> run.train(epochs=20)
>>> run.epoch
20
"""

from typing import Any

from playground.experiment import Experiment

__version__ = "0.1.0"
__all__ = ["Experiment", "View", "__version__"]


def __getattr__(name: str) -> Any:
    """Return ``View``, which alone needs Panel and is therefore imported when it is asked for."""
    if name == "View":
        from playground.notebook import View

        return View
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
