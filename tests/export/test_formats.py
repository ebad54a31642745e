"""Tables, pictures, and the registry of everything that can be taken home."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree as ElementTree
from typing import Any

import numpy as np
import pandas as pd
import pytest
from PIL import Image

from playground.data.columns import Axis, Choice, use
from playground.data.reading import read_table
from playground.experiment import Experiment
from playground.experiment.sources import Source
from playground.export import colours
from playground.export import drawing as drawing_module
from playground.export.drawing import Box, Disc, Drawing, Line, Raster, Words
from playground.export.formats import FORMATS, export
from playground.export.picture import HEIGHT, WIDTH, picture
from playground.export.tables import curves_csv, data_csv

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<script>alert(1)</script>\x00"


def trained(**settings: Any) -> Experiment:
    run = Experiment(engine="numpy", **settings)
    run.train(3)
    return run


def with_own_points() -> Experiment:
    rng = np.random.default_rng(0)
    points, labels = rng.uniform(-5, 5, (30, 2)), np.arange(30.0) % 3
    axes = (Axis("length, cm", 10.0, 2.0), Axis(HOSTILE, 0.0, 0.5))
    run = Experiment(engine="numpy")
    run.use_points(Source(points, labels, "classification", 3, ("a", HOSTILE, "c"), axes))
    return run


def read(text: str) -> pd.DataFrame:
    return pd.read_csv(io.StringIO(text))


@pytest.mark.parametrize("settings", [{}, {"problem": "regression"}, {"dataset": "blobs"}])
def test_the_points_come_back_from_their_table(settings: dict[str, Any]) -> None:
    run = trained(noise=10, **settings)
    table = read(data_csv(run))
    assert list(table) == ["x1", "x2", "label", "sample"]
    for sample, name in ((run.data.train, "training"), (run.data.test, "test")):
        part = table[table["sample"] == name]
        np.testing.assert_array_equal(part[["x1", "x2"]], sample.points)
        np.testing.assert_array_equal(part["label"], sample.labels)


def test_own_points_stand_in_their_own_units_and_words() -> None:
    run = with_own_points()
    table = read(data_csv(run))
    assert next(iter(table)) == "length, cm"
    np.testing.assert_allclose(
        table["length, cm"][: len(run.data.train)], 10 + 2 * run.data.train.points[:, 0]
    )
    assert set(table["label"]) == {"a", HOSTILE, "c"}


@pytest.mark.parametrize(
    "names", [("label", "label"), ("label", "label 2"), ("label", "label (2)"), ("sample", "label")]
)
def test_axes_of_any_names_keep_both_columns(names: tuple[str, str]) -> None:
    rng = np.random.default_rng(0)
    axes = (Axis(names[0], 0.0, 1.0), Axis(names[1], 0.0, 1.0))
    run = Experiment(engine="numpy")
    run.use_points(
        Source(rng.uniform(-5, 5, (9, 2)), np.arange(9.0) % 3, "classification", 3, (), axes)
    )
    text = data_csv(run)
    assert len(set(text.splitlines()[0].split(","))) == 4
    assert read(text).shape == (9, 4)


def test_the_curves_come_back_from_their_table() -> None:
    for run in (trained(), trained(problem="regression")):
        table = read(curves_csv(run))
        assert table["epoch"].tolist() == [0, 1, 2, 3]
        assert table["test_loss"].tolist() == run.history.test_loss
        assert table["test_accuracy"].isna().all() == (run.settings.problem == "regression")


PICTURES = [
    {},
    {"problem": "regression", "reg_dataset": "reg-gauss", "hidden_layers": []},
    {"dataset": "blobs", "n_classes": 6, "loss": "cross_entropy", "discretize": True},
    {"dataset": "pinwheel", "loss": "huber", "show_test_data": True},
    {"hidden_layers": [64] * 2, "features": ["x1", "sin(x1)*x2"]},
    {"loss": "cross_entropy", "hidden_layers": [2] * 16, "discretize": True},
]


@pytest.mark.parametrize("settings", PICTURES, ids=str)
def test_a_picture_is_sound_svg(settings: dict[str, Any]) -> None:
    run = trained(**settings)
    root = ElementTree.fromstring(picture(run).svg())
    assert root.tag == f"{SVG}svg"
    discs = len(root.findall(f"{SVG}circle"))
    shown = len(run.data.train) + len(run.data.test) * run.settings.show_test_data
    legend = run.data.n_classes if run.data.n_classes > 2 else 0
    assert discs <= shown + legend
    assert discs > 0.9 * shown
    links = sum(weights.size for weights in run.network.weights)
    assert len(root.findall(f"{SVG}line")) >= links
    for element in root.iter():
        for name in ("x", "y", "cx", "cy"):
            if name in element.attrib:
                most = WIDTH if name.endswith("x") else HEIGHT
                assert 0 <= float(element.attrib[name]) <= most


def test_a_picture_is_an_image_too() -> None:
    image = Image.open(io.BytesIO(picture(trained(dataset="blobs")).png()))
    assert image.size == (2 * WIDTH, 2 * HEIGHT)
    assert len(np.unique(np.asarray(image).reshape(-1, 3), axis=0)) > 100


def test_words_of_a_file_stay_words_in_the_picture() -> None:
    svg = picture(with_own_points()).svg()
    assert "<script" not in svg
    ElementTree.fromstring(svg)
    with_own_points()
    assert picture(with_own_points()).png()


def test_signs_that_no_font_has_are_question_marks_and_a_sentence_says_so(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(drawing_module, "FONTS", ("", "no such font.ttf"))
    drawing_module.font_with.cache_clear()
    rng = np.random.default_rng(0)
    run = Experiment(engine="numpy")
    names = ("Größe 長さ", "plain ascii, longer than its room")
    axes = (Axis("Höhe²"), Axis("x₁"))
    points, labels = rng.uniform(-5, 5, (9, 2)), rng.choice([-1.0, 1.0], 9)
    run.use_points(Source(points, labels, "classification", 2, names, axes))
    assert picture(run).without_sign() == "öß長さ"
    file = export(run, "png")
    assert Image.open(io.BytesIO(file.content)).size == (2 * WIDTH, 2 * HEIGHT)
    (notice,) = file.notices
    assert "öß長さ" in notice
    assert export(run, "svg").notices == []
    assert "Größe 長さ" in export(run, "svg").content.decode()
    drawing_module.font_with.cache_clear()


def test_another_font_helps_out_where_pillows_own_has_no_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own = drawing_module.font_named("", 24)

    class Helper:
        def getmask(self, character: str) -> bytes:
            return b"a box" if character == drawing_module.NO_CHARACTER else b"a sign"

    def font(name: str, size: float) -> Any:
        return Helper() if name == "helper" else own

    monkeypatch.setattr(drawing_module, "font_named", font)
    monkeypatch.setattr(drawing_module, "FONTS", ("", "helper"))
    drawing_module.font_with.cache_clear()
    assert [drawing_module.font_with(one) for one in "a Ω"] == ["", "", "helper"]
    drawing_module.font_with.cache_clear()


def test_colours_of_a_file_are_named_in_its_own_units_and_words() -> None:
    table = "length,width,price\n" + "".join(f"{i},{i * i % 17},{100 + 3 * i}\n" for i in range(21))
    data = use(read_table(table.encode()), Choice(("length", "width"), "price", "regression"))
    run = Experiment(engine="numpy")
    run.use_points(Source.of_table(data))
    words = {one.text for one in picture(run).shapes if isinstance(one, Words)}
    assert {"Own points, epoch 0", "price 100", "160", "length", "width"} <= words
    table = read_table(data_csv(run).encode())
    np.testing.assert_allclose(np.sort(table.frame["label"]), 100 + 3 * np.arange(21))
    for names, shown in ((("cold", "hot"), {"cold", "hot"}), (("a", "b", "c"), {"a", "b", "c"})):
        labels = np.resize([-1.0, 1.0] if len(names) == 2 else [0.0, 1.0, 2.0], 21)
        run.use_points(Source(data.points, labels, "classification", len(names), names))
        assert shown <= {one.text for one in picture(run).shapes if isinstance(one, Words)}


def test_every_shape_is_drawn_alike() -> None:
    drawing = Drawing(40, 20, "shapes")
    pixels = np.full((2, 2, 3), [0, 128, 0], dtype=np.uint8)
    drawing.add(
        Box(0, 0, 10, 10, "#ff0000"),
        Raster(10, 0, 10, 10, pixels),
        Line(0, 15, 20, 15, "#0000ff", 4),
        Disc(30, 10, 5, "#000000", "#ffffff"),
        Words(40, 20, "x₁²", 8, "end"),
    )
    image = Image.open(io.BytesIO(drawing.png(1)))
    assert image.getpixel((5, 5)) == (255, 0, 0)
    assert image.getpixel((15, 5)) == (0, 128, 0)
    assert image.getpixel((10, 15))[2] == 255
    assert image.getpixel((30, 10)) == (0, 0, 0)
    names = [element.tag.removeprefix(SVG) for element in ElementTree.fromstring(drawing.svg())]
    assert names == ["title", "rect", "rect", "image", "line", "circle", "text"]


def test_shares_are_the_winners_colour_and_paler_when_close() -> None:
    certain, close = colours.of_shares(np.array([[1.0, 0.0, 0.0], [0.34, 0.33, 0.33]]))
    assert certain.astype(int).sum() < close.astype(int).sum()


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("make", [trained, with_own_points])
def test_everything_on_the_menu_can_be_had(name: str, make: Any) -> None:
    run = make()
    before = run.trainer.state().order_rng
    file = export(run, name)
    assert file.content
    assert file.file_name.isascii()
    assert file.file_name.endswith(FORMATS[name].suffix)
    assert all(notice.endswith(".") for notice in file.notices)
    assert run.trainer.state().order_rng == before  # an export disturbs nothing
    if name == "json":
        assert json.loads(file.content)["epoch"] == run.epoch
