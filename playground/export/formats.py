"""All that can be taken home from an experiment: one registry; the page's menu follows from it.

>>> [one.name for one in FORMATS.values()]
['json', 'numpy', 'sklearn', 'torch', 'data', 'curves', 'svg', 'png']
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from playground.experiment.experiment import Experiment
from playground.export.code import TARGETS, Target, write_code
from playground.export.files import lost_in_file, write_json
from playground.export.picture import picture
from playground.export.tables import curves_csv, data_csv

Written = tuple[str | bytes, list[str]]  # the content, and sentences for the learner


@dataclass(frozen=True)
class Format:
    """A kind of file that an experiment can be written to.

    Parameters
    ----------
    name, label, explanation
        Its key, what the page calls it, and one plain sentence.
    suffix, media_type
        The end of the file's name, and what a browser calls the content.
    write
        ``write(experiment) -> (content, sentences)``.
    """

    name: str
    label: str
    explanation: str
    suffix: str
    media_type: str
    write: Callable[[Experiment], Written]


@dataclass(frozen=True)
class Exported:
    """A file to hand to the learner, and what there is to say about it."""

    file_name: str
    media_type: str
    content: bytes
    notices: list[str]


def _code(target: Target) -> Format:
    def write(experiment: Experiment) -> Written:
        return write_code(experiment, target.name)

    suffix = f"-{target.name}.py"
    return Format(
        target.name, target.label, target.explanation, suffix, "text/x-python", write
    )  # fmt: skip


def _png(experiment: Experiment) -> Written:
    drawing = picture(experiment)
    missing = drawing.without_sign()
    sentence = (
        f"No font here has a sign for {missing[:10]}: the image has question marks instead. The "
        "SVG holds the words as they are."
    )
    return drawing.png(), [sentence] * bool(missing)


_ALL = (
    Format(
        "json", "Experiment (JSON)",
        "Settings, points, weights and curves in one file. Opened again, training goes on as if "
        "never interrupted; only the way back in time begins anew.",
        ".json", "application/json", lambda run: (write_json(run), lost_in_file(run)),
    ),
    *(_code(target) for target in TARGETS.values()),
    Format(
        "data", "Data (CSV)",
        "All points with their labels.",
        "-data.csv", "text/csv", lambda run: (data_csv(run), []),
    ),
    Format(
        "curves", "Curves (CSV)",
        "Losses and accuracies by epoch.",
        "-curves.csv", "text/csv", lambda run: (curves_csv(run), []),
    ),
    Format(
        "svg", "Picture (SVG)",
        "The network and its output as a drawing that stays sharp at any size.",
        ".svg", "image/svg+xml", lambda run: (picture(run).svg(), []),
    ),
    Format(
        "png", "Picture (PNG)",
        "The network and its output as an image.",
        ".png", "image/png", _png,
    ),
)  # fmt: skip
FORMATS: dict[str, Format] = {one.name: one for one in _ALL}


def export(experiment: Experiment, name: str) -> Exported:
    """Return an experiment as a file.

    Parameters
    ----------
    experiment
        What is written, as it is now.
    name
        A key of ``FORMATS``.

    Raises
    ------
    KeyError
        For an unknown format.

    Examples
    --------
    >>> file = export(Experiment(dataset="spiral"), "curves")
    >>> file.file_name, file.media_type
    ('playground-spiral-epoch-0-curves.csv', 'text/csv')
    """
    one = FORMATS[name]
    content, notices = one.write(experiment)
    # The name of a data set may come from a learner's own file.
    data_set = re.sub(r"[^A-Za-z0-9_-]+", "-", experiment.settings.current_dataset)[:40]
    return Exported(
        f"playground-{data_set}-epoch-{experiment.epoch}{one.suffix}",
        one.media_type,
        content.encode("utf-8") if isinstance(content, str) else content,
        notices,
    )
