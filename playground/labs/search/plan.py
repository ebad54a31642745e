"""What a search will do: its combinations, its fits, and what must be said about it before."""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

from sklearn.model_selection import ParameterGrid, ParameterSampler

from playground.experiment.effect import Touches
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.sources import Source
from playground.labs.search.learner import Learner
from playground.labs.search.models import MODEL, MODELS, find_tunable, models_of
from playground.labs.search.network import (
    NETWORK,
    OF_ONE_SHAPE,
    Effects,
    epochs_of,
    settings_of,
)
from playground.labs.search.points import Part, SearchPoints, chances, order_of
from playground.labs.search.ranges import Range, Values
from playground.labs.search.wrong import SearchError
from playground.settings.kinds import quoted

MOST = 5000  # combinations
MOST_SEEDS = 20
FIRST_EPOCHS = 5  # of halving's first round, at least
METHODS = {
    "grid": "Grid",
    "random": "Random",
    "halving": "Successive halving",
}


@dataclass(frozen=True, eq=False)
class Combination:
    """A model with its values.

    Parameters
    ----------
    number
        Its place among all, from 0.
    model
        A key of ``MODELS``.
    values
        The value of each setting that is tried, by its name in the grid.
    same_as
        The number of the first combination that makes the same fits: its own, where it is not a
        duplicate.
    """

    number: int
    model: str
    values: Mapping[str, Any]
    same_as: int


@dataclass(frozen=True)
class Task:
    """One fit: a combination, a fold, a start, in a round; ``epochs`` is None where there are none.

    Without a fold it is that of all training points, which the test points then meet.
    """

    combination: int
    fold: int | None
    start: int
    rung: int
    epochs: int | None


