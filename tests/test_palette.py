"""No colour is written down twice: ``playground/palette.py`` is the one place for them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import playground
from playground.palette import DARK, LIGHT, OUTLINES
from playground.resources import folder
from playground.ui.kit.look import custom_properties

PACKAGE, STATIC = Path(playground.__file__).parent, folder("static")
# As it stands in a style, and as it stands in the address of a picture.
HEX = re.compile(r"(?<!&)(?:#|%23)(?:[0-9a-f]{6}|[0-9a-f]{3,4})\b", re.IGNORECASE)
BROWSER = [one for one in sorted(STATIC.rglob("*")) if one.suffix in (".css", ".js", ".html")]
PYTHON = [one for one in sorted(PACKAGE.rglob("*.py")) if one != PACKAGE / "palette.py"]


def written(source: str) -> list[str]:
    """Return the texts in a module, but for those that explain it."""
    tree = ast.parse(source)
    explained = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in explained
    ]


def test_the_rule_finds_colours_and_nothing_else():
    assert HEX.search("color: #FFF;")
    assert HEX.search("stroke='%230877bd'")
    assert not HEX.search('href="#guide" &#64; #dataset=gauss')


@pytest.mark.parametrize("path", BROWSER, ids=lambda path: path.relative_to(STATIC).as_posix())
def test_the_browser_s_files_have_no_colours_of_their_own(path):
    assert HEX.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_python_takes_its_colours_from_the_palette(path):
    assert [text for text in written(path.read_text("utf-8")) if HEX.search(text)] == []


def test_the_style_of_a_page_has_every_colour_of_both_themes():
    light, dark = custom_properties().split(":root[")
    for style, colours in ((light, LIGHT), (dark, DARK)):
        for name, colour in colours.items():
            assert f"--{name}: {colour};" in style


def test_styles_ask_only_for_colours_that_there_are():
    given = set(LIGHT) | {f"outline-{name}" for name in OUTLINES}
    for path in BROWSER:
        text = path.read_text(encoding="utf-8")
        given |= set(re.findall(r"--([a-z-]+)\s*:", text))
        given |= set(re.findall(r'setProperty\("--([a-z-]+)"', text))
    for path in BROWSER:
        asked = set(re.findall(r"var\(--([a-z-]+)\)", path.read_text(encoding="utf-8")))
        assert asked <= given, path.name
