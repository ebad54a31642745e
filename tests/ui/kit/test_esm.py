"""Modules of static/ reach the browser by name."""

from __future__ import annotations

import base64

import pytest

from playground.resources import folder
from playground.ui.kit.esm import import_map, modules_of, text_of


def test_a_module_brings_all_that_it_imports_directly_or_not():
    assert modules_of("playground/network.js") == {
        "kit/component.js",
        "kit/dom.js",
        "kit/pace.js",
        "playground/network_card.js",
        "playground/network_facts.js",
        "playground/network_frame.js",
        "playground/network_layout.js",
        "playground/network_marks.js",
        "playground/network_numbers.js",
        "playground/network_overlay.js",
        "playground/network_paint.js",
        "playground/network_panel.js",
    }


def test_the_import_map_holds_the_text_of_every_module():
    for name, address in import_map("playground/network.js")["imports"].items():
        head, encoded = address.split(",")
        assert head == "data:text/javascript;charset=utf-8;base64"
        assert base64.b64decode(encoded).decode() == text_of(name)


STATIC = folder("static")


@pytest.mark.parametrize("path", sorted(STATIC.rglob("*.js")), ids=lambda path: path.name)
def test_every_module_is_short_and_imports_only_what_is_there(path):
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 500
    for namespace in ("2000/svg", "1998/Math/MathML"):
        text = text.replace(f"http://www.w3.org/{namespace}", "")
    assert "://" not in text
    for name in modules_of(path.relative_to(STATIC).as_posix()):
        assert (STATIC / name).is_file()
