"""Lessons: the course in six chapters, what is done of it, and free challenges."""