@dataclass(frozen=True, eq=False)
class Plan:
    """A search that can be made.

    Parameters
    ----------
    settings
        The learner's, from which combinations differ only in what is tried.
    grid
        What is tried, put right; without the models.
    models
        The models that are tried.
    method, folds, seeds, factor
        How: see ``plan``.
    shuffled
        Whether the labels were dealt out at random.
    combinations
        All of them, duplicates included.
    points
        What is learned.
    remarks
        What has to be said about it, a sentence each.
    """

    settings: Settings
    grid: Mapping[str, Values]
    models: tuple[str, ...]
    method: str
    folds: int
    seeds: int
    factor: int
    shuffled: bool
    combinations: tuple[Combination, ...]
    points: SearchPoints
    remarks: tuple[str, ...]

    def __getstate__(self) -> dict[str, Any]:
        """Return what goes to a cluster: not what has been worked out of it here."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What its results follow from: two plans of one key have the same."""
        data = self.points.data
        arrays = (*vars(data.train).values(), *vars(data.test).values())
        digest = hashlib.sha256(b"".join(array.tobytes() for array in arrays)).hexdigest()
        kept = [
            getattr(self.settings, name)
            for name, one in SETTINGS.items()
            if one.touches != Touches.DRAWING
        ]
        combinations = tuple((one.model, *one.values.items()) for one in self.combinations)
        how = self.method, self.folds, self.seeds, self.factor, self.shuffled
        return (*kept, epochs_of(self.settings), *how, digest, combinations)

    @cached_property
    def digest(self) -> str:
        """A short name of ``key``, 16 digits: for messages that say whose results they are."""
        return hashlib.sha256(repr(self.key).encode()).hexdigest()[:16]

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The settings that are tried, the model among them where there are several."""
        several = (MODEL,) if len(self.models) > 1 else ()
        return (*several, *self.grid)

    @cached_property
    def varied(self) -> tuple[str, ...]:
        """Those of them that have more than one value."""
        found: dict[str, set[Any]] = {name: set() for name in self.names}
        for one in self.combinations:
            for name in self.names:
                if name == MODEL:
                    found[name].add(one.model)
                elif name in one.values:
                    found[name].add(one.values[name])
        return tuple(name for name in self.names if len(found[name]) > 1)

    @cached_property
    def runs(self) -> tuple[int, ...]:
        """The numbers of the combinations that are run, each once, in the order of running."""
        numbers = [one.number for one in self.combinations if one.number == one.same_as]
        return tuple(numbers[place] for place in order_of(len(numbers), self.settings.seed))

    @property
    def n_combinations(self) -> int:
        """How many combinations there are, duplicates included."""
        return len(self.combinations)

    @property
    def n_duplicates(self) -> int:
        """How many make the same fits as another, and are not run again."""
        return len(self.combinations) - len(self.runs)

    @cached_property
    def chances(self) -> tuple[tuple[int, int], ...]:
        """Seed and start of each of the ``seeds``."""
        return chances(self.settings, self.seeds)

    @cached_property
    def rungs(self) -> tuple[tuple[int, int | None], ...]:
        """How many combinations each round has, and how many epochs, None for their own.

        Only halving has more than one.
        """
        n = len(self.runs)
        if self.method != "halving":
            return ((n, None),)
        epochs = epochs_of(self.settings)
        rounds = 1
        while n > self.factor ** (rounds - 1) and epochs >= FIRST_EPOCHS * self.factor**rounds:
            rounds += 1
        found = []
        for number in range(rounds):
            found.append((n, max(1, round(epochs / self.factor ** (rounds - 1 - number)))))
            n = math.ceil(n / self.factor)
        return tuple(found)

    @property
    def n_fits(self) -> int:
        """How many fits there are."""
        return sum(n for n, _ in self.rungs) * self.folds * self.seeds

    @cached_property
    def epochs(self) -> int:
        """How many epochs all fits of networks have together; halving's at most."""
        each = self.folds * self.seeds
        if self.method == "halving":
            return sum(n * (epochs or 0) for n, epochs in self.rungs) * each
        return sum(self.epochs_of(number) or 0 for number in self.runs) * each

    @property
    def score_name(self) -> str:
        """What a score is: the share of points that are classified correctly, or R²."""
        return "R²" if self.points.data.problem == "regression" else "accuracy"

    @property
    def words(self) -> str:
        """How much it is, in words.

        >>> plan(Settings(), {"width": [2, 4, 8]}, folds=3).words
        '3 combinations × 3 folds = 9 fits'
        """
        n = len(self.runs)
        parts = [_count(n, "combination"), _count(self.folds, "fold")]
        if self.seeds > 1:
            parts.append(_count(self.seeds, "start"))
        if len(self.rungs) > 1:
            rounds = " + ".join(str(n) for n, _ in self.rungs)
            parts[0] = f"({rounds}) combinations"
        return f"{' × '.join(parts)} = {_count(self.n_fits, 'fit')}"

    def label(self, name: str) -> str:
        """Return what a setting is called."""
        if name == MODEL:
            return "Model"
        one = find_tunable(name)
        return one.label if one.model == NETWORK else f"{MODELS[one.model].label}: {one.label}"

    def said(self, name: str, value: Any) -> str:
        """Return what a value of a setting is called."""
        if name == MODEL:
            return MODELS[value].label
        return find_tunable(name).said(value) or "none"

    def title(self, number: int) -> str:
        """Return what a combination is called: its values in words."""
        one = self.combinations[number]
        values = [f"{self.label(name)} {self.said(name, v)}" for name, v in one.values.items()]
        if len(self.models) > 1 or not values:
            values.insert(0, MODELS[one.model].label)
        return ", ".join(values)

    def settings_of(self, number: int, epochs: int | None = None) -> Settings:
        """Return the playground's settings of a combination; those of other models are the data's.

        ``stop_epochs`` is the number of epochs; None takes the combination's own.
        """
        one = self.combinations[number]
        values = dict(one.values) if one.model == NETWORK else {}
        if epochs is not None:
            values["epochs"] = epochs
        return settings_of(self.settings, values)

    def epochs_of(self, number: int) -> int | None:
        """Return how many epochs a combination's fits have; None for a model without any."""
        one = self.combinations[number]
        if one.model != NETWORK:
            return None
        return int(one.values.get("epochs", epochs_of(self.settings)))

    def estimator(self, number: int, start: int = 0) -> Any:
        """Return the estimator of a combination, with the chance of one of the starts."""
        one = self.combinations[number]
        return MODELS[one.model].make(self.settings, one.values, self.chances[start])

    def prepared(self, task: Task) -> tuple[Any, Part]:
        """Return the model of a fit, and what it takes."""
        settings, model = self.settings, self.combinations[task.combination].model
        if model == NETWORK:
            settings = self._settings_of(task)
            made = Learner(settings, self.chances[task.start], self.points.data.n_classes)
        else:
            made = self.estimator(task.combination, task.start)
        return made, self.points.part(settings.features, settings.standardise, task.fold)

    def _settings_of(self, task: Task) -> Settings:
        """Return the settings of a fit; those of the folds of one combination are made once."""
        key, made = (task.combination, task.epochs), self._recent.get(threading.get_ident())
        if made is None or made[0] != key:
            made = key, self.settings_of(*key)
            self._recent[threading.get_ident()] = made
        return made[1]

    @cached_property
    def _recent(self) -> dict[int, tuple[tuple[int, int | None], Settings]]:
        """By thread the settings that it has asked for last."""
        return {}

    def tasks(self, combinations: Sequence[int], rung: int) -> list[Task]:
        """Return the fits of some combinations in a round, those of one beside each other."""
        epochs = self.rungs[rung][1]
        return [
            Task(number, fold, start, rung, self._epochs(number, epochs))
            for number in combinations
            for start in range(self.seeds)
            for fold in range(self.folds)
        ]

    def _epochs(self, number: int, epochs: int | None) -> int | None:
        own = self.epochs_of(number)
        return own if own is None or epochs is None else epochs


