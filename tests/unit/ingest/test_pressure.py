"""Pressure pauses other work in a fixed order, resumes it with hysteresis, and refuses intake only when it is full."""

from __future__ import annotations

import pytest

from lumetra.domain.errors import TooManyRequests
from lumetra.domain.work import Work
from lumetra.ingest.log import Backlog
from lumetra.ingest.pressure import Pressure


class Gauge:
    """A backlog that tests set, in percent of its bound."""

    def __init__(self) -> None:
        self.percent = 0
        self.pressure = Pressure(self.read, max_bytes=1000, max_age_seconds=100, clock=lambda: 1000.0)

    def read(self) -> Backlog:
        return Backlog(bytes=self.percent * 10, oldest_logged_at_us=0)

    def paused(self, percent: int) -> list[Work]:
        self.percent = percent
        return self.pressure.state().paused


def test_work_is_paused_in_a_fixed_order_and_resumes_later_than_it_paused() -> None:
    gauge = Gauge()
    assert gauge.paused(79) == []
    assert gauge.paused(80) == [Work.BACKFILLS]
    assert gauge.paused(85) == [Work.BACKFILLS, Work.EVALUATIONS]
    assert gauge.paused(100) == list(Work)
    assert gauge.paused(65) == list(Work)
    assert gauge.paused(62) == [Work.BACKFILLS]
    assert gauge.paused(50) == []


def test_intake_is_refused_only_when_the_backlog_is_full() -> None:
    gauge = Gauge()
    gauge.percent = 99
    gauge.pressure.check_intake()
    gauge.percent = 100
    with pytest.raises(TooManyRequests) as refused:
        gauge.pressure.check_intake()
    assert refused.value.retry_after_seconds > 0


def test_age_counts_as_much_as_bytes() -> None:
    pressure = Pressure(
        lambda: Backlog(bytes=1, oldest_logged_at_us=850_000_000), max_bytes=10**9, max_age_seconds=100, clock=lambda: 1000.0
    )
    assert pressure.state().level == 1.5
    assert not pressure.may_run(Work.EVALUATIONS)
