"""The training of a NumPy script: loss, backpropagation, the steps or the generations."""

from __future__ import annotations

from playground.export.code.definitions import Definitions
from playground.export.code.parts import accuracy_code, rate_code, targets_code
from playground.export.code.run import Run
from playground.nn import ACTIVATIONS, INITIALIZERS, LOSSES, OPTIMIZERS, REGULARIZERS
from playground.nn.evolution import SEARCHES


def training_blocks(run: Run, wanted: Definitions) -> list[str]:
    """Return targets, loss, backward pass and the training itself."""
    start = [VIEWS, first_code(run, wanted)]
    if not run.by_gradient:
        before = [targets_code(run), loss_code(run, wanted), *start]
        return [*before, evolution_code(run, wanted), TRAIN]
    before = [targets_code(run), loss_code(run, wanted), backward_code(run, wanted), *start]
    return [*before, training_code(run, wanted), TRAIN]


def loss_code(run: Run, wanted: Definitions) -> str:
    """Return the mean loss, and the accuracy for a classification."""
    head = run.network.head
    if run.softmax:
        value = (
            "    largest = logits[-1].max(axis=1, keepdims=True)\n"
            "    log_sum = largest[:, 0] + np.log(np.exp(logits[-1] - largest).sum(axis=1))\n"
            "    return (log_sum - (targets * logits[-1]).sum(axis=1)).mean()"
        )
    else:
        name = wanted.add(LOSSES[head.loss].value)
        value = f"    return {name}(outputs[-1], logits[-1], targets).sum(axis=1).mean()"
    text = f'''def mean_loss(inputs, targets, weights, biases):
    """Return the mean loss over the examples, without regularization."""
    _, logits, outputs = forward(inputs, weights, biases)
{value}'''
    if predicted := accuracy_code(run):
        text += f'''


def accuracy(points, labels, weights=TRAINED_WEIGHTS, biases=TRAINED_BIASES):
    """Return the share of points that are classified correctly."""
    arrays = [np.array(w) for w in weights], [np.array(b) for b in biases]
    outputs = forward(features(points), *arrays)[2][-1]
    return ({predicted} == labels).mean()'''
    return text


def backward_code(run: Run, wanted: Definitions) -> str:
    """Return backpropagation."""
    head = run.network.head
    derivatives = [wanted.add(ACTIVATIONS[name].derivative) for name in run.network.activations]
    slope = f"{wanted.add(LOSSES[head.loss].derivative)}(outputs[-1], targets)"
    if not run.by_logit:
        slope += (
            f" * {wanted.add(ACTIVATIONS[head.activation].derivative)}(logits[-1], outputs[-1])"
        )
    masks = bool(run.dropout)
    given = "inputs, targets, weights, biases" + (", masks" if masks else "")
    drop = "\n            if masks is not None:\n                delta = delta * masks[layer - 1]"
    return f'''# The derivative of each hidden layer's activation, given z and a.
DERIVATIVES = [{", ".join(derivatives)}]


def backward({given}, weight_gradients, bias_gradients):
    """Fill the gradients with those of the mean loss over a batch: backpropagation."""
    given, logits, outputs = forward(inputs, weights, biases{", masks" if masks else ""})
    delta = {slope}
    delta = delta / len(targets)
    for layer in reversed(range(len(weights))):
        weight_gradients[layer][:] = given[layer].T @ delta
        bias_gradients[layer][:] = delta.sum(axis=0)
        if layer > 0:
            delta = delta @ weights[layer].T{drop if masks else ""}
            delta = delta * DERIVATIVES[layer - 1](logits[layer - 1], outputs[layer - 1])'''


VIEWS = '''N_WEIGHTS = sum(n_in * n_out for n_in, n_out in zip(SHAPE, SHAPE[1:]))
N_PARAMETERS = N_WEIGHTS + sum(SHAPE[1:])


def views(flat):
    """Return the parts of one long vector as weights and biases of each layer."""
    weights, biases, start = [], [], 0
    for n_in, n_out in zip(SHAPE, SHAPE[1:]):
        weights.append(flat[start : start + n_in * n_out].reshape(n_in, n_out))
        start += n_in * n_out
    for n_out in SHAPE[1:]:
        biases.append(flat[start : start + n_out])
        start += n_out
    return weights, biases'''


def first_code(run: Run, wanted: Definitions) -> str:
    """Return how the first weights are drawn."""
    name = wanted.add(INITIALIZERS[run.settings.initializer].initialise)
    biases = run.first_biases()
    values = sorted({float(value) for one in biases for value in one})
    if len(values) == 1:
        lines = f"    parameters[N_WEIGHTS:] = {values[0]!r}"
    else:
        lines = "\n".join(
            f"    biases[{layer}][:] = {one.tolist()!r}" for layer, one in enumerate(biases)
        )
    return f'''def first_parameters():
    """Return the weights and biases that training begins with, in one long vector."""
    parameters = np.zeros(N_PARAMETERS)
    weights, biases = views(parameters)
    rng = streams(SEED, START)["weights"]
    for w in weights:
        w[:] = {name}(rng, *w.shape)
{lines}
    return parameters'''


