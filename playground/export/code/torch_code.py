"""The experiment as a PyTorch module with its training loop."""

from __future__ import annotations

import inspect

from playground.export.code.definitions import Definitions
from playground.export.code.numpy_code import FROM_THE_SOURCE, MAIN, constants
from playground.export.code.parts import (
    data_code,
    docstring,
    features_code,
    joined,
    parameters_code,
    rate_code,
    score_code,
    targets_code,
)
from playground.export.code.run import Run
from playground.export.code.to_torch import has_corners, to_torch
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZERS

CORNERS = '''class WithDerivative(torch.autograd.Function):
    """An activation with a derivative of its own, for curves with a corner or a jump."""

    @staticmethod
    def forward(ctx, z, function, derivative):
        a = function(z)
        ctx.save_for_backward(z, a)
        ctx.derivative = derivative
        return a

    @staticmethod
    def backward(ctx, slope):
        return slope * ctx.derivative(*ctx.saved_tensors), None, None'''


def torch_script(run: Run, remarks: list[str]) -> str:
    """Return the script."""
    summary = "A neural network in PyTorch."
    numpy_parts, torch_parts = Definitions(), Definitions(to_torch)
    blocks = network_blocks(run, torch_parts)
    table = ""
    if run.by_gradient:
        data, table = data_code(run, numpy_parts)
        blocks += [
            data,
            targets_code(run),
            *loss_blocks(run, torch_parts),
            first_code(run, numpy_parts),
            train_code(run, numpy_parts, torch_parts),
            table,
            MAIN,
        ]
    needed = numpy_parts.modules | ({"import numpy as np"} if run.by_gradient else set())
    plain = "\n".join(sorted(needed))
    doubles = "torch.set_default_dtype(torch.float64)  # double precision, as in the playground"
    opening = (
        docstring(run, summary, remarks, trains=run.by_gradient)
        + f"\n\n{plain}\nimport torch\nfrom torch import nn\n\n{doubles}\n\n"
    )
    source = numpy_parts.text() + ("\n\n\n" if numpy_parts.text() else "") + torch_parts.text()
    return joined(
        opening + constants(run, trains=run.by_gradient) + "\n\n" + parameters_code(run),
        FROM_THE_SOURCE + source,
        *blocks,
    )


def activation_code(name: str, wanted: Definitions) -> str:
    """Return an expression for a hidden layer's activation at `z`."""
    activation = ACTIVATIONS[name]
    function = wanted.add(activation.function)
    if not has_corners(inspect.getsource(activation.function)):
        return f"{function}(z)"
    return f"WithDerivative.apply(z, {function}, {wanted.add(activation.derivative)})"


def network_blocks(run: Run, wanted: Definitions) -> list[str]:
    """Return the module and the prediction."""
    head = run.network.head
    lines = []
    for layer, name in enumerate(run.network.activations):
        lines += [
            f"        z = self.layers[{layer}](a)",
            f"        a = {activation_code(name, wanted)}",
        ]
        if run.dropout:
            lines += ["        if masks is not None:", f"            a = a * masks[{layer}]"]
    hidden = "\n".join(lines)
    output = (
        "torch.softmax(logits, dim=1)"
        if run.softmax
        else f"{wanted.add(ACTIVATIONS[head.activation].function)}(logits)"
    )
    module = f'''class Network(nn.Module):
    """A fully connected network; `forward` returns the pre-activations of its output layer."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in zip(SHAPE, SHAPE[1:]))

    def forward(self, inputs{", masks=None" if run.dropout else ""}):
        a = inputs
{hidden}
        return self.layers[{len(run.network.activations)}](a)

    def load(self, weights, biases):
        """Take weights[layer][from][to] and biases[layer][to]; return the network."""
        with torch.no_grad():
            for layer, w, b in zip(self.layers, weights, biases):
                layer.weight.copy_(torch.as_tensor(w).T)
                layer.bias.copy_(torch.as_tensor(b))
        return self'''
    outputs = f'''def to_outputs(logits):
    """Return the network's outputs for the pre-activations of its output layer."""
    return {output}'''
    predict = f'''@torch.no_grad()
def predict(points, network=None):
    """Return a network's answer at points (n, 2), the trained one's unless another is given."""
    network = network or Network().load(TRAINED_WEIGHTS, TRAINED_BIASES)
    outputs = to_outputs(network(features(torch.as_tensor(points, dtype=torch.float64))))
{score_code(run, "torch")}'''
    corners = CORNERS if "WithDerivative" in hidden else ""
    return [features_code(run, "torch"), corners, module, outputs, predict]


