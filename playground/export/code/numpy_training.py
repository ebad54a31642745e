"""The training of a NumPy script: the steps of its epochs, or the generations."""

from __future__ import annotations

from typing import Any

from playground.export.code.definitions import Definitions
from playground.export.code.parts import with_names
from playground.export.code.run import Run
from playground.nn import OPTIMIZERS
from playground.nn.evolution import penalty_rule, train_generation
from playground.nn.network import views
from playground.nn.steps import epoch_rule, order_rule

MEAN_LOSS = '''def mean_loss(inputs, targets, weights, biases):
    """Return the mean loss over the examples, without regularization."""
    logits, outputs = run_network(inputs, weights, biases)
    return to_losses(logits, outputs, targets).mean()'''

ACCURACY = '''def accuracy(points, labels, weights=TRAINED_WEIGHTS, biases=TRAINED_BIASES):
    """Return the share of points that are classified correctly."""
    _, outputs = run_network(features(points), weights, biases)
    return (to_classes(outputs) == labels).mean()'''

FIRST = '''N_PARAMETERS = sum(n_in * n_out + n_out for n_in, n_out in pairwise(SHAPE))


def first_parameters():
    """Return the weights and biases that training begins with, in one long vector."""
    parameters = np.zeros(N_PARAMETERS)
    set_first(*views(parameters, SHAPE), streams(SEED, START)["weights"])
    return parameters'''

BY_GRADIENT = '''def training(
    inputs, targets, epochs, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE
):
    """Train from the first weights on; yield weights and biases at epoch 0, 1, 2, ..."""
    chance = streams(SEED, START)
    parameters = first_parameters()
    gradient, m, v = np.zeros((3, N_PARAMETERS))  # m and v: what the optimizer remembers
    changed = parameters, gradient, m, v, chance["dropout"]
    n_steps = 0
    yield views(parameters, SHAPE)
    for epoch in range(1, epochs + 1):
        rate = rate_of(learning_rate, epoch)
        order = np.arange(len(inputs))
        shuffle(order, chance["order"])
        n_steps = one_epoch(inputs, targets, order, rate, n_steps, *changed, batch_size=batch_size)
        yield views(parameters, SHAPE)'''


def train_code(run: Run) -> str:
    """Return the training on the playground's data."""
    return f'''def train(epochs):
    """Train on the playground's data; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    train_points, train_labels, test_points, test_labels = load_data()
    inputs, targets = features(train_points), to_targets(train_labels)
    test_inputs, test_targets = features(test_points), to_targets(test_labels)
    for weights, biases in training(inputs, {run.goals("targets")}, epochs):
        train_loss = mean_loss(inputs, targets, weights, biases)
        yield train_loss, mean_loss(test_inputs, test_targets, weights, biases)'''


def training_rules(run: Run) -> dict[str, Any]:
    """Return what the training is made of, by the names that the script uses."""
    rules: dict[str, Any] = {"set_first": run.first}
    if run.soften:
        rules["soften"] = run.soften
    if not run.by_gradient:
        return {**rules, "penalty": penalty_rule(run.recipe, run.network.n_weights)}
    epoch = epoch_rule(run.network, run.recipe)
    return {
        **rules,
        "rate_of": run.recipe.rate_rule,
        "shuffle": order_rule(run.recipe),
        "one_epoch": with_names(epoch, layer_sizes="SHAPE", batch_size="BATCH_SIZE"),
    }


def training_blocks(run: Run, wanted: Definitions) -> list[str]:
    """Return loss, first weights and the training itself."""
    wanted.add(views)
    accuracy = ACCURACY if run.network.head.problem == "classification" else ""
    training = BY_GRADIENT if run.by_gradient else evolution_code(run, wanted)
    return [MEAN_LOSS, accuracy, FIRST, training, train_code(run)]


def evolution_code(run: Run, wanted: Definitions) -> str:
    """Return the training without gradients: each epoch is one generation of a population."""
    found = OPTIMIZERS[run.recipe.optimizer].search
    assert found is not None, "who uses no gradient has a search"
    search = wanted.add(found)
    settings = run.recipe.optimizer_settings
    generation = wanted.add(train_generation)
    held = run.network.held(run.recipe.frozen)
    still = f", held={held}" if held else ""
    return f'''def training(
    inputs, targets, epochs, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE
):
    """Train from the first weights on; yield weights and biases at epoch 0, 1, 2, ...

    A generation sees all points at once and follows no slope: batch size and learning rate are
    not used.
    """
    parameters = first_parameters()
    search = {search}(parameters.copy(), {settings}, streams(SEED, START)["order"])

    def losses_of(candidates):
        losses = [mean_loss(inputs, targets, *views(one, SHAPE)) for one in candidates]
        return np.array(losses) + penalty(candidates)

    yield views(parameters, SHAPE)
    for _ in range(epochs):
        {generation}(parameters, search, losses_of{still})
        yield views(parameters, SHAPE)'''
