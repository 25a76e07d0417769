"""Going through a stretch of history in a durable job: a day at a time, a page at a time, oldest first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from lumetra.engines.jobs import JobContext
from lumetra.features.evaluation.rules.match_targets import Place, Span

MAX_TARGETS: Final = 200_000
PAGE: Final = 500
_DAY_US: Final = 86_400_000_000
_WAIT_SECONDS: Final = 5.0


def walk_history(
    context: JobContext, window: Span, may_run: Callable[[], bool], queue_page: Callable[[Span, Place], dict[str, Any]]
) -> dict[str, int]:
    """Queue page by page; ends at `MAX_TARGETS`. `queue_page` answers as `page_done` does. Waits while ingestion is behind."""
    days = [Span(at, min(at + _DAY_US, window.end_us)) for at in range(window.start_us, window.end_us, _DAY_US)]
    queued = matched = 0
    for number, day in enumerate(days):
        after: dict[str, Any] | None = {"time_us": 0, "key": ""}
        while after is not None:
            wait_for_room(context, may_run)
            place = Place(int(after["time_us"]), str(after["key"]))
            done = context.step("queue a page", lambda day=day, place=place: queue_page(day, place))
            queued, matched, after = queued + done["queued"], matched + done["matched"], done["after"]
            if matched >= MAX_TARGETS:
                return {"queued": queued, "matched": matched, "cut_off_at": MAX_TARGETS}
        context.progress(number + 1, len(days), f"{queued} queued")
    return {"queued": queued, "matched": matched}


def wait_for_room(context: JobContext, may_run: Callable[[], bool]) -> None:
    """Sleep until ingestion is no longer behind."""
    while not context.step("ask for pressure", may_run):
        context.sleep(_WAIT_SECONDS)


def page_done(queued: int, matched: int, last: Place) -> dict[str, Any]:
    """What a page did, and behind what the next one begins; None at the end of the stretch."""
    more = {"time_us": last.time_us, "key": last.key} if matched == PAGE else None
    return {"queued": queued, "matched": matched, "after": more}
