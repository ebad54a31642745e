"""The house's rooms, and who may know whom: read from the sources' own imports."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import playground
from playground.ui.table import PAGES

HOUSE = Path(playground.__file__).parent
# What is small and knows nothing, so that everybody may know it.
SHARED = {"", "__version__", "resources", "allocator", "arrays", "palette"}

MAY_KNOW = {
    "nn": set(),
    "data": set(),
    "settings": set(),
    "runs": {"nn"},
    "experiment": {"nn", "data", "settings", "runs"},
    "estimators": {"nn", "runs", "experiment"},
    "labs": {"nn", "data", "settings", "runs", "experiment", "estimators"},
    "export": {"nn", "data", "settings", "runs", "experiment", "estimators", "labs"},
    "lessons": {"nn", "data", "settings", "runs", "experiment", "labs"},
    "ui": {"nn", "data", "settings", "runs", "experiment", "labs", "export", "lessons"},
}
DRAWING = {"panel", "bokeh", "param", "panel_material_ui"}
NO_KIT = (
    "playground.ui.pages",
    "playground.ui.serving",  # which knows the kit
    "playground.experiment",
    "playground.labs",
)


def modules() -> dict[str, Path]:
    """Return the house's modules by their names."""
    found = {}
    for path in sorted(HOUSE.rglob("*.py")):
        parts = ("playground", *path.relative_to(HOUSE).with_suffix("").parts)
        found[".".join(parts).removesuffix(".__init__")] = path
    return found


MODULES = modules()


def imports_of(path: Path) -> Iterator[str]:
    """Yield the full names of what a module imports, wherever in it."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (one.name for one in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{one.name}" for one in node.names)


def within(name: str, *places: str) -> bool:
    return any(name == place or name.startswith(f"{place}.") for place in places)


def room(name: str) -> str:
    """Return the room of a name: ``nn`` for ``playground.nn.network``."""
    return f"{name}.".split(".")[1]


def unwanted(place: str, wrong: Callable[[str], bool]) -> list[str]:
    """Return "module: import" for each import of a place's modules that is ``wrong(name)``."""
    return [
        f"{module}: {name}"
        for module, path in MODULES.items()
        if within(module, place)
        for name in imports_of(path)
        if wrong(name)
    ]


def test_every_room_is_in_the_plan():
    rooms = {path.parent.name for path in HOUSE.glob("*/__init__.py")}
    assert rooms <= set(MAY_KNOW)


@pytest.mark.parametrize("one", MAY_KNOW)
def test_a_room_knows_only_the_rooms_below_it(one):
    def wrong(name: str) -> bool:
        return within(name, "playground") and room(name) not in MAY_KNOW[one] | SHARED | {one}

    assert unwanted(f"playground.{one}", wrong) == []


@pytest.mark.parametrize("one", [name for name in MAY_KNOW if name != "ui"])
def test_nothing_below_the_pages_draws(one):
    assert unwanted(f"playground.{one}", lambda name: name.split(".")[0] in DRAWING) == []


def test_the_shared_know_only_each_other():
    for one in SHARED - {"", "__version__"}:

        def wrong(name: str) -> bool:
            return within(name, "playground") and room(name) not in SHARED

        assert unwanted(f"playground.{one}", wrong) == []


def test_an_array_type_is_defined_in_one_place():
    made = unwanted("playground", lambda name: name == "numpy.typing.NDArray")
    assert made == ["playground.arrays: numpy.typing.NDArray"]


def test_no_lab_knows_another():
    labs = {
        f"playground.labs.{path.parent.name}" for path in (HOUSE / "labs").glob("*/__init__.py")
    }
    known = [
        (one, other)
        for one in labs
        for other in labs - {one}
        if unwanted(one, lambda name, other=other: within(name, other))
    ]
    assert known == []


def test_the_kit_knows_no_page_no_server_no_experiment_and_no_lab():
    assert unwanted("playground.ui.kit", lambda name: within(name, *NO_KIT)) == []


def test_serving_knows_pages_only_through_their_table():
    assert unwanted("playground.ui.serving", lambda name: within(name, "playground.ui.pages")) == []
    assert unwanted("playground.ui.table", lambda name: within(name, "playground")) == []


@pytest.mark.parametrize("page", [page.folder for page in PAGES])
def test_pages_do_not_know_each_other(page):
    own = f"playground.ui.pages.{page}"

    def wrong(name: str) -> bool:
        return within(name, "playground.ui.pages") and not within(name, own)

    assert unwanted(own, wrong) == []
