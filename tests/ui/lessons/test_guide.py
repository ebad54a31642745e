"""Lessons on their pages, without a browser: each by the wrong prediction and by the right one."""

from __future__ import annotations

import pytest

from playground.lessons import COURSE
from playground.nn import warm
from playground.ui.kit.messages import RefusedError
from tests.ui.lessons.desks import Desk


@pytest.fixture(scope="module", autouse=True)
def compiled():
    warm().join()


def wrong_choice(lesson) -> int:
    return next(
        place
        for place in range(len(lesson.question.choices))
        if not lesson.question.is_right(place)
    )


@pytest.mark.parametrize("name", list(COURSE))
def test_a_lesson_is_followed_by_the_wrong_and_by_the_right_prediction(name):
    lesson = COURSE[name]
    desk = Desk(lesson.ground.path)
    told = desk.say("open", name=name, fresh=True, keep=True)
    assert (told["phase"], told["here"]) == ("ask", True)
    assert "right" not in told
    assert any("before" in message for message in desk.told)
    told = desk.say("predict", choice=wrong_choice(lesson))
    for number, step in enumerate(lesson.steps):
        if desk.told[-1]["phase"] == "over":
            break  # what was done for one step met the next as well
        if desk.told[-1]["step"] == number:
            assert desk.told[-1]["steps"][number]["controls"] == list(step.controls)
            desk.say("help")
            desk.train(step)
    told = desk.told[-1]
    assert told["phase"] == "over", f"step {told['step']}: {told.get('said')} {told.get('off')}"
    assert told["isRight"] is False
    assert told["picture"].startswith("<svg")
    assert told["happened"]
    again = Desk(lesson.ground.path)
    right = again.say(
        "open", name=name, fresh=False, phase="over", choice=lesson.question.right,
        step=told["step"], numbers=told["numbers"],
    )  # fmt: skip
    assert right["isRight"] is True
    assert right["happened"] == told["happened"]


def ring(path: str = "/") -> Desk:
    desk = Desk(path)
    desk.say("open", name="ring", fresh=True, keep=True)
    return desk


def test_what_is_not_there_is_said_and_odd_messages_are_refused():
    desk = Desk("/")
    assert desk.say("open", name="nosuch", fresh=True)["unknown"]
    for odd in ({"name": 3}, {"name": "ring"}, {"name": "ring", "fresh": True, "numbers": [1]}):
        with pytest.raises(RefusedError):
            desk.say("open", **odd)
    desk.say("predict", choice=1)
    assert len(desk.told) == 1


def test_on_another_page_it_says_where_the_lesson_goes_on():
    for path in ("/curves", "/search"):
        told = ring(path).told[-1]
        assert told["here"] is False
        assert told["page"] == {"path": "/", "title": "Playground"}


def test_the_set_up_from_before_is_handed_over_with_what_it_has_learned():
    desk = Desk("/")
    desk.run.apply(dataset="xor")
    desk.run.train(7)
    desk.say("open", name="ring", fresh=True, keep=True)
    before = next(message["before"] for message in desk.told if "before" in message)
    assert before.startswith("#dataset=xor&trained=")
    assert desk.run.settings.dataset == "circle"
    assert desk.run.epoch == 0


def test_a_run_before_the_prediction_does_not_count():
    desk = ring()
    desk.run.train(300)
    desk.draw()
    assert desk.told[-1]["phase"] == "ask"
    told = desk.say("predict", choice=2)
    assert (told["step"], desk.run.epoch) == (0, 0)


def test_off_the_path_it_says_what_was_changed_and_leads_back():
    desk = ring()
    desk.say("predict", choice=2)
    desk.run.apply(dataset="xor", noise=30, hidden_layers=[8])
    desk.draw()
    assert desk.told[-1]["off"] == ["Data set", "Noise", "Hidden layers"]
    desk.run.train(300)
    desk.draw()
    assert desk.told[-1]["step"] == 0
    desk.say("back")
    assert desk.told[-1]["off"] == []
    assert desk.run.settings.hidden_layers == (2,)
    assert desk.run.epoch == 0


