"""The experiment as a scikit-learn script.

Where scikit-learn's own network can do the same, its `MLPClassifier` or `MLPRegressor` does it.
Where it cannot, the script brings an estimator of its own, which works in pipelines all the same.
"""

from __future__ import annotations

import numpy as np

from playground.experiment.scripts import SKLEARN, SKLEARN_ACTIVATIONS
from playground.export.code.definitions import Definitions
from playground.export.code.numpy_code import MAIN, constants, network_script
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
from playground.nn.network import views
from playground.nn.steps import order_rule


def inexpressible(run: Run) -> list[str]:
    """Return what scikit-learn's own network cannot do of an experiment, as parts of a sentence."""
    asked = [one.code[SKLEARN] for one in run.settings.declared.values() if SKLEARN in one.code]
    reasons = [missing for ask in asked if (missing := ask(run.settings))]
    head, labels = run.network.head, run.data.train.labels
    if head.problem == "classification":
        codes = (-1.0, 1.0) if head.n_classes == 2 else range(head.n_classes)
        # What remains of the points after the last whole batch is given to it apart, and each time
        # it wants to see every class.
        rest = len(labels) % min(run.recipe.batch_size, len(labels))
        if min(np.sum(labels == code) for code in codes) <= rest:
            reasons.append("a class with so few training points")
    return reasons


def sklearn_script(run: Run, remarks: list[str]) -> str:
    """Return the script."""
    if inexpressible(run):
        return _own_estimator(run, remarks)
    return _their_network(run, remarks)


def _own_estimator(run: Run, remarks: list[str]) -> str:
    """Return a script with an estimator of its own."""
    regression = run.network.head.problem == "regression"
    kind = "RegressorMixin" if regression else "ClassifierMixin"
    imports = [
        f"from sklearn.base import BaseEstimator, {kind}",
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import FunctionTransformer",
    ]
    classes = "" if regression else "        self.classes_ = np.unique(y)\n"
    answer = "to_score" if regression else "to_classes"
    estimator = f'''class Network({kind}, BaseEstimator):
    """The network as a scikit-learn estimator; its inputs are `features(points)`."""

    def __init__(self, epochs=EPOCHS, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE):
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def fit(self, X, y):
{classes}        X, targets = np.asarray(X, dtype=float), to_targets(np.asarray(y))
        settings = self.epochs, self.batch_size, self.learning_rate
        for weights, biases in training(X, {run.goals("targets")}, *settings):
            self.coefs_, self.intercepts_ = weights, biases
        return self

    def predict(self, X):
        _, outputs = run_network(np.asarray(X, dtype=float), self.coefs_, self.intercepts_)
        return {answer}(outputs)


def make_model(**parameters):
    """Return features and network as one model, to be fitted to points (n, 2) and labels (n,)."""
    return make_pipeline(FunctionTransformer(features), Network(**parameters))'''
    summary = "A neural network as a scikit-learn estimator."
    return network_script(run, remarks, summary, "\n".join(imports), estimator)


def _their_network(run: Run, remarks: list[str]) -> str:
    """Return a script with scikit-learn's own network."""
    regression = run.network.head.problem == "regression"
    kind = "MLPRegressor" if regression else "MLPClassifier"
    wanted = Definitions()
    wanted.add(views)
    data, table = data_code(run, wanted)
    rules = {"set_first": run.first, "shuffle": order_rule(run.recipe)}
    chosen = rules_code(wanted, rules)
    blocks = [features_code(run), data, *_network(run, kind), table, MAIN]
    needed = {"import numpy as np", "import warnings", "from itertools import pairwise"}
    imports = sorted(wanted.modules | needed)
    metric = "mean_squared_error" if regression else "log_loss"
    imports += [
        "from sklearn.exceptions import ConvergenceWarning",
        f"from sklearn.metrics import {metric}",
        f"from sklearn.neural_network import {kind}",
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import FunctionTransformer",
    ]
    summary = f"A neural network in scikit-learn: its own {kind}."
    opening = docstring(run, summary, remarks) + "\n\n" + "\n".join(imports)
    rate = ""
    if run.recipe.regularization == "L2":
        rate = f"\nREGULARIZATION_RATE = {run.recipe.regularization_rate!r}"
    return joined(
        f"{opening}\n\n{constants(run)}{rate}\n\n{parameters_code(run)}",
        FROM_THE_SOURCE + wanted.text(),
        chosen,
        *blocks,
    )


