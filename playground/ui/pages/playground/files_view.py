"""The dialog that opens a learner's own data, or an experiment that was saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import panel as pn
import panel_material_ui as pmui
from panel.viewable import Viewable

from playground.data.columns import Choice, TableData, suggest, use
from playground.data.reading import MAX_BYTES, read_table
from playground.data.tables import Table, TableError
from playground.experiment import Experiment
from playground.experiment.sources import OWN, Source
from playground.export.files import open_json
from playground.export.saved import FileError
from playground.ui.kit.background import FILES, Background, Soon
from playground.ui.kit.heard import Heard
from playground.ui.kit.later import Dialog
from playground.ui.kit.upload import Upload
from playground.ui.kit.words import Words

ACCEPTED = ".csv,.tsv,.txt,.json"
INTRODUCTION = (
    "A table as CSV or TSV: up to 20 MB, 200,000 rows and 500 columns. Or an experiment that was "
    "saved here (JSON). The file stays with your visit: nobody else sees it."
)
PREVIEW_ROWS, PREVIEW_COLUMNS = 6, 12
_FLUID: dict[str, Any] = {"margin": (4, 0), "sizing_mode": "stretch_width", "size": "small"}
_TEXT: dict[str, Any] = {"margin": (4, 0), "sizing_mode": "stretch_width"}
TABLE_STYLE = """
:host { overflow-x: auto; }
table { border-collapse: collapse; font: 0.8rem var(--font); font-variant-numeric: tabular-nums; }
th, td { padding: 0.15rem 0.6rem; border-bottom: 1px solid var(--line); }
th, td { text-align: right; white-space: nowrap; }
th { color: var(--muted); font-weight: 500; }
"""
# A field with chips grows with them.
GROWING = {
    "& .MuiOutlinedInput-root": {"height": "auto", "minHeight": "2rem", "padding": "0.25rem 0"},
    "& .MuiInputLabel-root": {"backgroundColor": "transparent", "padding": 0},
}


class Files(Dialog):
    """The dialog.

    Parameters
    ----------
    experiment
        What is to learn the data.
    soon
        See ``background.Background``.
    changed
        ``changed(sentences)`` is called when the experiment has other data, or is another one.
    """

    title = "Your own data"

    def __init__(
        self,
        experiment: Experiment,
        soon: Soon,
        changed: Callable[[list[str]], None],
    ) -> None:
        super().__init__()
        self._experiment = experiment
        self._background = Background(soon, FILES, (TableError, FileError), self._fail)
        self._changed = changed
        self._file: tuple[str, bytes] = ("", b"")
        self.table: Table | None = None
        self._data: TableData | None = None

    def refresh(self) -> None:
        """Offer the learner's own points again, where there are some that are not used."""
        run = self._experiment
        self.back.visible = run.own is not None and run.settings.current_dataset != OWN

    def make(self) -> None:
        """Make the dialog; what it holds of a file goes when it is closed."""
        super().make()

        def opened(event: Any) -> None:
            if not event.new:
                self._forget()

        self.dialog.param.watch(opened, "open")

    def content(self) -> Sequence[Viewable]:
        """Make what stands in the dialog."""
        upload = Upload(
            self.arrived, self._refuse, MAX_BYTES, accept=ACCEPTED,
            label="Choose a file, or drop it here", uploaded_label="{filename}", variant="outlined",
            margin=(8, 0), sizing_mode="stretch_width",
        )  # fmt: skip
        self.said = Words()
        self.back = pmui.Button(label="Back to your own points", variant="text", margin=0)
        self.back.on_click(lambda _: self._go_back())
        self._preview = pn.pane.DataFrame(
            None, escape=True, index=False, stylesheets=[TABLE_STYLE], **_TEXT
        )
        header = pmui.Checkbox(label="The first line names the columns", margin=0, size="small")
        axes = pmui.MultiChoice(
            label="Axes: two columns, or more joined in two", sx=GROWING, **_TEXT
        )
        label = pmui.Select(label="What it should learn", **_FLUID)
        problem = pmui.RadioButtonGroup(
            label="", options={"Classes": "classification", "Values": "regression"}, **_FLUID
        )
        gaps = pmui.Checkbox(label="", value=True, margin=0, size="small")
        self.header = Heard(header, lambda _: self._read())
        self.axes, self.label, self.problem, self.gaps = (
            Heard(widget, lambda _: self._try()) for widget in (axes, label, problem, gaps)
        )
        self.use = pmui.Button(label="Use this data", margin=(8, 0))
        self.use.on_click(lambda _: self._take())
        self._columns = pn.Column(
            self._preview, header, axes, label, problem, gaps,
            visible=False, margin=0, sizing_mode="stretch_width",
        )  # fmt: skip
        self.use.visible = False
        introduction = Words(INTRODUCTION, "muted").pane
        return [introduction, self.back, upload, self._columns, self.said.pane, self.use]

    # A file has come

    def arrived(self, name: str, content: bytes) -> None:
        """Read a file that the learner has chosen."""
        self._say(f"Reading {name} …")
        if name.lower().endswith(".json") or content[:1000].lstrip()[:1] == b"{":
            self._background.do(
                partial(open_json, self._experiment, content), self._restored, self._refuse
            )
            return
        self._file = name, content
        self._read(fresh=True)

    def _read(self, fresh: bool = False) -> None:
        header = None if fresh else self.header.widget.value
        self._background.do(partial(opened, *self._file, header), self._show_table, self._refuse)

    def _restored(self, notices: list[str]) -> None:
        self.close()
        self._changed(["The experiment of the file is open; press Play to go on.", *notices])

    def _show_table(self, found: Opened) -> None:
        """Show a table's first rows and offer its columns."""
        table, choice = found.table, found.choice
        self.table = table
        head = table.frame.iloc[:PREVIEW_ROWS, :PREVIEW_COLUMNS]
        self._preview.object = head.map(
            lambda entry: "" if entry is None or entry != entry else entry
        )
        self.header.show(value=table.has_header)
        self.axes.show(options=list(table.numbers), value=list(choice.axes))
        self.label.show(options=[column.name for column in table.columns], value=choice.label)
        self.problem.show(value=choice.problem)
        self.gaps.show(
            value=True,
            label=f"Leave out rows with gaps ({found.n_gaps:,} of {len(table):,} have some)",
            visible=found.n_gaps > 0,
        )
        self._columns.visible = self.use.visible = True
        if found.problem:
            self._refuse(found.problem)
        else:
            self._try()

    # Columns are chosen

    def _try(self) -> None:
        """See whether the chosen columns can be used, and say what they give."""
        if self.table is None:
            return
        axes, label, problem, gaps = (
            one.widget.value for one in (self.axes, self.label, self.problem, self.gaps)
        )
        choice = Choice(tuple(axes), label, problem, gaps)
        self.use.disabled = True
        self._background.do(partial(use, self.table, choice), self._show_data, self._refuse)

    def _show_data(self, data: TableData) -> None:
        self._data = data
        self.use.disabled = False
        self._say(described(data))

    def _take(self) -> None:
        """Let the experiment learn the data."""
        data = self._data
        if data is None:
            return
        self.use.disabled = True

        def done(notices: list[str]) -> None:
            self.close()
            self._changed([f"{data.name}: {described(data)}", *notices])

        self._background.do(
            partial(self._experiment.use_points, Source.of_table(data)), done, self._refuse
        )

    def _go_back(self) -> None:
        def done(notices: list[str]) -> None:
            self.close()
            self._changed(notices)

        run, own = self._experiment, self._experiment.own
        if own is not None:  # else the button is hidden
            self._background.do(partial(run.use_points, own), done, self._refuse)

    # What is said

    def _say(self, text: str) -> None:
        self.said.say(text)

    def _refuse(self, sentence: str) -> None:
        """Say why something cannot be used; what was there before stays."""
        self.use.disabled = True
        self.said.say(sentence, "alarm")

    def _fail(self) -> None:
        """Wait no longer after a fault of ours, which the page tells of."""
        self._refuse("That did not work: this is a fault of the playground's, not of your file.")

    def _forget(self) -> None:
        """Keep nothing of a file once the dialog is closed."""
        self._file, self.table, self._data = ("", b""), None, None
        self._columns.visible = self.use.visible = False
        self._preview.object = None
        self._say("")


