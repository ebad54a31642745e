"""A search as a scikit-learn script: the same folds, the same models, the same scores."""

from __future__ import annotations

import math
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

import playground
from playground.arrays import FloatArray
from playground.data.features import find_feature
from playground.export.code.definitions import WIDTH
from playground.labs.search.boundaries import link_of
from playground.labs.search.models import MODELS
from playground.labs.search.network import NETWORK
from playground.labs.search.plan import METHODS, Plan
from playground.nn import OPTIMIZERS, SCHEDULES
from playground.nn.hyperparameters import values_of


@dataclass(frozen=True)
class _Code:
    """A value as Python, to be written as it is."""

    text: str

    def __repr__(self) -> str:
        return self.text


def search_script(plan: Plan) -> str:
    """Return a script that makes the same search with scikit-learn's own loop.

    The network is the playground's estimator, so the script needs the playground itself; the points
    are written out. Halving's rounds are those of the search, unless fits run away: scikit-learn
    takes their scores for good.
    """
    by_model = {
        model: sorted(one for one in plan.runs if plan.combinations[one].model == model)
        for model in plan.models
    }
    by_model = {model: numbers for model, numbers in by_model.items() if numbers}
    bases = {model: _plain(plan, numbers[0]) for model, numbers in by_model.items()}
    main = next(iter(bases.values()))
    grids: list[dict[str, list[Any]]] = []
    for model, numbers in by_model.items():
        named = {}
        if len(bases) > 1:
            call = 'PIPELINE["model"]' if bases[model] is main else _call(bases[model].model, 8)
            named = {"model": [_Code(call)]}
        grids += [{**named, **grid} for grid in _grids(plan, numbers, bases[model])]
    estimators = {type(base.model).__name__: type(base.model) for base in bases.values()}
    features = list(dict.fromkeys(name for number in plan.runs for name in _features(plan, number)))
    data = plan.points.data
    dealer = "KFold" if data.problem == "regression" else "StratifiedKFold"
    words = {
        "opening": _opening(plan),
        "imports": _imports(estimators.values()),
        "dealer": dealer,
        "points": _rows(data.train.points, data.train.labels),
        "tests": _rows(data.test.points, data.test.labels),
        "features": "".join(
            f"    {name!r}: lambda x1, x2: {find_feature(name).code()},\n" for name in features
        ),
        "usual": repr(list(main.features)),
        "scale": "StandardScaler()" if main.standardise else '"passthrough"',
        "model": _call(main.model, 12),
        "folds": plan.folds,
        "seed": plan.settings.seed % 2**32,
        "grid": _written(grids),
        "search": _HALVING.format(rounds=_rounds(plan)) if len(plan.rungs) > 1 else _WHOLE,
    }
    return _SCRIPT.format(**words)


@dataclass(frozen=True)
class _Plain:
    """One combination as scikit-learn knows it."""

    model: BaseEstimator
    parameters: Mapping[str, Any]
    features: tuple[str, ...]
    standardise: bool


def _features(plan: Plan, number: int) -> tuple[str, ...]:
    return plan.settings_of(number).features


def _plain(plan: Plan, number: int, start: int = 0) -> _Plain:
    """Return a combination with the parameters as one would write them."""
    settings, model = plan.settings_of(number), plan.estimator(number, start)
    given = dict(model.get_params())
    if plan.combinations[number].model == NETWORK:
        for name in ("activation", "dropout"):  # the same in every layer needs saying once
            each = given[name]
            if not isinstance(each, str) and len(set(each)) <= 1:
                given[name] = each[0] if each else 0.0
        optimizer = OPTIMIZERS[given["optimizer"]].hyperparameters
        if values_of(optimizer, given["hyperparameters"]) == values_of(optimizer, {}):
            given["hyperparameters"] = None
        decay = SCHEDULES[given["schedule"]].hyperparameter
        if decay is None or given["schedule_decay"] == decay.default:
            given["schedule_decay"] = None
        if given["random_state"][1] == 0:
            given["random_state"] = given["random_state"][0]
    return _Plain(type(model)(**given), given, tuple(settings.features), settings.standardise)