def _network(run: Run, kind: str) -> list[str]:
    recipe, head = run.recipe, run.network.head
    regression = head.problem == "regression"
    names = list(dict.fromkeys(run.network.activations)) or ["linear"]
    momentum = recipe.optimizer_settings[0] if recipe.optimizer != "sgd" else 0.0
    classes = "" if regression else ", classes=np.unique(labels)"
    make = f'''def load(network, weights, biases):
    """Put weights[layer][from][to] and biases[layer][to] into a network."""
    for layer, (w, b) in enumerate(zip(weights, biases)):
        network.coefs_[layer][:] = w
        network.intercepts_[layer][:] = b


def first_parameters():
    """Return the weights and biases that training begins with."""
    size = sum(n_in * n_out + n_out for n_in, n_out in pairwise(SHAPE))
    weights, biases = views(np.zeros(size), SHAPE)
    set_first(weights, biases, streams(SEED, START)["weights"])
    return weights, biases


def make_network(inputs, labels):
    """Return scikit-learn's network with the weights that training begins with."""
    network = {kind}(
        hidden_layer_sizes=SHAPE[1:-1],
        activation={SKLEARN_ACTIVATIONS[names[0]]!r},
        solver="sgd",
        alpha=0.0,
        batch_size=min(BATCH_SIZE, len(labels)),
        learning_rate_init=LEARNING_RATE,
        momentum={momentum!r},
        nesterovs_momentum={recipe.optimizer == "nesterov"},
        shuffle=False,  # the order of each epoch is drawn below
    )
    # A first pass makes scikit-learn set up its arrays; nothing of that pass is kept.
    network.partial_fit(inputs, labels{classes})
    load(network, *first_parameters())
    return network'''
    if regression:
        loss = "0.5 * mean_squared_error(labels, network.predict(inputs))"
    else:
        loss = "log_loss(labels, network.predict_proba(inputs), labels=network.classes_)"
    mean_loss = f'''def mean_loss(network, inputs, labels):
    """Return the mean loss over the examples, without regularization."""
    return {loss}'''
    return [make, mean_loss, _prediction(run), LEARN, _training(run)]


def _prediction(run: Run) -> str:
    head = run.network.head
    if head.problem == "regression":
        answer = "model.predict(points)"
    elif head.n_classes == 2:
        answer = "2.0 * model.predict_proba(points)[:, 1] - 1.0  # drawn from -1 to +1"
    else:
        answer = "model.predict_proba(points)"
    return f'''def trained_model():
    """Return features and trained network as one scikit-learn model of points (n, 2)."""
    train_points, train_labels, _, _ = load_data()
    network = make_network(features(train_points), train_labels)
    load(network, TRAINED_WEIGHTS, TRAINED_BIASES)
    return make_pipeline(FunctionTransformer(features), network)


def predict(points):
    """Return the network's answer at points (n, 2), as the playground draws it."""
    model = trained_model()
    points = np.asarray(points, dtype=float)
    return {answer}'''


LEARN = '''def learn(network, inputs, labels, first):
    """Train once through the examples; `first` forgets the pass that set the arrays up."""
    if not first:
        network.partial_fit(inputs, labels)
        return
    network.set_params(warm_start=True, max_iter=1)  # keeps the weights, not the momentum
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # one pass is all that is wanted
        network.fit(inputs, labels)
    network.set_params(warm_start=False)'''


def _training(run: Run) -> str:
    step = "\n        learn(network, inputs[order], labels[order], first=epoch == 0)"
    if run.recipe.regularization == "L2":
        step = """
        size = min(BATCH_SIZE, len(order))
        whole = len(order) - len(order) % size
        for part in (order[:whole], order[whole:]):  # whole batches, then a smaller last one
            if len(part):
                size = min(size, len(part))
                # scikit-learn divides alpha by the size of the batch.
                network.set_params(batch_size=size, alpha=REGULARIZATION_RATE * size)
                first = epoch == 0 and part[0] == order[0]
                learn(network, inputs[part], labels[part], first)"""
    return f'''def train(epochs):
    """Train from the first weights on; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    train_points, labels, test_points, test_labels = load_data()
    inputs, test_inputs = features(train_points), features(test_points)
    network = make_network(inputs, labels)
    order_rng = streams(SEED, START)["order"]
    yield mean_loss(network, inputs, labels), mean_loss(network, test_inputs, test_labels)
    for epoch in range(epochs):
        order = np.arange(len(labels))
        shuffle(order, order_rng){step}
        yield mean_loss(network, inputs, labels), mean_loss(network, test_inputs, test_labels)'''
