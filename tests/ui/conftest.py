"""What all tests of the page's parts without a browser have in common."""

from __future__ import annotations

from typing import Any

import pytest

from playground.ui.kit.component import Component


@pytest.fixture
def told(monkeypatch) -> list[Any]:
    """What Python has told the browser: messages, and the bytes of frames."""
    messages: list[Any] = []
    monkeypatch.setattr(Component, "send", lambda _, **message: messages.append(message))
    monkeypatch.setattr(Component, "send_bytes", lambda _, data: messages.append(data))
    return messages
