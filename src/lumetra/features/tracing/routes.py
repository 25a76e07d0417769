"""`/api/v1` lists of traces and observations, and what stands beside them: fields, facets, counts over time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query
from pydantic import AwareDatetime

from lumetra.domain.access import Access, Permission
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.filters import Filter, make_filter
from lumetra.features.tracing.read_facets import count_over_time, count_values, frequent_keys
from lumetra.features.tracing.read_observations import ObservationKey, page_keys, rows_of_keys
from lumetra.features.tracing.read_traces import TraceKey, page_of_traces
from lumetra.features.tracing.responses import (
    OBSERVATION_ROW_COLUMNS,
    TRACE_ROW_EXTRAS,
    Counts,
    Facet,
    FilterField,
    Listing,
    ObservationRow,
    TimeBucket,
    TraceRow,
    ValueCount,
)
from lumetra.features.tracing.time_windows import BEGINNING, END, Window
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor
from lumetra.querylang import Subject
from lumetra.querylang.subjects import OBSERVATIONS, TRACES

_PACKAGE = "lumetra.features.tracing"
_SUBJECTS: dict[str, Subject] = {"traces": TRACES, "observations": OBSERVATIONS}
SubjectName = Literal["traces", "observations"]
FilterText = Annotated[
    str, Query(alias="filter", description="A filter in the filter grammar; empty matches everything.", max_length=10_000)
]


def _window(
    start: Annotated[AwareDatetime | None, Query(alias="from", description="Rows that start then or later.")] = None,
    end: Annotated[AwareDatetime | None, Query(alias="to", description="Rows that start before.")] = None,
) -> Window:
    return Window(start or BEGINNING, end or END)


TimeWindow = Annotated[Window, Depends(_window)]


def build_routes(analytics: Analytics, clock: Callable[[], datetime]) -> APIRouter:
    """Lists, facets and counts, under `/api/v1/projects/{project_id}`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])
    _add_lists(router, analytics, clock)
    _add_counts(router, analytics, clock)
    return router


def _add_lists(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/traces")
    def list_traces(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[TraceRow]:
        """Traces, newest first."""
        parts = paging.parts(2)
        moment = None if parts is None else datetime.fromisoformat(parts[0])
        after = None if parts is None or moment is None else TraceKey(parts[1], moment, moment)
        page = page_of_traces(
            analytics,
            project_id,
            make_filter(TRACES, clock(), text=text),
            window,
            TRACE_CORE,
            TRACE_TOTALS,
            TRACE_PREVIEW,
            TRACE_ROW_EXTRAS,
            limit=paging.limit,
            after=after,
        )
        scores = _scores(analytics, project_id, [row["trace_id"] for row in page.rows])
        own = [[s for s in scores[row["trace_id"]] if not s["observation_id"]] for row in page.rows]
        last = page.next_key
        return Listing(
            data=[TraceRow.of(row, found) for row, found in zip(page.rows, own, strict=True)],
            next_cursor=encode_cursor(last.started.isoformat(), last.trace_id) if last else None,
        )

    @router.get("/observations")
    def list_observations(
        project_id: str,
        paging: CursorPaging,
        window: TimeWindow,
        text: FilterText = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ObservationRow]:
        """Observations, newest first."""
        parts = paging.parts(3)
        after = None if parts is None else ObservationKey(datetime.fromisoformat(parts[0]), parts[1], parts[2])
        filter_ = make_filter(OBSERVATIONS, clock(), text=text)
        keys = page_keys(analytics, project_id, filter_, window, limit=paging.limit + 1, after=after)
        shown = keys[: paging.limit]
        rows = rows_of_keys(analytics, project_id, shown, OBSERVATION_ROW_COLUMNS)
        scores = _scores(analytics, project_id, list({row["trace_id"] for row in rows}))
        own = [[s for s in scores[row["trace_id"]] if s["observation_id"] == row["id"]] for row in rows]
        more = len(keys) > paging.limit
        last = shown[-1] if more else None
        return Listing(
            data=[ObservationRow.of(row, found) for row, found in zip(rows, own, strict=True)],
            next_cursor=encode_cursor(last.start_time.isoformat(), last.trace_id, last.id) if last else None,
        )


def _add_counts(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    def read_filter(subject: SubjectName, text: str) -> Filter:
        return make_filter(_SUBJECTS[subject], clock(), text=text)

    @router.get("/filter-fields/{subject}")
    def list_fields(
        project_id: str, subject: SubjectName, access: Access = requires(Permission.TRACES_READ)
    ) -> Listing[FilterField]:
        """What a filter about traces or observations may ask, in the order in which it is offered."""
        fields = [
            FilterField(name=f.name, label=f.label, kind=f.kind.value, aliases=list(f.aliases), options=list(f.options))
            for f in _SUBJECTS[subject].fields
        ]
        return Listing(data=fields)

    @router.get("/facets/{subject}")
    def list_facets(
        project_id: str,
        subject: SubjectName,
        window: TimeWindow,
        fields: Annotated[list[str], Query(max_length=40, description="Names of fields.")],
        text: FilterText = "",
        containing: Annotated[str, Query(max_length=200, description="Only values that contain this, in any case.")] = "",
        limit: Annotated[int, Query(ge=1, le=200, description="Values a field.")] = 20,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[Facet]:
        """The most frequent values of fields. Conditions of the filter on a field itself do not narrow that field's values."""
        found = count_values(
            analytics, project_id, _SUBJECTS[subject], text, fields, window, clock(), prefix=containing, limit=limit
        )
        return Listing(data=[Facet(field=facet.field, values=_counted(facet.values)) for facet in found])

    @router.get("/counts/{subject}")
    def get_counts(
        project_id: str,
        subject: SubjectName,
        window: TimeWindow,
        text: FilterText = "",
        buckets: Annotated[int, Query(ge=1, le=500, description="At most about so many stretches of time.")] = 120,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Counts:
        """Rows and failures over time."""
        found = count_over_time(analytics, project_id, read_filter(subject, text), window, buckets)
        data = [TimeBucket(time=time, count=count, errors=errors) for time, count, errors in found.buckets]
        return Counts(bucket_seconds=found.seconds, total=found.total, data=data)

    @router.get("/filter-keys/{field}")
    def list_keys(
        project_id: str,
        field: Literal["metadata", "scores"],
        window: TimeWindow,
        prefix: Annotated[str, Query(max_length=200)] = "",
        access: Access = requires(Permission.TRACES_READ),
    ) -> Listing[ValueCount]:
        """Keys that occur inside metadata, or names of scores, most frequent first."""
        return Listing(data=_counted(frequent_keys(analytics, project_id, field, prefix, window)))


def _counted(values: Sequence[tuple[str, int]]) -> list[ValueCount]:
    return [ValueCount(value=value, count=count) for value, count in values]


def _scores(analytics: Analytics, project_id: str, trace_ids: Sequence[str]) -> defaultdict[str, list[Row]]:
    found: defaultdict[str, list[Row]] = defaultdict(list)
    if trace_ids:
        sql = load_statement(_PACKAGE, "scores_of_traces").text
        for row in analytics.select(sql, {"project_id": project_id, "trace_ids": list(trace_ids)}):
            found[row["trace_id"]].append(row)
    return found
