"""The course as data: lessons that make one predict first, their reader, and their conditions.

``COURSE`` has the lessons by name. It knows pages only by what can be set up on them; the panel
that shows a lesson is ``playground/ui/lessons``.
"""

from playground.lessons.catalogue import COURSE, Course

__all__ = ["COURSE", "Course"]
