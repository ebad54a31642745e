"""A short run of the fuzz campaign; ``make fuzz`` takes many more inputs."""

from __future__ import annotations

import pytest

from tests.export.fuzz import CAMPAIGN, campaign

INPUTS = 1_500


@pytest.mark.parametrize("part", CAMPAIGN, ids=lambda part: part[0])
def test_odd_input_is_used_or_refused_in_words(part):
    _, attempt, strategy, share = part
    campaign(attempt, strategy, max(int(INPUTS * share), 1))
