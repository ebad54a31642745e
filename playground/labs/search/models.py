"""The models that a search can try: the network, and scikit-learn's on the same points.

One definition for each: its few settings with their bounds, and what is made of them for a
classification and for a regression.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from typing import Any

from sklearn.ensemble import (
    GradientBoostingClassifier,
    GradientBoostingRegressor,
    RandomForestClassifier,
    RandomForestRegressor,
)
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor
from sklearn.svm import SVC, SVR
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor

from playground.experiment.settings import Settings
from playground.labs.search.network import NETWORK, TUNABLES, estimator_of, settings_of
from playground.labs.search.tunables import Model, Tunable
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import Choice, Kind, Number, quoted, shown

MODEL = "model"  # the key of a grid that says which models are tried


def _number(
    name: str, label: str, explanation: str, kind: Number, default: float, *menu: float,
    log: bool = False,
) -> tuple[Any, ...]:  # fmt: skip
    return name, label, explanation, kind, default, menu, shown, log


def _choice(name: str, label: str, explanation: str, words: Mapping[str, str]) -> tuple[Any, ...]:
    names = tuple(words)
    return name, label, explanation, Choice(names), names[0], names, words.__getitem__, False


def _model(
    name: str,
    label: str,
    explanation: str,
    make: Callable[[bool, dict[str, Any], int], Any],
    *settings: tuple[Any, ...],
) -> Model:
    """Define a model; ``make(regression, values by short names, seed)`` makes the estimator."""

    def tunable(
        short: str, label: str, explanation: str, kind: Kind, default: Any,
        menu: tuple[Any, ...], said: Callable[[Any], str], log: bool,
    ) -> Tunable:  # fmt: skip
        return Tunable(
            f"{name}.{short}", label, explanation, kind, menu, lambda settings: default, said,
            name, log=log,
        )  # fmt: skip

    tunables = {f"{name}.{one[0]}": tunable(*one) for one in settings}

    def made(settings: Settings, values: Mapping[str, Any], chance: tuple[int, int]) -> Any:
        full = {key: one.default(settings) for key, one in tunables.items()} | dict(values)
        short = {key.partition(".")[2]: value for key, value in full.items()}
        seed = (chance[0] + chance[1]) % 2**32
        return make(settings.problem == "regression", short, seed)

    return Model(name, label, explanation, made, tunables)


_STRENGTH = (
    "C", "Freedom", "How much the fit to the points counts against simplicity: small is simple.",
    Number(1e-4, 1e6), 1.0, 0.01, 0.1, 1.0, 10.0, 100.0,
)  # fmt: skip
_DEPTH = "max_depth", "Greatest depth", "How many questions in a row a tree may ask."
_TREES = "n_estimators", "Trees", "How many trees answer together."
_LEAF = _number(
    "min_samples_leaf", "Points in a leaf", "How many points an answer must rest on, at least.",
    Number(1, 200, integer=True), 1, 1, 2, 5, 10, 20, log=True,
)  # fmt: skip
_TREE_COUNT = Number(1, 500, integer=True)

_ALL = (
    Model(
        NETWORK, "Neural network", "The playground’s own network, with the settings that it has.",
        lambda settings, values, chance: estimator_of(settings_of(settings, values), chance),
        TUNABLES,
    ),
    _model(
        "neighbours", "Nearest neighbours",
        "Answers as the nearest training points do.",
        lambda regression, values, seed: (
            KNeighborsRegressor if regression else KNeighborsClassifier
        )(**values),
        _number(
            "n_neighbors", "Neighbours", "How many of them are asked.",
            Number(1, 500, integer=True), 5, 1, 3, 5, 11, 21, 51, log=True,
        ),
        _choice(
            "weights", "Votes", "Whether nearer neighbours count more.",
            {"uniform": "all alike", "distance": "nearer more"},
        ),
    ),
    _model(
        "svm", "Support vectors",
        "The boundary that keeps the widest margin to both classes.",
        lambda regression, values, seed: (
            SVR(**values) if regression else SVC(**values, random_state=seed)
        ),
        _number(*_STRENGTH, log=True),
        _number(
            "gamma", "Sharpness", "How fast a point’s influence falls with the distance.",
            Number(1e-4, 1e4), 0.1, 0.01, 0.1, 1.0, 10.0, log=True,
        ),
        _choice(
            "kernel", "Kernel", "What counts as near.",
            {"rbf": "Gaussian", "poly": "polynomial", "linear": "linear"},
        ),
    ),
    _model(
        "tree", "Decision tree",
        "Asks one question about one feature after the other.",
        lambda regression, values, seed: (
            DecisionTreeRegressor if regression else DecisionTreeClassifier
        )(**values, random_state=seed),
        _number(*_DEPTH, Number(1, 50, integer=True), 5, 1, 2, 3, 5, 10, 20),
        _LEAF,
    ),
    _model(
        "forest", "Random forest",
        "Many trees, each on points drawn anew, vote.",
        lambda regression, values, seed: (
            RandomForestRegressor if regression else RandomForestClassifier
        )(**values, random_state=seed),
        _number(*_TREES, _TREE_COUNT, 50, 10, 30, 50, 100, 200, log=True),
        _number(*_DEPTH, Number(1, 50, integer=True), 10, 2, 3, 5, 10, 20),
        _LEAF,
    ),
    _model(
        "boosting", "Gradient boosting",
        "Small trees one after the other, each mends what those before got wrong.",
        lambda regression, values, seed: (
            GradientBoostingRegressor if regression else GradientBoostingClassifier
        )(**values, random_state=seed),
        _number(*_TREES, _TREE_COUNT, 100, 10, 30, 100, 200, log=True),
        _number(
            "learning_rate", "Rate", "How much of a mistake each tree mends.",
            Number(1e-3, 2.0), 0.1, 0.01, 0.03, 0.1, 0.3, 1.0, log=True,
        ),
        _number(*_DEPTH, Number(1, 10, integer=True), 3, 1, 2, 3, 5),
    ),
    _model(
        "linear", "Linear model",
        "Logistic regression; for a regression a plane, by ridge regression.",
        lambda regression, values, seed: (
            Ridge(alpha=1.0 / values["C"])
            if regression
            else LogisticRegression(C=values["C"], max_iter=10_000)
        ),
        _number(*_STRENGTH, log=True),
    ),
)  # fmt: skip
MODELS: dict[str, Model] = {one.name: one for one in _ALL}


def models_of(grid: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the models that a grid tries: the network when it does not say.

    Raises
    ------
    SearchError
        If one is unknown, or there is none.
    """
    named = grid.get(MODEL, (NETWORK,))
    named = (named,) if isinstance(named, str) else tuple(named)
    for name in named:
        if name not in MODELS:
            raise SearchError(f"There is no model {quoted(name)}; there are: {', '.join(MODELS)}.")
    if not named:
        raise SearchError("No model is chosen: choose at least one.")
    return tuple(name for name in MODELS if name in named)


def tunables(models: Iterable[str] = (NETWORK,)) -> list[Tunable]:
    """Return what can be tried of some models, in the order to be shown.

    >>> [one.name for one in tunables(["tree"])]
    ['tree.max_depth', 'tree.min_samples_leaf']
    """
    return [one for model in models for one in MODELS[model].tunables.values()]


def find_tunable(name: str) -> Tunable:
    """Return what a key of a grid means.

    Raises
    ------
    SearchError
        If there is no such setting, with what there is.
    """
    model = name.partition(".")[0] if "." in name else NETWORK
    known: Sequence[str] = tuple(MODELS[model].tunables) if model in MODELS else tuple(MODELS)
    if name not in known:
        what, wrong = ("setting", name) if model in MODELS else ("model", model)
        close = get_close_matches(wrong, known, 1)
        meant = f"did you mean {close[0]}?" if close else f"there are: {', '.join(known)}."
        raise SearchError(f"There is no {what} {quoted(wrong)} to try; {meant}")
    return MODELS[model].tunables[name]