def plan(
    settings: Settings,
    grid: Mapping[str, Values],
    *,
    method: str = "grid",
    folds: int = 3,
    seeds: int = 1,
    draws: int = 60,
    factor: int = 3,
    shuffled: bool = False,
    own: Source | None = None,
) -> Plan:
    """Return what a search will do.

    Parameters
    ----------
    settings
        The learner's: data, and the network as it is where the grid does not say otherwise.
    grid
        By the name of a setting the values that are tried, or a ``Range``; "model" holds the
        models.
    method
        A key of ``METHODS``: every combination, ``draws`` at random, or all with few epochs and
        then ever fewer with more.
    folds
        Into how many parts the training points are dealt; each is held back once.
    seeds
        With how many starts each combination is fitted: other weights, other orders.
    draws
        How many combinations are drawn, for ``"random"``.
    factor
        Halving keeps one in so many, and gives them so many times the epochs.
    shuffled
        Whether to deal the labels out at random: what is then found is the winner's curse.
    own
        Points of the learner's own.

    Raises
    ------
    SearchError
        If nothing is ticked, a name or a value cannot be used, there are more than 5000
        combinations, or too few points for so many folds.
    """
    if method not in METHODS:
        raise SearchError(f"There is no method {quoted(method)}; there are: {', '.join(METHODS)}.")
    if not 1 <= seeds <= MOST_SEEDS:
        raise SearchError(f"Each combination is fitted with 1 to {MOST_SEEDS} starts, not {seeds}.")
    if factor < 2:
        raise SearchError(f"Halving keeps at most one in two, not one in {factor}.")
    models = models_of(grid)
    ticked = {name: values for name, values in grid.items() if name != MODEL}
    if not ticked and len(models) < 2:
        raise SearchError("Nothing is ticked: tick values of at least one setting.")
    remarks = []
    taken: dict[str, Values] = {}
    for name, values in ticked.items():
        one = find_tunable(name)
        if one.model not in models:
            raise SearchError(
                f"{one.label} belongs to {MODELS[one.model].label}, which is not among the models."
            )
        taken[name], more = one.taken(values)
        remarks += more
    _check_whole(models, taken, method)
    chosen = _combinations(models, taken, method, draws, settings.seed, remarks)
    points = SearchPoints.of(settings, own, folds, shuffled)
    combinations = _numbered(settings, chosen)
    _remark(settings, combinations, remarks)
    return Plan(
        settings, taken, models, method, folds, seeds, factor, shuffled, combinations, points,
        tuple(dict.fromkeys(remarks)),
    )  # fmt: skip


