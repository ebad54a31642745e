"""Links that carry the trained network itself: its parameters, packed into one key of the fragment.

The pack is, in this order: version, bytes per parameter (8 or 4), epoch, steps, number of
parameters, and the parameters themselves as floating-point numbers, little endian; all of it
compressed by zlib (which adds a check sum) and written in URL-safe base64.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
import zlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from playground.arrays import FloatArray
from playground.data.catalogue import SHIPPED
from playground.data.generators import DATASETS
from playground.experiment.data_settings import DATASET_OF
from playground.experiment.effect import Touches
from playground.experiment.links import TRAINED, read_link, write_link
from playground.experiment.settings import SETTINGS, Settings
from playground.experiment.setup import touched
from playground.experiment.sources import OWN, title_of
from playground.runs.divergence import BOUND
from playground.settings.links import read_pairs

if TYPE_CHECKING:  # an experiment opens such links itself
    from playground.experiment.experiment import Experiment

VERSION = 1
HEADER = struct.Struct("<BBQQI")
LONGEST_PACK = 60_000  # characters: browsers take more, but what people send links with does not
MOST_BYTES = 1_000_000  # of a pack once unpacked
LARGEST = 2**53  # of epochs and steps: the largest whole number that browsers count exactly


@dataclass(frozen=True)
class Trained:
    """A trained network as a link carries it.

    Parameters
    ----------
    parameters
        The network's parameters, (P,).
    epoch, steps
        How far it has been trained.
    """

    parameters: FloatArray
    epoch: int
    steps: int


def write_trained_link(experiment: Experiment) -> str:
    """Return the fragment of a link that opens with the network as it is now, at its epoch.

    Small networks are carried to the last bit; beyond some 5,600 parameters the link would grow
    too long and they are rounded to single precision, which no picture shows. Whoever opens the
    link and plays on starts with new random batches and an empty optimizer memory; the file of
    ``export.files`` carries these too, and the learner's own points, which no link can carry.

    Raises
    ------
    ValueError
        If the network is too large for a link.

    Examples
    --------
    >>> from playground.experiment import Experiment
    >>> run = Experiment(hidden_layers=[3], dataset="gauss")
    >>> run.train(5)
    >>> again = Experiment.from_link(write_trained_link(run))
    >>> again.epoch, bool((again.network.parameters == run.network.parameters).all())
    (5, True)
    """
    with experiment.lock:
        trainer = experiment.trainer
        now = Trained(experiment.network.parameters.copy(), trainer.epoch, trainer.steps)
        settings = experiment.settings
    link, text = write_link(settings), pack(now)
    return f"{link}{'&' if len(link) > 1 else ''}{TRAINED}={text}"


def lost_in_link(experiment: Experiment) -> list[str]:
    """Return in sentences what a link to this experiment cannot carry.

    >>> from playground.experiment import Experiment
    >>> lost_in_link(Experiment())
    []
    """
    lost = lost_points(experiment.settings)
    if experiment.epoch:
        lost.append(
            "Who trains on from the link draws other random batches than you would; the experiment "
            "as a file (JSON) goes on with the very same."
        )
    return lost


def lost_points(settings: Settings) -> list[str]:
    """Return in a sentence that a link to these settings does not carry their points, if so.

    >>> lost_points(Settings(dataset="iris"))
    []
    """
    name = settings.current_dataset
    if name == OWN:
        return [
            "A link cannot carry points of your own; save the experiment as a file to keep them."
        ]
    if name in (*DATASETS, *SHIPPED):
        return []
    return [
        f'The link names the data file "{title_of(name)}" and opens only where that file lies too; '
        "the experiment as a file (JSON) carries the points along."
    ]


def open_link(experiment: Experiment, link: str) -> list[str]:
    """Turn an experiment into what a link describes, the trained network included.

    A new run begins, unless the link is to what there is. All of it is undone at once.

    Returns
    -------
    list[str]
        A sentence for each thing that was put right or left out.
    """
    settings, notices = read_link(link)
    if settings.current_dataset == OWN and experiment.own is None:
        drawn = {name: SETTINGS[name].default for name in DATASET_OF.values()}
        settings, _ = settings.replaced(**drawn)
        notices.append(
            "The link is to points of somebody's own, which a link cannot carry; "
            f"{title_of(settings.current_dataset)} is used."
        )
    before, run = experiment.settings, experiment.trainer
    changes = settings.changes_from(before)
    with experiment.as_one("Link"):
        remarks = experiment.apply(**changes)
        if changes and experiment.settings != settings:
            return remarks  # there are no such points, and nothing of the link is used
        if touched(before, settings) - {Touches.DRAWING} and experiment.trainer is run:
            experiment.reset(same_start=True)
        return notices + remarks + open_trained(experiment, link)


def open_trained(experiment: Experiment, link: str) -> list[str]:
    """Put the network that a link carries into an experiment that has the link's settings.

    Returns
    -------
    list[str]
        A sentence if there is a packed network that cannot be used; its weights are then left out.
    """
    pairs, _ = read_pairs(link, long=[TRAINED])
    if TRAINED not in pairs:
        return []
    try:
        trained = unpack(pairs[TRAINED])
        size = experiment.network.parameters.size
        if trained.parameters.size != size:
            raise ValueError(
                f"it has {trained.parameters.size:,} weights and biases, "
                f"and the network of the link's settings has {size:,}"
            )
        experiment.reset(same_start=True)
        fresh = experiment.trainer.state()
        epoch, steps = trained.epoch, trained.steps
        experiment.resume(replace(fresh, parameters=trained.parameters, epoch=epoch, steps=steps))
    except ValueError as problem:
        return [f"The trained network in the link was left out: {problem}."]
    return []


def pack(trained: Trained) -> str:
    """Return a trained network as text for a link.

    Raises
    ------
    ValueError
        If it would be longer than ``LONGEST_PACK`` even in single precision.
    """
    parameters = trained.parameters
    for size in (8, 4):
        header = HEADER.pack(VERSION, size, trained.epoch, trained.steps, len(parameters))
        packed = zlib.compress(header + parameters.astype(f"<f{size}").tobytes(), 9)
        text = base64.urlsafe_b64encode(packed).decode("ascii").rstrip("=")
        if len(text) <= LONGEST_PACK:
            return text
    raise ValueError(
        f"A network with {len(parameters):,} weights and biases is too large for a link; "
        "save it as a file instead."
    )


def unpack(text: str) -> Trained:
    """Return the trained network that a text stands for.

    Raises
    ------
    ValueError
        With the reason, if the text is damaged or no pack at all.
    """
    if len(text) > LONGEST_PACK:
        raise ValueError(f"it is longer than {LONGEST_PACK:,} characters")
    if not re.fullmatch(r"[A-Za-z0-9_-]+", text):
        raise ValueError("it is not packed as the playground packs it")
    content = _decompressed(text)
    if len(content) < HEADER.size:
        raise ValueError("it is incomplete; perhaps the link was cut off")
    version, size, epoch, steps, count = HEADER.unpack_from(content)
    if version != VERSION:
        raise ValueError(f"it is of version {version}, and this playground reads version {VERSION}")
    if size not in (4, 8) or len(content) != HEADER.size + size * count:
        raise ValueError("it does not hold what it says it holds")
    if max(epoch, steps) > LARGEST:
        raise ValueError("it says it was trained longer than anything can be")
    parameters = np.frombuffer(content, f"<f{size}", offset=HEADER.size).astype(np.float64)
    if not np.abs(parameters).max(initial=0.0) < BOUND:  # also true for NaN
        raise ValueError("its weights are not sound numbers")
    return Trained(parameters, epoch, steps)


def _decompressed(text: str) -> bytes:
    """Return the bytes of a pack; a small text that swells without end is stopped."""
    unzip = zlib.decompressobj()
    try:
        packed = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        content = unzip.decompress(packed, MOST_BYTES)
    except (binascii.Error, zlib.error):
        raise ValueError("it is damaged; perhaps the link was cut off or changed") from None
    if not unzip.eof:
        raise ValueError("it is incomplete; perhaps the link was cut off")
    return content
