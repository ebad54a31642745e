"""The parts of a script that all targets share: its opening words, its data, its numbers."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np

import playground
from playground.experiment.build import streams
from playground.export.code.definitions import Definitions, NotPlainError
from playground.export.code.run import Run
from playground.nn import ACTIVATIONS, OPTIMIZERS, SCHEDULES
from playground.settings.kinds import shown

WIDTH = 96


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


def targets_code(run: Run) -> str:
    """Return the function `to_targets`, from labels to what the outputs should be."""
    head = run.network.head
    if head.problem == "regression":
        body, words = "labels[:, None]", "the labels themselves"
    elif head.n_classes == 2:
        low = "0.0" if head.activation == "sigmoid" else "-1.0"
        body, words = f"np.where(labels > 0, 1.0, {low})[:, None]", f"1 and {low} for the classes"
    else:
        one_hot = f"(labels[:, None] == np.arange({head.n_classes})).astype(float)"
        body, words = (one_hot, "1 for the class, 0 for the others")
        if not run.softmax:
            body, words = f"2.0 * {one_hot} - 1.0", "1 for the class, -1 for the others"
    return f'''def to_targets(labels):
    """Return the targets (n, n_outputs): {words}."""
    return {body}'''


def score_code(run: Run, module: str = "np") -> str:
    """Return the body's lines that turn `outputs` into what the playground draws."""
    head = run.network.head
    if head.problem == "regression" or (head.n_classes == 2 and head.activation == "tanh"):
        return "    return outputs[:, 0]"
    if head.n_classes == 2:
        return "    return 2.0 * outputs[:, 0] - 1.0  # a probability, drawn from -1 to +1"
    if run.softmax:
        return "    return outputs"
    axis = "axis=1, keepdims=True" if module == "np" else "dim=1, keepdim=True"
    return (
        "    claims = 0.5 * (outputs + 1.0)\n"
        f"    total = claims.sum({axis})  # the classes share out what they claim\n"
        f"    return {module}.where(total > 0, claims / {module}.where(total > 0, total, 1.0), "
        f"{1.0 / head.n_classes!r})"
    )


def accuracy_code(run: Run) -> str:
    """Return an expression for the predicted labels, from `outputs`; "" for a regression."""
    head = run.network.head
    if head.problem == "regression":
        return ""
    if head.n_classes == 2:
        middle = 0.5 if head.activation == "sigmoid" else 0.0
        return f"np.where(outputs[:, 0] >= {middle}, 1.0, -1.0)"
    return "outputs.argmax(axis=1)"


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


def rate_code(run: Run, wanted: Definitions, first: str = "LEARNING_RATE") -> str:
    """Return an expression for the learning rate of `epoch`, given the name of the first one."""
    rate = wanted.add(SCHEDULES[run.recipe.schedule].rate)
    return f"{rate}({first}, epoch, {run.recipe.schedule_setting!r})"


def joined(*blocks: str) -> str:
    """Return the blocks that are not empty, two blank lines between them."""
    return "\n\n\n".join(block.strip("\n") for block in blocks if block.strip()) + "\n"
