"""The reader of lessons: what fits becomes a lesson, all else a sentence that says what to do."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.lessons.catalogue import SHIPPED, Course
from playground.lessons.reader import LessonError, parse_lesson, read_folder, read_lesson

RING = (SHIPPED / "ring.toml").read_text(encoding="utf-8")


def said(text: str, name: str = "mine") -> str:
    with pytest.raises(LessonError) as problem:
        parse_lesson(name, text)
    return str(problem.value)


def changed(old: str, new: str) -> str:
    assert old in RING
    return RING.replace(old, new, 1)


def test_a_lesson_is_read_whole():
    ring = parse_lesson("ring", RING)
    assert ring.question.is_right(2)
    assert not ring.question.is_right(0)
    assert [step.name for step in ring.steps] == ["two", "three"]
    assert ring.settings.hidden_layers == (2,)
    assert ring.asked(0).hidden_layers == (2,)
    assert ring.asked(1).hidden_layers == (3,)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("chapter = 1\n", "", "the key chapter is missing"),
        ("chapter = 1", "chapter = 9", "chapter: it has to be a whole number <= 6"),
        ("title = ", "titel = ", "the key titel is not known; did you mean title"),
        ("[outcome]\nhappened", "[outcome]\nhapened", "outcome: the key hapened is not known"),
        ("minutes = 3", 'minutes = "3"', "minutes: this is a text in quotes"),
        ('page = "/"', 'page = "/curve"', 'page: "/curve" is not known; did you mean "/curves"'),
        ("dataset=circle", "dataset=cube", 'link: Data set: there is no data set "cube"'),
        ('condition = "learned"', 'condition = "learnt"', 'did you mean "learned"'),
        ("accuracy = 0.95, ", "acuracy = 0.95, ", "step 2, with: the key acuracy is not known"),
        ("within = 300", "without = 300", "step 2, with: the key without is not known"),
        (", within = 300", "", "step 2, with: the key within is missing"),
        ('controls = ["toggle"]', 'controls = ["togle"]', 'did you mean "toggle"'),
        ("epochs = 300\ncondition", 'presses = ["jump"]\ncondition', "step 1, presses"),
        ('name = "three"', 'name = "two"', "two steps have the same name"),
        ("right = [2]", "right = [4]", "question.right: there is no choice 4"),
        ("right = [2]", "right = []", "question.right: its length has to be >= 1"),
        ("{two.accuracy:.0%}", "{tow.accuracy:.0%}", "{tow.accuracy} is of no step before it"),
        ("{two.accuracy:.0%}", "{two.speed}", "the condition not_learned finds no such number"),
        ("{two.accuracy:.0%}", "{two.accuracy.__class__}", "names no number of a step"),
        ("Press Play. Two", "Press Play {three.accuracy}. Two", "step 1, do"),
        ("Each neuron", "Each $\\\\frac{$ neuron", "the formula"),
        ('picture = "boundary"', 'picture = "bondary"', 'did you mean "boundary"'),
        ("share = 0.95", "share = 95", "seeds.share: it has to be a number <= 1"),
        ("chapter = 1", "chapter = = 1", "it is no TOML"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_said_with_its_key(old, new, sentence):
    assert sentence in said(changed(old, new))


def test_the_example_for_lecturers_is_a_lesson():
    guide = SHIPPED.with_name("README.md").read_text(encoding="utf-8")
    example = guide.split("```toml")[1].split("```")[0]
    assert parse_lesson("mine", example).steps[1].name == "three"


def test_a_name_becomes_a_link_so_not_every_name_will_do():
    assert "its name becomes a link" in said(RING, "Mein Ring")


def test_a_folder_gives_what_fits_and_a_sentence_for_the_rest(tmp_path):
    (tmp_path / "good.toml").write_text(RING, encoding="utf-8")
    (tmp_path / "bad.toml").write_text("title = ", encoding="utf-8")
    (tmp_path / "latin.toml").write_bytes(RING.replace("ring", "Öhr").encode("latin-1"))
    (tmp_path / "notes.txt").write_text("nothing")
    told: list[str] = []
    assert list(read_folder(tmp_path, told.append)) == ["good"]
    assert len(told) == 2
    assert told[0].startswith("The lesson bad.toml: it is no TOML")
    assert "save it as UTF-8" in told[1]


def test_a_file_that_is_too_large_is_refused(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text("#" * 200_000)
    with pytest.raises(LessonError, match="larger than"):
        read_lesson(path)


def test_a_lecturers_own_join_the_course_in_its_order(tmp_path):
    (tmp_path / "first.toml").write_text(changed("order = 1", "order = 0"), encoding="utf-8")
    course = Course()
    told: list[str] = []
    course.add(tmp_path, told.append)
    assert told == []
    assert next(iter(course)) == "first"
    assert course.after("first") is course[list(course)[1]]
    assert course.after(list(course)[-1]) is None


def a_lesson_or_a_sentence(text: str) -> None:
    """Read a text that may be anything: nothing else may be raised."""
    try:
        lesson = parse_lesson("odd", text)
    except LessonError as problem:
        outcome = str(problem)
    else:
        outcome = lesson.title
    assert outcome


PIECES = st.sampled_from([*RING.splitlines(), "", "[steps]", "[[", "x = {", "link = '#='", "\x00"])


@given(st.lists(PIECES, max_size=40).map("\n".join))
@settings(max_examples=150, deadline=None)
def test_odd_files_give_a_sentence_and_nothing_else(text):
    a_lesson_or_a_sentence(text)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_any_value_anywhere_gives_a_lesson_or_a_sentence(data):
    content = tomllib.loads(RING)
    table = data.draw(
        st.sampled_from([content, content["question"], content["outcome"], *content["steps"]])
    )
    table[data.draw(st.sampled_from([*table, "other"]))] = data.draw(VALUES)
    a_lesson_or_a_sentence(written(content))


def written(value: object, top: bool = True) -> str:
    """Return a value as TOML, tables within a line."""
    if isinstance(value, dict):
        pairs = [
            f"{quoted(key)} = {written(one, False)}"
            for key, one in value.items()
            if one is not None
        ]
        return "\n".join(pairs) if top else "{" + ", ".join(pairs) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(written(one, False) for one in value if one is not None) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return quoted(value) if isinstance(value, str) else str(value)


def quoted(text: str) -> str:
    escaped = "".join(
        one if one.isalnum() or one in " #=&.,/{}%:$-_" else f"\\U{ord(one):08x}" for one in text
    )
    return f'"{escaped}"'
