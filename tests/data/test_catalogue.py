"""The files of datasets/ and of a learner's own folder."""

from __future__ import annotations

import os
import re

import numpy as np
import pandas as pd
import pytest

from playground import resources
from playground.data import bundled
from playground.data.catalogue import SHIPPED as NAMES
from playground.data.catalogue import Catalogue, Description, read_description
from playground.data.tables import TableError

CSV = "x,y,kind\n1,2,a\n3,4,b\n5,6,a\n7,8,b\n"
SHIPPED = {
    "iris": (150, 3),
    "wine": (178, 3),
    "breast_cancer": (569, 2),
    "digits": (1083, 6),
    "ising": (800, 2),
}


def test_the_files_that_ship_are_all_there():
    there = {entry.key for entry in Catalogue.shipped().entries()}
    assert there == set(SHIPPED) == set(NAMES)


@pytest.mark.parametrize("key", SHIPPED)
def test_a_file_that_ships_can_be_used_and_is_described(key):
    catalogue = Catalogue.shipped()
    data = catalogue.load(key)
    assert (len(data), data.n_classes) == SHIPPED[key]
    assert data.n_left_out == 0
    said = catalogue.find(key).description
    for line in (said.title, said.explanation, said.source, said.licence, said.units, said.text):
        assert line
    assert said.explanation.endswith(".")


@pytest.mark.parametrize("key", ["wine", "breast_cancer", "digits"])
def test_the_larger_ones_come_in_two_components(key):
    data = Catalogue.shipped().load(key)
    assert data.axes[0].label.startswith("component 1")


def test_iris_has_its_petals_as_axes():
    data = Catalogue.shipped().load("iris")
    assert [axis.label for axis in data.axes] == ["petal length (cm)", "petal width (cm)"]


@pytest.mark.parametrize("key", bundled.FILES)
def test_the_files_are_what_their_maker_writes(key):
    written = pd.read_csv(resources.folder("datasets") / f"{key}.csv")
    pd.testing.assert_frame_equal(written, bundled.FILES[key](), check_dtype=False)


def test_bundled_writes_into_a_folder(tmp_path, capsys):
    bundled.main([str(tmp_path)])
    assert {path.stem for path in tmp_path.glob("*.csv")} == set(bundled.FILES)


def test_a_new_file_appears_a_changed_one_changes_and_a_deleted_one_goes(tmp_path):
    catalogue = Catalogue((resources.folder("datasets"), tmp_path))
    mine = tmp_path / "mine.csv"
    mine.write_text(CSV)
    assert len(catalogue.load("mine")) == 4
    assert catalogue.load("mine") is catalogue.load("mine")  # not read twice
    mine.write_text(CSV + "9,9,a\n")
    assert len(catalogue.load("mine")) == 5
    mine.unlink()
    assert "mine" not in {entry.key for entry in catalogue.entries()}
    with pytest.raises(TableError, match='no data file "mine"'):
        catalogue.load("mine")


def test_those_who_do_not_mind_share_a_look(tmp_path):
    catalogue = Catalogue((tmp_path,))
    assert catalogue.entries() == []
    (tmp_path / "mine.csv").write_text(CSV)
    assert catalogue.entries(max_age=3600) == []
    assert [entry.key for entry in catalogue.entries()] == ["mine"]
    assert [entry.key for entry in catalogue.entries(max_age=3600)] == ["mine"]


def test_a_description_may_come_later(tmp_path):
    (tmp_path / "mine.csv").write_text(
        "y,x,w,kind,other\n1,2,3,a,u\n3,4,5,b,u\n5,6,7,a,v\n7,8,9,b,u\n"
    )
    catalogue = Catalogue((tmp_path,))
    assert catalogue.find("mine").title == "mine"
    assert catalogue.load("mine").choice.label == "other"
    (tmp_path / "mine.md").write_text(
        '+++\ntitle = "Mine"\naxes = ["x", "w"]\nlabel = "kind"\n+++\nText: more.\n'
    )
    entry = catalogue.find("mine")
    assert (entry.title, entry.description.text) == ("Mine", "Text: more.")
    assert catalogue.load("mine").choice.axes == ("x", "w")


def test_two_files_of_the_same_name_are_both_there(tmp_path):
    (tmp_path / "iris.csv").write_text(CSV)
    catalogue = Catalogue((resources.folder("datasets"), tmp_path))
    assert len(catalogue.load("iris")) == 150
    assert len(catalogue.load(f"{tmp_path.name}/iris.csv")) == 4


def test_a_folder_that_is_not_there_is_empty_until_it_is(tmp_path):
    catalogue = Catalogue((tmp_path / "later",))
    assert catalogue.entries() == []
    (tmp_path / "later").mkdir()
    (tmp_path / "later" / "a.tsv").write_text(CSV.replace(",", "\t"))
    assert [entry.key for entry in catalogue.entries()] == ["a"]


