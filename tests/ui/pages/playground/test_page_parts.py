"""The page's parts without a browser: controls, pictures, colours, plots, the visit's words."""

from __future__ import annotations

import numpy as np
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.data.generators import DATASETS
from playground.experiment import Experiment
from playground.experiment.effect import without_gradient
from playground.experiment.settings import MAX_FORMULAS, SETTINGS, Settings
from playground.nn import OPTIMIZERS
from playground.runs.history import History
from playground.ui.kit.colours import palette
from playground.ui.kit.controls import Controls
from playground.ui.kit.widgets import menu
from playground.ui.pages.playground.actions import ACTIONS
from playground.ui.pages.playground.cards import FeaturesCard, LayerCard
from playground.ui.pages.playground.comparison import Comparison
from playground.ui.pages.playground.controls import CONTROLS, TOOLBOX, curve_menu
from playground.ui.pages.playground.data_view import picture
from playground.ui.pages.playground.epoch_curves import MOST_POINTS, sparse, thinned
from playground.ui.pages.playground.loss_view import LossView
from playground.ui.pages.playground.output_view import OutputView
from playground.ui.pages.playground.visit import Visit
from tests.ui.at_once import draw, everything_at_once

WIDGETS = [control for control in CONTROLS if control.look is not None]


@pytest.fixture
def changes() -> list[tuple[str, object]]:
    return []


@pytest.fixture
def controls(changes) -> Controls:
    return Controls(SETTINGS, lambda name, value: changes.append((name, value)), WIDGETS)


@pytest.mark.parametrize("control", WIDGETS, ids=lambda control: control.setting)
def test_every_control_follows_from_its_setting(controls, control):
    setting = SETTINGS[control.setting]
    widget = controls.bound[control.setting].widget
    assert widget.label == setting.label
    assert setting.explanation.endswith(".")
    for value in setting.menu:
        assert setting.said(value) != ""
        assert setting.kind.accept(value) == (value, "")
    if control.look in (menu, curve_menu):
        assert list(widget.options.values()) == list(setting.menu)


def test_every_control_of_tensorflow_playground_can_be_hidden():
    assert {SETTINGS[control.setting].hide for control in CONTROLS} >= {
        "learningRate", "activation", "regularization", "regularizationRate", "problem", "dataset",
        "percTrainData", "noise", "batchSize", "showTestData", "discretize",
    }  # fmt: skip


def test_what_a_teacher_can_hide_is_there_to_be_hidden():
    buttons = {action.hidden_as for action in ACTIONS.values()} - {""}
    controls = {SETTINGS[control.setting].hide for control in CONTROLS} - {""}
    # its buttons, which a variable of CSS hides; what the cards of neurons and layers offer
    in_the_network = {"numHiddenLayers", "switchOff", "freeze"}
    assert buttons | controls | in_the_network == set(Settings.hideable)


def test_a_widget_shows_what_the_settings_say_without_an_echo(controls, changes):
    settings, _ = Settings().replaced(learning_rate=0.02, noise=80, hidden=["activation"])
    controls.show(settings)
    rate, noise = (controls.bound[name].widget for name in ("learning_rate", "noise"))
    assert (rate.value, noise.value, noise.end) == (0.02, 80, 80)
    assert "0.02" in rate.options  # not in the menu, shown all the same
    assert not controls.bound["activation"].widget.visible
    assert changes == []
    controls.show(Settings())
    assert (rate.value, noise.end) == (0.03, 50)
    assert "0.02" not in rate.options
    assert changes == []


@pytest.mark.parametrize("typed", ["", "0", "off", " Off "])
def test_a_limit_of_zero_is_an_empty_field_that_says_off(typed):
    changes: list[tuple[str, object]] = []
    controls = Controls(SETTINGS, lambda name, value: changes.append((name, value)), TOOLBOX)
    field = controls.bound["stop_loss"].widget
    controls.show(Settings())
    assert (field.value, field.placeholder) == ("", "off")
    controls.show(Settings(stop_loss=0.25))
    assert field.value == "0.25"
    field.value = typed
    assert changes == [("stop_loss", 0)]
    controls.show(Settings())
    assert (field.value, field.error_state) == ("", False)


