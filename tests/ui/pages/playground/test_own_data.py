"""Painting, the file dialog and the save dialog without a browser: what they do."""

from __future__ import annotations

import asyncio
import json
import threading

import numpy as np
import pytest
from bokeh.document import Document
from panel.io.state import set_curdoc

from playground.data.catalogue import Catalogue
from playground.data.columns import Axis
from playground.experiment import Experiment
from playground.experiment.painting import MOST_POINTS
from playground.experiment.sources import OWN, Source
from playground.experiment.trained import open_link, write_trained_link
from playground.export.files import write_json
from playground.export.formats import FORMATS
from playground.ui.kit.background import FILES, FOLDERS
from playground.ui.kit.upload import MEGABYTE, Upload
from playground.ui.kit.words import Words
from playground.ui.pages.playground import files_view, more_data
from playground.ui.pages.playground.visit import Visit
from tests.patience import PATIENCE
from tests.ui.at_once import everything_at_once

CSV = b"length,width,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n,1,a\n"


@pytest.fixture
def visit(told, monkeypatch) -> Visit:
    everything_at_once(monkeypatch)
    with set_curdoc(Document()):
        made = Visit()
        made.chrome.receive({"type": "ready", "hash": "#dataset=gauss", "dark": False})
        yield made
        made.close()


def finish() -> None:
    """Wait for what was begun in the background; what it leads to may begin more."""
    for _ in range(3):
        done = threading.Barrier(3)  # both workers have reached it: nothing older is left
        pending = [FILES.submit(done.wait, PATIENCE) for _ in range(2)]
        done.wait(PATIENCE)
        for one in pending:
            one.result()


def notices(told) -> list[str]:
    return [one["text"] for one in told if one["type"] == "notice"]


# Painting


@pytest.fixture
def paint(visit):
    visit.act("paint")
    return visit.paint


def edition(told) -> int:
    return [one for one in told if one["type"] == "points"][-1]["edition"]


def press(paint, button):
    paint.canvas.receive({"type": "do", "action": button})


def stroke(paint, told, number=1, **change):
    paint.canvas.receive(
        {"type": "changes", "edition": edition(told), "changes": [{"stroke": number, **change}]}
    )


def test_painting_costs_nothing_before_it_is_opened(visit):
    assert len(visit.paint.canvas_place) == len(visit.paint.tools_place) == 0


def test_the_first_stroke_begins_with_a_copy_of_the_points(visit, paint, told):
    run = visit.experiment
    before = run.source
    assert len(told[-1]["points"] if told[-1]["type"] == "points" else []) in (0, 500)
    assert "a copy of Gaussian" in paint.said.pane.object
    stroke(paint, told, kind="add", colour=1, places=[[1, 2], [3, 4]])
    assert run.settings.dataset == OWN
    assert len(run.source.points) == len(before.points) + 2
    np.testing.assert_array_equal(run.source.points[:-2], before.points)
    press(paint, "undo")
    np.testing.assert_array_equal(run.source.points, before.points)
    press(paint, "redo")
    assert len(run.source.points) == len(before.points) + 2


def test_changes_meant_for_an_older_list_are_void(visit, paint, told):
    old = edition(told)
    press(paint, "clear")
    change = {"stroke": 1, "kind": "erase", "indices": [0]}
    paint.canvas.receive({"type": "changes", "edition": old, "changes": [change]})
    assert paint.painting.can_undo
    assert not paint.painting.can_redo
    assert len(paint.painting.points) == 0


def test_an_empty_plane_waits_for_two_points(visit, paint, told):
    run = visit.experiment
    before = run.source
    press(paint, "clear")
    assert run.source is before
    assert "at least two points" in paint.said.pane.object
    stroke(paint, told, 1, kind="add", colour=0, places=[[0, 0]])
    assert run.source is before
    stroke(paint, told, 2, kind="add", colour=1, places=[[1, 1]])
    assert len(run.source.points) == 2


