"""The command ``playground search``: the table goes out, words go beside it, mistakes are told."""

from __future__ import annotations

import io
import runpy
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from playground.__main__ import main
from playground.experiment.settings import Settings
from playground.labs.search import Range, SearchError, plan, search
from playground.labs.search.file import EXAMPLE, read_search
from playground.searching import INTERRUPTED, search_file

SMALL = """
[settings]
dataset = "gauss"
noise = 20
stop_epochs = 10
[grid]
width = [1, 2]
model = ["network", "tree"]
tree.max_depth = [1, 3]
[search]
folds = 2
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_the_table_goes_out_and_the_findings_beside_it(file, capsys):
    assert main(["search", str(file), "--test"]) == 0
    out, words = capsys.readouterr()
    table = pd.read_csv(io.StringIO(out))
    assert len(table) == 8
    learner, _ = Settings().replaced(dataset="gauss", noise=20, stop_epochs=10)
    grid = {"width": [1, 2], "model": ["network", "tree"], "tree.max_depth": [1, 3]}
    ours = search(learner, grid, folds=2).table
    keys = ["combination", "fold"]
    pd.testing.assert_series_equal(
        table.sort_values(keys)["score"], ours.sort_values(keys)["score"], check_index=False
    )
    assert "4 combinations × 2 folds = 8 fits, about" in words
    assert "8 of 8 fits" in words
    assert "of the score's variance: Model" in words
    assert "Best by cross-validation: accuracy" in words
    assert "Cross-validation promised" in words


def test_table_and_script_go_into_files(file, tmp_path, capsys):
    table, script = tmp_path / "table.csv", tmp_path / "script.py"
    assert main(["search", str(file), "--csv", str(table), "--script", str(script)]) == 0
    assert capsys.readouterr().out == ""
    assert len(pd.read_csv(table)) == 8
    assert len(runpy.run_path(str(script))["run"]().cv_results_["params"]) == 4


def test_the_example_is_a_search_and_is_printed(capsys):
    assert main(["search", "--example"]) == 0
    printed = capsys.readouterr().out
    assert printed == EXAMPLE
    wanted = read_search(printed)
    assert wanted.remarks == ()
    assert wanted.grid["learning_rate"] == Range(0.003, 0.3, 3, log=True)
    assert wanted.plan().n_fits == 81


def test_a_link_of_the_playground_says_data_and_network():
    wanted = read_search(
        'link = "http://localhost:5006/#dataset=xor&networkShape=3,3"\n'
        "[settings]\nnoise = 5\n[grid]\nlearning_rate = [0.1, 0.2]"
    )
    settings = wanted.settings
    assert (settings.dataset, settings.hidden_layers, settings.noise) == ("xor", (3, 3), 5)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("x = [", "not TOML"),
        ("[gird]", 'The file has no "gird"'),
        ("grid = 3", "is a table"),
        ("link = 3", "link is a text"),
        ("[settings]\nnoize = 3", 'no setting "noize"'),
        ("[search]\nfold = 3", 'no "fold"; there are: method, folds'),
        ("[search]\nfolds = 'many'", 'folds: "many" is not a number'),
        ("[search]\nfolds = 99", "above the greatest value 20"),
        ("[search]\nmethod = 'guess'", "not one of grid, random, halving"),
        ("[grid]\nwidth = {low = 1}", "needs both ends"),
        ("[grid]\nwidth = {low = 1, hihg = 2}", 'no "hihg"'),
        ("[grid]\nwidth = {low = 1, high = 'x'}", "cannot be its high"),
        ("[grid]\nwidth = {low = 1, high = 4, n = 1.5}", "n is a whole number"),
        ("[grid]\nwidth = {low = 1, high = 4, log = 1}", "cannot be its log"),
        ("[grid]\nwidht = [1]", "did you mean width?"),
        ("[grid]\nwidth = 3", "give a list of values"),
        ("[settings]\nnoise = 3", "Nothing is ticked"),
    ],
)
def test_mistakes_in_a_file_are_told_in_a_sentence(text, words):
    with pytest.raises(SearchError) as told:
        read_search(text).plan()
    assert words in str(told.value)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search"], "--example prints one"),
        (["search", "nowhere.toml"], "There is no file nowhere.toml."),
        (["search", "."], "cannot be read"),
        (["search", "FILE", "--scheduler", "there"], "is not the address of a scheduler"),
        (["search", "FILE", "--scheduler", "tcp://127.0.0.1:1"], "No Dask scheduler answers"),
        (["search", "FILE", "--csv", "/no/where.csv"], "cannot be written"),
        (["--scheduler", "there"], "is not the address of a scheduler"),
    ],
)
def test_mistakes_on_the_command_line_are_told(arguments, words, file, capsys):
    named = [str(file) if one == "FILE" else one for one in arguments]
    assert main(named) == 1
    assert words in capsys.readouterr().err


def test_an_interrupt_keeps_what_is_made(file):
    class Interrupting(io.StringIO):
        def write(self, text: str) -> int:
            if " of 8 fits" in text and "kept" not in text:
                raise KeyboardInterrupt
            return super().write(text)

    out, words = io.StringIO(), Interrupting()
    assert search_file(file, out=out, words=words) == INTERRUPTED
    assert 1 <= len(pd.read_csv(io.StringIO(out.getvalue()))) <= 8
    assert "fits are kept" in words.getvalue()


def test_it_is_a_program_of_its_own(file):
    told = subprocess.run(
        [sys.executable, "-m", "playground", "search", file], capture_output=True, text=True,
        check=True, timeout=300,
    )  # fmt: skip
    assert told.stdout.startswith("combination,model,width")


def test_data_that_too_few_points_are_of_is_told():
    with pytest.raises(SearchError, match="training points"):
        plan(Settings(train_share=1), {"width": [1, 2]})
