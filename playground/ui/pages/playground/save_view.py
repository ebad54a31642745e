"""The dialog by which an experiment is carried elsewhere: a link, files, code, tables, pictures."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence

import panel as pn
import panel_material_ui as pmui
from panel.viewable import Viewable

from playground.experiment import Experiment
from playground.experiment.trained import lost_in_link, write_trained_link
from playground.export.formats import FORMATS, Format, export
from playground.ui.kit.background import FILES
from playground.ui.kit.later import Dialog
from playground.ui.kit.words import Words

# Seconds from which on a button says that its file is being made. One that said so for a moment
# flickered, and once in a while the browser missed the end of it.
SOON = 0.3
BESIDE = {"flex": "1 1 12rem"}  # below the button where there is no room beside it


class Save(Dialog):
    """The dialog.

    Parameters
    ----------
    experiment
        What is carried elsewhere, as it is at that moment.
    address
        ``address()`` is the page's address without the fragment.
    copy
        ``copy(text, then)`` puts a text into the browser's clipboard and calls ``then(done)``.
    """

    title = "Save and share"

    def __init__(
        self,
        experiment: Experiment,
        address: Callable[[], str],
        copy: Callable[[str, Callable[[bool], None]], None],
    ) -> None:
        super().__init__()
        self._experiment = experiment
        self._address = address
        self._copy = copy

    def refresh(self) -> None:
        """Say nothing yet, and show a link to the network as it is now."""
        self.said.say("")
        self._write_link()

    def content(self) -> Sequence[Viewable]:
        """Make what stands in the dialog."""
        self.link = pmui.TextInput(
            label="Link with the trained network",
            size="small",
            margin=0,
            sizing_mode="stretch_width",
        )
        copy = pmui.Button(label="Copy the link", margin=(8, 0))
        copy.on_click(lambda _: self.copy_link())
        self.said = Words()
        self.downloads = {name: self._download(one) for name, one in FORMATS.items()}
        rows = [
            pn.Row(
                self.downloads[name],
                Words(one.explanation, "muted", styles=BESIDE).pane,
                styles={"flex-wrap": "wrap"},
                margin=0,
                sizing_mode="stretch_width",
            )
            for name, one in FORMATS.items()
        ]
        return [self.link, copy, self.said.pane, *rows]

    # The link

    def _write_link(self) -> None:
        """Show a link to the network as it is now."""
        words = lost_in_link(self._experiment)
        try:
            link = self._address() + write_trained_link(self._experiment)
        except ValueError as problem:
            link = self._address() + self._experiment.link()
            words = [str(problem), *words]
        self.link.param.update(value=link, value_input=link, helper_text=" ".join(words))

    def copy_link(self) -> None:
        """Copy the link as the network is now."""
        self._write_link()
        self._copy(self.link.value, self._copied)

    def _copied(self, done: bool) -> None:
        self.said.say("Copied." if done else "Please copy it by hand.")

    # Files

    def _download(self, one: Format) -> pmui.FileDownload:
        async def write() -> io.BytesIO:
            loop = asyncio.get_running_loop()
            making = loop.run_in_executor(FILES, export, self._experiment, one.name)
            await asyncio.wait([making], timeout=SOON)
            button.loading = not making.done()
            try:
                made = await making
            finally:
                button.loading = False
            self.said.say(" ".join(made.notices))
            # Without the change to None the same file could not be saved twice.
            button.param.update(data=None, filename=made.file_name)
            return io.BytesIO(made.content)

        button = pmui.FileDownload(
            callback=write, filename=f"playground{one.suffix}", label=one.label,
            width=190, margin=(3, 10, 3, 0), size="small",
        )  # fmt: skip
        button.variant = "outlined"  # Panel's own class warns of it among the arguments
        return button
