"""A button to choose or drop a file, which arrives in small pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import panel_material_ui as pmui

from playground.data.tables import MAX_BYTES

PIECE = 512 * 1024  # bytes; a websocket's message may have 20 MB in all
MEGABYTE = 1024 * 1024


class Upload(pmui.FileInput):
    """panel-material-ui's file input, which tells in words what goes wrong.

    Parameters
    ----------
    arrived
        ``arrived(name, content)`` is called with each file.
    refused
        ``refused(sentence)`` is called when there is none.
    """

    def __init__(
        self,
        arrived: Callable[[str, bytes], None],
        refused: Callable[[str], None],
        **params: Any,
    ) -> None:
        super().__init__(chunk_size=PIECE, max_file_size=MAX_BYTES, **params)
        self._arrived = arrived
        self._refused = refused

    def _handle_msg(self, msg: Any) -> None:
        if msg["status"] == "error":
            self._refused(
                f"The file was not sent: it may have {MAX_BYTES // MEGABYTE} MB at most."
                if "size" in msg["error"]
                else "The file could not be sent. Is it still there?"
            )
        else:
            super()._handle_msg(msg)

    def _process_chunk(self, msg: Any) -> None:
        kept = sum(
            len(piece) for one in self._file_buffer.values() for piece in one["chunks"].values()
        )
        if kept > MAX_BYTES:  # nobody's browser sends so much
            self._file_buffer.clear()
            return
        super()._process_chunk(msg)

    def _update_file(self, filename: Any, mime_type: Any, value: Any) -> None:
        """Hand a file on; it is not kept here."""
        self._file_buffer.clear()
        if isinstance(value, bytes):
            self._arrived(str(filename), value)
        else:
            self._refused("The file is empty.")
