"""The thread that serves all pages never computes: it receives, sends and decides."""

from __future__ import annotations

import threading
from functools import wraps

import pytest
from playwright.sync_api import expect

from playground.experiment import measure
from playground.nn import Network, Trainer

SERVING = "playground-server"  # see conftest.py
WIDE = "#networkShape=64,64,64,64,64,64,64,64&dataset=spiral&speed=20"
COMPUTING = [
    (Network, "forward"),
    (Network, "layer_outputs"),
    (Trainer, "train_through"),
    (Trainer, "train_batch"),
    (measure, "measure"),
    (measure, "course"),
    (measure, "confusion"),
    (measure, "naive_loss"),
]


@pytest.fixture
def seen(monkeypatch) -> dict[str, set[str]]:
    """Note which threads compute what, by the thread's name."""
    threads: dict[str, set[str]] = {}

    def noting(name, compute):
        @wraps(compute)
        def noted(*given, **named):
            threads.setdefault(threading.current_thread().name, set()).add(name)
            return compute(*given, **named)

        return noted

    for owner, name in COMPUTING:
        monkeypatch.setattr(owner, name, noting(name, getattr(owner, name)))
    return threads


def test_opening_playing_changing_and_hovering_compute_on_other_threads(new_playground, seen):
    page = new_playground()  # what is the same for all pages is made now
    seen.pop(SERVING, None)
    page = new_playground(WIDE, beside=page)
    page.wait("() => window.frame.shape.length === 10")
    page.button("Play").click()
    page.wait_epoch(3)
    page.button("Neuron 1 of hidden layer 3: weights and bias").hover()
    page.choose("Activation", "ReLU")
    page.wait("() => window.frame.activations[0] === 'relu'")
    page.page.get_by_role("tab", name="Gradients").click()
    page.button("Pause").click()
    page.wait("() => window.frame.playing === false")
    epoch = page.frame("epoch")
    page.button("Step").click()
    page.wait("(before) => window.frame.epoch > before", epoch)
    page.button("Reset").click()
    page.wait("() => window.frame.epoch === 0")
    page.choose("Problem type", "Regression")
    expect(page.page.get_by_role("status", name="Epoch")).to_have_text("0")
    page.wait_link("problem=regression")
    assert {"layer_outputs", "train_through", "course"} <= set().union(*seen.values())
    assert seen.get(SERVING, set()) == set()
