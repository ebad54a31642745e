"""From settings to the parts of an experiment: points, network, recipe. Pure functions."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from playground.data.features import FeatureMap
from playground.data.splits import Data, split
from playground.experiment.settings import Settings
from playground.experiment.sources import Source, source
from playground.nn import Head, Network, Recipe

# Each concern draws from a stream of its own, so that none disturbs another.
STREAMS = ("data", "split", "weights", "order", "dropout")


def streams(*numbers: int) -> dict[str, np.random.Generator]:
    """Return the random stream of each concern; all follow from the seed (and the start)."""
    children = np.random.SeedSequence(numbers).spawn(len(STREAMS))
    return {
        name: np.random.default_rng(child) for name, child in zip(STREAMS, children, strict=True)
    }


def make_source(settings: Settings, own: Source | None) -> Source:
    """Return all points that the settings describe.

    Raises
    ------
    TableError
        If they come from a file that cannot be used, or are the learner's own and there are none.
    """
    return source(
        settings.current_dataset,
        streams(settings.seed)["data"],
        settings.noise / 100,
        own,
        {"n_classes": settings.n_classes, "formula": settings.curve},
    )


def make_data(settings: Settings, points: Source) -> Data:
    """Deal a source's points out into training and test points."""
    rng = streams(settings.seed)["split"]
    train, test = split(points.points, points.labels, settings.train_share / 100, rng)
    return Data(train, test, points.problem, points.n_classes)


def make_feature_map(settings: Settings, data: Data) -> FeatureMap:
    """Return the features, standardised by the training points if the settings want that."""
    return FeatureMap(settings.features, settings.standardise).fit(data.train.points)


def make_head(settings: Settings, data: Data) -> Head:
    """Return what stands at the end of the network."""
    return Head.of(settings.problem, settings.loss, data.n_classes)


def make_network(
    settings: Settings, data: Data, feature_map: FeatureMap, rng: np.random.Generator
) -> Network:
    """Return a network with new random weights."""
    head = make_head(settings, data)
    shape = (feature_map.n_features, *settings.hidden_layers, head.n_outputs)
    network = Network(shape, settings.activations(), head, feature_map, settings.switched_off)
    first_rule(settings, data, network)(network.weights, network.biases, rng)
    return network


def first_rule(settings: Settings, data: Data, network: Network) -> Callable[..., None]:
    """Return what fills a network's weights and biases before training: ``fill(.., .., rng)``."""
    return network.first_rule(settings.initializer, settings.bias_initializer, data.train.labels)


def make_recipe(settings: Settings) -> Recipe:
    """Return how one training step is done."""
    return Recipe(
        optimizer=settings.optimizer,
        learning_rate=settings.learning_rate,
        hyperparameters=settings.own("optimizer"),
        schedule=settings.schedule,
        schedule_decay=next(iter(settings.own("schedule").values()), None),
        regularization=settings.regularization,
        regularization_rate=settings.regularization_rate,
        dropout=settings.dropout[: len(settings.hidden_layers)],
        clip_norm=settings.clip_norm,
        batch_size=settings.batch_size,
        shuffle=settings.shuffle,
        label_smoothing=settings.label_smoothing,
        frozen=settings.frozen,
    )
