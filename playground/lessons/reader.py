"""The one reader of lessons: of a TOML file it makes a ``Lesson``, or says what does not fit."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import msgspec

from playground.labs.questions import Question
from playground.lessons.formulas import pieces
from playground.lessons.found import Condition
from playground.lessons.grounds import GROUNDS, Ground
from playground.lessons.lesson import CHAPTERS, Lesson, Seeds, Step
from playground.lessons.texts import quoted

LARGEST = 100_000  # bytes of a file
NAME = re.compile(r"[a-z0-9_-]{1,40}")
LINKED = re.compile(r"\[(#[^\[\]\s]*)\]")  # a link in what to try next

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=1200)]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]
Link = Annotated[str, msgspec.Meta(max_length=2000)]
Place = Annotated[int, msgspec.Meta(ge=0, le=100)]


class LessonError(ValueError):
    """A file that is no lesson; the message says which file, which key, and what to do."""


class _Form(msgspec.Struct, forbid_unknown_fields=True):
    """A table of a lesson's file."""


class _Question(_Form):
    text: Text
    choices: Annotated[tuple[Text, ...], msgspec.Meta(min_length=2, max_length=6)]
    right: Annotated[tuple[Place, ...], msgspec.Meta(min_length=1)]


class _Step(_Form):
    do: Text
    condition: Word
    name: Word = ""
    controls: tuple[Word, ...] = ()
    becomes: Link = ""
    free: tuple[Word, ...] = ()
    presses: tuple[Word, ...] = ()
    epochs: Annotated[int, msgspec.Meta(ge=0, le=1_000_000)] = 0
    batches: Annotated[int, msgspec.Meta(ge=0, le=10_000)] = 0
    with_: dict[str, Any] = msgspec.field(name="with", default_factory=dict)


class _Outcome(_Form):
    happened: Text
    explanation: Text
    picture: Word
    next: Text


class _Seeds(_Form):
    share: Annotated[float, msgspec.Meta(ge=0, le=1)]
    seeds: Annotated[int, msgspec.Meta(ge=1, le=1000)]
    again: bool = True


class _Lesson(_Form):
    chapter: Annotated[int, msgspec.Meta(ge=1, le=len(CHAPTERS))]
    order: Annotated[int, msgspec.Meta(ge=0, le=10_000)]
    title: Word
    topic: Word
    minutes: Annotated[int, msgspec.Meta(ge=1, le=60)]
    page: Word
    link: Link
    question: _Question
    steps: Annotated[tuple[_Step, ...], msgspec.Meta(min_length=1, max_length=6)]
    outcome: _Outcome
    seeds: _Seeds


def read_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

    Raises
    ------
    LessonError
        If it is none.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise LessonError(f"it is larger than {LARGEST:,} bytes; a lesson is a page of text")
        text = path.read_text(encoding="utf-8")
        return parse_lesson(path.stem, text)
    except OSError as problem:
        said = f"it cannot be opened ({problem.strerror}); look at its rights"
    except UnicodeDecodeError:
        said = "it is not written in UTF-8; save it as UTF-8"
    except LessonError as problem:
        said = str(problem)
    raise LessonError(f"The lesson {path.name}: {said}.")


