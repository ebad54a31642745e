"""Lessons on the pages: what one visit does and is told while it is in one."""
