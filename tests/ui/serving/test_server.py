"""The command line and the server's start, without a browser."""

from __future__ import annotations

import socket

import pytest

from playground import __version__, lessons
from playground.__main__ import main, parser
from playground.lessons.catalogue import SHIPPED, Course
from playground.ui.serving.server import PortError, check_port


def test_defaults_and_options():
    usual = parser().parse_args([])
    assert (usual.port, usual.address, usual.threads, usual.show) == (5006, None, None, True)
    chosen = parser().parse_args(
        ["--port", "80", "--address", "0.0.0.0", "--threads", "3", "--no-show"]
    )
    assert (chosen.port, chosen.address, chosen.threads, chosen.show) == (80, "0.0.0.0", 3, False)


def test_version(capsys):
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == f"playground {__version__}"


@pytest.mark.parametrize("wrong", ["--port=70000", "--port=x", "--threads=0", "--threads=many"])
def test_what_cannot_be_used_is_refused_in_words(wrong, capsys):
    with pytest.raises(SystemExit) as end:
        main([wrong])
    assert end.value.code == 2
    assert "is not a" in capsys.readouterr().err


def test_a_taken_port_gets_a_sentence(capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortError, match=f"port {port}"):
            check_port(port, "127.0.0.1")
        assert main(["--port", str(port), "--address", "127.0.0.1", "--no-show"]) == 1
    assert "Choose another port" in capsys.readouterr().err


@pytest.mark.parametrize("kind", ["datasets", "lessons"])
def test_a_folder_named_on_the_command_line_must_be_there(capsys, tmp_path, kind):
    assert getattr(parser().parse_args([f"--{kind}", str(tmp_path)]), kind) == [tmp_path]
    with pytest.raises(SystemExit):
        parser().parse_args([f"--{kind}", str(tmp_path / "none")])
    assert "there is no folder" in capsys.readouterr().err


def test_a_lecturers_lessons_join_the_course_and_what_is_none_is_said(
    capsys, tmp_path, monkeypatch
):
    course = Course()
    monkeypatch.setattr(lessons, "COURSE", course)
    ring = (SHIPPED / "ring.toml").read_text(encoding="utf-8")
    (tmp_path / "mine.toml").write_text(ring, encoding="utf-8")
    (tmp_path / "bad.toml").write_text("order = 1")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        main(["--port", port, "--address", "127.0.0.1", "--no-show", "--lessons", str(tmp_path)])
    assert "mine" in course
    assert "The lesson bad.toml: the key chapter is missing" in capsys.readouterr().err