def _differing(plan: Plan, number: int, base: _Plain) -> dict[str, Any]:
    """Return the parameters of the pipeline in which a combination differs from another."""
    one = _plain(plan, number)
    found = {
        f"model__{name}": value
        for name, value in one.parameters.items()
        if value != base.parameters[name]
    }
    if one.features != base.features:
        found["features__kw_args"] = {"names": list(one.features)}
    if one.standardise != base.standardise:
        found["scale"] = _scale(one.standardise)
    return found


def _scale(standardise: bool) -> Any:
    return _Code("StandardScaler()") if standardise else "passthrough"


def _grids(plan: Plan, numbers: Sequence[int], base: _Plain) -> list[dict[str, list[Any]]]:
    """Return the grids of a model: one, where its combinations are all of some values."""
    rows = [_differing(plan, number, base) for number in numbers]
    names = list(dict.fromkeys(name for row in rows for name in row))
    usual = {
        "features__kw_args": {"names": list(base.features)},
        "scale": _scale(base.standardise),
    } | {f"model__{name}": value for name, value in base.parameters.items()}
    whole = [{name: row.get(name, usual[name]) for name in names} for row in rows]
    starts = {}
    if plan.seeds > 1 and "random_state" in base.parameters:
        fitted = [_plain(plan, numbers[0], start) for start in range(plan.seeds)]
        starts["model__random_state"] = [one.parameters["random_state"] for one in fitted]
    counts = {name: _distinct(row[name] for row in whole) for name in names}
    is_product = math.prod(map(len, counts.values())) == len(rows) == len(_distinct(whole))
    if is_product and plan.method == "grid":
        return [{**counts, **starts}]
    return [{**{name: [row[name]] for name in names}, **starts} for row in whole]


def _distinct(values: Iterable[Any]) -> list[Any]:
    """Return values in their order, each once; they may be lists or mappings."""
    return list({repr(value): value for value in values}.values())


def _call(model: BaseEstimator, indent: int) -> str:
    """Return the call that makes an estimator, with what is not its default."""
    usual, given = type(model)().get_params(), model.get_params()
    parts = [f"{name}={given[name]!r}" for name in given if given[name] != usual[name]]
    name = type(model).__name__
    if indent + len(name) + sum(len(part) + 2 for part in parts) < WIDTH:
        return f"{name}({', '.join(parts)})"
    inner = " " * (indent + 4)
    lines = textwrap.fill(
        ", ".join(parts) + ",", WIDTH, initial_indent=inner, subsequent_indent=inner,
        break_long_words=False, break_on_hyphens=False,
    )  # fmt: skip
    return f"{name}(\n{lines}\n{' ' * indent})"


def _written(grids: Sequence[Mapping[str, list[Any]]]) -> str:
    """Return the grids as Python."""
    if len(grids) == 1 or any(len(values) > 1 for grid in grids for values in grid.values()):
        parts = []
        for grid in grids:
            lines = "".join(f"        {name!r}: {values!r},\n" for name, values in grid.items())
            parts.append(f"    {{\n{lines}    }},\n")
    else:
        parts = [
            "    {" + ", ".join(f"{name!r}: {values!r}" for name, values in grid.items()) + "},\n"
            for grid in grids
        ]
    return f"[\n{''.join(parts)}]"


def _imports(estimators: Iterable[type]) -> str:
    lines = {"from sklearn.pipeline import Pipeline"}
    lines |= {
        "from sklearn.preprocessing import FunctionTransformer, StandardScaler",
    }
    for one in estimators:
        module = ".".join(part for part in one.__module__.split(".") if not part.startswith("_"))
        lines.add(f"from {module} import {one.__name__}")
    return "\n".join(sorted(lines, key=lambda line: ("playground" in line, line)))


def _rounds(plan: Plan) -> str:
    return repr([(n, epochs) for n, epochs in plan.rungs])


def _rows(points: FloatArray, labels: FloatArray) -> str:
    rows = np.column_stack([points, labels]).tolist()
    return "\n".join(" ".join(map(repr, row)) for row in rows)


