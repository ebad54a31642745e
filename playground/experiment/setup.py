"""What settings describe, made: the points, how they are split, the features, the examples."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from playground.data.features import FeatureMap
from playground.data.generators import DATASETS
from playground.data.splits import Data
from playground.experiment import measure
from playground.experiment.build import (
    make_data,
    make_feature_map,
    make_head,
    make_network,
    make_recipe,
    make_source,
    streams,
)
from playground.experiment.effect import Touches
from playground.experiment.measure import Examples
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import OWN, Source
from playground.nn import Head, Trainer
from playground.runs.history import Measured, Norms


def touched(before: Settings, after: Settings) -> set[Touches]:
    """Return what the changes from some settings to others touch.

    >>> touched(Settings(), Settings(noise=10, discretize=True)) == {Touches.DATA, Touches.DRAWING}
    True
    """
    changed = after.changes_from(before)
    return {Touches(SETTINGS[name].touches) for name in changed}


@dataclass(frozen=True, eq=False)
class Setup:
    """All that follows from the settings but for the network; never changed once it is made.

    Parameters
    ----------
    settings
        The settings.
    source, data
        All points, and how they are split.
    feature_map, head
        What turns points into a network's inputs, and what stands at its end.
    training, testing
        The points as the network takes them; computed once rather than in every epoch.
    """

    settings: Settings
    source: Source
    data: Data
    feature_map: FeatureMap
    head: Head
    training: Examples
    testing: Examples

    @classmethod
    def of(cls, settings: Settings, own: Source | None) -> Setup:
        """Make what settings describe.

        Raises
        ------
        TableError
            If the points come from a file that cannot be used, or are the learner's ``own`` and
            there are none.
        """
        drawn = settings.current_dataset in DATASETS
        return _drawn(settings) if drawn else cls._on(settings, make_source(settings, own))

    @classmethod
    def _on(cls, settings: Settings, source: Source) -> Setup:
        data = make_data(settings, source)
        features, head = make_feature_map(settings, data), make_head(settings, data)
        training, testing = (
            Examples.of(sample, features, head) for sample in (data.train, data.test)
        )
        return cls(settings, source, data, features, head, training, testing)

    def changed(self, settings: Settings, own: Source | None) -> Setup:
        """Return the set-up for other settings, or points of the learner's own.

        What they do not touch is taken over; where nothing has changed it is this very set-up.

        Raises
        ------
        TableError
            As ``of`` does.
        """
        touches = touched(self.settings, settings)
        others = settings.current_dataset == OWN and own is not self.source
        if others or Touches.DATA in touches or settings.problem != self.settings.problem:
            return Setup.of(settings, own)
        if touches & {Touches.OUTPUT, Touches.NETWORK}:
            return Setup._on(settings, self.source)
        return replace(self, settings=settings) if touches else self

    def fits_network_of(self, before: Setup) -> bool:
        """Tell whether the network of another set-up can go on with this one."""
        anew = Touches.NETWORK in touched(before.settings, self.settings)
        return not anew and self.head.n_outputs == before.head.n_outputs

    @cached_property
    def beginning(self) -> tuple[Measured, Norms]:
        """What is measured of a network with new random weights, whatever engine trains it."""
        network = self.trainer("numpy").network
        start = [network.parameters]
        return measure.course(network, start, self.training, self.testing, "numpy")[0]

    def trainer(self, engine: str) -> Trainer:
        """Return a network with new random weights, with what trains it."""
        chance = streams(self.settings.seed, self.settings.start)
        return Trainer(
            make_network(self.settings, self.data, self.feature_map, chance["weights"]),
            make_recipe(self.settings),
            chance["order"],
            chance["dropout"],
            engine=engine,
        )

    @cached_property
    def naive_loss(self) -> float:
        """The test loss of always giving the average answer: what a network must beat."""
        return measure.naive_loss(self.head, self.training, self.testing)


@lru_cache(maxsize=8)
def _drawn(settings: Settings) -> Setup:
    """Return the set-up on points that are drawn; a class that opens one link makes it once."""
    return Setup._on(settings, make_source(settings, None))
