"""An experiment's file, compressed: how a run waits for its page, on the server or in a tab.

What is unpacked comes from outside, as a file does: it is bounded, and read as any file is.
"""

from __future__ import annotations

import zlib

from playground.experiment.experiment import Experiment
from playground.export.files import open_json, write_json
from playground.export.saved import LARGEST_FILE, FileError

LARGEST = 1_400_000  # bytes of a packed run: what the storage of a tab holds for certain
LEVEL = 3  # of compression: a higher one takes twice as long, and saves a twentieth


def pack(experiment: Experiment) -> tuple[bytes, str]:
    """Return a run as it is now, and a sentence that says what was too large for it.

    Examples
    --------
    >>> run = Experiment(dataset="gauss", hidden_layers=[3])
    >>> run.train(5)
    >>> packed, lost = pack(run)
    >>> again = Experiment()
    >>> unpack(again, packed), again.epoch, lost
    ([], 5, '')
    """
    for with_history, lost in (
        (True, ""),
        (False, "The curves of the epochs before were too large to be kept."),
    ):
        text = write_json(experiment, with_history=with_history)
        packed = zlib.compress(text.encode(), LEVEL)
        if len(packed) <= LARGEST and len(text) <= LARGEST_FILE:
            return packed, lost
    return b"", "The trained network is too large to be kept for the time after a reload."


def unpack(experiment: Experiment, packed: bytes) -> list[str]:
    """Turn an experiment into the run that was packed; a playing one is paused.

    Returns
    -------
    list[str]
        A sentence for each thing that was put right.

    Raises
    ------
    FileError
        If it cannot be used; the experiment is then as it was.
    """
    reader = zlib.decompressobj()
    try:
        text = reader.decompress(packed, LARGEST_FILE)
    except zlib.error:
        raise FileError("The copy of the run is damaged.") from None
    if not reader.eof:
        raise FileError("The copy of the run is damaged, or too large.")
    return open_json(experiment, text)
