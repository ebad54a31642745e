"""The experiment as a scikit-learn script.

Where scikit-learn's own network can do the same, its `MLPClassifier` or `MLPRegressor` does it.
Where it cannot, the script brings an estimator of its own, which works in pipelines all the same.
"""

from __future__ import annotations

from playground.experiment.scripts import SKLEARN, SKLEARN_ACTIVATIONS
from playground.experiment.settings import SETTINGS
from playground.export.code.definitions import Definitions
from playground.export.code.numpy_code import (
    FROM_THE_SOURCE,
    MAIN,
    constants,
    network_blocks,
)
from playground.export.code.numpy_training import training_blocks
from playground.export.code.parts import (
    data_code,
    docstring,
    features_code,
    joined,
    parameters_code,
)
from playground.export.code.run import Run
from playground.nn import INITIALIZERS


def inexpressible(run: Run) -> list[str]:
    """Return what scikit-learn's own network cannot do of an experiment, as parts of a sentence."""
    asked = [one.code[SKLEARN] for one in SETTINGS.values() if SKLEARN in one.code]
    return [missing for ask in asked if (missing := ask(run.settings))]


def sklearn_script(run: Run, remarks: list[str]) -> str:
    """Return the script."""
    if inexpressible(run):
        return _own_estimator(run, remarks)
    return _their_network(run, remarks)


def _own_estimator(run: Run, remarks: list[str]) -> str:
    """Return a script with an estimator of its own."""
    summary = "A neural network as a scikit-learn estimator."
    wanted = Definitions()
    blocks = network_blocks(run, wanted)
    data, table = data_code(run, wanted)
    blocks += [data, *training_blocks(run, wanted), _estimator(run), table, MAIN]
    kind = "RegressorMixin" if run.network.head.problem == "regression" else "ClassifierMixin"
    imports = [
        f"from sklearn.base import BaseEstimator, {kind}",
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import FunctionTransformer",
    ]
    plain = "\n".join(sorted(wanted.modules | {"import numpy as np"}))
    opening = f"{docstring(run, summary, remarks)}\n\n{plain}\n" + "\n".join(imports)
    return joined(
        f"{opening}\n\n{constants(run)}\n\n{parameters_code(run)}",
        FROM_THE_SOURCE + wanted.text(),
        *blocks,
    )


def _estimator(run: Run) -> str:
    head = run.network.head
    if head.problem == "regression":
        kind, classes, answer = "RegressorMixin", "", "outputs[:, 0]"
        labels = "np.asarray(y, dtype=float)"
    else:
        kind, labels = "ClassifierMixin", "np.asarray(y)"
        classes = "        self.classes_ = np.unique(y)\n"
        middle = 0.5 if head.activation == "sigmoid" else 0.0
        answer = (
            f"np.where(outputs[:, 0] >= {middle}, 1.0, -1.0)"
            if head.n_classes == 2
            else "self.classes_[outputs.argmax(axis=1)]"
        )
    return f'''class Network({kind}, BaseEstimator):
    """The network as a scikit-learn estimator; its inputs are `features(points)`."""

    def __init__(self, epochs=EPOCHS, batch_size=BATCH_SIZE, learning_rate=LEARNING_RATE):
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate

    def fit(self, X, y):
{classes}        X, targets = np.asarray(X, dtype=float), to_targets({labels})
        settings = self.epochs, self.batch_size, self.learning_rate
        for weights, biases in training(X, targets, *settings):
            self.coefs_, self.intercepts_ = weights, biases
        return self

    def predict(self, X):
        outputs = forward(np.asarray(X, dtype=float), self.coefs_, self.intercepts_)[2][-1]
        return {answer}


def make_model(**parameters):
    """Return features and network as one model, to be fitted to points (n, 2) and labels (n,)."""
    return make_pipeline(FunctionTransformer(features), Network(**parameters))'''


def _their_network(run: Run, remarks: list[str]) -> str:
    """Return a script with scikit-learn's own network."""
    regression = run.network.head.problem == "regression"
    kind = "MLPRegressor" if regression else "MLPClassifier"
    wanted = Definitions()
    data, table = data_code(run, wanted)
    blocks = [features_code(run), data, *_network(run, kind, wanted), table, MAIN]
    imports = sorted(wanted.modules | {"import numpy as np"})
    metric = "mean_squared_error" if regression else "log_loss"
    imports += [
        f"from sklearn.metrics import {metric}",
        f"from sklearn.neural_network import {kind}",
        "from sklearn.pipeline import make_pipeline",
        "from sklearn.preprocessing import FunctionTransformer",
    ]
    summary = f"A neural network in scikit-learn: its own {kind}."
    opening = docstring(run, summary, remarks) + "\n\n" + "\n".join(imports)
    return joined(
        f"{opening}\n\n{constants(run)}\n\n{parameters_code(run)}",
        FROM_THE_SOURCE + wanted.text(),
        *blocks,
    )


def _network(run: Run, kind: str, wanted: Definitions) -> list[str]:
    recipe, head = run.recipe, run.network.head
    regression = head.problem == "regression"
    names = list(dict.fromkeys(run.network.activations)) or ["linear"]
    momentum = recipe.optimizer_settings[0] if recipe.optimizer != "sgd" else 0.0
    classes = "" if regression else ", classes=np.unique(labels)"
    initialise = wanted.add(INITIALIZERS[run.settings.initializer].initialise)
    biases = [one.tolist() for one in run.first_biases()]
    make = f'''def load(network, weights, biases):
    """Put weights[layer][from][to] and biases[layer][to] into a network."""
    for layer, (w, b) in enumerate(zip(weights, biases)):
        network.coefs_[layer][:] = w
        network.intercepts_[layer][:] = b


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
    del network._optimizer
    rng = streams(SEED, START)["weights"]
    weights = [{initialise}(rng, n_in, n_out) for n_in, n_out in zip(SHAPE, SHAPE[1:])]
    load(network, weights, {biases!r})
    return network'''
    if regression:
        loss = "0.5 * mean_squared_error(labels, network.predict(inputs))"
    else:
        loss = "log_loss(labels, network.predict_proba(inputs), labels=network.classes_)"
    mean_loss = f'''def mean_loss(network, inputs, labels):
    """Return the mean loss over the examples, without regularization."""
    return {loss}'''
    return [make, mean_loss, _prediction(run), _training(run)]


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


def _training(run: Run) -> str:
    order = "np.arange(len(labels))"
    if run.recipe.shuffle:
        order = f"order_rng.permuted({order})"
    if run.recipe.regularization == "L2":
        step = """
        whole = len(order) - len(order) % BATCH_SIZE
        for part in (order[:whole], order[whole:]):  # whole batches, then a smaller last one
            if len(part):
                size = min(BATCH_SIZE, len(part))
                # scikit-learn divides alpha by the size of the batch.
                network.set_params(batch_size=size, alpha=REGULARIZATION_RATE * size)
                network.partial_fit(inputs[part], labels[part])"""
    else:
        step = "\n        network.partial_fit(inputs[order], labels[order])"
    return f'''def train(epochs):
    """Train from the first weights on; yield (training loss, test loss) of epoch 0, 1, 2, ..."""
    train_points, labels, test_points, test_labels = load_data()
    inputs, test_inputs = features(train_points), features(test_points)
    network = make_network(inputs, labels)
    order_rng = streams(SEED, START)["order"]
    yield mean_loss(network, inputs, labels), mean_loss(network, test_inputs, test_labels)
    for _ in range(epochs):
        order = {order}{step}
        yield mean_loss(network, inputs, labels), mean_loss(network, test_inputs, test_labels)'''
