"""A button to choose or drop a file, which arrives in small pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.ui.kit.private import FilesInPieces

PIECE = 512 * 1024  # bytes; a websocket's message may have 20 MB in all
MEGABYTE = 1024 * 1024


class Upload(FilesInPieces):
    """panel-material-ui's file input, which tells in words what goes wrong.

    Parameters
    ----------
    arrived
        ``arrived(name, content)`` is called with each file.
    refused
        ``refused(sentence)`` is called when there is none.
    most
        The bytes that a file may have.
    **params
        Of the widget.
    """

    def __init__(
        self,
        arrived: Callable[[str, bytes], None],
        refused: Callable[[str], None],
        most: int,
        **params: Any,
    ) -> None:
        super().__init__(most, chunk_size=PIECE, **params)
        self._arrived = arrived
        self._refused = refused

    def take(self, name: str, content: bytes) -> None:
        """Hand a file on; it is not kept here."""
        if content:
            self._arrived(name, content)
        else:
            self._refused("The file is empty.")

    def fail(self, reason: str) -> None:
        """Say why a file has not come."""
        self._refused(
            f"The file was not sent: it may have {self.most // MEGABYTE} MB at most."
            if "size" in reason
            else "The file could not be sent. Is it still there?"
        )
