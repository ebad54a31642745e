"""The experiment as a script that needs NumPy only."""

from __future__ import annotations

from typing import Any

from playground.export.code.definitions import Definitions
from playground.export.code.numpy_training import training_blocks, training_rules
from playground.export.code.parts import (
    FROM_THE_SOURCE,
    data_code,
    docstring,
    features_code,
    joined,
    parameters_code,
    rules_code,
)
from playground.export.code.run import Run
from playground.nn.network import forward

MAIN = '''def main():
    """Train, and print the losses now and then."""
    for epoch, (train_loss, test_loss) in enumerate(train(EPOCHS)):
        if epoch % max(EPOCHS // 20, 1) == 0 or epoch == EPOCHS:
            print(f"epoch {epoch:6}   training loss {train_loss:.6f}   test loss {test_loss:.6f}")


if __name__ == "__main__":
    main()'''

PREDICT = '''def run_network(inputs, weights, biases):
    """Return pre-activations and outputs (n, n_outputs) of the last layer."""
    arrays = [np.array(one) for one in weights], [np.array(one) for one in biases]
    _, logits, outputs = list(forward(inputs, *arrays, ACTIVATIONS))[-1]
    return logits, outputs


def predict(points, weights=TRAINED_WEIGHTS, biases=TRAINED_BIASES):
    """Return the network's answer at points (n, 2), as the playground draws it."""
    _, outputs = run_network(features(np.asarray(points, dtype=float)), weights, biases)
    return to_score(outputs)'''


def numpy_script(run: Run, remarks: list[str]) -> str:
    """Return the script."""
    return network_script(run, remarks, "A neural network on its own, every line of it in NumPy.")


def network_script(
    run: Run, remarks: list[str], summary: str, imports: str = "", estimator: str = ""
) -> str:
    """Return a script with the playground's own network, in NumPy, and what else is given."""
    wanted = Definitions()
    wanted.add(forward)
    data, table = data_code(run, wanted)
    rules = rules_code(wanted, {**network_rules(run), **training_rules(run)})
    training = training_blocks(run, wanted)
    modules = "\n".join(sorted(wanted.modules | {"import numpy as np"}, key=_by_kind))
    opening = f"{docstring(run, summary, remarks)}\n\n{modules}\n{imports}"
    return joined(
        f"{opening.rstrip()}\n\n{constants(run)}\n\n{parameters_code(run)}",
        FROM_THE_SOURCE + wanted.text(),
        rules,
        features_code(run),
        PREDICT,
        data,
        *training,
        estimator,
        table,
        MAIN,
    )


def _by_kind(line: str) -> tuple[bool, str]:
    """Sort imports: modules of Python's before NumPy."""
    return "numpy" in line, line


def constants(run: Run, *, trains: bool = True) -> str:
    """Return the settings that a reader may want to change at the top of the script."""
    lines = [f"SHAPE = {run.network.layer_sizes}  # inputs, hidden layers, outputs"]
    if trains:
        lines += [
            f"SEED = {run.settings.seed}  # all chance follows from it, and from the start",
            f"START = {run.settings.start}",
            f"EPOCHS = {run.epoch}",
            f"BATCH_SIZE = {run.recipe.batch_size}",
            f"LEARNING_RATE = {run.recipe.learning_rate!r}",
        ]
    return "\n".join(lines)


def network_rules(run: Run) -> dict[str, Any]:
    """Return what the network is made of, by the names that the script uses."""
    head = run.network.head
    rules = {
        "ACTIVATIONS": run.network.functions,
        "to_targets": head.target_rule,
        "to_losses": head.loss_rule,
        "to_score": head.score_rule,
    }
    if head.problem == "classification":
        rules["to_classes"] = head.class_rule
    return rules