def parse_lesson(name: str, text: str) -> Lesson:
    """Return the lesson that a text describes.

    Raises
    ------
    LessonError
        If it describes none; without the file's name and a full stop.

    Examples
    --------
    >>> parse_lesson("mine", "order = 1")
    Traceback (most recent call last):
    ...
    playground.lessons.reader.LessonError: the key chapter is missing; add a line "chapter = ..."
    """
    if not NAME.fullmatch(name):
        raise LessonError(
            "its name becomes a link: use small letters, digits, - and _ only, 40 at most"
        )
    try:
        form = msgspec.convert(tomllib.loads(text), _Lesson)
    except tomllib.TOMLDecodeError as problem:
        raise LessonError(f"it is no TOML: {problem}; texts stand in quotes") from None
    except RecursionError:
        raise LessonError("its tables are nested too deeply; a lesson has two levels") from None
    except msgspec.ValidationError as problem:
        raise LessonError(_sentence(str(problem), _Lesson)) from None
    ground = _one_of("page", form.page, GROUNDS)
    _check_link("link", form.link, ground)
    steps = tuple(_step(place, one, ground) for place, one in enumerate(form.steps))
    names = [one.name for one in steps]
    if len(set(names)) < len(names):
        raise LessonError("two steps have the same name; give each its own")
    if form.outcome.picture not in ground.pictures:
        raise LessonError(_choose("outcome.picture", form.outcome.picture, ground.pictures))
    right = form.question.right
    if max(right) >= len(form.question.choices):
        raise LessonError(
            f"question.right: there is no choice {max(right)}; they are counted from 0, "
            f"so the last one is {len(form.question.choices) - 1}"
        )
    for key, said, known in _texts(form, steps):
        _check_text(key, said, known)
    for link in LINKED.findall(form.outcome.next):
        _check_link("outcome.next", link, ground)
    question = Question(
        name, form.question.text, form.question.choices, right[0], form.outcome.explanation,
        also=right[1:],
    )  # fmt: skip
    return Lesson(
        name, form.chapter, form.order, form.title, form.topic, form.minutes, ground, form.link,
        question, steps, form.outcome.happened, form.outcome.picture, form.outcome.next,
        Seeds(form.seeds.share, form.seeds.seeds, form.seeds.again),
    )  # fmt: skip


def _step(place: int, form: _Step, ground: Ground) -> Step:
    key = f"step {place + 1}"
    condition = _one_of(f"{key}, condition", form.condition, ground.conditions)
    try:
        parameters = condition.parameters(form.with_)
    except msgspec.ValidationError as problem:
        raise LessonError(f"{key}, with: {_sentence(str(problem), condition.form)}") from None
    settings, buttons = ground.settings.declared, ground.buttons
    for control in form.controls:
        _one_of(f"{key}, controls", control, {**settings, **buttons})
    for name in form.free:
        _one_of(f"{key}, free", name, settings)
    for name in form.presses:
        if name not in ground.presses:
            raise LessonError(_choose(f"{key}, presses", name, ground.presses))
    _check_link(f"{key}, becomes", form.becomes, ground)
    if (form.epochs or form.batches) and ground.path != "/":
        raise LessonError(f"{key}: epochs and batches are for the playground; leave them out")
    return Step(
        form.name or f"step{place + 1}", form.do, form.controls, form.becomes, form.free,
        form.presses, form.epochs, form.batches, condition, parameters,
    )  # fmt: skip


def _texts(
    form: _Lesson, steps: tuple[Step, ...]
) -> Iterable[tuple[str, str, dict[str, Condition]]]:
    """Yield each text of a lesson: its key, itself, and the steps whose numbers it may quote."""
    before: dict[str, Condition] = {}
    for key, said in (("title", form.title), ("question.text", form.question.text)):
        yield key, said, {}
    for said in form.question.choices:
        yield "question.choices", said, {}
    for place, step in enumerate(steps):
        yield f"step {place + 1}, do", step.do, dict(before)
        before[step.name] = step.condition
    outcome = form.outcome
    for key, said in (
        ("outcome.happened", outcome.happened),
        ("outcome.explanation", outcome.explanation),
        ("outcome.next", outcome.next),
    ):
        yield key, said, before


def _check_text(key: str, said: str, known: dict[str, Condition]) -> None:
    """Raise unless the formulas of a text can be read, and the numbers that it quotes are there."""
    try:
        plain = "".join(one for one in pieces(said) if isinstance(one, str))
        for step, number in quoted(plain):
            if step not in known:
                raise ValueError(
                    f"{{{step}.{number}}} is of no step before it; "
                    f"there are: {', '.join(known) or 'none'}"
                )
            if number not in known[step].gives:
                gives = ", ".join(known[step].gives) or "none"
                raise ValueError(
                    f"{{{step}.{number}}}: the condition {known[step].name} finds no such number; "
                    f"it finds: {gives}"
                )
    except ValueError as problem:
        raise LessonError(f"{key}: {problem}") from None


