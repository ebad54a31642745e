"""What the stages say is true: each equation with numbers holds, each line stands as it is said."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.experiment import Experiment
from playground.labs.inside.look import look
from playground.labs.inside.paths import influence
from playground.labs.inside.shown import Focus
from playground.labs.inside.stages import shown, stages
from playground.labs.inside.standing import Standing
from playground.labs.inside.walk import Walk
from playground.labs.inside.whole import whole
from playground.labs.inside.writing import Symbol, Value, derivative_by, plain, spoken, wire
from playground.nn import ACTIVATIONS, OPTIMIZERS, Network, Recipe, Trainer
from tests.nn.test_gradients import HEADS
from tests.nn.test_trace import worked_example

GRADIENT = [name for name, one in OPTIMIZERS.items() if one.uses_gradient]
SIGNS = {"·": "*", "−": "-", "²": "**2", "(": "(", ")": ")"}


def python(formula) -> str:
    """Return a formula with numbers as an expression, its numbers unrounded."""
    parts = [repr(float(one.number)) if isinstance(one, Value) else str(one) for one in formula]
    text = "".join(parts)
    for sign, code in SIGNS.items():
        text = text.replace(sign, code)
    return text


def sides(formula) -> list[float]:
    """Return what the sides of an equation are worth, all that are numbers."""
    cut = next(k for k, one in enumerate(formula) if isinstance(one, str) and "=" in one)
    first = formula[cut].split("=", 1)[1]
    expression = python((first, *formula[cut + 1 :]))
    return [eval(side, {"log": np.log, "inf": np.inf}) for side in expression.split("=")]


def walks(head, hidden=(3, 2), activation="tanh", *, dropout=(), n=7, seed=0, scale=0.8, **recipe):
    """Return walks through a step: with one example, the other one, and the whole batch."""
    rng = np.random.default_rng(seed)
    network = Network((2, *hidden, head.n_outputs), [activation] * len(hidden), head)
    network.parameters[:] = rng.normal(0, scale, network.parameters.size)
    inputs = rng.uniform(-2, 2, (n, 2))
    labels = rng.uniform(-1, 1, n)
    if head.problem == "classification":
        labels = np.sign(labels) if head.n_classes == 2 else np.arange(n) % head.n_classes
    targets = head.targets(np.asarray(labels, dtype=float))
    chosen = Recipe(batch_size=5, dropout=dropout, **recipe)
    trainer = Trainer(network, chosen, rng, np.random.default_rng(1), "numpy")
    seen = look(trainer, inputs, targets)
    return [Walk(seen, ["x₁", "x₂"], row) for row in (0, 3, None)]


def every(walk):
    return [shown(walk, place) for place in range(len(stages(walk)))]


@pytest.mark.parametrize("head", HEADS, ids=lambda h: f"{h.problem}-{h.loss}-{h.n_classes}")
@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_every_equation_with_numbers_holds(head, activation):
    for walk in walks(head, activation=activation)[:2]:
        for one in every(walk):
            if one.stage.kind not in ("forward", "delta", "gradient", "delta_out", "weights"):
                continue
            for row in one.rows:
                assert row.words
                first = row.formulas[0]
                assert np.ptp(sides(first)) < 1e-9, plain(first)
    network, kept = walk.network, walk.kept
    place = [one.kind for one in stages(walk)].index("forward")
    for j, row in enumerate(shown(walk, place).rows):
        z, a = (formula[-1].number for formula in row.formulas)
        assert (z, a) == (kept.logits[0][3, j], kept.outputs[0][3, j])
    assert len(stages(walk)) == 4 + 3 * len(network.weights)


@pytest.mark.parametrize("head", HEADS, ids=lambda h: f"{h.problem}-{h.loss}-{h.n_classes}")
def test_the_loss_with_numbers_holds(head):
    for walk in walks(head)[:2]:
        one = next(one for one in every(walk) if one.stage.kind == "loss")
        formula = one.rows[-1].formulas[0]
        loss = walk.of(walk.kept.losses)
        assert formula[-1].number == loss
        if head.loss == "squared_error":
            assert sides(formula)[0] == pytest.approx(sides(formula)[1])


@pytest.mark.parametrize("dropout", [(), (0.5, 0.5)])
def test_of_the_whole_batch_there_is_a_row_for_each_example_and_the_mean(dropout):
    walk = walks(HEADS[0], dropout=dropout)[2]
    for one in every(walk):
        if one.table is None:
            assert one.stage.kind in ("optimizer", "weights")
            continue
        rows = np.array(one.table.rows)
        assert len(rows) == 5
        np.testing.assert_allclose(rows.mean(axis=0), one.table.mean, rtol=1e-12, atol=1e-15)
        if one.stage.kind == "gradient":
            assert "mean, not sum" in one.sentence
            found = walk.look.kept.weight_gradients[one.stage.layer][:, one.flow.neuron]
            np.testing.assert_allclose(one.table.mean[:-1], found, rtol=1e-12, atol=1e-15)
            for row in one.rows:
                first = row.formulas[0]
                assert first[-1].number == pytest.approx(
                    one.table.mean[row.picks], rel=1e-12, abs=1e-15
                )


def test_the_lines_stand_where_it_is_said():
    recipes = [
        {"optimizer": name, "clip_norm": 0.1, "regularization": rule, "regularization_rate": 0.1}
        for name in GRADIENT
        for rule in ("none", "L1", "L2", "weight_decay")
    ]
    files = {
        Path(inspect.getsourcefile(module)).name: inspect.getsource(module).splitlines()
        for name, module in list(sys.modules.items())
        if name.startswith("playground.nn.") and module is not None
    }
    seen = set()
    for recipe in recipes:
        for head in HEADS:
            for one in every(walks(head, dropout=(0.3,), **recipe)[0]):
                assert one.sources
                for source in one.sources:
                    first = source.text.splitlines()[0].strip()
                    assert files[source.file][source.line - 1].strip() == first
                    seen.add(first)
    for line in (
        "z = signal @ w + b",
        "delta = delta @ weights[layer + 1].T",
        "delta = delta * mask",
        "weight_gradients[layer][:] = given[layer].T @ delta",
        "bias_gradients[layer][:] = delta.sum(axis=0)",
        "parameters -= delta",
    ):
        assert line in seen


def test_the_worked_example_as_it_is_shown():
    network, inputs, targets = worked_example()
    rng = np.random.default_rng(0)
    trainer = Trainer(network, Recipe(learning_rate=0.5, batch_size=1), rng, rng, "numpy")
    walk = Walk(look(trainer, inputs, targets), ["i₁", "i₂"])
    told = [plain(formula) for one in every(walk) for row in one.rows for formula in row.formulas]
    for equation in (
        "z₁⁽¹⁾ = 0.05 · 0.15 + 0.1 · 0.2 + 0.35 = 0.3775",
        "a₁⁽¹⁾ = sigmoid(0.3775) = 0.5933",
        "C = (0.7514 − 0.01)² / 2 + (0.7729 − 0.99)² / 2 = 0.2984",
        "δ₁⁽²⁾ = 0.7414 · 0.1868 = 0.1385",
        "δ₁⁽¹⁾ = (0.4 · 0.1385 + 0.5 · (−0.0381)) · 0.2413 = 0.008771",
        "W₁₁⁽²⁾ ← 0.4 − 0.04108 = 0.3589",
    ):
        assert equation in told
    assert walk.look.after[0] == pytest.approx(0.149780716, abs=5e-10)


def test_weights_are_numbered_as_in_the_code_or_transposed():
    here = Standing.of(Experiment(hidden_layers=(3,), engine="numpy"))
    seen = here.look()
    told = {}
    for notation in ("code", "transposed"):
        walk = here.walk(seen, None, notation)
        told[notation] = plain(shown(walk, 1).symbols[0]), str(walk.weight(0, 0, 2))
    assert told == {
        "code": ("z_j⁽¹⁾ = Σ_i a_i⁽⁰⁾ W_ij⁽¹⁾ + b_j⁽¹⁾", "W₁₃⁽¹⁾"),
        "transposed": ("z_j⁽¹⁾ = Σ_i W_ji⁽¹⁾ a_i⁽⁰⁾ + b_j⁽¹⁾", "W₃₁⁽¹⁾"),
    }
    with pytest.raises(ValueError, match="code or transposed"):
        here.walk(seen, None, "matrix")


def test_an_example_outside_the_batch_is_followed_by_itself():
    run = Experiment(hidden_layers=(3,), dropout=(0.5,), engine="numpy")
    here = Standing.of(run)
    seen = here.look()
    inside = int(seen.batch.examples[2])
    outside = next(k for k in range(250) if k not in seen.batch.examples)
    assert here.walk(seen, inside).mask(0) is not None
    walk = here.walk(seen, outside)
    assert walk.mask(0) is None
    np.testing.assert_array_equal(walk.given(0), run.training.inputs[outside])
    with pytest.raises(IndexError):
        here.walk(seen, 250)


def test_what_stands_in_the_way_of_the_gradient_is_said():
    head = HEADS[0]
    dead = walks(head, activation="relu")[0]
    told = " ".join(one.sentence for one in every(dead))
    assert "Dead here" in told
    marks = {
        part.mark
        for one in every(dead)
        for row in one.rows
        for formula in row.formulas
        for part in formula
        if isinstance(part, Value)
    }
    assert "dead" in marks
    step = " ".join(one.sentence for one in every(walks(head, activation="step")[0]))
    assert "nothing gets through" in step
    for scale, is_saturated in ((0.8, False), (30.0, True)):
        walk = walks(head, activation="tanh", scale=scale)[0]
        told = " ".join(one.sentence for one in every(walk))
        assert ("Saturated here" in told) is is_saturated


def test_who_is_left_out_by_dropout_is_crossed_out():
    walk = walks(HEADS[0], hidden=(8, 8), dropout=(0.5, 0.5))[0]
    flow = shown(walk, 1).flow
    for layer in range(2):
        assert flow.dropped[layer + 1] == np.flatnonzero(walk.mask(layer) == 0).tolist()
    assert flow.dropped[1]
    assert flow.dropped[0] == flow.dropped[3] == []


def test_of_many_neurons_the_strongest_come_first_and_the_rest_in_one_term():
    walk = walks(HEADS[0], hidden=(30, 3))[0]
    first = shown(walk, 1)
    sizes = [abs(row.formulas[1][-1].number) for row in first.rows]
    assert len(sizes) == 30
    assert sizes == sorted(sizes, reverse=True)
    assert "(the 22 smaller ones)" in plain(shown(walk, 2).rows[0].formulas[0])
    table = shown(walks(HEADS[0], hidden=(30, 3))[2], 1).table
    assert len(table.columns) == 9
    assert "9 strongest of 30" in table.note


def test_numbers_that_have_run_away_are_told():
    run = Experiment(hidden_layers=(2,), activation="linear", problem="regression", engine="numpy")
    run.network.parameters[:] = 1e200
    here = Standing.of(run)
    seen = here.look()
    assert not seen.is_sound
    walk = here.walk(seen, None)
    assert "run away" in shown(walk, len(stages(walk)) - 1).sentence
    for place in range(len(stages(walk))):
        shown(walk, place)


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(HEADS[:8]),
    st.sampled_from([name for name in ACTIVATIONS if name not in ("step", "relu", "leaky_relu")]),
    st.integers(0, 3),
    st.integers(0, 2**31),
    st.booleans(),
)
def test_a_derivative_is_the_sum_of_its_paths_and_a_central_difference(
    head, activation, n_hidden, seed, drops_out
):
    hidden = (3, 2, 1)[:n_hidden]
    dropout = (0.4,) * n_hidden if drops_out else ()
    walk = walks(head, hidden, activation, dropout=dropout, seed=seed)[0]
    rng = np.random.default_rng(seed)
    layer = int(rng.integers(walk.n_layers))
    neuron = int(rng.integers(walk.width(layer)))
    source = int(rng.integers(-1, walk.network.layer_sizes[layer]))
    found = influence(walk, Focus(layer, neuron, source))
    signal = 1.0 if source < 0 else walk.kept.given[layer][0, source]
    assert found.derivative == signal * walk.kept.deltas[layer][0, neuron]
    strengths = [abs(one.product) for one in found.paths]
    assert strengths == pytest.approx(sorted(strengths, reverse=True))
    assert len(found.paths) == min(found.n_paths, 8)
    if found.n_paths <= 8:
        together = sum(one.product for one in found.paths)
        assert together == pytest.approx(found.derivative, rel=1e-9, abs=1e-15)
    assert found.difference == pytest.approx(found.derivative, rel=1e-4, abs=1e-8)


def test_of_a_batch_there_is_no_path():
    with pytest.raises(ValueError, match="one example"):
        influence(walks(HEADS[0])[2], Focus(0, 0, 0))


@pytest.mark.parametrize("head", HEADS[:8], ids=lambda h: f"{h.problem}-{h.loss}-{h.n_classes}")
def test_a_small_network_is_one_formula_with_its_numbers(head):
    hidden = (2, 2) if head.n_outputs == 1 else (1,)
    walk = walks(head, hidden)[0]
    found = whole(walk.network, ["x₁", "x₂"])
    x = walk.given(0)
    logits = walk.kept.logits[-1][0]
    names = {"tanh": np.tanh, "sigmoid": ACTIVATIONS["sigmoid"].function, "x1": x[0], "x2": x[1]}
    for k, one in enumerate(found[: head.n_outputs]):
        text = python(one[2:] if isinstance(one[0], Symbol) else one)
        value = eval(text.replace("x₁", "x1").replace("x₂", "x2"), names)
        wanted = walk.kept.outputs[-1][0, 0] if head.n_outputs == 1 else logits[k]
        assert value == pytest.approx(wanted, rel=1e-12)
    assert whole(walks(head, (4, 2))[0].network, ["x₁", "x₂"]) == ()


@pytest.mark.parametrize("optimizer", GRADIENT)
def test_the_story_of_the_optimizer_ends_at_the_new_weight(optimizer):
    walk = walks(HEADS[0], optimizer=optimizer, clip_norm=0.05)[0]
    kinds = [one.kind for one in stages(walk)]
    assert kinds[-3:] == ["clip", "optimizer", "weights"]
    told = shown(walk, kinds.index("optimizer"), Focus(1, 1, 2))
    place = walk.place(1, 1, 2)
    assert told.rows[-1].code.startswith("return ")
    step = told.rows[-1].formulas[0]
    assert plain(step[:1]) == "delta"
    assert step[2].number == walk.look.delta[place]
    weights = shown(walk, kinds.index("weights"), Focus(1, 1, 2))
    last = weights.rows[2].formulas[0][-1]
    assert last.number == walk.look.after[place] == walk.look.moved[place]


def test_who_is_switched_off_or_frozen_is_told():
    run = Experiment(hidden_layers=[3, 1], switched_off=[(1, 2)], frozen=[(2, 0)], engine="numpy")
    seen = look(run.trainer, run.training.inputs, run.training.targets)
    walk = Walk(seen, ["x₁", "x₂"], 0)
    first = every(walk)
    off = next(one for one in first if one.stage.kind == "forward").rows[1]
    assert plain(off.formulas[1]) == "a₂⁽¹⁾ = 0 (switched off)"
    last = shown(walk, len(first) - 1, Focus(1, 0))
    assert "is frozen" in last.sentence
    assert all(row.formulas[0][-1] == row.formulas[0][2] for row in last.rows)
    whole_of_it = plain(whole(run.network, ["x₁", "x₂"])[0])
    assert whole_of_it.count("tanh(") == 4  # two of the three, the second layer, the output


def test_every_lit_link_carries_what_goes_into_the_sum_or_comes_back():
    walk = walks(HEADS[-1], hidden=(4, 3))[0]
    kept = walk.kept
    for place, stage in enumerate(stages(walk)):
        flow = shown(walk, place).flow
        if stage.kind == "forward":
            sums = flow.links.sum(axis=0) + walk.network.biases[stage.layer]
            np.testing.assert_allclose(sums, kept.logits[stage.layer][0])
        elif stage.kind == "delta":
            passed = flow.links.sum(axis=1) * walk.slopes(stage.layer)
            np.testing.assert_allclose(passed, kept.deltas[stage.layer][0])
            assert flow.reports == stage.layer + 1
        elif stage.kind == "gradient":
            np.testing.assert_allclose(flow.links, kept.weight_gradients_of(stage.layer)[0])
        elif stage.kind == "loss":
            assert flow.targets == tuple(walk.targets[0][: walk.network.head.n_outputs])


def test_a_derivative_is_a_fraction_for_the_eye_and_words_for_the_ear():
    by = derivative_by(Symbol("W", "ij", "(1)"))
    assert plain((by,)) == "∂C/∂W_ij⁽¹⁾"
    assert spoken((by,)) == "the derivative of C by W i j of layer 1"
    assert wire((by,)) == [{"top": ["∂C"], "bottom": ["∂", ["W", "ij", "(1)"]]}]