def test_more_points_than_the_plane_takes_are_told_in_words(visit, paint, told):
    press(paint, "clear")
    stroke(paint, told, kind="add", colour=0, places=[[0, 0]] * (MOST_POINTS + 7))
    assert len(paint.painting.points) == MOST_POINTS
    assert "the plane is full" in paint.said.pane.object
    assert len([one for one in told if one["type"] == "points"][-1]["points"]) == MOST_POINTS


def test_that_only_a_sample_of_many_points_is_painted_on_is_said_before(visit, paint):
    points = np.random.default_rng(0).uniform(-5, 5, (MOST_POINTS + 1, 2))
    visit.experiment.use_points(Source(points, points[:, 0] / 5, "regression", 0))
    visit.tell()
    assert "a sample of 5,000 of the 5,001 points" in paint.said.pane.object


def test_another_data_set_takes_the_place_of_the_painting(visit, paint, told):
    stroke(paint, told, kind="add", colour=1, places=[[1, 2]])
    visit.change("dataset", "xor")
    assert paint.painting is None
    assert "Exclusive or" in paint.said.pane.object
    visit.change("problem", "regression")
    assert paint.canvas.regression
    assert paint.value.visible
    assert not paint.classes.visible
    stroke(paint, told, kind="add", colour=0.5, places=[[1, 2]])
    assert visit.experiment.settings.reg_dataset == OWN
    assert visit.experiment.source.labels[-1] == 0.5


def test_the_plot_leaves_the_points_to_the_canvas_while_one_paints(visit, paint):
    assert len(visit.output.train.data["x"]) == 0
    visit.act("paint")
    assert len(visit.output.train.data["x"]) == 250


# Files


@pytest.fixture
def files(visit):
    visit.act("open_file")
    return visit.files


def test_a_table_is_shown_its_columns_suggested_and_used(visit, files, told):
    files.arrived("points.csv", CSV)
    finish()
    assert files.axes.widget.value == ["length", "width"]
    assert files.label.widget.value == "kind"
    assert files.gaps.widget.visible
    assert files.said.pane.object.startswith("4 points in 2 classes: a, b. 1 row with gaps")
    visit.files.use.clicks += 1
    finish()
    run = visit.experiment
    assert run.settings.dataset == OWN
    assert run.source.class_names == ("a", "b")
    assert not files.dialog.open
    assert files.table is None
    assert "points.csv: 4 points" in notices(told)[-1]
    visit.change("dataset", "circle")
    visit.act("open_file")
    assert files.back.visible
    files.back.clicks += 1
    finish()
    assert run.settings.dataset == OWN


PRICES = "length,width,price\n" + "".join(f"{i},{i * i % 17},{100 + 3 * i}\n" for i in range(21))


def test_a_file_of_values_stands_in_its_own_units_and_is_painted_in_them(visit, files, told):
    files.arrived("prices.csv", PRICES.encode())
    finish()
    assert files.problem.widget.value == "regression"
    assert files.said.pane.object == "21 points with a value each."
    files.use.clicks += 1
    finish()
    run, output = visit.experiment, visit.output
    assert run.settings.reg_dataset == OWN
    assert output.legend()["title"] == "price"
    ticks = dict(output.legend()["ticks"])
    assert ticks["100"] == 0
    assert ticks["160"] == 1
    across, up = output.figure.axis
    assert (across.axis_label, up.axis_label) == ("x₁: length", "x₂: width")
    assert set(across.major_label_overrides.values()) >= {"0", "10", "20"}
    assert output.reading.args["centre"] == 130  # what the pointer reads: 130 + 30 * output
    assert output.reading.args["scale"] == 30
    visit.act("paint")
    value = visit.paint.value
    assert (value.label, value.start, value.end) == ("Value to paint: price", 100, 160)
    value.value = 130.0
    assert visit.paint.canvas.colour == 0
    stroke(visit.paint, told, kind="add", colour=visit.paint.canvas.colour, places=[[1, 2]])
    assert run.source.value_axis.to_units(run.source.labels[-1]) == 130
    assert value.format.format % 103 == "103"
    visit.change("reg_dataset", "reg-plane")
    assert (value.label, value.start, value.end, value.value) == ("Value to paint", -1, 1, 1)


