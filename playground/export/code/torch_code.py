"""The experiment as a PyTorch module with its training loop."""

from __future__ import annotations

import inspect

import numpy as np

from playground.export.code.definitions import Definitions
from playground.export.code.numpy_code import MAIN, constants
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
from playground.export.code.to_torch import has_corners, to_torch
from playground.nn import ACTIVATIONS
from playground.nn.heads import SOFTMAX
from playground.nn.network import views
from playground.nn.neurons import present
from playground.nn.steps import dropout_masks, order_rule, step_rule

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
    head = run.network.head
    blocks = network_blocks(run, torch_parts)
    in_torch, in_numpy = {"to_score": head.score_rule}, {}
    table = ""
    if run.by_gradient:
        data, table = data_code(run, numpy_parts)
        in_torch |= {
            "to_losses": head.loss_rule,
            "to_slope": head.slope_rule,
            "one_step": step_rule(run.recipe, run.network.n_weights, held_in_torch(run)),
        }
        if run.soften:
            in_torch["soften"] = run.soften
        in_numpy = {
            "to_targets": head.target_rule,
            "set_first": run.first,
            "rate_of": run.recipe.rate_rule,
            "shuffle": order_rule(run.recipe),
        }
        blocks += [data, LOSSES, FIRST, train_code(run, torch_parts), table, MAIN]
        numpy_parts.add(views)
    rules = rules_code(torch_parts, in_torch)
    if in_numpy:
        rules += "\n\n" + rules_code(numpy_parts, in_numpy, "in NumPy, which draws all chance")
    needed = numpy_parts.modules | torch_parts.modules | {"from itertools import pairwise"}
    needed -= {"import numpy as np"}
    if run.by_gradient:
        needed |= {"import numpy as np"}
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
        rules,
        *blocks,
    )


def held_in_torch(run: Run) -> list[int]:
    """Return the places of what is frozen in PyTorch's long vector: its weights are (out, in)."""
    weights, biases = run.network.views(np.arange(float(run.network.parameters.size)))
    order = np.concatenate([*(one.T.ravel() for one in weights), *biases])
    places: list[int] = np.flatnonzero(np.isin(order, run.network.held(run.recipe.frozen))).tolist()
    return places


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
        there = present(run.network.layer_sizes[layer + 1], layer + 1, run.network.switched_off)
        if not all(there):
            factors = [float(one) for one in there]
            lines.append(f"        a = a * torch.tensor({factors})  # 0: switched off")
        if run.dropout and run.dropout[layer]:
            lines += ["        if masks is not None:", f"            a = a * masks[{layer}]"]
    hidden = "\n".join(lines)
    output = (
        "torch.softmax(logits, dim=1)"
        if head.activation == SOFTMAX
        else f"{wanted.add(head.activation_rule)}(logits)"
    )
    module = f'''class Network(nn.Module):
    """A fully connected network; `forward` returns the pre-activations of its output layer."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList(nn.Linear(n_in, n_out) for n_in, n_out in pairwise(SHAPE))

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
    predict = '''@torch.no_grad()
def predict(points, network=None):
    """Return a network's answer at points (n, 2), the trained one's unless another is given."""
    network = network or Network().load(TRAINED_WEIGHTS, TRAINED_BIASES)
    inputs = features(torch.as_tensor(points, dtype=torch.float64))
    return to_score(to_outputs(network(inputs)))'''
    corners = CORNERS if "WithDerivative" in hidden else ""
    return [features_code(run, "torch"), corners, module, outputs, predict]


LOSSES = '''@torch.no_grad()
def mean_loss(network, inputs, targets):
    """Return the mean loss over the examples, without regularization."""
    logits = network(inputs)
    return to_losses(logits, to_outputs(logits), targets).mean().item()


@torch.no_grad()
def loss_slope(logits, targets):
    """Return the derivative of the mean loss by the logits, as the playground defines it."""
    return to_slope(logits, to_outputs(logits), targets) / len(targets)'''

FIRST = '''N_PARAMETERS = sum(n_in * n_out + n_out for n_in, n_out in pairwise(SHAPE))


def first_network():
    """Return the network that training begins with; NumPy draws the playground's own weights."""
    weights, biases = views(np.zeros(N_PARAMETERS), SHAPE)
    set_first(weights, biases, streams(SEED, START)["weights"])
    return Network().load(weights, biases)'''


def train_code(run: Run, wanted: Definitions) -> str:
    """Return the training: a generator of the losses, epoch by epoch."""
    masks, given = "", ""
    if run.dropout:
        drop = wanted.add(dropout_masks)
        given = ", masks"
        masks = f"""
            uniforms = torch.as_tensor(chance["dropout"].random((len(batch), sum(SHAPE[1:-1]))))
            masks = {drop}(uniforms, {run.dropout}, SHAPE[1:-1])"""
    return f'''def train(epochs, network=None):
    """Train from the first weights on; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    network = network or first_network()
    train_points, train_labels, test_points, test_labels = load_data()
    inputs = features(torch.as_tensor(train_points))
    targets = torch.as_tensor(to_targets(train_labels))
    test_inputs = features(torch.as_tensor(test_points))
    test_targets = torch.as_tensor(to_targets(test_labels))
    chance = streams(SEED, START)
    # One long vector for the optimizer: the weights of all layers, then the biases.
    tensors = [one.weight for one in network.layers] + [one.bias for one in network.layers]
    m, v = torch.zeros((2, N_PARAMETERS))  # what it remembers
    n_steps = 0
    yield mean_loss(network, inputs, targets), mean_loss(network, test_inputs, test_targets)
    for epoch in range(1, epochs + 1):
        rate = rate_of(LEARNING_RATE, epoch)
        order = np.arange(len(inputs))
        shuffle(order, chance["order"])
        for start in range(0, len(order), BATCH_SIZE):
            batch = torch.as_tensor(order[start : start + BATCH_SIZE]){masks}
            network.zero_grad()
            logits = network(inputs[batch]{given})
            logits.backward(loss_slope(logits, {run.goals("targets[batch]")}))
            n_steps += 1
            with torch.no_grad():
                parameters = nn.utils.parameters_to_vector(tensors)
                gradient = nn.utils.parameters_to_vector([one.grad for one in tensors])
                one_step(parameters, gradient, m, v, rate, n_steps)
                nn.utils.vector_to_parameters(parameters, tensors)
        yield mean_loss(network, inputs, targets), mean_loss(network, test_inputs, test_targets)'''
