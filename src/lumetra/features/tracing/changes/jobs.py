"""Changes on every trace that a filter finds, however many: a durable job that goes page by page and can be watched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from lumetra.domain.access import Access
from lumetra.domain.deletion import Deletion
from lumetra.domain.work import Work
from lumetra.engines.analytics import Analytics
from lumetra.engines.jobs import JobContext, JobKind, JobQueue, Jobs
from lumetra.features.tracing.changes.change_traces import Change, Write, change_traces
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.filters import Filter
from lumetra.features.tracing.pages_of_traces import page_of_traces
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_observations import ObservationKey, page_keys
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.time_windows import Window
from lumetra.querylang.subjects import OBSERVATIONS, SUBJECTS

KIND: Final = "tracing.bulk"
QUEUE: Final = JobQueue("tracing", concurrency=1, concurrency_per_project=1, work=Work.BACKFILLS)
_PAGE: Final = 500

Cursor = list[str]
"""Behind which the next page begins: a moment and ids, as JSON."""


class BulkRunner:
    """Registers, starts and runs them."""

    def __init__(self, analytics: Analytics, jobs: Jobs, write: Write, filters: FilterReader) -> None:
        self._analytics = analytics
        self._jobs = jobs
        self._write = write
        self._filters = filters
        jobs.register(JobKind(KIND, self._run, QUEUE))

    def start(
        self, access: Access, subject: str, text: str, window: Window, *, key: str, total: int, change: Change | None
    ) -> str:
        """Queue the change (None deletes) of the traces that match now, or whose observations do; returns the job's id."""
        now = self._filters.clock()
        self._filters.read(
            access.project_id, SUBJECTS[subject], text
        )  # what cannot be understood is refused here, not in the job
        argument: dict[str, Any] = {
            "subject": subject, "filter": text, "from": window.start.isoformat(), "to": min(window.end, now).isoformat(),
            "now": now.isoformat(), "total": total, "user_id": access.user_id, "key_id": access.key_id,
            "change": None if change is None else {"add_tags": list(change.add_tags), "bookmarked": change.bookmarked},
        }  # fmt: skip
        return self._jobs.submit(KIND, argument, key=key, project_id=access.project_id)

    def _run(self, context: JobContext, argument: Mapping[str, Any]) -> dict[str, int]:
        now, subject = datetime.fromisoformat(argument["now"]), SUBJECTS[argument["subject"]]
        filter_ = self._filters.read(context.project_id, subject, argument["filter"], now=now)
        window = Window(datetime.fromisoformat(argument["from"]), datetime.fromisoformat(argument["to"]))
        access = Access(
            project_id=context.project_id, organization_id="", permissions=frozenset(),
            user_id=argument["user_id"], key_id=argument["key_id"],
        )  # fmt: skip
        change = None if argument["change"] is None else Change(
            add_tags=tuple(argument["change"]["add_tags"]), bookmarked=argument["change"]["bookmarked"]
        )  # fmt: skip
        after: Cursor | None = None
        seen = traces = page = 0
        while True:
            done: dict[str, Any] = context.step(
                f"page {page}",
                lambda behind=after: self._change_page(access, filter_, window, behind, change),
                attempts=5,
            )
            seen, traces, page, after = seen + done["rows"], traces + done["traces"], page + 1, done["after"]
            context.progress(seen, max(int(argument["total"]), seen))
            if after is None:
                return {"traces": traces}

    def _change_page(
        self, access: Access, filter_: Filter, window: Window, after: Cursor | None, change: Change | None
    ) -> dict[str, Any]:
        ids, rows, following = self._next_page(access.project_id, filter_, window, after)
        if ids and change is None:
            self._write(access, [Deletion(trace_ids=ids)])
        elif ids and change is not None:
            change_traces(self._analytics, self._write, access, ids, change)
        return {"rows": rows, "traces": len(ids), "after": following}

    def _next_page(
        self, project_id: str, filter_: Filter, window: Window, after: Cursor | None
    ) -> tuple[list[str], int, Cursor | None]:
        """The traces of a page, how many rows it had, and where the next one begins (None at the end)."""
        if filter_.subject is OBSERVATIONS:
            behind = None if after is None else ObservationKey(_moment(after[0]), after[1], after[2])
            keys = page_keys(self._analytics, project_id, filter_, window, limit=_PAGE, after=behind)
            following = [_text(keys[-1].start_time), keys[-1].trace_id, keys[-1].id] if len(keys) == _PAGE else None
            return _distinct([key.trace_id for key in keys]), len(keys), following
        start = None if after is None else TraceKey(after[1], _moment(after[0]), _moment(after[0]))
        page = page_of_traces(self._analytics, project_id, filter_, window, TRACE_CORE, limit=_PAGE, after=start)
        next_key = page.next_key
        ids = [str(row["trace_id"]) for row in page.rows]
        return ids, len(ids), None if next_key is None else [_text(next_key.started), next_key.trace_id]


def _distinct(ids: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(ids))


def _text(moment: datetime) -> str:
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