def test_the_slider_of_values_tells_small_ones_apart(visit, paint):
    axis = Axis("size", centre=2e-5, scale=1e-5)
    points = Source(np.eye(4, 2), np.array([-1.0, 0, 0, 1]), "regression", 0, value_axis=axis)
    visit.experiment.use_points(points)
    visit.tell()
    assert paint.value.format.format % 1.1e-5 == "1.1e-05"


def test_gaps_are_left_out_on_request_only(files):
    files.arrived("points.csv", CSV)
    finish()
    files.gaps.widget.value = False
    finish()
    assert "first in line 6" in files.said.pane.object
    assert files.use.disabled


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"\xff\xfe\x00", "UTF-16"),
        ("a.csv", b"a,b\n1,2\n3\n1,2,3\n", "Line 4"),
        ("words.csv", b"a,b\nc,d\ne,f\n", "no column with numbers"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b'{"format": 1}', "not an experiment"),
        ("empty.csv", b"", "empty"),
    ],
)
def test_what_cannot_be_used_gets_a_sentence_and_changes_nothing(
    visit, files, name, content, words
):
    before = visit.experiment.source
    files.arrived(name, content)
    finish()
    assert words in files.said.pane.object
    assert visit.experiment.source is before
    assert files.use.disabled


def test_after_a_fault_of_ours_the_dialog_no_longer_says_that_it_reads(files, monkeypatch):
    monkeypatch.setattr(files_view, "read_table", lambda *_: 1 / 0)
    files.arrived("points.csv", CSV)
    finish()
    assert "did not work" in files.said.pane.object
    assert files.use.disabled


def test_a_saved_experiment_is_opened_again_with_its_own_points(visit, files, told):
    run = Experiment(hidden_layers=[2], engine="numpy")
    from playground.experiment.painting import Painting

    painting = Painting.copy_of(run.source)
    painting.add([(1.0, 1.0)] * 3, 1, 1)
    run.use_points(painting.source())
    run.train(3)
    files.arrived("mine.json", write_json(run).encode())
    finish()
    opened = visit.experiment
    assert opened.epoch == 3
    assert len(opened.source.points) == 503
    np.testing.assert_array_equal(opened.network.parameters, run.network.parameters)
    assert "is open" in " ".join(notices(told))


def test_a_file_is_read_and_used_on_other_threads_only(visit, files, monkeypatch):
    threads = set()

    def spied(work):
        def spy(*arguments):
            threads.add(threading.current_thread().name.partition("_")[0])
            return work(*arguments)

        return spy

    for name in ("read_table", "suggest", "use"):
        monkeypatch.setattr(files_view, name, spied(getattr(files_view, name)))
    files.arrived("points.csv", CSV)
    finish()
    assert "4 points in 2 classes" in files.said.pane.object
    assert threads == {"files"}


# The files of a folder


def further(told) -> list[str]:
    shown = [one["groups"] for one in told if one["type"] == "further"][-1]
    return [picture["label"] for group in shown for picture in group["pictures"]]


def looked() -> None:
    """Wait until it has been looked at the folders."""
    for _ in range(3):
        FOLDERS.submit(int).result(PATIENCE)


