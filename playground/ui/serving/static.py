"""Scripts and styles compressed once, not for every browser that asks for them.

A browser that has never been here asks for 4.5 MB of them. Tornado would compress each file for
each browser, on the thread that serves all pages.
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from bokeh.server.server import Server
from tornado.web import RequestHandler, StaticFileHandler

from playground.ui.serving.private import rules_of

TEXTS = (".js", ".css", ".json", ".svg")


@lru_cache(maxsize=64)
def compressed(path: str, modified: float) -> bytes:
    """Return a file compressed; ``modified`` is when it was changed last, in seconds."""
    return gzip.compress(Path(path).read_bytes(), mtime=0)


class CompressedFiles(StaticFileHandler):
    """Mixed into a handler of files: a text leaves it compressed, where the browser takes that."""

    @property
    def is_compressed(self) -> bool:
        """Whether the file that is asked for leaves compressed; a part of a file does not."""
        headers = self.request.headers
        takes = "gzip" in headers.get("Accept-Encoding", "") and "Range" not in headers
        return takes and str(self.absolute_path).endswith(TEXTS)

    def whole(self) -> bytes:
        """Return the file that is asked for, compressed."""
        path = str(self.absolute_path)
        return compressed(path, Path(path).stat().st_mtime)

    def set_extra_headers(self, path: str) -> None:
        """Say that it is compressed, and see to it."""
        super().set_extra_headers(path)
        if self.is_compressed:
            self.set_header("Content-Encoding", "gzip")
            # For this request alone: the class is asked for the file itself, to tell its version.
            self.get_content = lambda *_: self.whole()  # type: ignore[method-assign, assignment]

    def get_content_size(self) -> int:
        """Return how many bytes are sent."""
        return len(self.whole()) if self.is_compressed else super().get_content_size()


def compressing(handler: type[StaticFileHandler]) -> type[RequestHandler]:
    """Return a handler of files that sends them as another one does, but compressed once."""
    return type(handler.__name__, (CompressedFiles, handler), {})


def compress_once(server: Server) -> None:
    """Have a server compress its files once."""
    for rule in rules_of(server):
        if isinstance(rule.target, type) and issubclass(rule.target, StaticFileHandler):
            rule.target = compressing(rule.target)
