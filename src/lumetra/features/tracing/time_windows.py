"""Walks back through time in growing windows, so that a first page reads the newest hours and not all of history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from lumetra.domain.errors import Refusal

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(2299, 1, 1, tzinfo=UTC)
_STEPS = (timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=7), timedelta(days=31), timedelta(days=185))


@dataclass(frozen=True)
class Window:
    """A stretch of time: `start` inclusive, `end` exclusive."""

    start: datetime = BEGINNING
    end: datetime = END

    @property
    def parameters(self) -> dict[str, int]:
        """`window_start` and `window_end` in microseconds, as every statement binds them."""
        return {"window_start": as_microseconds(self.start), "window_end": as_microseconds(self.end)}


def as_microseconds(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - BEGINNING) // timedelta(microseconds=1)


def hour_seconds(moments: Sequence[datetime]) -> list[int]:
    """The first second of every hour that holds one of these moments."""
    return sorted({as_microseconds(moment) // 3_600_000_000 * 3600 for moment in moments})


def moment_of(text: object) -> datetime:
    """A moment out of a cursor. Raises Refusal when it is none."""
    try:
        return datetime.fromisoformat(str(text)).astimezone(UTC)
    except ValueError as error:
        raise Refusal("Invalid cursor format", code="invalid_cursor") from error


def windows_back(whole: Window, newest: datetime | None) -> Iterator[Window]:
    """Windows that together cover `whole`, newest first, each longer than the one before.

    `newest` is the hour of the newest data, so that the first window is never empty; None when there is no data at all.
    """
    if newest is None or newest + timedelta(hours=1) <= whole.start:
        return
    end = whole.end
    anchor = min(newest + timedelta(hours=1), whole.end)
    for step in _STEPS:
        start = max(anchor - step, whole.start)
        if start < end:
            yield Window(start, end)
            end = start
        if end <= whole.start:
            return
    yield Window(whole.start, end)