def test_of_choices_that_come_quicker_than_they_are_applied_the_last_counts(changes):
    waiting = []
    later = lambda callback: lambda *args: waiting.append((callback, args))  # noqa: E731
    controls = Controls(SETTINGS, lambda name, value: changes.append((name, value)), WIDGETS, later)
    controls.show(Settings())
    noise = controls.bound["noise"].widget
    noise.value = 10
    noise.value = 20
    controls.show(Settings())
    assert noise.value == 20  # not taken back while it is on its way
    for callback, args in waiting:
        callback(*args)
    assert changes == [("noise", 20)]


def test_a_choice_that_is_refused_is_taken_back(controls, changes):
    controls.show(Settings())
    widget = controls.bound["learning_rate"].widget
    widget.value = 10
    assert changes == [("learning_rate", 10)]
    controls.show(Settings())
    assert widget.value == 0.03


@pytest.mark.parametrize("name", [*SETTINGS["dataset"].menu, *SETTINGS["reg_dataset"].menu])
def test_pictures_are_drawn_from_real_points(name):
    made = picture(name)
    assert made["label"] == DATASETS[name].label
    points = np.array(made["points"])
    assert points.shape[1] == 3
    assert np.ptp(points[:, 2]) > 0


@pytest.mark.parametrize("dark", [False, True])
def test_colours_go_from_orange_through_grey_to_blue(dark):
    colours = palette(dark)
    assert len(colours) == 255
    assert colours[0] == "#f59322"
    assert palette(dark, 0.5)[127] == colours[127]
    assert palette(dark, 0.5)[0] != colours[0]


def test_a_curve_is_thinned_by_powers_of_two_and_keeps_its_end():
    for count in range(0, 2 * MOST_POINTS + 3, 7):
        kept = thinned(range(count))
        assert len(kept) <= MOST_POINTS + 2
        assert count == 0 or (kept[0], kept[-1]) == (0, count - 1)
        assert len(set(np.diff(kept[:-1]))) <= 1


def test_on_a_logarithmic_axis_every_doubling_of_the_epochs_is_drawn():
    history = History()
    epochs = [epoch for epoch in range(50_001) if history.wants(epoch)]
    drawn = np.array(epochs)[sparse(epochs)]
    assert drawn[0] == 1
    assert drawn[-1] == epochs[-1]
    assert len(drawn) < 500
    for start in (100, 1000, 10_000):
        assert np.sum((drawn >= start) & (drawn <= 2 * start)) >= 32
    linear = np.array(epochs)[thinned(epochs)]
    assert MOST_POINTS / 2 <= len(linear) <= MOST_POINTS + 2


def test_the_curves_change_only_with_the_history():
    run = Experiment(seed=1)
    view = LossView(run)
    draw(view, run)
    drawn = view.source.data
    draw(view, run)
    assert view.source.data is drawn
    run.train(3)
    draw(view, run)
    assert list(view.source.data["epoch"]) == [0, 1, 2, 3]
    run.reset()
    draw(view, run)
    assert list(view.source.data["epoch"]) == [0]


def test_what_is_done_by_hand_is_seen_in_the_curve_at_once():
    run = Experiment(seed=1)
    run.train(3)
    view = LossView(run)
    draw(view, run)
    run.set_weight(2, 0, 0, 4.0)
    draw(view, run)
    shown = view.source.data
    assert list(shown["epoch"]) == [0, 1, 2, 3, 3]
    assert shown["test"][-1] == run.measured().test_loss != shown["test"][-2]
    assert not view.now.visible
    run.step_batch()
    draw(view, run)
    assert list(view.source.data["epoch"]) == [0, 1, 2, 3, 3 + 10 / 250]
    run.train(1)
    draw(view, run)
    assert list(view.source.data["epoch"]) == [0, 1, 2, 3, 4]
    run.go_to(1)
    draw(view, run)
    assert list(view.source.data["epoch"]) == [0, 1, 2, 3, 4]
    assert view.now.visible
    logarithmic = LossView(Experiment(seed=1), log=True)
    logarithmic.experiment.step_batch()
    draw(logarithmic, logarithmic.experiment)
    assert len(logarithmic.source.data["epoch"]) == 0  # epoch 0 has no place there