def test_many_files_are_read_on_one_other_thread_and_once(visit, told, tmp_path, monkeypatch):
    # One that nobody has looked at: a look that is young enough is shared.
    monkeypatch.setattr(more_data, "CATALOGUE", Catalogue((tmp_path,)))
    read = []
    real = more_data.data_of

    def spy(entry):
        read.append((entry.key, threading.current_thread().name.partition("_")[0]))
        return real(entry)

    monkeypatch.setattr(more_data, "data_of", spy)
    for number in range(300):
        (tmp_path / f"{number}.csv").write_bytes(b"length,width,kind\n1,2\n" + b"1,2,3,4\n")
    (tmp_path / "good.csv").write_bytes(CSV)
    gate = threading.Event()
    FOLDERS.submit(gate.wait, PATIENCE)
    visit.act("more_data")  # comes back though nothing can be looked at yet
    assert read == []
    gate.set()
    shown = set()
    for _ in range(1000):  # a share at a time
        looked()
        shown.add(len(further(told)))
        if max(shown) > 300:
            break
    assert max(shown) > 300
    visit.act("more_data")
    visit.act("more_data")
    looked()
    assert {"good", "7"} <= set(further(told))
    assert sorted(read) == sorted((key, "folders") for key in {key for key, _ in read})


def test_nothing_of_a_file_is_html(files):
    files.arrived("x.csv", b"<i>a</i>,b,c\n1,2,<b>x</b>\n2,3,y\n3,4,<b>x</b>\n4,5,y\n")
    finish()
    assert "&lt;b&gt;x" in files.said.pane.object
    assert Words("<b>").pane.object == "&lt;b&gt;"


def test_an_upload_is_handed_on_and_its_refusals_are_sentences():
    arrived, refused = [], []
    upload = Upload(lambda *file: arrived.append(file), refused.append, 20 * MEGABYTE)
    upload.take("a.csv", b"one,two")
    assert arrived == [("a.csv", b"one,two")]
    assert upload.value is None  # it is not kept
    upload.take("a.csv", b"")
    upload.fail("the file exceeds the maximum size")
    assert refused == ["The file is empty.", "The file was not sent: it may have 20 MB at most."]


# Save and share


def test_every_format_can_be_saved_from_the_dialog(visit):
    visit.act("save")
    assert list(visit.save.downloads) == list(FORMATS)
    for name, one in FORMATS.items():
        button = visit.save.downloads[name]
        content = asyncio.run(button.callback())
        assert button.filename == f"playground-gauss-epoch-0{one.suffix}"
        assert content.getbuffer().nbytes > 0
    assert json.loads(asyncio.run(visit.save.downloads["json"].callback()).read())["epoch"] == 0


def test_the_link_carries_the_network_as_it_is_when_it_is_copied(visit, told):
    visit.address = "http://here/"
    visit.act("save")
    visit.experiment.train(4)
    visit.save.copy_link()
    copied = [one["text"] for one in told if one["type"] == "copy"][-1]
    assert copied.startswith("http://here/#")
    assert Experiment.from_link(copied).epoch == 4
    visit.chrome.receive({"type": "copied", "done": True})
    assert visit.save.said.pane.object == "Copied."


def test_an_address_with_a_trained_network_opens_at_its_epoch(visit):
    run = Experiment(dataset="xor", hidden_layers=[3], seed=5)
    run.train(7)
    visit.chrome.receive({"type": "open", "hash": write_trained_link(run)})
    assert visit.experiment.epoch == 7
    np.testing.assert_array_equal(visit.experiment.network.parameters, run.network.parameters)


def test_a_link_to_somebody_elses_points_is_used_but_for_them():
    run = Experiment()
    told = open_link(run, "#dataset=own&activation=relu")
    assert run.settings.dataset == "circle"
    assert run.settings.activation == "relu"
    assert "a link cannot carry" in told[0]


def test_files_are_read_for_a_while_before_others_have_their_turn(monkeypatch, tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.csv").write_text("x,y,kind\n1,2,a\n3,4,b\n")
    files = Catalogue((tmp_path,)).entries()
    seconds = iter(range(100))
    monkeypatch.setattr(more_data.time, "monotonic", lambda: float(next(seconds)))
    assert len(more_data.read_for(0.5, files)) == 1  # one at least: it goes on
    assert len(more_data.read_for(2.5, files)) == 3
    assert more_data.read_for(50.0, files) == files
    assert more_data.read_for(50.0, []) == []
