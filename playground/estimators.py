"""The playground's network as scikit-learn estimators, for any number of features.

The defaults are not the page's, where one wants to see a network go wrong: with cross-entropy, a
little L2 and Glorot's initial weights they do as well as scikit-learn's own networks of the same
size on the data sets that it brings (tests/test_estimators.py).

>>> from sklearn.datasets import load_iris
>>> from sklearn.pipeline import make_pipeline
>>> from sklearn.preprocessing import StandardScaler
>>> X, y = load_iris(return_X_y=True)
>>> network = PlaygroundClassifier(hidden_layers=8, random_state=0)
>>> model = make_pipeline(StandardScaler(), network).fit(X, y)
>>> bool(model.score(X, y) > 0.95)
True
"""

from __future__ import annotations

import time
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin, is_classifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import train_test_split
from sklearn.utils import check_random_state, compute_sample_weight
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, validate_data

from playground.arrays import AnyArray, FloatArray
from playground.experiment.build import streams
from playground.nn import Head, Network, Recipe, Trainer, TrainerState, engine_for, measure
from playground.runs.divergence import has_diverged
from playground.runs.pace import Pace

PART = 0.005  # seconds of training between two looks at what came of it


def _chance(random_state: Any) -> dict[str, np.random.Generator]:
    """Return the random stream of each concern: with the same seed those of the playground."""
    if isinstance(random_state, Integral):
        return streams(int(random_state), 0)
    if isinstance(random_state, tuple):
        return streams(*map(int, random_state))
    return streams(check_random_state(random_state).randint(2**31), 0)


@dataclass(frozen=True)
class _Examples:
    """What is trained on or validated with: inputs (n, n_features), labels and weights (n,).

    The labels are in the head's coding; without weights every example counts once.
    """

    inputs: FloatArray
    labels: FloatArray
    weights: FloatArray | None

    def split(
        self, share: float, stratified: bool, rng: np.random.Generator
    ) -> tuple[_Examples, _Examples]:
        """Return all but a share of them, and that share."""
        parts = train_test_split(
            np.arange(len(self.inputs)),
            test_size=share,
            random_state=int(rng.integers(2**31)),
            stratify=self.labels if stratified else None,
        )
        first, second = (
            _Examples(
                self.inputs[part],
                self.labels[part],
                None if self.weights is None else self.weights[part],
            )
            for part in parts
        )
        return first, second


