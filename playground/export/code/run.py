"""What an exported script needs to know of an experiment, of one moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from playground.data.features import FeatureMap
from playground.data.generators import DATASETS, Dataset
from playground.data.splits import Data
from playground.experiment.build import first_rule, make_recipe
from playground.experiment.experiment import Experiment
from playground.experiment.links import write_link
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.nn import OPTIMIZERS, Network, Recipe


@dataclass(frozen=True)
class Run:
    """An experiment as it is now, and as it began.

    Parameters
    ----------
    settings, recipe
        How it is set up and trained.
    source, data
        All points, and how they are dealt out.
    features
        The feature map.
    first
        ``fill_first``, bound to what the network begins with.
    network
        The network as it is now.
    epoch
        How many epochs it has been trained.
    link
        The link to its settings.
    """

    settings: Settings
    recipe: Recipe
    source: Source
    data: Data
    features: FeatureMap
    first: Callable[..., Any]
    network: Network
    epoch: int
    link: str

    @classmethod
    def of(cls, experiment: Experiment) -> Run:
        """Return a copy of what matters of an experiment."""
        now = experiment.snapshot()
        settings, setup = now.settings, now.setup
        return cls(
            settings,
            make_recipe(settings),
            setup.source,
            setup.data,
            setup.feature_map,
            first_rule(settings, setup.data, now.network),
            now.network,
            now.epoch,
            write_link(settings),
        )

    @property
    def drawn(self) -> Dataset | None:
        """The generator of the points; None where they are a file's or the learner's own."""
        return DATASETS.get(self.settings.current_dataset)

    @property
    def dropout(self) -> tuple[float, ...]:
        """The dropout rate of each hidden layer; () where none leaves neurons out."""
        rates = self.recipe.dropout_rates(len(self.network.activations))
        return rates if any(rates) else ()

    @property
    def soften(self) -> Callable[..., Any] | None:
        """``soften``, bound to how much; None where training takes the plain targets."""
        return self.network.head.softening_rule(self.recipe.label_smoothing)

    def goals(self, targets: str) -> str:
        """Return the Python for what is trained towards, of the one for the targets."""
        return f"soften({targets})" if self.soften else targets

    @property
    def by_gradient(self) -> bool:
        """Whether the optimizer follows the gradient; else it keeps the fittest of a population."""
        return OPTIMIZERS[self.recipe.optimizer].uses_gradient
