"""An experiment on its way from one page to another of the same server.

A link carries the settings and a trained network of the usual size. What it cannot carry, a
learner's own points and a very large network, waits in this process under a word that nobody can
guess: ``#...&handed=WORD``. After a restart, or in another process, it is gone, and a sentence says
so.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass

from playground.experiment.experiment import Experiment
from playground.experiment.links import HANDED, TRAINED, read_link, write_link
from playground.experiment.sources import OWN, Source
from playground.experiment.trained import open_link, write_trained_link
from playground.nn import TrainerState
from playground.settings.links import read_pairs

MOST = 64  # that wait at a time; the oldest make room
LARGEST = 2_000_000  # numbers in all of them together: 16 MB


@dataclass(frozen=True, eq=False)
class Luggage:
    """What a link to an experiment cannot carry.

    Parameters
    ----------
    own
        The learner's own points, if it learns them.
    state
        The training's state, if the network is too large for a link.
    """

    own: Source | None
    state: TrainerState | None

    @property
    def size(self) -> int:
        """How many numbers it holds, roughly."""
        points = self.own.points.size + self.own.labels.size if self.own is not None else 0
        return points + (self.state.parameters.size if self.state is not None else 0)


class Store:
    """What waits to be fetched; what has waited longest goes when there is too much.

    Examples
    --------
    >>> store = Store(most=1)
    >>> first, second = (store.give(Luggage(None, None)) for _ in range(2))
    >>> store.get(first) is None, store.get(second) is None
    (True, False)
    """

    def __init__(self, most: int = MOST, largest: int = LARGEST) -> None:
        self._most = most
        self._largest = largest
        self._waiting: OrderedDict[str, Luggage] = OrderedDict()
        self._guard = threading.Lock()

    def give(self, luggage: Luggage) -> str:
        """Keep something; return the word by which it is found."""
        word = secrets.token_urlsafe(16)
        with self._guard:
            self._waiting[word] = luggage
            while len(self._waiting) > 1 and (
                len(self._waiting) > self._most
                or sum(one.size for one in self._waiting.values()) > self._largest
            ):
                self._waiting.popitem(last=False)
        return word

    def get(self, word: str) -> Luggage | None:
        """Return what was kept, as often as somebody asks; None if it is not there (any more)."""
        with self._guard:
            if word in self._waiting:
                self._waiting.move_to_end(word)
            return self._waiting.get(word)


STORE = Store()
GONE = (
    "What was handed over with this link no longer waits on the server: points of your own, or a "
    "very large network. Open the page from the other one again, or the points from their file."
)


def hand_over(experiment: Experiment, store: Store = STORE) -> str:
    """Return the fragment of a link that opens this experiment, network and all, in this process.

    Examples
    --------
    >>> run = Experiment(hidden_layers=[3], dataset="gauss")
    >>> run.train(5)
    >>> again, notices = take_over(hand_over(run))
    >>> again.epoch, bool((again.network.parameters == run.network.parameters).all()), notices
    (5, True, [])
    """
    state = None
    try:
        link = write_trained_link(experiment)
    except ValueError:  # the network is too large for a link
        with experiment.lock:
            link, state = write_link(experiment.settings), experiment.trainer.state()
    own = experiment.own if experiment.settings.current_dataset == OWN else None
    if own is None and state is None:
        return link
    word = store.give(Luggage(own, state))
    return f"{link}{'&' if len(link) > 1 else ''}{HANDED}={word}"


def take_over(link: str, store: Store = STORE) -> tuple[Experiment, list[str]]:
    """Return the experiment that a link describes, and a sentence for each thing put right."""
    run = Experiment()
    return run, open_handed(run, link, store)


def open_handed(experiment: Experiment, link: str, store: Store = STORE) -> list[str]:
    """Turn an experiment into what a link describes, with what waits for it in this process.

    Where the link is to what was just before the last change, or what was undone last, that comes
    back with its trained network.

    Returns
    -------
    list[str]
        A sentence for each thing that was put right, left out, or is no longer there.
    """
    pairs = read_pairs(link, long=[TRAINED])[0]
    if not {TRAINED, HANDED} & pairs.keys() and experiment.undo_to(read_link(link)[0]):
        return []
    word = pairs.get(HANDED, "")
    luggage = store.get(word) or Luggage(None, None)
    gone = bool(word) and store.get(word) is None and experiment.own is None
    notices = [GONE] if gone else []
    with experiment.as_one("Link"):
        if luggage.own is not None:
            experiment.use_points(luggage.own)
        notices += open_link(experiment, link)
        if luggage.state is not None:
            try:
                experiment.resume(luggage.state)
            except ValueError as problem:
                notices.append(f"The network that was handed over was left out: {problem}.")
    return notices