def _opening(plan: Plan) -> str:
    facts = [
        f"{METHODS[plan.method].lower()}: {plan.words}",
        *(f"{plan.label(name)}: {_told(plan, name)}" for name in plan.names),
    ]
    if link := link_of(plan, 0):
        facts.append(f"its first combination in the playground: {link}")
    if plan.shuffled:
        facts.append("the labels were dealt out at random: there is nothing to be learned")
    models = ", ".join(MODELS[model].label for model in plan.models)
    text = (
        f"A search for the best settings ({models}), from the neural-network playground "
        f"{playground.__version__}."
    )
    filled = "\n".join(
        textwrap.fill(f"- {fact}", WIDTH, subsequent_indent="  ", break_long_words=False)
        for fact in facts
    )
    words = (
        f"{textwrap.fill(text, WIDTH)}\n\n{filled}\n\n"
        "It needs scikit-learn, pandas and the playground itself (its network is an estimator).\n"
        "Run it for the table, the best first. `open_test()` opens the test data: do that once.\n"
    )
    return '"""' + words.replace("\\", "\\\\").replace('"""', "'''") + '"""'


def _told(plan: Plan, name: str) -> str:
    values = {
        plan.said(name, one.model if name == "model" else one.values[name])
        for one in plan.combinations
        if name == "model" or name in one.values
    }
    return f"{len(values)} values" if len(values) > 12 else ", ".join(sorted(values))


_WHOLE = '''def run():
    """Return what scikit-learn's search has found."""
    return GridSearchCV(PIPELINE, GRID, cv=FOLDS, refit=False).fit(POINTS, LABELS)'''
_HALVING = '''ROUNDS = {rounds}  # combinations and epochs


def with_epochs(candidate, epochs):
    """Return a candidate with so many epochs, if it is a network."""
    (model,) = candidate.get("model", [PIPELINE["model"]])
    return {{**candidate, "model__epochs": [epochs]}} if hasattr(model, "epochs") else candidate


def run():
    """Return what scikit-learn's search has found in the last of all rounds."""
    candidates = GRID
    for n, epochs in ROUNDS:
        grid = [with_epochs(one, epochs) for one in candidates[:n]]
        search = GridSearchCV(PIPELINE, grid, cv=FOLDS, refit=False).fit(POINTS, LABELS)
        order = np.argsort(-means(search), kind="stable")
        candidates = [candidates[place] for place in order]
    return search'''
_SCRIPT = '''{opening}

import numpy as np
import pandas as pd
from joblib import parallel_config
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, {dealer}
{imports}
from playground.nn import warm

# x1, x2 and label of every training point; then of every test point
TRAINING = """
{points}
"""
TEST = """
{tests}
"""
FEATURES = {{
{features}}}


def read(table):
    """Return points (n, 2) and labels (n,)."""
    rows = np.array(table.split(), dtype=float).reshape(-1, 3)
    return rows[:, :2], rows[:, 2]


def features(points, names):
    """Return what a model is told about points (n, 2)."""
    x1, x2 = points.T
    return np.column_stack([FEATURES[name](x1, x2) + 0.0 * x1 for name in names])


POINTS, LABELS = read(TRAINING)
PIPELINE = Pipeline(
    [
        ("features", FunctionTransformer(features, kw_args={{"names": {usual}}})),
        ("scale", {scale}),
        (
            "model",
            {model},
        ),
    ]
)
FOLDS = {dealer}({folds}, shuffle=True, random_state={seed})
GRID = {grid}


def means(search):
    """Return the mean score of each combination over the folds, and over its starts if several."""
    table = pd.DataFrame(search.cv_results_)
    return table.groupby(without_starts(table), sort=False)["mean_test_score"].mean().to_numpy()


def without_starts(table):
    """Return what a combination is called, whatever start it is fitted with."""
    return [
        str({{name: value for name, value in one.items() if name != "model__random_state"}})
        for one in table["params"]
    ]


{search}


def open_test(search):
    """Train the winner on all training points, and return its score with the test points."""
    winner = search.cv_results_["params"][np.argmax(search.cv_results_["mean_test_score"])]
    model = clone(PIPELINE).set_params(**winner).fit(POINTS, LABELS)
    return model.score(*read(TEST))


if __name__ == "__main__":
    warm().join()  # the compiled engine is ready
    with parallel_config(backend="threading", n_jobs=2):  # which lets go of Python's lock
        found = run()
    table = pd.DataFrame(found.cv_results_).sort_values("mean_test_score", ascending=False)
    shown = table[["mean_test_score", "std_test_score", "params"]]
    print(shown.to_string(index=False, max_colwidth=120))
'''