class _PlaygroundEstimator(BaseEstimator, ABC):  # type: ignore[misc]  # scikit-learn has no types
    """What classifier and regressor share: the settings, the training, the outputs."""

    network_: Network
    loss_curve_: list[float]
    validation_scores_: list[float] | None
    n_iter_: int
    diverged_: bool

    def __init__(
        self,
        hidden_layers: int | Sequence[int] = (4, 2),
        activation: str | Sequence[str] = "tanh",
        *,
        loss: str = "squared_error",
        epochs: int = 200,
        batch_size: int = 10,
        shuffle: bool = True,
        optimizer: str = "sgd",
        learning_rate: float = 0.03,
        hyperparameters: Mapping[str, float] | None = None,
        schedule: str = "constant",
        schedule_decay: float | None = None,
        regularization: str = "L2",
        regularization_rate: float = 0.01,
        dropout: float | Sequence[float] = 0.0,
        clip_norm: float = 0.0,
        label_smoothing: float = 0.0,
        initializer: str = "glorot",
        bias_initializer: str = "small",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        tol: float = 1e-4,
        warm_start: bool = False,
        engine: str = "auto",
        random_state: Any = None,
    ) -> None:
        self.hidden_layers = hidden_layers
        self.activation = activation
        self.loss = loss
        self.epochs = epochs
        self.batch_size = batch_size
        self.shuffle = shuffle
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.hyperparameters = hyperparameters
        self.schedule = schedule
        self.schedule_decay = schedule_decay
        self.regularization = regularization
        self.regularization_rate = regularization_rate
        self.dropout = dropout
        self.clip_norm = clip_norm
        self.label_smoothing = label_smoothing
        self.initializer = initializer
        self.bias_initializer = bias_initializer
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.tol = tol
        self.warm_start = warm_start
        self.engine = engine
        self.random_state = random_state

    @property
    def _widths(self) -> tuple[int, ...]:
        """Neurons in each hidden layer."""
        given = self.hidden_layers
        return (int(given),) if isinstance(given, int | np.integer) else tuple(given)

    def _recipe(self) -> Recipe:
        widths = self._widths
        if isinstance(self.dropout, int | float | np.number):
            dropout: tuple[float, ...] = (float(self.dropout),) * len(widths)
        else:
            dropout = tuple(self.dropout)
            if len(dropout) != len(widths):
                raise ValueError(
                    f"Dropout needs one rate for all hidden layers or one for each of the "
                    f"{len(widths)}, not {len(dropout)}."
                )
        return Recipe(
            optimizer=self.optimizer,
            learning_rate=self.learning_rate,
            hyperparameters=dict(self.hyperparameters or {}),
            schedule=self.schedule,
            schedule_decay=self.schedule_decay,
            regularization=self.regularization,
            regularization_rate=self.regularization_rate,
            dropout=dropout,
            clip_norm=self.clip_norm,
            label_smoothing=self.label_smoothing,
            batch_size=self.batch_size,
            shuffle=self.shuffle,
        )

    def _check(self) -> None:
        """Refuse what neither the recipe nor the network looks at."""
        for name, value in (("epochs", self.epochs), ("n_iter_no_change", self.n_iter_no_change)):
            if not isinstance(value, Integral) or value < 1:
                raise ValueError(f"{name} must be a whole number, at least one, not {value!r}.")
        for name in ("shuffle", "early_stopping", "warm_start"):
            if not isinstance(getattr(self, name), bool | np.bool_):
                raise ValueError(f"{name} is either True or False, not {getattr(self, name)!r}.")
        if not 0.0 < self.validation_fraction < 1.0:
            raise ValueError(
                "validation_fraction is a share of the examples, between 0 and 1, "
                f"not {self.validation_fraction!r}."
            )

    def _new(
        self, examples: _Examples, head: Head, chance: Mapping[str, np.random.Generator]
    ) -> Trainer:
        """Return a new network with what trains it."""
        widths = self._widths
        if isinstance(self.activation, str):
            activations = [self.activation] * len(widths)
        else:
            activations = list(self.activation)
        sizes = (examples.inputs.shape[1], *widths, head.n_outputs)
        network = Network(sizes, activations, head)
        network.initialise(
            chance["weights"], self.initializer, self.bias_initializer, examples.labels
        )
        self.loss_curve_, self.validation_scores_ = [], None
        return self._trainer(network, chance["order"], chance["dropout"])

    def _again(self, head: Head) -> Trainer:
        """Return the trained network with what goes on training it.

        Raises
        ------
        ValueError
            If the settings or the data ask for another network than the trained one.
        """
        network = self.network_
        if (*network.layer_sizes[1:-1],) != self._widths or (
            replace(network.head, weighted=False) != replace(head, weighted=False)
        ):
            raise ValueError(
                "The trained network has other layers, another loss or other classes than are now "
                "asked for; fit a new one (warm_start=False)."
            )
        # The streams are those of the state.
        trainer = self._trainer(
            _with_head(network, head), np.random.default_rng(), np.random.default_rng()
        )
        trainer.restore(self._state)
        return trainer

    def _trainer(
        self, network: Network, order: np.random.Generator, dropout: np.random.Generator
    ) -> Trainer:
        recipe = self._recipe()
        return Trainer(network, recipe, order, dropout, engine_for(self.engine, network, recipe))

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Train on inputs (n, n_features) and their labels or values (n,).

        ``sample_weight`` (n,) says how many times the loss of each example counts; only their
        ratios matter.

        Raises
        ------
        ValueError
            If there are fewer than two classes, a weight or a parameter is out of range, or a
            ``warm_start`` does not fit the trained network.
        """
        for _ in self.fit_in_parts(X, y, sample_weight):
            pass
        if self.diverged_:
            warnings.warn(
                f"After epoch {self.n_iter_} the weights grew beyond all bounds "
                "and training stopped there. Scale the data (StandardScaler) or choose a "
                f"smaller learning rate than {self.learning_rate:g}.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def fit_in_parts(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> Iterator[int]:
        """Do what ``fit`` does in parts of some milliseconds; yield the epochs trained after each.

        The model can be used at every moment. Where training has run away, ``diverged_`` is true,
        and the weights are those of the last sound epoch.
        """
        yield from self._fit(*self._taken(X, y, sample_weight))

    @abstractmethod
    def _taken(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None
    ) -> tuple[_Examples, Head]:
        """Return what ``fit`` was given, checked, as examples, and the head for them."""

    def _fit(self, examples: _Examples, head: Head) -> Iterator[int]:
        """Train a network, a new one unless ``warm_start`` keeps the trained one."""
        self._check()
        chance = _chance(self.random_state)
        validation = None
        if self.early_stopping:
            share = self.validation_fraction
            examples, validation = examples.split(share, is_classifier(self), chance["split"])
        again = self.warm_start and hasattr(self, "network_")
        trainer = self._again(head) if again else self._new(examples, head, chance)
        return self._train(trainer, examples, validation, int(self.epochs))

    def _fit_part(self, examples: _Examples, head: Head) -> None:
        """Train the network, a new one the first time, for one epoch over these examples."""
        self._check()
        if self.early_stopping:
            raise ValueError("partial_fit cannot stop early: it trains one epoch at a time.")
        if hasattr(self, "network_"):
            trainer = self._again(head)
        else:
            trainer = self._new(examples, head, _chance(self.random_state))
        for _ in self._train(trainer, examples, None, 1):
            pass

    def _train(
        self, trainer: Trainer, examples: _Examples, validation: _Examples | None, epochs: int
    ) -> Iterator[int]:
        """Train so many epochs, fewer if the network no longer improves or the numbers run away."""
        network = trainer.network
        X, targets = examples.inputs, network.head.targets(examples.labels, examples.weights)
        best = kept = trainer.state()
        if not self.loss_curve_:
            self.loss_curve_ = self._losses(trainer, [kept], X, targets)
        self.network_, self.n_iter_, self.diverged_ = network, len(self.loss_curve_) - 1, False
        scores: list[float] = []
        last, pace, rests = trainer.epoch + epochs, Pace(), False
        while trainer.epoch < last and not (rests or self.diverged_):
            begun = time.monotonic()
            ahead = range(1, min(pace.at_once(PART), last - trainer.epoch) + 1)
            states = trainer.train_through(X, targets, ahead)
            for state, loss in zip(states, self._losses(trainer, states, X, targets), strict=True):
                self.diverged_ = has_diverged(state.parameters) or not np.isfinite(loss)
                if self.diverged_:
                    break
                self.loss_curve_.append(loss)
                kept = state
                if validation is not None:
                    scores.append(self._score(network, state, validation))
                    if scores[-1] > max(scores[:-1], default=-np.inf):
                        best = state
                    rests = self._rests(scores)
                    if rests:
                        break
            pace.took(len(states), time.monotonic() - begun)
            self.n_iter_ = len(self.loss_curve_) - 1
            if trainer.epoch < last and not (rests or self.diverged_):
                yield self.n_iter_
        trainer.restore(kept if validation is None else best)
        if validation is not None:
            self.validation_scores_ = scores
            self.best_validation_score_ = max(scores, default=float("nan"))
        self.network_ = _with_head(network, replace(network.head, weighted=False))
        self._state = trainer.state()
        yield self.n_iter_

    @staticmethod
    def _losses(
        trainer: Trainer, states: Sequence[TrainerState], X: FloatArray, targets: FloatArray
    ) -> list[float]:
        """Return the mean loss in each of these states."""
        candidates = np.array([state.parameters for state in states])
        found = measure(trainer.network, candidates, X, targets, engine=trainer.engine)
        losses: list[float] = found.losses.tolist()
        return losses

    def _score(self, network: Network, state: TrainerState, validation: _Examples) -> float:
        """Return accuracy, or R^2 of a regression, of a state of the training."""
        trial = network.copy()
        trial.parameters[:] = state.parameters
        found = trial.head.classes(trial.outputs(validation.inputs))
        score = accuracy_score if is_classifier(self) else r2_score
        return float(score(validation.labels, found, sample_weight=validation.weights))

    def _rests(self, scores: Sequence[float]) -> bool:
        """Tell whether for so many epochs no score was better by ``tol`` than those before."""
        patience = int(self.n_iter_no_change)
        if len(scores) <= patience:
            return False
        return max(scores[-patience:]) < max(scores[:-patience]) + self.tol

    def _outputs(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        inputs: FloatArray = validate_data(self, X, dtype=np.float64, reset=False)
        outputs: FloatArray = np.asarray(self.network_.outputs(inputs), dtype=np.float64)
        return outputs


def _with_head(network: Network, head: Head) -> Network:
    """Return a network with the same parameters and another head."""
    other = Network(network.layer_sizes, network.activations, head)
    other.parameters[:] = network.parameters
    return other


def _weights(given: ArrayLike | None, X: FloatArray) -> FloatArray | None:
    """Return weights (n,) of mean 1, as which they do not change how long the steps are.

    Raises
    ------
    ValueError
        If they are not one number from 0 on for each example, or all are 0.
    """
    if given is None:
        return None
    weights = np.asarray(given, dtype=np.float64)
    if weights.ndim == 0:
        weights = np.full(len(X), float(weights))
    if weights.ndim != 1:
        raise ValueError(f"sample_weight needs one number for each example, not {weights.shape}.")
    check_consistent_length(X, weights)
    if not np.isfinite(weights).all() or weights.min(initial=0.0) < 0 or not weights.any():
        raise ValueError("sample_weight must be numbers from 0 on, and not all of them zero.")
    mean: float = weights.mean()
    return weights / mean


_PARAMETERS = """
    Parameters
    ----------
    hidden_layers
        Neurons in each hidden layer; a number for one layer, () for none.
    activation
        A key of ``playground.nn.ACTIVATIONS`` for all hidden layers, or one for each.
    loss
        A key of ``playground.nn.LOSSES``.
    epochs
        How many times the training data is gone through.
    batch_size, shuffle
        Examples per step; whether each epoch has a new order.
    optimizer, learning_rate, hyperparameters
        A key of ``playground.nn.OPTIMIZERS``, its rate, and its settings by name (None: defaults).
    schedule, schedule_decay
        A key of ``playground.nn.SCHEDULES`` and its one setting (None: default).
    regularization, regularization_rate
        A key of ``playground.nn.REGULARIZERS`` and its strength.
    dropout
        Share of neurons left out in training, for all hidden layers or one for each.
    clip_norm
        Greatest length of the gradient; 0 leaves it alone.
    label_smoothing
        Share of the way that training moves the targets of classes to their mean, 0..0.5; the loss
        curve stays that of the plain targets. A regression has none.
    initializer, bias_initializer
        Keys of ``playground.nn.INITIALIZERS`` and ``playground.nn.BIAS_INITIALIZERS``.
    early_stopping, validation_fraction, n_iter_no_change, tol
        Whether to hold back that share of the examples, stop when for so many epochs their score
        was not better by ``tol``, and keep the network that scored best.
    warm_start
        Whether ``fit`` goes on with the trained network and its optimizer's memory.
    engine
        ``"numpy"``; ``"compiled"``; or ``"auto"``, which is compiled wherever that can be had. A
        fit uses one of them from its beginning to its end, the same in every process; the first of
        a new installation waits some seconds for Numba.
    random_state
        An int for the same result every time, a ``RandomState``, or None. An int is the
        playground's own seed: with the same settings, data and seed the network is that of
        ``Experiment``. A pair of ints is seed and start.

    Attributes
    ----------
    network_
        The trained ``playground.nn.Network``.
    loss_curve_
        Mean training loss before training and after each epoch, weighted as the examples are.
    n_iter_
        Number of epochs trained, with those of earlier fits that it went on from.
    diverged_
        Whether the weights grew beyond all bounds; they are those of the last sound epoch then.
    validation_scores_, best_validation_score_
        With ``early_stopping`` accuracy or R^2 after each epoch, and the best of them.
    n_features_in_
        Number of features seen in ``fit``.