def loss_blocks(run: Run, wanted: Definitions) -> list[str]:
    """Return the loss, and its derivative by the logits, from which backpropagation starts."""
    head = run.network.head
    loss = LOSSES[head.loss]
    if run.softmax:
        value = "(torch.logsumexp(logits, dim=1) - (targets * logits).sum(dim=1)).mean()"
    else:
        value = f"{wanted.add(loss.value)}(to_outputs(logits), logits, targets).sum(dim=1).mean()"
    slope = f"{wanted.add(loss.derivative)}(outputs, targets)"
    if not run.by_logit:
        slope += f" * {wanted.add(ACTIVATIONS[head.activation].derivative)}(logits, outputs)"
    return [
        f'''@torch.no_grad()
def mean_loss(network, inputs, targets):
    """Return the mean loss over the examples, without regularization."""
    logits = network(inputs)
    return {value}.item()''',
        f'''@torch.no_grad()
def loss_slope(logits, targets):
    """Return the derivative of the mean loss by the logits, as the playground defines it."""
    outputs = to_outputs(logits)
    return {slope} / len(targets)''',
    ]


def first_code(run: Run, wanted: Definitions) -> str:
    """Return the network that training begins with."""
    name = wanted.add(INITIALIZERS[run.settings.initializer].initialise)
    biases = [one.tolist() for one in run.first_biases()]
    return f'''def first_network():
    """Return the network that training begins with; NumPy draws the playground's own weights."""
    rng = streams(SEED, START)["weights"]
    weights = [{name}(rng, n_in, n_out) for n_in, n_out in zip(SHAPE, SHAPE[1:])]
    biases = {biases!r}
    return Network().load(weights, biases)'''


DROPOUT_LINES = """
            uniforms = torch.as_tensor(chance["dropout"].random((len(batch), sum(SHAPE[1:-1]))))
            masks = [
                (part >= dropped) / (1.0 - dropped)  # makes up for those left out
                for part, dropped in zip(uniforms.split(SHAPE[1:-1], dim=1), DROPOUT)
            ]"""

CLIP_LINES = [
    "length = torch.sqrt(sum((p.grad**2).sum() for p in network.parameters()))",
    "if length > LONGEST_GRADIENT:",
    "    for p in network.parameters():",
    "        p.grad *= LONGEST_GRADIENT / length",
]


def train_code(run: Run, numpy_parts: Definitions, torch_parts: Definitions) -> str:
    """Return the training: a generator of the losses, epoch by epoch."""
    recipe = run.recipe
    regularizer = REGULARIZERS[recipe.regularization]
    rule = torch_parts.add(OPTIMIZERS[recipe.optimizer].rule)  # type: ignore[arg-type]
    own = "".join(f", {value!r}" for value in recipe.optimizer_settings)
    before, after = [], []
    if recipe.regularization != "none":
        pull, last = torch_parts.add(regularizer.gradient), torch_parts.add(regularizer.after_step)
        before = [
            "is_weight = p.ndim == 2  # biases are never regularized",
            "old = p.clone()",
            "if is_weight:",
            f"    p.grad += {pull}(p, REGULARIZATION_RATE)",
        ]
        after = ["if is_weight:", f"    p.copy_({last}(p, old, rate * REGULARIZATION_RATE))"]
    step = [
        *before,
        "m, v = memory[p]",
        f"delta, m, v = {rule}(p, p.grad, m, v, rate, float(n_steps){own})",
        "memory[p] = m, v",
        "p -= delta",
        *after,
    ]
    clip = "".join(f"\n                {line}" for line in CLIP_LINES) if recipe.clip_norm else ""
    lines = "\n".join(f"                    {line}" for line in step)
    order = "np.arange(len(inputs))"
    if recipe.shuffle:
        order = f'chance["order"].permuted({order})'
    masks = DROPOUT_LINES if run.dropout else ""
    return f'''def train(epochs, network=None):
    """Train from the first weights on; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    network = network or first_network()
    train_points, train_labels, test_points, test_labels = load_data()
    inputs = features(torch.as_tensor(train_points))
    targets = torch.as_tensor(to_targets(train_labels))
    test_inputs = features(torch.as_tensor(test_points))
    test_targets = torch.as_tensor(to_targets(test_labels))
    chance = streams(SEED, START)
    # What the optimizer remembers of each parameter.
    memory = {{p: (torch.zeros_like(p), torch.zeros_like(p)) for p in network.parameters()}}
    n_steps = 0
    yield mean_loss(network, inputs, targets), mean_loss(network, test_inputs, test_targets)
    for epoch in range(1, epochs + 1):
        rate = {rate_code(run, numpy_parts)}
        order = {order}
        for start in range(0, len(order), BATCH_SIZE):
            batch = torch.as_tensor(order[start : start + BATCH_SIZE]){masks}
            network.zero_grad(set_to_none=False)
            logits = network(inputs[batch]{", masks" if run.dropout else ""})
            logits.backward(loss_slope(logits, targets[batch]))
            n_steps += 1
            with torch.no_grad():{clip}
                for p in network.parameters():
{lines}
        yield mean_loss(network, inputs, targets), mean_loss(network, test_inputs, test_targets)'''
