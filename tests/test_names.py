"""What others ask of a definition is a property of it, not its name: no module compares names."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import playground
from playground.nn import (
    ACTIVATIONS,
    BIAS_INITIALIZERS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
)

HOUSE = Path(playground.__file__).parent
REGISTRIES = (
    ACTIVATIONS, BIAS_INITIALIZERS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZERS, SCHEDULES,
)  # fmt: skip
KEYS = {name for registry in REGISTRIES for name in registry}

# Where a name is meant for itself, and no property of what it names.
EXCEPTIONS = {
    "experiment/diagnosis.py": {
        "L2": "the remedy: if it is chosen already, it becomes stronger",
        "relu": "the remedy: offered unless it is chosen already",
    },
    "experiment/remedies.py": {"adam": "offered unless it is chosen already"},
    "export/code/sklearn_code.py": {
        "L2": "scikit-learn's own network knows it as alpha",
        "sgd": "scikit-learn's own network knows it as no momentum",
        "nesterov": "scikit-learn's own network knows it as nesterovs_momentum",
    },
}


def compared(tree: ast.AST) -> Iterator[str]:
    """Yield the strings with which a module compares, or matches, a value."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.MatchValue):
            sides = [node.value]
        else:
            continue
        for side in sides:
            members = side.elts if isinstance(side, ast.Tuple | ast.List | ast.Set) else [side]
            for one in members:
                if isinstance(one, ast.Constant) and isinstance(one.value, str):
                    yield one.value


def test_what_is_found() -> None:
    source = 'a == "x"; "y" in b; c not in ("z", "w")\nmatch a:\n    case "v": pass\nf("no")["no"]'
    assert set(compared(ast.parse(source))) == {"x", "y", "z", "w", "v"}


def test_no_module_compares_with_the_name_of_a_definition() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted(HOUSE.rglob("*.py")):
        place = path.relative_to(HOUSE).as_posix()
        names = KEYS & set(compared(ast.parse(path.read_text(encoding="utf-8"))))
        # Heads are made of output layers: which belongs to which loss is what they define.
        if names and place != "nn/heads.py":
            found[place] = names
    # No exception stays that is not needed any more.
    assert found == {place: set(names) for place, names in EXCEPTIONS.items()}, (
        "Make it a field of the definition, as Activation.bounded is, and ask for that."
    )