"""


_FIRST = """    loss
        A key"""
_CLASS_WEIGHT = """    class_weight
        How many times examples of each class count, by label; "balanced" for the same of each class
        together; None for 1. It goes with ``sample_weight``.
"""


class PlaygroundClassifier(ClassifierMixin, _PlaygroundEstimator):  # type: ignore[misc]
    classes_: AnyArray

    __doc__ = f"""A neural network that sorts examples into two or more classes.
{_PARAMETERS.replace(_FIRST, _CLASS_WEIGHT + _FIRST)}
    classes_
        The labels, sorted.

    Examples
    --------
    >>> X = [[-2.0, 0.0], [-1.0, 1.0], [1.0, -1.0], [2.0, 0.0]]
    >>> PlaygroundClassifier(random_state=0).fit(X, ["left", "left", "right", "right"]).predict(X)
    array(['left', 'left', 'right', 'right'], dtype='<U5')
    """

    def __init__(
        self,
        hidden_layers: int | Sequence[int] = (4, 2),
        activation: str | Sequence[str] = "tanh",
        *,
        class_weight: Mapping[Any, float] | str | None = None,
        loss: str = "cross_entropy",
        epochs: int = 200,
        batch_size: int = 10,
        shuffle: bool = True,
        optimizer: str = "sgd",
        learning_rate: float = 0.03,
        hyperparameters: Mapping[str, float] | None = None,
        schedule: str = "constant",
        schedule_decay: float | None = None,
        regularization: str = "L2",
        regularization_rate: float = 0.01,
        dropout: float | Sequence[float] = 0.0,
        clip_norm: float = 0.0,
        label_smoothing: float = 0.0,
        initializer: str = "glorot",
        bias_initializer: str = "small",
        early_stopping: bool = False,
        validation_fraction: float = 0.1,
        n_iter_no_change: int = 10,
        tol: float = 1e-4,
        warm_start: bool = False,
        engine: str = "auto",
        random_state: Any = None,
    ) -> None:
        super().__init__(
            hidden_layers,
            activation,
            loss=loss,
            epochs=epochs,
            batch_size=batch_size,
            shuffle=shuffle,
            optimizer=optimizer,
            learning_rate=learning_rate,
            hyperparameters=hyperparameters,
            schedule=schedule,
            schedule_decay=schedule_decay,
            regularization=regularization,
            regularization_rate=regularization_rate,
            dropout=dropout,
            clip_norm=clip_norm,
            label_smoothing=label_smoothing,
            initializer=initializer,
            bias_initializer=bias_initializer,
            early_stopping=early_stopping,
            validation_fraction=validation_fraction,
            n_iter_no_change=n_iter_no_change,
            tol=tol,
            warm_start=warm_start,
            engine=engine,
            random_state=random_state,
        )
        self.class_weight = class_weight

    def _taken(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None
    ) -> tuple[_Examples, Head]:
        inputs, labels = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(labels)
        classes = np.unique(labels)
        if len(classes) < 2:
            raise ValueError(
                f"A classifier needs examples of at least two classes; there is {len(classes)} "
                "class."
            )
        if self.warm_start and hasattr(self, "classes_") and list(classes) != list(self.classes_):
            raise ValueError(
                f"The trained network knows the classes {list(self.classes_)}, not "
                f"{list(classes)}; fit a new one (warm_start=False)."
            )
        self.classes_ = classes
        return self._prepared(inputs, labels, sample_weight)

    def partial_fit(
        self,
        X: ArrayLike,
        y: ArrayLike,
        classes: ArrayLike | None = None,
        sample_weight: ArrayLike | None = None,
    ) -> PlaygroundClassifier:
        """Train one epoch on these examples, going on where the last call ended.

        The first call must name all ``classes`` that will ever come.

        Raises
        ------
        ValueError
            As ``fit``; also if the classes are not named at first, or others come later.
        """
        first = not hasattr(self, "network_")
        inputs, labels = validate_data(self, X, y, dtype=np.float64, reset=first)
        check_classification_targets(labels)
        if first:
            if classes is None:
                raise ValueError("classes must be passed on the first call to partial_fit.")
            self.classes_ = np.unique(np.asarray(classes))
        elif classes is not None and list(np.unique(np.asarray(classes))) != list(self.classes_):
            raise ValueError(
                f"classes={classes!r} is not the same as on the last call to partial_fit, "
                f"{list(self.classes_)}."
            )
        self._fit_part(*self._prepared(inputs, labels, sample_weight))
        return self

    def _prepared(
        self, X: FloatArray, y: AnyArray, sample_weight: ArrayLike | None
    ) -> tuple[_Examples, Head]:
        """Return the examples in the network's own coding, and the head for them."""
        strange = sorted(set(np.unique(y)) - set(self.classes_))
        if strange:
            raise ValueError(f"y has classes that are not in classes_: {strange}.")
        weights = _weights(sample_weight, X)
        if self.class_weight is not None:
            by_class = compute_sample_weight(self.class_weight, y)
            weights = _weights(by_class if weights is None else by_class * weights, X)
        n_classes = len(self.classes_)
        labels = np.searchsorted(self.classes_, y).astype(np.float64)
        if n_classes == 2:
            labels = 2.0 * labels - 1.0  # the network's own coding: -1 and +1
        weighted = weights is not None
        head = Head.of("classification", self.loss, n_classes, weighted=weighted)
        return _Examples(X, labels, weights), head

    def decision_function(self, X: ArrayLike) -> FloatArray:
        """Return what speaks for a class: (n,) in [-1, 1] for two classes, else (n, k) shares."""
        outputs = self._outputs(X)
        scores: FloatArray = np.asarray(self.network_.head.score(outputs), dtype=np.float64)
        return scores

    def predict_proba(self, X: ArrayLike) -> FloatArray:
        """Return the share of each class, (n, k): probabilities with cross-entropy as the loss."""
        scores = self.decision_function(X)
        if len(self.classes_) > 2:
            return scores
        second = 0.5 * (scores + 1.0)
        return np.column_stack([1.0 - second, second])

    def predict(self, X: ArrayLike) -> AnyArray:
        """Return the predicted labels (n,)."""
        outputs = self._outputs(X)
        labels = self.network_.head.classes(outputs)
        numbers = labels > 0 if len(self.classes_) == 2 else labels
        predicted: AnyArray = self.classes_[numbers.astype(np.intp)]
        return predicted


