"""A neural-network playground: choose data and a network, press Play, watch it learn.

>>> from playground import Experiment
>>> run = Experiment(dataset="gauss", seed=7)
>>> run.train(epochs=20)
>>> run.epoch
20
"""

from playground.experiment import Experiment

__version__ = "0.1.0"
__all__ = ["Experiment", "__version__"]
