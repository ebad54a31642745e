"""The experiment as a script that needs NumPy only."""

from __future__ import annotations

from playground.export.code.definitions import Definitions
from playground.export.code.numpy_training import training_blocks
from playground.export.code.parts import (
    data_code,
    docstring,
    features_code,
    joined,
    parameters_code,
    score_code,
)
from playground.export.code.run import Run
from playground.nn import ACTIVATIONS
from playground.nn.heads import softmax

FROM_THE_SOURCE = "# What follows stands so in the playground's own source.\n\n"

MAIN = '''def main():
    """Train, and print the losses now and then."""
    for epoch, (train_loss, test_loss) in enumerate(train(EPOCHS)):
        if epoch % max(EPOCHS // 20, 1) == 0 or epoch == EPOCHS:
            print(f"epoch {epoch:6}   training loss {train_loss:.6f}   test loss {test_loss:.6f}")


if __name__ == "__main__":
    main()'''


def numpy_script(run: Run, remarks: list[str]) -> str:
    """Return the script."""
    summary = "A neural network on its own, every line of it in NumPy."
    wanted = Definitions()
    body = [constants(run), parameters_code(run)]
    blocks = network_blocks(run, wanted)
    data, table = data_code(run, wanted)
    blocks += [data, *training_blocks(run, wanted), table, MAIN]
    imports = "\n".join(sorted(wanted.modules | {"import numpy as np"}))
    return joined(
        docstring(run, summary, remarks) + f"\n\n{imports}\n\n" + "\n\n".join(body),
        FROM_THE_SOURCE + wanted.text(),
        *blocks,
    )


def constants(run: Run, *, trains: bool = True) -> str:
    """Return the settings that the script's functions use."""
    recipe = run.recipe
    lines = [f"SHAPE = {run.network.layer_sizes}  # inputs, hidden layers, outputs"]
    if trains:
        lines += [
            f"SEED = {run.settings.seed}  # all chance follows from it, and from the start",
            f"START = {run.settings.start}",
            f"EPOCHS = {run.epoch}",
            f"BATCH_SIZE = {recipe.batch_size}",
            f"LEARNING_RATE = {recipe.learning_rate!r}",
        ]
        if recipe.regularization != "none":
            lines.append(f"REGULARIZATION_RATE = {recipe.regularization_rate!r}")
        if run.dropout and run.by_gradient:
            lines.append(f"DROPOUT = {run.dropout}  # the share of each layer that is left out")
        if recipe.clip_norm and run.by_gradient:
            lines.append(f"LONGEST_GRADIENT = {recipe.clip_norm!r}")
    return "\n".join(lines)


def output_name(run: Run, wanted: Definitions) -> str:
    """Return the name of the output layer's activation, its definition taken in."""
    if run.softmax:
        return wanted.add(softmax)
    return wanted.add(ACTIVATIONS[run.network.head.activation].function)


def network_blocks(run: Run, wanted: Definitions) -> list[str]:
    """Return features, forward pass and prediction."""
    names = [wanted.add(ACTIVATIONS[name].function) for name in run.network.activations]
    listed = ", ".join([*names, output_name(run, wanted)])
    masks = bool(run.dropout) and run.by_gradient
    drop = (
        "\n        if masks is not None and layer < len(masks):\n            a = a * masks[layer]"
        if masks
        else ""
    )
    forward = f'''# The activation of each layer, the output's last.
ACTIVATIONS = [{listed}]


def forward(inputs, weights, biases{", masks=None" if masks else ""}):
    """Return, layer by layer, what it was given, its pre-activations z and its outputs a."""
    given, logits, outputs = [], [], []
    a = inputs
    for layer, (w, b) in enumerate(zip(weights, biases, strict=True)):
        given.append(a)
        z = a @ w + b
        a = ACTIVATIONS[layer](z)
        logits.append(z)
        outputs.append(a){drop}
    return given, logits, outputs'''
    predict = f'''def predict(points, weights=TRAINED_WEIGHTS, biases=TRAINED_BIASES):
    """Return the network's answer at points (n, 2), as the playground draws it."""
    inputs = features(np.asarray(points, dtype=float))
    outputs = forward(inputs, [np.array(w) for w in weights], [np.array(b) for b in biases])[2][-1]
{score_code(run)}'''
    return [features_code(run), forward, predict]