class PlaygroundRegressor(RegressorMixin, _PlaygroundEstimator):  # type: ignore[misc]
    __doc__ = f"""A neural network that predicts a number.

    Inputs and values should be of the size of one; scale them otherwise.
{_PARAMETERS}
    Examples
    --------
    >>> X = np.linspace(-1, 1, 20)[:, None]
    >>> model = PlaygroundRegressor((), regularization="none", epochs=300, random_state=0)
    >>> model.fit(X, 3 * X[:, 0]).predict([[0.5]]).round(3)
    array([1.499])
    """

    def _taken(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None
    ) -> tuple[_Examples, Head]:
        inputs, values = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        return self._prepared(inputs, values, sample_weight)

    def partial_fit(
        self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None
    ) -> PlaygroundRegressor:
        """Train one epoch on these examples, going on where the last call ended.

        Raises
        ------
        ValueError
            As ``fit``.
        """
        first = not hasattr(self, "network_")
        inputs, values = validate_data(self, X, y, dtype=np.float64, y_numeric=True, reset=first)
        self._fit_part(*self._prepared(inputs, values, sample_weight))
        return self

    def _prepared(
        self, X: FloatArray, y: AnyArray, sample_weight: ArrayLike | None
    ) -> tuple[_Examples, Head]:
        """Return the examples and the head for them."""
        weights = _weights(sample_weight, X)
        head = Head.of("regression", self.loss, weighted=weights is not None)
        return _Examples(X, np.asarray(y, dtype=np.float64), weights), head

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the predicted values (n,)."""
        return self._outputs(X)[:, 0]