@dataclass(frozen=True)
class Opened:
    """A table, and what the dialog begins with.

    Parameters
    ----------
    table
        What was read.
    choice
        The columns that are chosen at first.
    problem
        A sentence that says why these cannot be used; "" if they may.
    n_gaps
        How many rows have gaps.
    """

    table: Table
    choice: Choice
    problem: str
    n_gaps: int


def opened(name: str, content: bytes, header: bool | None) -> Opened:
    """Read a file and see what is likely to be meant; ``header`` as ``read_table`` takes it.

    Raises
    ------
    TableError
        If it cannot be read.
    """
    table = read_table(content, name, header)
    n_gaps = int(table.frame.isna().any(axis="columns").sum())
    try:
        return Opened(table, suggest(table), "", n_gaps)
    except TableError as reason:
        choice = Choice(table.numbers[:2], table.columns[-1].name)
        return Opened(table, choice, str(reason), n_gaps)


def described(data: TableData) -> str:
    r"""Return in a sentence what a table gives.

    >>> from playground.data.reading import read_table
    >>> table = read_table(b"x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n,1,a\n")
    >>> described(use(table, suggest(table)))
    '4 points in 2 classes: a, b. 1 row with gaps was left out.'
    """
    if data.problem == "regression":
        what = f"{len(data):,} points with a value each."
    else:
        what = f"{len(data):,} points in {data.n_classes} classes: {', '.join(data.class_names)}."
    if not data.n_left_out:
        return what
    rows = (
        "1 row with gaps was"
        if data.n_left_out == 1
        else f"{data.n_left_out:,} rows with gaps were"
    )
    return f"{what} {rows} left out."
