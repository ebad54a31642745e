"""The playground's network as scikit-learn estimators, for any number of features.

>>> from sklearn.datasets import load_iris
>>> from sklearn.pipeline import make_pipeline
>>> from sklearn.preprocessing import StandardScaler
>>> X, y = load_iris(return_X_y=True)
>>> network = PlaygroundClassifier(hidden_layers=(8,), loss="cross_entropy", random_state=0)
>>> model = make_pipeline(StandardScaler(), network).fit(X, y)
>>> bool(model.score(X, y) > 0.95)
True
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Iterator, Mapping, Sequence
from numbers import Integral
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, ClassifierMixin, RegressorMixin
from sklearn.exceptions import ConvergenceWarning
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from playground.arrays import AnyArray, FloatArray
from playground.experiment.build import streams
from playground.nn import Head, Network, Recipe, Trainer, measure
from playground.runs.pace import Pace

PART = 0.005  # seconds of training between two looks at what came of it


def _chance(random_state: Any) -> dict[str, np.random.Generator]:
    """Return the random stream of each concern: with the same seed those of the playground."""
    if isinstance(random_state, Integral):
        return streams(int(random_state), 0)
    if isinstance(random_state, tuple):
        return streams(*map(int, random_state))
    return streams(check_random_state(random_state).randint(2**31), 0)


class _PlaygroundEstimator(BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """What classifier and regressor share: the settings, the training, the outputs."""

    def __init__(
        self,
        hidden_layers: Sequence[int] = (4, 2),
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
        regularization: str = "none",
        regularization_rate: float = 0.0,
        dropout: float | Sequence[float] = 0.0,
        clip_norm: float = 0.0,
        label_smoothing: float = 0.0,
        initializer: str = "uniform",
        bias_initializer: str = "small",
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
        self.engine = engine
        self.random_state = random_state

    def _recipe(self) -> Recipe:
        if isinstance(self.dropout, int | float):
            dropout = (self.dropout,) * len(self.hidden_layers)
        else:
            dropout = tuple(self.dropout)
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

    def _network(self, n_features: int, head: Head) -> Network:
        if isinstance(self.activation, str):
            activations = [self.activation] * len(self.hidden_layers)
        else:
            activations = list(self.activation)
        return Network((n_features, *self.hidden_layers, head.n_outputs), activations, head)

    def _train(self, X: FloatArray, labels: FloatArray, head: Head) -> Iterator[int]:
        """Train a new network on inputs (n, n_features) and labels in the head's coding, in parts.

        Yields the number of epochs after each part.
        """
        if self.epochs < 1:
            raise ValueError(f"Training needs at least one epoch, not {self.epochs}.")
        chance = _chance(self.random_state)
        network = self._network(X.shape[1], head)
        network.initialise(chance["weights"], self.initializer, self.bias_initializer, labels)
        recipe, engine = self._recipe(), self.engine
        trainer = Trainer(network, recipe, chance["order"], chance["dropout"], engine=engine)
        targets = head.targets(labels)

        def losses(moments: FloatArray) -> FloatArray:
            return measure(network, moments, X, targets, engine=engine).losses

        self.network_ = network
        self.loss_curve_: list[float] = losses(network.parameters[None]).tolist()
        self.n_iter_ = 0
        pace = Pace()
        while self.n_iter_ < self.epochs:
            begun, before = time.monotonic(), network.parameters.copy()
            n = min(pace.at_once(PART), self.epochs - self.n_iter_)
            states = trainer.train_through(X, targets, range(1, n + 1))
            moments = np.array([state.parameters for state in states])
            found = losses(moments)
            runs_away = ~(np.isfinite(found) & np.isfinite(moments).all(axis=1))
            sound = int(runs_away.argmax()) if runs_away.any() else n
            self.loss_curve_ += found[:sound].tolist()
            self.n_iter_ += sound
            if sound < n:
                network.parameters[:] = moments[sound - 1] if sound else before
                return
            pace.took(n, time.monotonic() - begun)
            yield self.n_iter_

    def fit(self, X: ArrayLike, y: ArrayLike) -> Self:
        """Train on inputs (n, n_features) and their labels or values (n,).

        Raises
        ------
        ValueError
            If there are fewer than two classes, or a parameter is out of range.
        """
        for _ in self.fit_in_parts(X, y):
            pass
        if self.n_iter_ < self.epochs:
            warnings.warn(
                f"After epoch {self.n_iter_} the weights grew beyond all bounds "
                "and training stopped there. Scale the data (StandardScaler) or choose a "
                f"smaller learning rate than {self.learning_rate:g}.",
                ConvergenceWarning,
                stacklevel=2,
            )
        return self

    def fit_in_parts(self, X: ArrayLike, y: ArrayLike) -> Iterator[int]:
        """Do what ``fit`` does in parts of some milliseconds; yield the epochs trained after each.

        The model can be used at every moment. Where training has run away, ``n_iter_`` ends below
        ``epochs``, and the weights are those of the last sound epoch.
        """
        raise NotImplementedError

    def _outputs(self, X: ArrayLike) -> FloatArray:
        check_is_fitted(self)
        inputs: FloatArray = validate_data(self, X, dtype=np.float64, reset=False)
        outputs: FloatArray = np.asarray(self.network_.outputs(inputs), dtype=np.float64)
        return outputs


_PARAMETERS = """
    Parameters
    ----------
    hidden_layers
        Neurons in each hidden layer; () for none.
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
    engine
        ``"auto"``, ``"numpy"`` or ``"compiled"``.
    random_state
        An int for the same result every time, a ``RandomState``, or None. An int is the
        playground's own seed: with the same settings, data and seed the network is that of
        ``Experiment``. A pair of ints is seed and start.

    Attributes
    ----------
    network_
        The trained ``playground.nn.Network``.
    loss_curve_
        Mean training loss before training and after each epoch.
    n_iter_
        Number of epochs trained.
    n_features_in_
        Number of features seen in ``fit``.
