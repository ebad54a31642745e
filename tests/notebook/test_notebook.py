"""The notebook runs from top to bottom, and the page in it is the cells' own experiment."""

from __future__ import annotations

import os
import subprocess
import sys
import urllib.error
import urllib.request

import nbformat
import pytest
from nbclient import NotebookClient

import playground
from playground import Experiment, View
from playground.resources import folder


def test_the_tour_runs_from_top_to_bottom(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(folder("static").parent))
    notebook = nbformat.read(folder("static") / "tour.ipynb", as_version=4)
    assert all(not cell.get("outputs") for cell in notebook.cells)  # kept without, to be read
    NotebookClient(notebook, timeout=600, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "<iframe" in outputs[0].data["text/html"]
    assert not [one for one in outputs if one.get("name") == "stderr" and "rror" in one.text]


def fetched(url: str) -> str:
    return urllib.request.urlopen(url, timeout=120).read().decode()


def test_a_view_is_served_to_whoever_has_its_address():
    view = View(dataset="xor")
    assert view.url in view._repr_html_().replace("&amp;", "&")
    assert "The playground is being set up" in fetched(view.url)
    address, _, key = view.url.partition("?")
    for other in (address, f"{address}?view=x{key}"):
        assert "The playground is being set up" not in fetched(other)
    with pytest.raises(urllib.error.HTTPError):
        fetched(f"{address}nothing")


BESIDE_ANOTHER = """
import asyncio, logging, re, sys, urllib.request
import panel as pn
from bokeh.server.urls import per_app_patterns
from tornado.websocket import websocket_connect

def kernel():
    return (pn.config.reconnect, pn.config.exception_handler, sys.getswitchinterval(),
            pn.config.design, list(per_app_patterns),
            logging.getLogger("bokeh.server.views.ws").level)

heard, seen = [], []
pn.config.exception_handler = heard.append
before = kernel()

def other():
    seen.append(kernel())
    def fail():
        raise ValueError("of the other app")
    pn.state.execute(fail, schedule=True)
    return pn.pane.Markdown("The other app")

from playground import View
view = View(dataset="xor")
assert "being set up" in urllib.request.urlopen(view.url, timeout=120).read().decode()
assert kernel() == before

server = pn.serve(other, port=0, show=False, start=False, verbose=False)
sockets = {rule.target for rule in server._tornado.wildcard_router.rules}
assert {handler for _, handler in per_app_patterns} <= sockets

async def opened():
    address = f"localhost:{server.port}"
    loop = asyncio.get_running_loop()
    read = lambda: urllib.request.urlopen(f"http://{address}/", timeout=120).read().decode()
    token = re.search(r'"token":\\s*"([^"]+)"', await loop.run_in_executor(None, read))[1]
    socket = await websocket_connect(f"ws://{address}/ws", subprotocols=["bokeh", token])
    assert "ACK" in await socket.read_message()
    while not heard:
        await asyncio.sleep(0)
    socket.close()

server.start()
server.io_loop.run_sync(opened, timeout=120)
assert [str(one) for one in heard] == ["of the other app"]
assert seen == [before] and kernel() == before
print("as it was")
"""


def test_other_panel_apps_in_the_kernel_stay_as_they_were():
    ended = subprocess.run(
        [sys.executable, "-c", BESIDE_ANOTHER],
        env={**os.environ, "PYTHONPATH": str(folder("static").parent)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    assert ended.stdout.strip() == "as it was", ended.stderr


def test_a_view_takes_an_experiment_or_the_settings_of_a_new_one():
    run = Experiment(seed=3)
    assert View(run, noise=20).experiment is run
    assert run.settings.noise == 20
    assert View(seed=4).experiment.settings.seed == 4


def test_behind_a_hub_the_page_is_found_through_its_proxy(monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_SERVICE_PREFIX", "/user/me/")
    assert View().url.startswith("/user/me/proxy/")
    assert View(base="https://there/{port}/").url.startswith("https://there/")


def test_only_the_view_needs_the_page():
    assert playground.View is View
    with pytest.raises(AttributeError, match="nothing"):
        _ = playground.nothing
