"""One learner's experiment: settings, data, network, history; the background loop; frames."""

from playground.experiment.experiment import Experiment
from playground.experiment.settings import SETTINGS, Settings

__all__ = ["SETTINGS", "Experiment", "Settings"]
