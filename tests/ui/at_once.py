"""What pages leave to other threads, done at once on the test's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from playground.experiment import Experiment
from playground.ui.kit import background
from playground.ui.serving.session import Session


class AtOnce:
    """Workers that do everything when it is handed to them."""

    def submit(self, work: Callable[..., Any], *given: Any) -> None:
        work(*given)


def everything_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have changes and pictures made, and the page called back, at once."""
    for name in ("CHANGES", "PICTURES"):
        monkeypatch.setattr(background, name, AtOnce())

    def soon(session: Session, callback: Callable[[], None], after: int = 0) -> bool:
        callback()
        return True

    monkeypatch.setattr(Session, "soon", soon)


def draw(view: Any, run: Experiment) -> None:
    """Draw an experiment as it is now, as a page does with two threads."""
    prepared = view.prepare(run.snapshot())
    if prepared is not None:
        view.show(prepared)
