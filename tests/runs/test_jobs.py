"""Work in the background: progress, results, an early end; values computed once; many seeds."""

from __future__ import annotations

import threading

from playground.runs.jobs import Job
from playground.runs.once import Once
from playground.runs.repeats import Outcome, Repeats
from playground.runs.scheduler import Scheduler
from tests.patience import PATIENCE, until


def test_a_job_tells_its_progress_and_gives_its_result():
    told = []

    def steps():
        for number in range(4):
            seconds = yield number / 4
            assert seconds is not None  # each step is told how long it may take
            told.append(number)
        return "done"

    job = Job(steps(), Scheduler(workers=1))
    assert (job.progress, job.done) == (0.0, False)
    job.start()
    until(lambda: job.done)
    assert (job.progress, job.result, job.failure) == (1.0, "done", None)
    assert told == [0, 1, 2, 3]


def test_a_cancelled_job_ends_after_its_step_and_cleans_up():
    scheduler, cleaned = Scheduler(workers=1), threading.Event()

    def steps():
        try:
            while True:
                yield 0.5
        finally:
            cleaned.set()

    job = Job(steps(), scheduler)
    job.start()
    until(lambda: job.progress == 0.5)
    job.cancel()
    assert cleaned.wait(PATIENCE)
    until(lambda: job not in scheduler)
    assert job.done
    assert job.result is None


def test_a_job_that_fails_keeps_its_exception(caplog):
    def steps():
        yield 0.1
        raise ZeroDivisionError("by zero")

    job = Job(steps(), Scheduler(workers=1))
    job.start()
    until(lambda: job.done)
    assert isinstance(job.failure, ZeroDivisionError)
    assert "failed" in caplog.text


def test_what_two_threads_ask_for_at_once_is_computed_once():
    computing, go_on, calls, answers = threading.Event(), threading.Event(), [], []

    def compute():
        calls.append(1)
        computing.set()
        go_on.wait(PATIENCE)
        return 42

    value = Once(compute)
    threads = [threading.Thread(target=lambda: answers.append(value())) for _ in range(2)]
    for thread in threads:
        thread.start()
    assert computing.wait(PATIENCE)
    go_on.set()
    for thread in threads:
        thread.join()
    assert (calls, answers) == ([1], [42, 42])


def test_repeats_know_nothing_of_what_they_train():
    class Counting:
        epoch, over = 0, False

        def __init__(self, number):
            self.number = number

        def train_for(self, seconds, until):
            self.epoch += 1
            self.over = self.number == 2 and self.epoch == 3

        def outcome(self):
            learned = self.epoch if self.number < 2 else None
            return Outcome([0, 5], [1.0, 0.1 * self.number], learned, self.over)

    repeats = Repeats(Counting, epochs=5, n_seeds=3, scheduler=Scheduler(workers=1))
    assert repeats.spread() is None
    repeats.start()
    until(lambda: repeats.done)
    spread = repeats.spread()
    assert (spread.n_runs, spread.n_diverged, spread.epochs_needed) == (3, 1, 5)
    assert list(spread.high) == [1.0, 0.1]
