"""A run packed for the time after its visit: the same run, or a sentence."""

from __future__ import annotations

import zlib

import numpy as np
import pytest

from playground.experiment import Experiment
from playground.export import packed as module
from playground.export.packed import pack, unpack
from playground.export.saved import FileError


@pytest.fixture(scope="module")
def run() -> Experiment:
    made = Experiment(dataset="xor", hidden_layers=[4], optimizer="adam", batch_size=7, seed=3)
    made.train(12)
    return made


def test_it_goes_on_bit_for_bit_with_its_course(run):
    packed, lost = pack(run)
    again = Experiment()
    assert unpack(again, packed) == []
    assert (again.epoch, again.settings, lost) == (run.epoch, run.settings, "")
    assert again.history.test_loss == run.history.test_loss
    beside = Experiment()
    unpack(beside, packed)
    again.train(5)
    beside.train(5)
    assert np.array_equal(again.network.parameters, beside.network.parameters)


def test_the_course_is_left_out_first_and_then_nothing_is_kept(run, monkeypatch):
    whole, _ = pack(run)
    monkeypatch.setattr(module, "LARGEST", len(whole) - 1)
    packed, lost = pack(run)
    again = Experiment()
    unpack(again, packed)
    assert "curves" in lost
    assert again.epoch == run.epoch
    assert np.array_equal(again.network.parameters, run.network.parameters)
    monkeypatch.setattr(module, "LARGEST", 10)
    packed, lost = pack(run)
    assert packed == b""
    assert "too large" in lost


@pytest.mark.parametrize(
    "given",
    [b"", b"nonsense", zlib.compress(b"[]"), zlib.compress(b"{}")[:-2], zlib.compress(b"\xff")],
)
def test_what_is_no_copy_is_refused_and_changes_nothing(given):
    run = Experiment(hidden_layers=[3])
    run.train(2)
    before = run.network.parameters.copy()
    with pytest.raises(FileError):
        unpack(run, given)
    assert np.array_equal(run.network.parameters, before)


def test_a_copy_that_would_fill_the_memory_is_not_unpacked(monkeypatch):
    monkeypatch.setattr(module, "LARGEST_FILE", 1000)
    with pytest.raises(FileError, match="too large"):
        unpack(Experiment(), zlib.compress(bytes(100_000)))
