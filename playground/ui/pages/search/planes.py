"""One model of each kind on the same points: each plane is shown as soon as it is made."""

from __future__ import annotations

from collections.abc import Callable

from playground.data.splits import Data
from playground.experiment.settings import Settings
from playground.experiment.sources import Source
from playground.labs.search import MODELS, SearchError, planes
from playground.ui.kit.background import LABS, Background
from playground.ui.pages.search.told import boundary_message, duration, written


class Planes:
    """The comparison of the models.

    Parameters
    ----------
    send, send_bytes
        Send a message to the browser; from any thread.
    soon
        Calls back when the page's document may be changed; from any thread.
    """

    def __init__(
        self,
        send: Callable[..., None],
        send_bytes: Callable[[bytes], None],
        soon: Callable[..., bool],
    ) -> None:
        self._send, self._send_bytes = send, send_bytes
        self._work = Background(soon, LABS, refusals=(SearchError,), failed=self.cancel)
        self._wanted: object = None

    def start(self, settings: Settings, own: Source | None, data: Data, key: str) -> None:
        """Train them, one after the other."""
        wanted = self._wanted = object()
        self._send(type="planes", state="running", sentence="The first one is being trained …")

        def work() -> None:
            for name, made in zip(MODELS, planes(settings, own, tuple(MODELS)), strict=True):
                if self._wanted is not wanted:
                    return
                score = written("accuracy" if data.n_classes else "R²", made.cv_score)
                words = f"in cross-validation, trained in {duration(made.seconds)}"
                self._send_bytes(
                    boundary_message("plane", key, made, data, model=name, score=score, words=words)
                )

        self._work.do(
            work,
            lambda nothing: self._end(""),
            self._end,
        )

    def cancel(self) -> None:
        """End it; what has come stays."""
        if self._wanted is not None:
            self._wanted = None
            self._end("Cancelled: what has come stays.")

    def _end(self, sentence: str) -> None:
        self._send(type="planes", state="idle", sentence=sentence)
