"""All lessons: those of the course, and a lecturer's own from folders beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from playground.lessons.lesson import Lesson
from playground.lessons.reader import LessonError, read_folder
from playground.runs.once import Once

SHIPPED = Path(__file__).with_name("course")


def _refuse(sentence: str) -> None:
    raise LessonError(sentence)


class Course(Mapping[str, Lesson]):
    """Lessons by name, in their order; they are read when they are first asked for.

    Examples
    --------
    >>> course = Course()
    >>> course["ring"].title
    'How many neurons does a ring need?'
    """

    def __init__(self, folder: Path = SHIPPED) -> None:
        self._lessons: Once[dict[str, Lesson]] = Once(lambda: read_folder(folder, _refuse))

    def add(self, folder: Path, tell: Callable[[str], None]) -> None:
        """Add a lecturer's own; one of a name that is there already takes its place.

        Parameters
        ----------
        folder
            The files ``*.toml`` in it are read now.
        tell
            ``tell(sentence)`` is called for each that does not fit; it is left out.
        """
        known = {**self._lessons(), **read_folder(folder, tell)}
        self._lessons = Once.known(known)

    def _sorted(self) -> list[Lesson]:
        return sorted(self._lessons().values(), key=lambda one: (one.chapter, one.order, one.name))

    def __getitem__(self, name: str) -> Lesson:
        return self._lessons()[name]

    def __iter__(self) -> Iterator[str]:
        return iter([one.name for one in self._sorted()])

    def __len__(self) -> int:
        return len(self._lessons())

    def after(self, name: str) -> Lesson | None:
        """Return the lesson after one, None after the last."""
        names = list(self)
        place = names.index(name) + 1
        return self[names[place]] if place < len(names) else None


COURSE = Course()
