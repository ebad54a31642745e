"""The command line and the server's start, without a browser."""

from __future__ import annotations

import socket

import pytest

from playground import __version__
from playground.__main__ import main, parser
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


def test_a_folder_named_on_the_command_line_must_be_there(capsys, tmp_path):
    assert parser().parse_args(["--datasets", str(tmp_path)]).datasets == [tmp_path]
    with pytest.raises(SystemExit):
        parser().parse_args(["--datasets", str(tmp_path / "none")])
    assert "there is no folder" in capsys.readouterr().err