def test_what_is_only_drawn_and_the_seed_do_not_lead_off_the_path():
    desk = ring()
    desk.say("predict", choice=2)
    desk.run.apply(discretize=True, speed="fast", seed=9, stop_epochs=0)
    desk.draw()
    assert desk.told[-1]["off"] == []


def test_what_a_teacher_has_hidden_stays_so_and_the_page_does_the_step():
    desk = Desk("/")
    desk.run.apply(hidden=("numHiddenLayers",), hide_text=True)
    desk.say("open", name="ring", fresh=True)
    told = desk.say("predict", choice=2)
    assert desk.run.settings.hidden == ("numHiddenLayers",)
    assert desk.run.settings.hide_text
    assert [step["hidden"] for step in told["steps"]] == [[], ["Hidden layers"]]
    desk.run.train(300)
    desk.draw()
    desk.say("help")
    assert desk.run.settings.hidden_layers == (3,)


def test_a_run_that_gets_there_with_other_luck_is_told_so_and_how_it_usually_comes_out():
    desk = ring()
    desk.say("predict", choice=2)
    desk.train(COURSE["ring"].steps[0])
    desk.run.apply(hidden_layers=[3], seed=16)
    desk.run.apply(learning_rate=0.1)
    desk.run.reset(same_start=True)
    desk.run.train(300)
    desk.draw()
    assert desk.told[-1]["missed"] is True
    start = desk.run.settings.start
    desk.say("again")
    assert desk.run.settings.start == start + 1
    assert desk.told[-1]["missed"] is False
    desk.say("settle")
    assert desk.told[-1]["phase"] == "do", "nothing is missed any more"
    desk.run.apply(seed=16, start=0)
    desk.run.reset(same_start=True)
    desk.run.train(300)
    desk.draw()
    told = desk.say("settle")
    assert (told["phase"], told["unlucky"]) == ("over", True)
    assert told["usual"][1] >= told["usual"][0] > 0
    assert told["picture"].startswith("<svg")


def test_a_diverged_run_is_named_and_begun_again():
    desk = ring()
    desk.say("predict", choice=2)
    desk.run.apply(problem="regression", learning_rate=10, hidden_layers=[])
    desk.run.train(30)
    desk.draw()
    assert desk.told[-1]["ranAway"] is True
    desk.say("back")
    assert desk.told[-1]["ranAway"] is False


def test_progress_that_a_browser_brings_is_looked_at():
    desk = Desk("/")
    numbers = {"two": {"accuracy": 0.8, "epoch": 300.0, "evil": 1.0}, "nosuch": {}}
    told = desk.say("open", name="ring", fresh=True, phase="do", choice=1, step=1, numbers=numbers)
    assert (told["phase"], told["step"], told["choice"]) == ("do", 1, 1)
    assert told["numbers"] == {"two": {"accuracy": 0.8, "epoch": 300.0}}
    assert desk.run.settings.hidden_layers == (2,)
    odd = desk.say("open", name="ring", fresh=True, phase="do", choice=9, step=77)
    assert (odd["phase"], odd["step"]) == ("ask", 0)


def test_left_it_watches_nothing_any_more():
    desk = ring()
    desk.say("predict", choice=2)
    count = len(desk.told)
    desk._answers.read({"type": "lesson_leave"})()
    desk.run.train(300)
    desk.draw()
    assert len(desk.told) == count


def test_a_challenge_tells_what_the_run_is_worth_and_why_it_does_not_count():
    desk = Desk("/")
    told = desk.say("open", name="challenge-circle", fresh=True, keep=True)
    assert told["type"] == "challenge"
    assert told["why"] == "Nothing is trained yet."
    desk.run.train(20)
    desk.draw()
    told = desk.told[-1]
    assert told["value"] == desk.run.measured().test_loss
    assert told["said"].endswith("test loss")
    desk.run.set_weight(0, 0, 0, 3.0)
    desk.draw()
    assert desk.told[-1]["value"] is None
    assert "press Reset" in desk.told[-1]["why"]
    desk.say("back")
    assert desk.run.epoch == 0
