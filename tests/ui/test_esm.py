"""Modules of static/ reach the browser by name."""

from __future__ import annotations

import base64

import pytest

from playground.resources import folder
from playground.ui.esm import import_map, modules_of, text_of


def test_a_module_brings_all_that_it_imports_directly_or_not():
    assert modules_of("network.js") == {
        "network_card.js",
        "network_frame.js",
        "network_layout.js",
        "network_overlay.js",
        "network_paint.js",
        "network_panel.js",
    }


def test_the_import_map_holds_the_text_of_every_module():
    for name, address in import_map("network.js")["imports"].items():
        head, encoded = address.split(",")
        assert head == "data:text/javascript;charset=utf-8;base64"
        assert base64.b64decode(encoded).decode() == text_of(name.removeprefix("playground/"))


@pytest.mark.parametrize("path", sorted(folder("static").glob("*.js")), ids=lambda path: path.name)
def test_every_module_is_short_and_imports_only_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 500
    assert "://" not in text.replace("http://www.w3.org/2000/svg", "")
    for name in modules_of(path.name):
        assert (folder("static") / name).is_file()
