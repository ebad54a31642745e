"""The dialog by which an experiment is carried elsewhere: a link, files, code, tables, pictures."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable

import panel as pn
import panel_material_ui as pmui

from playground.experiment import Experiment
from playground.experiment.trained import lost_in_link, write_trained_link
from playground.export.formats import FORMATS, Format, export
from playground.ui.kit.background import WORKERS
from playground.ui.kit.words import Words

# Seconds from which on a button says that its file is being made. One that said so for a moment
# flickered, and once in a while the browser missed the end of it.
SOON = 0.3
BESIDE = {"flex": "1 1 12rem"}  # below the button where there is no room beside it


class Save:
    """The dialog; it is made when it is first opened.

    Parameters
    ----------
    experiment
        What is carried elsewhere, as it is at that moment.
    address
        ``address()`` is the page's address without the fragment.
    copy
        ``copy(text, then)`` puts a text into the browser's clipboard and calls ``then(done)``.
    """

    def __init__(
        self,
        experiment: Experiment,
        address: Callable[[], str],
        copy: Callable[[str, Callable[[bool], None]], None],
    ) -> None:
        self.place = pn.Column(margin=0)
        self._experiment = experiment
        self._address = address
        self._copy = copy
        self._dialog: pmui.Dialog | None = None

    def open(self) -> None:
        """Open the dialog."""
        if self._dialog is None:
            self._make()
        self._said.say("")
        self._write_link()
        self._dialog.open = True
        # The browser may miss what is changed while it makes a widget: it goes there complete.
        self.place[:] = [self._dialog]

    def _make(self) -> None:
        self._link = pmui.TextInput(
            label="Link with the trained network",
            size="small",
            margin=0,
            sizing_mode="stretch_width",
        )
        copy = pmui.Button(label="Copy the link", margin=(8, 0))
        copy.on_click(lambda _: self._copy_link())
        self._said = Words()
        self._downloads = {name: self._download(one) for name, one in FORMATS.items()}
        rows = [
            pn.Row(
                self._downloads[name],
                Words(one.explanation, "muted", styles=BESIDE).pane,
                styles={"flex-wrap": "wrap"},
                margin=0,
                sizing_mode="stretch_width",
            )
            for name, one in FORMATS.items()
        ]
        self._dialog = pmui.Dialog(
            self._link,
            copy,
            self._said.pane,
            *rows,
            title="Save and share",
            show_close_button=True,
            close_on_click=True,
            sizing_mode="stretch_width",
        )

    # The link

    def _write_link(self) -> None:
        """Show a link to the network as it is now."""
        words = lost_in_link(self._experiment)
        try:
            link = self._address() + write_trained_link(self._experiment)
        except ValueError as problem:
            link = self._address() + self._experiment.link()
            words = [str(problem), *words]
        self._link.param.update(value=link, value_input=link, helper_text=" ".join(words))

    def _copy_link(self) -> None:
        self._write_link()
        self._copy(self._link.value, self._copied)

    def _copied(self, done: bool) -> None:
        self._said.say("Copied." if done else "Please copy it by hand.")

    # Files

    def _download(self, one: Format) -> pmui.FileDownload:
        async def write() -> io.BytesIO:
            loop = asyncio.get_running_loop()
            making = loop.run_in_executor(WORKERS, export, self._experiment, one.name)
            await asyncio.wait([making], timeout=SOON)
            button.loading = not making.done()
            try:
                made = await making
            finally:
                button.loading = False
            self._said.say(" ".join(made.notices))
            # Without the change to None the same file could not be saved twice.
            button.param.update(data=None, filename=made.file_name)
            return io.BytesIO(made.content)

        button = pmui.FileDownload(
            callback=write, filename=f"playground{one.suffix}", label=one.label,
            width=190, margin=(3, 10, 3, 0), size="small",
        )  # fmt: skip
        button.variant = "outlined"  # Panel's own class warns of it among the arguments
        return button
