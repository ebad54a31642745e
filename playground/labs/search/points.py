"""The points of a search: those it chooses by, in folds, and those that it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from sklearn.model_selection import KFold, StratifiedKFold

from playground.arrays import FloatArray, IntArray
from playground.data.features import FeatureMap
from playground.data.splits import Data, Sample
from playground.data.tables import TableError
from playground.experiment.build import make_data, make_source, streams
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import quoted

MOST_FOLDS = 20


class Part(NamedTuple):
    """What one fit learns and is scored by: inputs (n, n_features) and labels (n,) of each."""

    inputs: FloatArray
    labels: FloatArray
    held_inputs: FloatArray
    held_labels: FloatArray


@dataclass(frozen=True, eq=False)
class SearchPoints:
    """The points of a search. All that is chosen is chosen by ``data.train``, in folds.

    Parameters
    ----------
    data
        All points, training and test.
    folds
        Of each fold the places, in ``data.train``, of the points that are learned and of those that
        are held back.
    """

    data: Data
    folds: tuple[tuple[IntArray, IntArray], ...]
    _parts: dict[tuple[object, ...], Part] = field(default_factory=dict, repr=False)

    @classmethod
    def of(
        cls, settings: Settings, own: Source | None, folds: int, shuffled: bool = False
    ) -> SearchPoints:
        """Return the points that settings describe.

        Parameters
        ----------
        settings
            The learner's.
        own
            Points of the learner's own, where the settings name them.
        folds
            How many; of a classification each has its share of every class.
        shuffled
            Whether the labels are dealt out at random among all points: there is then nothing to
            be learned.

        Raises
        ------
        SearchError
            If there are too few points, or too few of a class, or the file cannot be read.
        """
        try:
            source = make_source(settings, own)
        except TableError as problem:
            raise SearchError(f"{problem}.") from None
        if shuffled:
            rng = np.random.default_rng([settings.seed, 1])
            source = replace(source, labels=rng.permutation(source.labels))
        data = make_data(settings, source)
        return cls(data, _folds(data, source.titles, folds, settings.seed))

    def part(self, features: tuple[str, ...], standardise: bool, fold: int | None) -> Part:
        """Return what a fit with these features takes.

        Without a fold all training points are learned, and held back are the test points. They are
        standardised by the points that are learned: of those held back nothing is known before.
        """
        key = features, standardise, fold
        made = self._parts.get(key)
        if made is None:
            train = self.data.train
            if fold is None:
                learned, held = train, self.data.test
            else:
                learned, held = (
                    Sample(train.points[places], train.labels[places])
                    for places in self.folds[fold]
                )
            turn = FeatureMap(features, standardise).fit(learned.points)
            inputs, held_inputs = (
                np.asarray(turn(sample.points), dtype=np.float64) for sample in (learned, held)
            )
            made = Part(inputs, learned.labels, held_inputs, held.labels)
            self._parts[key] = made
        return made


def _folds(
    data: Data, titles: tuple[str, ...], folds: int, seed: int
) -> tuple[tuple[IntArray, IntArray], ...]:
    if not 2 <= folds <= MOST_FOLDS:
        raise SearchError(f"Cross-validation takes 2 to {MOST_FOLDS} folds, not {folds}.")
    points, labels = data.train.points, data.train.labels
    n, state = len(labels), seed % 2**32
    more = "choose fewer folds, or more training data"
    if n < 2 * folds:
        raise SearchError(
            f"There are {n} training points, too few for {folds} folds of at least two: {more}."
        )
    if data.problem == "regression":
        dealt = KFold(folds, shuffle=True, random_state=state).split(points)
        return tuple(dealt)
    codes = (-1, 1) if data.n_classes == 2 else range(data.n_classes)
    for title, code in zip(titles, codes, strict=True):
        count = int(np.sum(labels == code))
        if count < folds:
            has = "no training point" if not count else f"only {count} of the {n} training points"
            raise SearchError(
                f"Class {quoted(title)} has {has}, so that it would be missing in some of the "
                f"{folds} folds: {more}."
            )
    dealer = StratifiedKFold(folds, shuffle=True, random_state=state)
    return tuple(dealer.split(points, labels))


def chances(settings: Settings, seeds: int) -> tuple[tuple[int, int], ...]:
    """Return what the chance of so many fits follows from: the playground's seed and its starts."""
    return tuple((settings.seed, settings.start + number) for number in range(seeds))


def order_of(n: int, seed: int) -> list[int]:
    """Return the order in which n combinations are tried: mixed, so that a part tells of all."""
    order: list[int] = streams(seed)["order"].permutation(n).tolist()
    return order