def step_lines(run: Run, wanted: Definitions, indent: str) -> str:
    """Return the lines of one step, from the gradient to the new parameters."""
    recipe = run.recipe
    regularizer = REGULARIZERS[recipe.regularization]
    lines = []
    if recipe.clip_norm:
        lines += [
            "length = np.sqrt((gradient * gradient).sum())",
            "if length > LONGEST_GRADIENT:",
            "    gradient *= LONGEST_GRADIENT / length",
        ]
    if recipe.regularization != "none":
        pull = wanted.add(regularizer.gradient)
        lines += [
            f"gradient[:N_WEIGHTS] += {pull}(parameters[:N_WEIGHTS], REGULARIZATION_RATE)",
            "before = parameters[:N_WEIGHTS].copy()",
        ]
    rule = wanted.add(OPTIMIZERS[recipe.optimizer].rule)  # type: ignore[arg-type]
    own = "".join(f", {value!r}" for value in recipe.optimizer_settings)
    lines += [
        "n_steps += 1",
        f"delta, m, v = {rule}(parameters, gradient, m, v, rate, float(n_steps){own})",
        "parameters -= delta",
    ]
    if recipe.regularization != "none":
        last = wanted.add(regularizer.after_step)
        lines.append(
            f"parameters[:N_WEIGHTS] = {last}("
            "parameters[:N_WEIGHTS], before, rate * REGULARIZATION_RATE)"
        )
    return "\n".join(indent + line for line in lines)


TRAIN = '''def train(epochs):
    """Train on the playground's data; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    train_points, train_labels, test_points, test_labels = load_data()
    inputs, targets = features(train_points), to_targets(train_labels)
    test_inputs, test_targets = features(test_points), to_targets(test_labels)
    for weights, biases in training(inputs, targets, epochs):
        train_loss = mean_loss(inputs, targets, weights, biases)
        yield train_loss, mean_loss(test_inputs, test_targets, weights, biases)'''


DROPOUT_LINES = """
            uniforms = chance["dropout"].random((len(batch), sum(SHAPE[1:-1])))
            batch_masks, first = [], 0
            for dropped, width in zip(DROPOUT, SHAPE[1:-1]):
                kept = uniforms[:, first : first + width] >= dropped
                batch_masks.append(kept / (1.0 - dropped))  # makes up for those left out
                first += width"""


def training_code(run: Run, wanted: Definitions) -> str:
    """Return the training by gradients: a generator of the weights, epoch by epoch."""
    masks = DROPOUT_LINES if run.dropout else ""
    given = "batch_masks, " if run.dropout else ""
    order = "np.arange(len(inputs))"
    if run.recipe.shuffle:
        order = f'chance["order"].permuted({order})'
    return f'''def training(
    inputs, targets, epochs, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE
):
    """Train from the first weights on; yield weights and biases at epoch 0, 1, 2, ..."""
    chance = streams(SEED, START)
    parameters, gradient = first_parameters(), np.zeros(N_PARAMETERS)
    weights, biases = views(parameters)
    gradients = views(gradient)
    m, v = np.zeros(N_PARAMETERS), np.zeros(N_PARAMETERS)  # what the optimizer remembers
    n_steps = 0
    yield weights, biases
    for epoch in range(1, epochs + 1):
        rate = {rate_code(run, wanted, "learning_rate")}
        order = {order}
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]{masks}
            backward(inputs[batch], targets[batch], weights, biases, {given}*gradients)
{step_lines(run, wanted, " " * 12)}
        yield weights, biases'''


def evolution_code(run: Run, wanted: Definitions) -> str:
    """Return the training without gradients: each epoch is one generation of a population."""
    recipe = run.recipe
    search = wanted.add(SEARCHES[recipe.optimizer])
    penalty = ""
    if recipe.regularization != "none":
        name = wanted.add(REGULARIZERS[recipe.regularization].penalty)
        penalty = (
            f"\n    losses += {name}(candidates[:, :N_WEIGHTS], REGULARIZATION_RATE).sum(axis=1)"
        )
    return f'''def fitness(candidates, inputs, targets):
    """Return the loss of each row of parameters, with the regularization's penalty."""
    losses = np.array([mean_loss(inputs, targets, *views(one)) for one in candidates]){penalty}
    return losses


def training(
    inputs, targets, epochs, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE
):
    """Train from the first weights on; yield weights and biases at epoch 0, 1, 2, ...

    A generation sees all points at once and follows no slope: batch size and learning rate are
    not used.
    """
    parameters = first_parameters()
    search = {search}(parameters.copy(), {recipe.optimizer_settings}, streams(SEED, START)["order"])
    yield views(parameters)
    for _ in range(epochs):
        candidates = np.concatenate([parameters[None, :], search.ask()])
        losses = fitness(candidates, inputs, targets)
        search.tell(losses[1:])
        parameters[:] = candidates[np.argmin(np.where(np.isfinite(losses), losses, np.inf))]
        yield views(parameters)'''
