"""The parts of a script that all targets share: its opening words, its data, its numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

import playground
from playground.experiment.build import streams
from playground.export.code.definitions import WIDTH, Definitions, Name, NotPlainError
from playground.export.code.run import Run
from playground.nn import ACTIVATIONS, OPTIMIZERS
from playground.settings.kinds import shown


def docstring(run: Run, summary: str, remarks: Sequence[str], *, trains: bool = True) -> str:
    """Return the opening words of a script; ``trains`` tells whether it can train."""
    settings = run.settings
    hidden = ", ".join(str(size) for size in settings.hidden_layers) or "none"
    curves = ", ".join(ACTIVATIONS[name].label for name in dict.fromkeys(run.network.activations))
    facts = [
        f"data set {settings.current_dataset}, {settings.problem}",
        f"features {', '.join(settings.features)}",
        f"hidden layers {hidden}" + (f" ({curves})" if curves else ""),
        f"{OPTIMIZERS[run.recipe.optimizer].label}, learning rate {shown(settings.learning_rate)}, "
        f"batch size {settings.batch_size}, {run.epoch:,} epochs trained",
    ]
    paragraphs = [
        "Run it: it trains the network from its first weights on and prints the losses. Import it: "
        "`predict(points)` answers with the weights that training in the playground ended with."
        if trains
        else "Import it: `predict(points)` answers with the weights of the playground.",
        "It trains with the settings as they were when it was exported. Where settings, data or "
        "weights were changed by hand during the run, its losses differ from those seen then."
        if trains
        else "",
        *remarks,
    ]
    text = "\n\n".join(textwrap.fill(one, WIDTH) for one in paragraphs if one)
    told = "\n".join(f"- {one}" for one in facts)
    words = (
        f"{summary}\n\nExported from the neural-network playground {playground.__version__}:\n\n"
        f"{told}\n- link {run.link}\n\n{text}\n"
    )
    # A name may hold what ends a string in Python.
    return '"""' + words.replace("\\", "\\\\").replace('"""', "'''") + '"""'


def data_code(run: Run, wanted: Definitions) -> tuple[str, str]:
    """Return the function `load_data`, and the table it reads where the points are carried along.

    Points that are drawn at random are drawn again by the same few lines of NumPy.
    """
    wanted.add(streams)
    drawn, settings = run.drawn, run.settings
    if drawn is not None:
        try:
            generator = wanted.add(drawn.generate)
        except NotPlainError:  # made by more than a function: its points are written out
            pass
        else:
            options = {"n_classes": settings.n_classes, "formula": settings.curve}
            taken = "".join(f", {name}={options[name]!r}" for name in drawn.options)
            noise = settings.noise / 100
            call = f'{generator}({len(run.source.points)}, {noise}, streams(SEED)["data"]{taken})'
            return load_data(run, f"    points, labels = {call}"), ""
    rows = np.column_stack([run.source.points, run.source.labels]).tolist()
    lines = "\n".join(" ".join(repr(number) for number in row) for row in rows)
    table = f'# x1, x2 and label of every point\nTABLE = """\n{lines}\n"""'
    reading = (
        "    table = np.array(TABLE.split(), dtype=float).reshape(-1, 3)\n"
        "    points, labels = table[:, :2], table[:, 2]"
    )
    return load_data(run, reading), table


def load_data(run: Run, points: str) -> str:
    """Return the function that deals the points out."""
    return f'''def load_data():
    """Return training points (n, 2) and labels (n,), then test points and labels."""
{points}
    order = streams(SEED)["split"].random(len(points)).argsort()
    train, test = order[:{len(run.data.train)}], order[{len(run.data.train)}:]
    return points[train], labels[train], points[test], labels[test]'''


def features_code(run: Run, module: str = "np") -> str:
    """Return the function `features`, from points of the plane to the network's inputs."""
    columns = [feature.code(module) for feature in run.features.features]
    listed = "".join(f"            {one},\n" for one in columns)
    together = {
        "np": f"np.column_stack(\n        [\n{listed}        ]\n    )",
        "torch": f"torch.stack(\n        [\n{listed}        ],\n        dim=1,\n    )",
    }[module]
    if len(", ".join(columns)) < 60:
        short = f"[{', '.join(columns)}]"
        together = {
            "np": f"np.column_stack({short})",
            "torch": f"torch.stack({short}, dim=1)",
        }[module]
    scaled = ""
    if run.features.standardise:
        make = "np.array" if module == "np" else "torch.tensor"
        mean, scale = run.features.mean.tolist(), run.features.scale.tolist()
        scaled = f"\n    inputs = (inputs - {make}({mean})) / {make}({scale})"
    return f'''def features(points):
    """Return what the network is told about points (n, 2)."""
    x1, x2 = points[:, 0], points[:, 1]
    inputs = {together}{scaled}
    return inputs'''


def numbers(values: Any, indent: str = "") -> str:
    """Return nested lists of numbers as Python, to the last bit, in lines of a readable length.

    >>> print(numbers([[0.1, 2.0], [3.0, 4.0]]))
    [[0.1, 2.0], [3.0, 4.0]]
    """
    text = repr(values)
    if len(indent) + len(text) <= WIDTH or not isinstance(values, list):
        return text
    inner = indent + "    "
    if not isinstance(values[0], list):
        filled = textwrap.fill(
            ", ".join(repr(one) for one in values) + ",",
            WIDTH,
            initial_indent=inner,
            subsequent_indent=inner,
        )
        return f"[\n{filled}\n{indent}]"
    rows = "".join(f"{inner}{numbers(one, inner)},\n" for one in values)
    return f"[\n{rows}{indent}]"


def parameters_code(run: Run) -> str:
    """Return the trained weights and biases as lists."""
    weights = [one.tolist() for one in run.network.weights]
    biases = [one.tolist() for one in run.network.biases]
    return (
        "# The trained network: weights[layer][from][to] and biases[layer][to].\n"
        f"TRAINED_WEIGHTS = {numbers(weights)}\n"
        f"TRAINED_BIASES = {numbers(biases)}"
    )


FROM_THE_SOURCE = "# What follows stands so, but for the types, in the playground's own source.\n\n"


def rules_code(wanted: Definitions, rules: Mapping[str, Any], where: str = "of it") -> str:
    """Return what the settings choose: functions of the source with the experiment's numbers."""
    lines = [f"{name} = {wanted.bound(rule)}" for name, rule in rules.items()]
    return f"# What this experiment's settings choose {where}.\n" + "\n".join(lines)


def with_names(rule: Any, **names: str) -> Any:
    """Return a bound function whose numbers of these keys are called by the script's own names."""
    return partial(rule, **{key: Name(name) for key, name in names.items()})


def joined(*blocks: str) -> str:
    """Return the blocks that are not empty, two blank lines between them."""
    return "\n\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"
