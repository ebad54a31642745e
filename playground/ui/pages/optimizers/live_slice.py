"""The slice through the network while it trains: frames, each made when the last one is drawn."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from playground.experiment import Experiment
from playground.labs.optimizers.own import names_of_parameters
from playground.labs.optimizers.settings import LabSettings
from playground.ui.kit.messages import Count
from playground.ui.kit.stream import FrameStream
from playground.ui.pages.optimizers.network_messages import chosen_weights, live_message

WORKERS = ThreadPoolExecutor(max_workers=2, thread_name_prefix="landscape-frames")


class LiveSlice:
    """The frames of one visit.

    Parameters
    ----------
    send_bytes
        Sends a frame to the browser; from any thread.
    work
        ``work(callback, workers)`` calls it on another thread.
    """

    def __init__(
        self,
        send_bytes: Callable[[bytes], None],
        work: Callable[[Callable[[], None], ThreadPoolExecutor], None],
    ) -> None:
        self._send_bytes = send_bytes
        self._work = work
        self._settings = LabSettings()
        self._stream: FrameStream | None = None

    def show(self, run: Experiment, settings: LabSettings) -> None:
        """Begin, or go on with other settings; the browser has nothing of them."""
        self._settings = settings
        if self._stream is None:
            names = names_of_parameters(run)

            def make(number: int, anew: bool) -> bytes:
                settings = self._settings
                (first, second), _ = chosen_weights(settings, run)
                axes = names[first], names[second]
                return live_message(run.snapshot(), settings, (first, second), axes, number)

            self._stream = FrameStream(
                run, self._send_bytes, make, run=lambda work: self._work(work, WORKERS)
            )
        self._stream.start()

    def drawn(self, number: Count) -> None:
        """Take note that the browser has drawn a frame."""
        if self._stream is not None:
            self._stream.acknowledge(number)

    def stop(self) -> None:
        """Send nothing more."""
        if self._stream is not None:
            self._stream.stop()
            self._stream = None