def test_what_is_no_data_file_is_passed_over(tmp_path):
    for name in ("notes.txt", ".hidden.csv", "a.md"):
        (tmp_path / name).write_text(CSV)
    (tmp_path / "folder.csv").mkdir()
    (tmp_path / "broken.csv").symlink_to(tmp_path / "nowhere.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / os.fsdecode(b"\xff.csv")).write_text(CSV)
    assert Catalogue((tmp_path,)).entries() == []


def test_a_key_is_never_a_path(tmp_path):
    (tmp_path / "secret.csv").write_text(CSV)
    inside = tmp_path / "inside"
    inside.mkdir()
    for key in ("../secret", "../secret.csv", str(tmp_path / "secret.csv"), ""):
        with pytest.raises(TableError):
            Catalogue((inside,)).load(key)


def test_a_file_that_cannot_be_used_says_why(tmp_path):
    (tmp_path / "bad.csv").write_bytes(b"x,y\n1,2\n3,\x81\n")
    with pytest.raises(TableError, match=r"Line 3 of bad\.csv"):
        Catalogue((tmp_path,)).load("bad")


def test_a_description_that_cannot_be_read_says_so(tmp_path, monkeypatch):
    (tmp_path / "mine.csv").write_text(CSV)
    (tmp_path / "mine.md").write_text('+++\ntitle = "Mine"\n+++\n')

    def refuse(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.open", refuse)
    catalogue = Catalogue((tmp_path,))
    assert catalogue.find("mine").description.fault == "mine.md cannot be read: Permission denied."
    with pytest.raises(TableError, match=r"mine\.csv cannot be opened: Permission denied"):
        catalogue.load("mine")


def test_descriptions_may_be_anything():
    assert read_description("") == Description()
    assert read_description("Just text.").text == "Just text."
    assert read_description('\ufeff+++\r\ntitle = "No end"').title == "No end"
    assert read_description('+++\ncoffee = 1\nTITLE = "x"\n+++').title == "x"
    assert read_description("+++\n+++\n") == Description()


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ("title = Iris", r"Invalid value \(at line 1, column 9\)"),
        ("title = 1", "title is a text"),
        ("label = ['kind']", "label is a text"),
        ("axes = 2", "axes is a list of names"),
        ("axes = [1, 2]", "axes is a list of names"),
    ],
)
def test_a_head_that_cannot_be_read_says_so(head, says, tmp_path):
    (tmp_path / "mine.csv").write_text(CSV)
    (tmp_path / "mine.md").write_text(f"+++\n{head}\n+++\n")
    catalogue = Catalogue((tmp_path,))
    fault = catalogue.find("mine").description.fault
    assert re.search(says, fault)
    assert fault.endswith(".")
    assert catalogue.load("mine").choice.label == "kind"  # as without a description


def test_a_head_of_the_old_kind_is_told_how_it_is_written_now():
    assert "between two lines +++" in read_description("---\ntitle: Iris\n---\n").fault


FOUR = """x,y,z,kind,sort
1,2,1.5,a,u
3,4,2,b,v
5,6,9,a,v
7,8,4,b,u
9,1,5,a,u
2,3,6,b,u
4,4,7,a,v
"""


@pytest.mark.parametrize(
    ("head", "axes", "label", "problem"),
    [
        ("", ("x", "y"), "sort", "classification"),
        ('axes = ["z", "x"]', ("z", "x"), "sort", "classification"),
        ('label = "kind"', ("x", "y"), "kind", "classification"),
        ('label = "x"', ("y", "z"), "x", "regression"),
        ('problem = "regression"', ("x", "y"), "z", "regression"),
        ('axes = ["z", "x"]\nproblem = "regression"', ("z", "x"), "y", "regression"),
        ('axes = ["y", "x"]\nlabel = "kind"', ("y", "x"), "kind", "classification"),
        ('axes = "all"', ("x", "y", "z"), "sort", "classification"),
        ('axes = "all"\nlabel = "z"\nproblem = "regression"', ("x", "y"), "z", "regression"),
        ('axes = "all"\nproblem = "regression"', ("x", "y"), "z", "regression"),
    ],
)
def test_what_a_description_says_counts_and_the_rest_is_found_out(
    head, axes, label, problem, tmp_path
):
    (tmp_path / "mine.csv").write_text(FOUR)
    (tmp_path / "mine.md").write_text(f"+++\n{head}\n+++\n")
    choice = Catalogue((tmp_path,)).load("mine").choice
    assert (choice.axes, choice.label, choice.problem) == (axes, label, problem)


@pytest.mark.parametrize(
    ("head", "says"),
    [
        ('axes = ["x", "height"]', 'no column "height"'),
        ('label = "height"', 'no column "height"'),
        ('axes = ["x", "kind"]\nlabel = "kind"', "both an axis and the label"),
        ('axes = ["x"]', "two different columns"),
        ('axes = ["x", "y", "z", "kind", "sort"]', "no column for the label beside"),
        ('problem = "clustering"', 'not "clustering"'),
    ],
)
def test_a_description_that_does_not_fit_its_file_gets_a_sentence(head, says, tmp_path):
    (tmp_path / "mine.csv").write_text(FOUR)
    (tmp_path / "mine.md").write_text(f"+++\n{head}\n+++\n")
    with pytest.raises(TableError, match=says):
        Catalogue((tmp_path,)).load("mine")


def test_resources_are_found_inside_the_package_first(tmp_path, monkeypatch):
    package = tmp_path / "site-packages" / "playground"
    (package / "datasets").mkdir(parents=True)
    monkeypatch.setattr(resources, "__file__", str(package / "resources.py"))
    assert resources.folder("datasets") == package / "datasets"
    with pytest.raises(FileNotFoundError, match='"static" is neither'):
        resources.folder("static")


def test_points_of_shipped_files_fill_the_plane():
    for key in SHIPPED:
        points = Catalogue.shipped().load(key).points
        np.testing.assert_allclose(np.abs(points).max(axis=0), 5.0)


def test_an_unknown_key_is_named_and_the_rest_is_used():
    said = read_description('+++\ntitle = "Mine"\naxis = ["a", "b"]\n+++\n')
    assert said.title == "Mine"
    assert 'says "axis"' in said.fault
    assert said.fault.endswith("did you mean axes?")
    other = read_description("+++\nzzz = 1\n+++\n")
    assert 'says "zzz"' in other.fault
    assert "label" in other.fault
