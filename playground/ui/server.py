"""The server: one process, one page, compressed answers, sessions that end soon after the tab."""

from __future__ import annotations

from typing import Any

import panel as pn

from playground.ui.page import page

UNUSED = 30_000  # milliseconds a visit outlives its last connection: a short interruption resumes
CHECK = 2_000  # milliseconds between two looks for such visits
TOKEN = 7 * 24 * 3600  # seconds an open page may reconnect


def serve(port: int, address: str | None, show: bool, **options: Any) -> Any:
    """Serve the page until interrupted."""
    pn.config.reconnect = True
    return pn.serve(
        {"/": page},
        port=port,
        address=address,
        show=show,
        compress_response=True,
        unused_session_lifetime=UNUSED,
        check_unused_sessions=CHECK,
        session_token_expiration=TOKEN,
        **options,
    )