def test_points_are_sent_only_when_they_change_and_test_points_on_demand():
    run = Experiment(seed=1)
    view = OutputView(run)
    draw(view, run)
    drawn = view.train.data
    assert len(drawn["x"]) == 250
    assert len(view.test.data["x"]) == 0
    run.train(1)
    draw(view, run)
    assert view.train.data is drawn
    run.apply(show_test_data=True)
    draw(view, run)
    assert len(view.test.data["x"]) == 250


def test_the_large_picture_shows_the_hovered_unit_while_it_exists():
    run = Experiment(hidden_layers=[4, 2])
    view = OutputView(run)
    assert view.unit == (3, 0)
    view.hovered = (1, 3)
    assert view.unit == (1, 3)
    run.apply(hidden_layers=[2])
    assert view.unit == (2, 0)


def test_discretize_leaves_two_shades():
    run = Experiment(discretize=True)
    view = OutputView(run)
    draw(view, run)
    assert set(np.unique(view.image.data["image"][0])) <= {0, 254}


@pytest.fixture
def visit(told, monkeypatch) -> Visit:
    everything_at_once(monkeypatch)
    with set_curdoc(Document()):
        return Visit()


def states(told: list[dict]) -> list[dict]:
    return [one for one in told if one["type"] == "state"]


def test_nothing_is_said_or_started_before_the_browser_is_ready(visit, told):
    assert told == []
    assert not visit.opened
    assert not visit.experiment.playing


def test_ready_opens_the_link_and_tells_everything(visit, told):
    visit.chrome.receive({"type": "ready", "hash": "#noise=500&activation=relu", "dark": True})
    last = states(told)[-1]
    assert last["values"]["activation"] == "relu"
    assert last["link"] == "#noise=100&activation=relu"
    notice = next(one["text"] for one in told if one["type"] == "notice")
    assert notice.startswith("Noise: 500")


def test_ready_a_second_time_changes_nothing(visit, told):
    visit.chrome.receive({"type": "ready", "hash": "", "dark": False})
    visit.experiment.train(3)
    visit.chrome.receive({"type": "ready", "hash": "#activation=relu", "dark": False})
    assert visit.experiment.epoch == 3
    assert states(told)[-1]["values"]["activation"] == "tanh"


def test_an_answer_carries_the_number_of_its_change(visit, told):
    visit.chrome.receive({"type": "change", "name": "noise", "value": 20, "number": 7})
    last = states(told)[-1]
    assert (last["number"], last["change"], last["values"]["noise"]) == (7, "noise", 20)


@pytest.mark.parametrize("action", ["step", "step_batch", "reset", "regenerate"])
def test_actions_are_answered(visit, told, action):
    visit.chrome.receive({"type": "do", "action": action})
    assert states(told)[-1]["change"] == action


def test_a_divergence_is_told_once_with_its_way_out(visit, told):
    link = "#problem=regression&learningRate=10"
    visit.chrome.receive({"type": "ready", "hash": link, "dark": False})
    visit.chrome.receive({"type": "do", "action": "step"})
    visit.tell()
    alarms = [one for one in told if one.get("kind") == "alarm"]
    assert len(alarms) == 1
    assert alarms[0]["button"]["action"] == "recover"
    visit.chrome.receive({"type": "do", "action": "recover"})
    visit.experiment.pause()
    assert visit.experiment.settings.learning_rate == pytest.approx(1)


def test_close_stops_everything(visit):
    visit.chrome.receive({"type": "ready", "hash": "", "dark": False})
    visit.experiment.play()
    visit.close()
    assert not visit.experiment.playing


