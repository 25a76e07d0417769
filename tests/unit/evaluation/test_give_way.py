"""Judging makes way for ingestion by spacing what it starts."""

from __future__ import annotations

from itertools import pairwise

import pytest

from lumetra.features.evaluation.executions.give_way import BEHIND_SPACING_SECONDS, BUSY_SPACING_SECONDS, GiveWay


class Clock:
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


@pytest.mark.parametrize(("oldest", "spacing"), [(0.0, 0.0), (0.3, BUSY_SPACING_SECONDS), (30.0, BEHIND_SPACING_SECONDS)])
def test_executions_start_the_further_apart_the_more_ingestion_has_to_do(oldest: float, spacing: float) -> None:
    clock = Clock()
    give_way = GiveWay(lambda: oldest, clock)
    starts: list[float] = []

    for _ in range(5):
        while (wait := give_way.take()) > 0:
            clock.now += wait
        starts.append(clock.now)
    gaps = [later - earlier for earlier, later in pairwise(starts)]
    assert all(spacing <= gap < spacing + 0.01 for gap in gaps)
