"""What a set-up comes to: the learner's experiment, its points, and the plan of the search."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from playground.data.splits import Data
from playground.data.tables import TableError
from playground.experiment.handover import take_over
from playground.experiment.links import FORMULAS, HANDED, TRAINED, write_link
from playground.experiment.settings import Settings
from playground.experiment.setup import Setup
from playground.experiment.sources import Source
from playground.labs.search import Plan, SearchError, SearchSettings, plan_of
from playground.settings.links import joined, read_pairs

LONG = (TRAINED, HANDED, FORMULAS, "search.ticks")  # what of a link may be long


@dataclass(frozen=True, eq=False)
class Base:
    """What is searched about: the learner's experiment, without its network.

    Parameters
    ----------
    settings, own
        Its settings, and points of the learner's own.
    word
        By which such points wait for another page, see ``handover.py``; "" for none.
    """

    settings: Settings
    own: Source | None
    word: str = ""

    @property
    def link(self) -> str:
        """The fragment that opens it on the playground."""
        return self.with_word(write_link(self.settings))

    def with_word(self, link: str) -> str:
        """Return a fragment of the playground's with the word by which own points are found."""
        pairs, _ = read_pairs(link, long=LONG)
        return joined(pairs | ({HANDED: self.word} if self.word else {}))


def opened(link: str) -> tuple[Base, list[str]]:
    """Return the experiment that a link describes, and a sentence for each thing put right."""
    run, notices = take_over(link)
    return Base(run.settings, run.own, read_pairs(link, long=LONG)[0].get(HANDED, "")), notices


@dataclass(frozen=True, eq=False)
class Prepared:
    """What a set-up comes to.

    Parameters
    ----------
    base
        The experiment.
    data
        Its points; None if there are none.
    plan
        The search; None if it is refused.
    refused
        Why, in a sentence; "" if it is not.
    """

    base: Base
    data: Data | None
    plan: Plan | None
    refused: str

    @property
    def key(self) -> str:
        """What tells these points from others."""
        if self.data is None:
            return ""
        parts = (*vars(self.data.train).values(), *vars(self.data.test).values())
        return hashlib.sha256(b"".join(part.tobytes() for part in parts)).hexdigest()[:16]


def prepared(base: Base, settings: SearchSettings) -> Prepared:
    """Return what a set-up comes to."""
    data = plan = None
    refused = ""
    try:
        data = Setup.of(base.settings, base.own).data
        plan = plan_of(base.settings, settings, base.own)
        data = plan.points.data  # its labels may be shuffled
    except (SearchError, TableError) as problem:
        refused = f"{str(problem).rstrip('.')}."
    return Prepared(base, data, plan, refused)