def test_the_features_card_adds_a_formula_or_says_why_not():
    changes: list[dict] = []
    card = FeaturesCard(lambda **change: changes.append(change))
    full = tuple(f"x1 + {number}" for number in range(MAX_FORMULAS))
    for features, typed, says in (
        (("x1",), "x1 *", "ends too early"),
        (("x1", *full), "x1^5", f"{MAX_FORMULAS + 1} formulas are more than {MAX_FORMULAS}"),
    ):
        card.show(Settings(features=features))
        card.formula.widget.value = typed
        assert card.formula.widget.error_state
        assert says in card.formula.widget.helper_text
        card.formula.widget.value = ""
    assert changes == []
    card.show(Settings(features=("x1",)))
    card.formula.widget.value = "x1^5"
    assert changes == [{"features": ("x1", "x1^5")}]
    assert not card.formula.widget.error_state


@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_what_only_a_gradient_has_can_be_used_only_with_one(optimizer):
    settings = Settings(optimizer=optimizer)
    every = [one for one in (*CONTROLS, *TOOLBOX) if one.look is not None]
    controls = Controls(SETTINGS, lambda name, value: None, every)
    card = LayerCard(lambda **change: None)
    controls.show(settings)
    card.show(settings)
    widgets = {"dropout": card.dropout.widget}
    widgets |= {name: bound.widget for name, bound in controls.bound.items()}
    uses = OPTIMIZERS[optimizer].uses_gradient
    by_gradient = [name for name, one in SETTINGS.items() if one.idle is without_gradient]
    assert len(by_gradient) >= 6
    for name in by_gradient:
        if SETTINGS[name].belongs_to:
            continue  # of a schedule
        assert (widgets[name].visible and not widgets[name].disabled) == uses
    shown = [
        one.setting for one in TOOLBOX if one.place == "Weight update" and one.is_shown(settings)
    ]
    own = [f"{optimizer}_{one.name}" for one in OPTIMIZERS[optimizer].hyperparameters]
    assert shown == ["optimizer", *own]


def test_points_in_the_wrong_class_are_ringed_once_the_network_has_learned_something():
    run = Experiment(dataset="gauss", noise=50, seed=1)
    view = OutputView(run)
    draw(view, run)
    assert len(view.wrong.data["x"]) == 0
    assert view.legend()["marks"] == ["train", "wrong"]
    run.train(3)
    draw(view, run)
    score = run.network.predict(run.data.train.points)
    wrong = run.data.train.points[np.sign(score) != run.data.train.labels]
    assert 0 < len(wrong) < 60
    np.testing.assert_array_equal(view.wrong.data["x"], wrong[:, 0])
    drawn = view.wrong.data
    draw(view, run)
    assert view.wrong.data is drawn  # not sent again
    run.apply(show_test_data=True)
    draw(view, run)
    assert len(view.wrong.data["x"]) > len(wrong)
    assert view.legend()["marks"] == ["train", "test", "wrong"]
    view.hovered = (1, 0)
    draw(view, run)
    assert len(view.wrong.data["x"]) == 0
    run.apply(problem="regression")
    view.hovered = None
    draw(view, run)
    assert len(view.wrong.data["x"]) == 0
    assert "wrong" not in view.legend()["marks"]


@pytest.mark.parametrize("other", [{"dataset": "circle"}, {"dataset": "blobs"}])
def test_where_a_pinned_run_decided_is_laid_over_the_present_one(other):
    run = Experiment(dataset="gauss", seed=1)
    run.train(5)
    comparison = Comparison(run)
    view = OutputView(run, comparison.standing)
    comparison.pin()
    before = run.network.copy()
    before.feature_map = run.feature_map
    run.apply(activation="relu", learning_rate=0.1)
    run.train(5)
    draw(view, run)
    lines = view.lines.data
    assert len(lines["x0"]) > 10
    assert set(lines["colour"]) == {comparison.pins[0].colour}
    ends = np.column_stack([lines["x0"], lines["y0"]])
    np.testing.assert_allclose(before.predict(ends), 0, atol=1e-4)
    draw(view, run)
    assert view.lines.data is lines
    run.apply(**other)  # it has decided about something else
    draw(view, run)
    assert len(view.lines.data["x0"]) == 0
    run.apply(dataset="gauss")
    draw(view, run)
    assert len(view.lines.data["x0"]) == len(lines["x0"])
    comparison.remove(comparison.pins[0].colour)
    draw(view, run)
    assert len(view.lines.data["x0"]) == 0