def _check_whole(models: Sequence[str], taken: Mapping[str, Values], method: str) -> None:
    if "hidden_layers" in taken and ("layers" in taken or "width" in taken):
        raise SearchError(
            "Hidden layers say number and width at once: tick them, or Layers and Width, not both."
        )
    if method == "halving" and NETWORK not in models:
        raise SearchError("Halving gives few the epochs of many: only the network has any.")
    if method == "halving" and "epochs" in taken:
        raise SearchError("Halving chooses the epochs itself: leave Epochs out, or take a grid.")


def _combinations(
    models: Sequence[str],
    taken: Mapping[str, Values],
    method: str,
    draws: int,
    seed: int,
    remarks: list[str],
) -> list[dict[str, Any]]:
    """Return model and values of each combination."""
    drawing = method == "random"
    spaces = []
    for model in models:
        space: dict[str, Any] = {MODEL: [model]}
        for name, values in taken.items():
            one = find_tunable(name)
            if one.model != model:
                continue
            if drawing and isinstance(values, Range):
                space[name] = values.drawn(one.integer)
            else:
                space[name] = _of_grid(name, values)
        spaces.append(space)
    if not drawing:
        n = sum(math.prod(len(values) for values in space.values()) for space in spaces)
        if n > MOST:
            raise SearchError(_too_many(n, taken))
        return list(ParameterGrid(spaces))
    if not 1 <= draws <= MOST:
        raise SearchError(f"Random search draws 1 to {MOST} combinations, not {draws}.")
    if not any(isinstance(values, Range) for values in taken.values()):
        n = sum(math.prod(len(values) for values in space.values()) for space in spaces)
        if n <= draws:
            if n < draws:
                remarks.append(f"There are only {_count(n, 'combination')}: all are drawn.")
            return list(ParameterGrid(spaces))
    return list(ParameterSampler(spaces, draws, random_state=seed % 2**32))


def _of_grid(name: str, values: Values) -> list[Any]:
    """Return the values that a grid takes."""
    if isinstance(values, Range):
        return list(values.values(find_tunable(name).integer))
    return list(values)


def _too_many(n: int, taken: Mapping[str, Values]) -> str:
    """Return the sentence that refuses so many, and says what to leave out."""
    counts = {name: len(_of_grid(name, values)) for name, values in taken.items()}
    name = max(counts, key=counts.__getitem__)
    left = n // counts[name]
    return (
        f"These are {n:,} combinations; {MOST:,} are the most. Leave some values out: "
        f"{find_tunable(name).label} has {counts[name]}, and without it there would be about "
        f"{left:,}. Or draw some at random."
    )


def _numbered(settings: Settings, chosen: Sequence[Mapping[str, Any]]) -> tuple[Combination, ...]:
    first: dict[Any, int] = {}
    found = []
    effects = Effects(settings)
    for number, values in enumerate(chosen):
        model = values[MODEL]
        own = {name: value for name, value in values.items() if name != MODEL}
        effective = effects.of(own) if model == NETWORK else own
        same = first.setdefault((model, *effective.items()), number)
        found.append(Combination(number, model, own, same))
    return tuple(found)


def _remark(settings: Settings, combinations: Sequence[Combination], remarks: list[str]) -> None:
    n_same = sum(one.number != one.same_as for one in combinations)
    if len(combinations) == 1:
        remarks.append("There is one combination only: nothing can be compared.")
    if n_same:
        remarks.append(
            f"{_count(n_same, 'combination')} would make the same fits as others, and "
            f"{'is' if n_same == 1 else 'are'} not run again."
        )
    remarks += [
        f"{SETTINGS[name].label}: left out, for the networks differ in shape."
        for name in OF_ONE_SHAPE
        if getattr(settings, name)
    ]
    if settings.layer_activations and any("activation" in one.values for one in combinations):
        remarks.append("The activations of single layers are left out.")


def _count(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