"""


class PlaygroundClassifier(ClassifierMixin, _PlaygroundEstimator):  # type: ignore[misc]
    __doc__ = f"""A neural network that sorts examples into two or more classes.
{_PARAMETERS}
    classes_
        The labels, sorted.

    Examples
    --------
    >>> X = [[-2.0, 0.0], [-1.0, 1.0], [1.0, -1.0], [2.0, 0.0]]
    >>> PlaygroundClassifier(random_state=0).fit(X, ["left", "left", "right", "right"]).predict(X)
    array(['left', 'left', 'right', 'right'], dtype='<U5')
    """

    def fit_in_parts(self, X: ArrayLike, y: ArrayLike) -> Iterator[int]:
        """Do what ``fit`` does in parts of some milliseconds; yield the epochs trained after each.

        The model can be used at every moment. Where training has run away, ``n_iter_`` ends below
        ``epochs``, and the weights are those of the last sound epoch.
        """
        inputs, y = validate_data(self, X, y, dtype=np.float64)
        check_classification_targets(y)
        self.classes_, numbers = np.unique(y, return_inverse=True)
        n_classes = len(self.classes_)
        if n_classes < 2:
            raise ValueError(
                f"A classifier needs examples of at least two classes; there is {n_classes} class."
            )
        labels = numbers.astype(np.float64)
        if n_classes == 2:
            labels = 2.0 * labels - 1.0  # the network's own coding: -1 and +1
        yield from self._train(inputs, labels, Head.of("classification", self.loss, n_classes))

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
    >>> model = PlaygroundRegressor(hidden_layers=(), epochs=300, random_state=0)
    >>> model.fit(X, 3 * X[:, 0]).predict([[0.5]]).round(3)
    array([1.498])
    """

    def fit_in_parts(self, X: ArrayLike, y: ArrayLike) -> Iterator[int]:
        """Do what ``fit`` does in parts of some milliseconds; yield the epochs trained after each.

        The model can be used at every moment. Where training has run away, ``n_iter_`` ends below
        ``epochs``, and the weights are those of the last sound epoch.
        """
        inputs, y = validate_data(self, X, y, dtype=np.float64, y_numeric=True)
        labels = np.asarray(y, dtype=np.float64)
        yield from self._train(inputs, labels, Head.of("regression", self.loss))

    def predict(self, X: ArrayLike) -> FloatArray:
        """Return the predicted values (n,)."""
        return self._outputs(X)[:, 0]
