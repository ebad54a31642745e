"""The course of a run without a browser: findings, time travel, curves, comparison, classes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.experiment import Experiment
from playground.experiment.comparison import MOST
from playground.experiment.diagnosis import Finding
from playground.palette import CLASSES, PINS
from playground.runs.repeats import Repeats
from playground.ui.kit.colours import CLASS_SHADES, class_palette, class_shades
from playground.ui.pages.playground.comparison import Comparison
from playground.ui.pages.playground.course_view import TABS, Course
from playground.ui.pages.playground.details_view import Details
from playground.ui.pages.playground.epoch_curves import ROOM
from playground.ui.pages.playground.findings import Board, merged
from playground.ui.pages.playground.loss_view import AccuracyView, LossView
from playground.ui.pages.playground.norms_view import NormsView
from playground.ui.pages.playground.output_view import OutputView
from playground.ui.pages.playground.travel import STEPS, Travel
from tests.ui.at_once import draw


def at_once(callback):
    return callback


def make_course(run: Experiment, notices: list[str] | None = None) -> Course:
    notices = [] if notices is None else notices
    with set_curdoc(Document()):
        course = Course(
            run,
            apply=lambda **changes: run.apply(**changes),
            changed=lambda: None,
            draw=lambda: draw(course, run),
            notice=notices.append,
            in_turn=at_once,
        )
    return course


# Findings


def test_a_running_training_is_diagnosed_once_a_second_and_a_resting_one_after_every_change():
    now = [0.0]
    run = Experiment(activation="step", hidden_layers=(3,))
    board = Board(clock=lambda: now[0])

    def refresh():
        found = board.prepare(run.snapshot())
        return found is not None and board.show(found, run.playing)

    assert refresh()
    assert board.told()[0]["name"] == "No gradient"
    run.playing = True
    run.apply(activation="tanh")
    now[0] = 0.5
    assert not refresh()
    now[0] = 1.1
    assert not refresh()  # missing once: it stays
    run.version += 1
    now[0] = 2.2
    assert refresh()
    assert board.told() == []


def test_findings_that_stay_keep_their_order():
    a, b, c = (Finding(name, "...") for name in "ABC")
    assert merged([a, b, c], [a, c], set()) == [a, b, c]
    assert merged([a, b, c], [a, c], {"B"}) == [a, c]
    assert merged([], [c, a], set()) == [c, a]


def test_a_remedy_is_applied_with_one_call(told):
    run = Experiment(activation="step", hidden_layers=(3,))
    course = make_course(run)
    draw(course, run)
    finding = told[-1]["findings"][0]
    assert finding["remedies"][1] == "Use tanh instead"
    course.view.receive({"type": "remedy", "finding": finding["name"], "label": "Use tanh instead"})
    assert run.settings.activation == "tanh"
    course.view.receive({"type": "remedy", "finding": "gone", "label": "gone"})


def test_who_has_not_begun_is_invited_to_play_unless_a_teacher_has_hidden_that(told):
    run = Experiment()
    course = make_course(run)
    draw(course, run)
    assert told[-1]["invite"]
    run.playing = True
    draw(course, run)
    assert not told[-1]["invite"]
    run.playing = False
    run.train(1)
    draw(course, run)
    assert not told[-1]["invite"]
    run.reset()
    draw(course, run)
    assert told[-1]["invite"]
    run.apply(hidden=("playButton",))
    draw(course, run)
    assert not told[-1]["invite"]
    assert not told[-1]["begun"]  # nothing is said about a network that has not learned yet


def test_the_sentence_of_a_stop_condition_is_told(told):
    run = Experiment(dataset="gauss", stop_epochs=3)
    course = make_course(run)
    run.playing = True
    run.train_for(10, 100, stopping=True)
    draw(course, run)
    assert told[-1]["stopped"] == "3 epochs are trained."


# Time travel


def test_the_slider_goes_to_any_epoch_and_the_button_to_the_best():
    run = Experiment(dataset="gauss", noise=50, train_share=10, learning_rate=0.3, seed=2)
    moves: list[int] = []
    travel = Travel(run, lambda: moves.append(run.epoch), at_once)
    travel.show(run.snapshot())
    assert travel.slider.disabled
    run.train(40)
    travel.show(run.snapshot())
    assert (travel.slider.end, travel.slider.value) == (40, 40)
    assert moves == []
    travel.slider.value = 17
    assert run.epoch == 17
    travel.show(run.snapshot())
    assert (travel.slider.end, travel.slider.value) == (40, 17)
    travel.best.clicks += 1
    travel.show(run.snapshot())
    assert run.epoch == run.timeline.best.epoch == travel.slider.value
    assert travel.best.disabled
    run.train(1)  # goes on from there; what came later on the old way is gone
    travel.show(run.snapshot())
    assert travel.slider.end == run.epoch
    run.reset()
    travel.show(run.snapshot())
    assert travel.slider.disabled
    assert travel.slider.value == 0  # as before the first epoch, and not at the other end


def test_on_a_logarithmic_axis_the_slider_reaches_the_first_epochs_of_a_long_run():
    run = Experiment(dataset="gauss", hidden_layers=(), seed=1)
    run.train(20_000)
    travel = Travel(run, lambda: None, at_once)
    travel.show(run.snapshot())
    travel.rescale(True)
    assert (travel.slider.value, run.epoch) == (STEPS, 20_000)
    for place, epoch in ((STEPS // 2, round(20_000**0.5)), (0, 0)):
        travel.slider.value = place
        assert 0.98 * epoch <= run.epoch <= epoch  # the kept moment before it
        travel.show(run.snapshot())
        assert travel.slider.value == place
    travel.slider.value = 300
    travel.rescale(False)
    assert (travel.slider.end, travel.slider.value) == (run.history.epochs[-1], run.epoch)


def test_the_axis_of_a_very_long_run_can_be_made_logarithmic():
    run = Experiment(dataset="gauss", hidden_layers=(), engine="numpy")
    run.train(1)
    run.resume(replace(run.trainer.state(), epoch=10_000_000))
    travel = Travel(run, lambda: None, at_once)
    travel.show(run.snapshot())
    assert travel.slider.value == travel.slider.end == run.epoch == 10_000_000
    travel.rescale(True)
    assert travel.slider.value == travel.slider.end == STEPS
    travel.rescale(False)
    assert travel.slider.value == travel.slider.end == run.epoch


def test_a_hand_between_two_kept_moments_is_left_where_it_is():
    run = Experiment(dataset="gauss", seed=1)
    run.timeline.capacity = 10
    run.train(100)
    travel = Travel(run, lambda: None, at_once)
    travel.show(run.snapshot())
    travel.slider.value = 35
    assert run.epoch == 32
    travel.show(run.snapshot())
    assert travel.slider.value == 35


# Curves


def test_curves_that_are_not_seen_are_not_made(told):
    course = make_course(Experiment(seed=1))
    assert list(course.views) == ["Loss"]
    for place, name in enumerate(TABS):
        course.tabs.active = place
        assert name in course.views
        assert course.pane.object is course.views[name].figure


def test_a_mark_shows_the_present_epoch_and_the_lowest_test_loss():
    run = Experiment(dataset="gauss", seed=1)
    run.train(20)
    view = LossView(run)
    draw(view, run)
    assert not view.now.visible
    assert view.lowest.data["loss"] == [min(run.history.test_loss)]
    assert view.level.data["loss"][0] == pytest.approx(run.naive_loss())
    assert view.figure.y_range.end > 1.2 * run.naive_loss()  # its name stands above it
    run.go_to(5)
    draw(view, run)
    assert (view.now.visible, view.now.location) == (True, 5)
    assert len(view.source.data["epoch"]) == 21


def test_accuracy_has_no_values_for_a_regression():
    run = Experiment(problem="regression")
    run.train(2)
    view = AccuracyView(run)
    draw(view, run)
    assert np.isnan(view.source.data["test"]).all()


@pytest.mark.parametrize("kind", ["gradients", "weights"])
def test_each_layer_has_a_curve_of_norms(told, kind):
    run = Experiment(hidden_layers=(4, 3), seed=1)
    run.train(3)
    view = NormsView(run, kind)
    draw(view, run)
    norms = run.history.norms[-1]
    last = [view.source.data[f"layer{layer}"][-1] for layer in range(3)]
    assert last == list(getattr(norms, kind))
    assert [item.label.value for item in view.legend.items] == ["layer 1", "layer 2", "output"]
    light = [line.glyph.line_color for line in view.lines]
    view.set_theme(dark=True)
    assert len({*light, *(line.glyph.line_color for line in view.lines)}) == 6
    run.apply(hidden_layers=(4,))
    assert not view.fits(2)
    course = make_course(run)
    course.tabs.active = TABS.index(kind.capitalize())
    run.apply(hidden_layers=())
    course.show_tab()
    assert course.views[kind.capitalize()].fits(1)


# Comparison


def test_pins_have_distinct_colours_which_they_keep(told):
    run = Experiment(dataset="gauss", seed=1)
    notices: list[str] = []
    course = make_course(run, notices)
    for _ in range(MOST + 1):
        course.pin()
    assert len(notices) == 1
    assert "Remove one first" in notices[0]
    pins = course.comparison.pins
    assert [pinned.colour for pinned in pins] == list(PINS)
    course.comparison.remove(PINS[2])
    assert PINS[2] not in [pinned.colour for pinned in course.comparison.pins]
    course.pin()
    assert course.comparison.pins[-1].colour == PINS[2]


def test_pinned_curves_stay_behind_the_next_run():
    run = Experiment(dataset="gauss", seed=1)
    run.train(30)
    comparison = Comparison(run)
    view = LossView(run, comparison)
    draw(view, run)
    comparison.pin()
    run.apply(learning_rate=0.3)
    run.reset()
    draw(view, run)
    assert len(view.pins.data["xs"][0]) == 31
    assert view.figure.x_range.end == ROOM * 30
    comparison.remove(PINS[0])
    draw(view, run)
    assert view.pins.data["xs"] == []


def test_many_seeds_draw_a_band_and_can_be_removed(monkeypatch):
    def at_once(job: Repeats) -> None:
        while job.advance(1.0) is not None:
            pass

    monkeypatch.setattr(Repeats, "start", at_once)  # whoever trains them, however quickly
    run = Experiment(dataset="gauss", seed=1)
    comparison = Comparison(run)
    view = LossView(run, comparison)
    comparison.repeat()
    assert not comparison.follow()
    draw(view, run)
    assert view.band.data["epoch"][-1] == 100
    assert comparison.told()["sentence"].startswith("20 of 20 runs have learned")
    comparison.clear()
    draw(view, run)
    assert len(view.band.data["epoch"]) == 0


def test_many_seeds_end_with_the_visit(told):
    run = Experiment(seed=1)
    course = make_course(run)
    course.comparison.repeat()
    course.close()
    assert course.comparison.repeats.done


# Classes


@pytest.mark.parametrize("n_classes", [3, 6])
def test_shades_of_classes_say_which_and_how_sure(n_classes):
    winner = np.arange(n_classes)
    sure = class_shades(winner, np.ones(n_classes), n_classes)
    colours = class_palette(False)
    assert [colours[shade] for shade in sure] == list(CLASSES[:n_classes])
    unsure = class_shades(winner, np.full(n_classes, 1 / n_classes), n_classes)
    assert list(unsure) == [place * CLASS_SHADES for place in range(n_classes)]


def test_the_output_of_several_classes_shows_the_winner_and_a_neuron_two_colours():
    run = Experiment(dataset="blobs", n_classes=4, loss="cross_entropy", seed=1)
    view = OutputView(run)
    draw(view, run)
    assert view.shows_classes
    assert [one["name"] for one in view.legend()["classes"]] == ["orange", "blue", "green", "pink"]
    assert view.point_colours.palette == list(CLASSES)
    view.hovered = (1, 0)
    draw(view, run)
    assert view.legend()["ticks"][0] == ["−1", 0.0]
    assert view.point_colours.palette == list(CLASSES)
    run.apply(dataset="circle")
    view.hovered = None
    draw(view, run)
    assert not view.shows_classes
    assert len(view.point_colours.palette) == 255


def test_a_file_names_axes_and_classes():
    run = Experiment(dataset="iris", loss="cross_entropy")
    view = OutputView(run)
    draw(view, run)
    assert view.figure.xaxis.axis_label == "x₁: petal length (cm)"
    assert "2" in view.figure.xaxis.major_label_overrides.values()
    assert view.legend()["classes"][0]["name"] == "setosa"
    run.apply(dataset="circle")
    draw(view, run)
    assert view.figure.xaxis.axis_label == "x₁"
    assert view.figure.xaxis.ticker.ticks == [-6, -4, -2, 0, 2, 4, 6]


def test_details_are_told_only_while_they_are_open(told):
    run = Experiment(dataset="iris", loss="cross_entropy", seed=1)
    comparison = Comparison(run)
    marked: list[tuple[object, object]] = []
    with set_curdoc(Document()):
        details = Details(
            run,
            comparison,
            pin=comparison.pin,
            compared=lambda: None,
            mark=lambda *points: marked.append(points),
            draw=lambda: draw(details, run),
            in_turn=at_once,
        )
    draw(details, run)
    assert told == []
    details.view.receive({"type": "open"})
    classes = told[-1]["classes"]
    assert classes["names"] == ["setosa", "versicolor", "virginica"]
    assert np.sum(classes["table"]) == len(run.data.test.labels)
    assert len(classes["colours"]) == len(classes["right"]) == 3
    assert [one["layer"] for one in told[-1]["signals"]][-1] == "Output"
    points = told[-1]["worst"]["points"]
    assert len(points) == 8
    assert points[0]["label"] in classes["names"]
    assert not any(one["marked"] for one in points)
    details.view.receive({"type": "mark", "place": 2})
    assert [one["marked"] for one in told[-1]["worst"]["points"]].index(True) == 2
    rings, one, _ = marked[-1]
    assert (rings[2] == one[0]).all()
    details.view.receive({"type": "mark", "place": 99})  # there is none: nothing happens
    details.view.receive({"type": "mark", "place": 2})
    assert marked[1:] == [(None, None, None)]
    details.pin()
    assert [one["colour"] for one in told[-1]["runs"]] == [PINS[0], ""]
    details.view.receive({"type": "remove", "colour": PINS[0]})
    assert len(told[-1]["runs"]) == 1
    details.view.receive({"type": "close"})
    count = len(told)
    run.train(1)
    draw(details, run)
    assert len(told) == count
    run.apply(problem="regression")
    details.view.receive({"type": "open"})
    assert told[-1]["classes"] is None