def _check_link(key: str, link: str, ground: Ground) -> None:
    _, notices = ground.read(link)
    if notices:
        raise LessonError(f"{key}: {notices[0].rstrip('.')}; mend the link")


def _one_of(key: str, name: str, there: Any) -> Any:
    if name not in there:
        raise LessonError(_choose(key, name, there))
    return there[name]


def _choose(key: str, name: str, there: Iterable[str]) -> str:
    """Return the sentence about a name that is not known."""
    names = sorted(there)
    near = difflib.get_close_matches(name, names, 1)
    if near:
        return f'{key}: "{name}" is not known; did you mean "{near[0]}"'
    few = ", ".join(names[:24]) + (" ..." if len(names) > 24 else "")
    return f'{key}: "{name}" is not known; there are: {few or "none"}'


_KINDS = {
    "str": "a text in quotes", "int": "a whole number", "float": "a number",
    "bool": "true or false", "array": "a list in [ ]", "object": "a table", "null": "nothing",
}  # fmt: skip
_AT = re.compile(r" - at `(?:key in )?\$(?P<path>[^`]*)`$")


def _sentence(said: str, form: type[msgspec.Struct]) -> str:
    """Return in a sentence what msgspec has found; the key first.

    >>> _sentence("Expected `str`, got `int` - at `$.steps[1].do`", _Lesson)
    'step 2, do: this is a whole number; write a text in quotes'
    """
    at = _AT.search(said)
    path = at["path"] if at else ""
    said = said[: at.start()] if at else said
    path = re.sub(r"^\.steps\[(\d+)\]", lambda one: f"step {int(one[1]) + 1}", path)
    path = re.sub(r"^(step \d+)\.", r"\1, ", path).lstrip(".")
    where = f"{path}: " if path else ""
    if found := re.fullmatch(r"Object missing required field `(.*)`", said):
        return f'{where}the key {found[1]} is missing; add a line "{found[1]} = ..."'
    if found := re.fullmatch(r"Object contains unknown field `(.*)`", said):
        keys = _keys(path, form)
        near = difflib.get_close_matches(found[1], keys, 1)
        help_ = f"did you mean {near[0]}" if near else f"there are: {', '.join(keys)}"
        return f"{where}the key {found[1]} is not known; {help_}"
    if found := re.fullmatch(r"Expected `(\w+)(?: \| \w+)?`, got `(\w+)`", said):
        wanted, got = (_KINDS.get(one, one) for one in found.groups())
        return f"{where}this is {got}; write {wanted}"
    if found := re.fullmatch(r"Expected `(\w+)` of length (.*)", said):
        return f"{where}its length has to be {found[2]}"
    if found := re.fullmatch(r"Expected `(\w+)` (.*)", said):
        return f"{where}it has to be {_KINDS.get(found[1], found[1])} {found[2]}"
    return f"{where}{said}"


def _keys(path: str, form: type[msgspec.Struct]) -> list[str]:
    """Return the keys that a table of a lesson may have."""
    tables: dict[str, type[msgspec.Struct]] = {
        "question": _Question, "outcome": _Outcome, "seeds": _Seeds,
    }  # fmt: skip
    found = _Step if path.startswith("step ") else tables.get(path, form)
    return [one.encode_name for one in msgspec.structs.fields(found)]


def read_folder(folder: Path, tell: Callable[[str], None]) -> dict[str, Lesson]:
    """Return the lessons of a folder by name; ``tell(sentence)`` is told of each that is none."""
    lessons = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            lessons[path.stem] = read_lesson(path)
        except LessonError as problem:
            tell(str(problem))
    return lessons
