"""What a learner has asked for and cannot be done, in words."""

from __future__ import annotations


class SearchError(ValueError):
    """A search that cannot be made; the sentence says why and what to do."""
