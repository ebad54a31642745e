"""The notebook runs from top to bottom, and the page in it is the cells' own experiment."""

from __future__ import annotations

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
    NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    assert "<iframe" in outputs[0].data["text/html"]
    assert not [one for one in outputs if one.get("name") == "stderr" and "rror" in one.text]


def fetched(url: str) -> str:
    return urllib.request.urlopen(url, timeout=20).read().decode()


def test_a_view_is_served_to_whoever_has_its_address():
    view = View(dataset="xor")
    assert view.url in view._repr_html_().replace("&amp;", "&")
    assert "The playground is being set up" in fetched(view.url)
    address, _, key = view.url.partition("?")
    for other in (address, f"{address}?view=x{key}"):
        assert "The playground is being set up" not in fetched(other)
    with pytest.raises(urllib.error.HTTPError):
        fetched(f"{address}nothing")


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
