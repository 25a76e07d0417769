"""`/api/v1` for one trace: header, tree, detail of a node, payloads, log, search inside it, and what people change on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.changes.change_traces import Change, Write, change_traces
from lumetra.features.tracing.changes.models import BulkChange, BulkDelete, Done
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_PREVIEW, TRACE_TOTALS
from lumetra.features.tracing.filters import make_filter
from lumetra.features.tracing.highlight import find_highlights, searched_words
from lumetra.features.tracing.parameters import FilterText
from lumetra.features.tracing.read_observations import ObservationKey, page_keys
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.read_traces import TraceKey, find_trace, trace_rows
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, Payload, TraceRow, metadata_object
from lumetra.features.tracing.time_windows import Window, hour_seconds, moment_of
from lumetra.features.tracing.traces.models import (
    LogPage,
    ObservationDetail,
    TraceChange,
    TraceHeader,
    TraceHit,
    TraceSearch,
    TreePage,
)
from lumetra.features.tracing.traces.read_detail import Side, read_detail, read_log, read_payload
from lumetra.features.tracing.traces.read_tree import read_tree
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import CursorPaging
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import Comparison, Condition, FieldName, Value

_END = {"ended": "max(observations.end_time)"}


def build_trace_routes(analytics: Analytics, write: Write, clock: Callable[[], datetime]) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/traces", tags=["tracing"])
    _add_many(router, analytics, write)
    _add_one(router, analytics, write)
    _add_steps(router, analytics)
    _add_search(router, analytics, clock)
    _add_observations(router, analytics)
    return router


def _known(analytics: Analytics, access: Access, trace_id: str) -> TraceKey:
    key = find_trace(analytics, access.project_id, trace_id)
    if key is None:
        raise NotFound(f"Trace {trace_id} does not exist in this project, or was deleted")
    return key


def _add_many(router: APIRouter, analytics: Analytics, write: Write) -> None:
    @router.post("/delete")
    def delete_traces(project_id: str, body: BulkDelete, access: Access = requires(Permission.TRACES_DELETE)) -> Done:
        """Hide traces with their observations and scores."""
        write(access, [Deletion(trace_ids=body.trace_ids)])
        return Done(count=len(body.trace_ids))

    @router.post("/change")
    def change_many(project_id: str, body: BulkChange, access: Access = requires(Permission.TRACES_WRITE)) -> Done:
        """Tag or bookmark several traces."""
        change = Change(add_tags=tuple(body.add_tags), bookmarked=body.bookmarked)
        return Done(count=change_traces(analytics, write, access, body.trace_ids, change))


def _add_one(router: APIRouter, analytics: Analytics, write: Write) -> None:
    @router.get("/{trace_id}")
    def get_trace(project_id: str, trace_id: str, access: Access = requires(Permission.TRACES_READ)) -> TraceHeader:
        """What belongs to the trace itself, and its totals."""
        scores = score_rows(analytics, access.project_id, [trace_id])  # first, because they are written last
        key = _known(analytics, access, trace_id)
        columns = (TRACE_CORE, TRACE_TOTALS, TRACE_PREVIEW, TRACE_ROW_EXTRAS, _END)
        rows = trace_rows(analytics, access.project_id, [key], *columns)
        if not rows:
            raise NotFound(f"Trace {trace_id} was deleted")
        row = rows[0]
        return TraceHeader(
            **TraceRow.fields_of(row, [score for score in scores if not score["observation_id"]], []),
            score_list=[score_value(score) for score in scores],
            metadata=metadata_object(row["metadata"]),
            start_time=row["started"],
            end_time=row["ended"],
            created_at=row["created_at"],
            updated_at=row["updated_at"],
        )

    @router.patch("/{trace_id}")
    def change_trace(
        project_id: str, trace_id: str, body: TraceChange, access: Access = requires(Permission.TRACES_WRITE)
    ) -> TraceHeader:
        """Bookmark, publish or tag a trace."""
        change = Change(add_tags=tuple(body.add_tags), bookmarked=body.bookmarked, public=body.public)
        if not change_traces(analytics, write, access, [trace_id], change):
            raise NotFound(f"Trace {trace_id} does not exist in this project, or was deleted")
        return get_trace(project_id, trace_id, access)


def _add_steps(router: APIRouter, analytics: Analytics) -> None:
    @router.get("/{trace_id}/tree", response_model=TreePage)
    def get_tree(
        project_id: str,
        trace_id: str,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=100_000)] = 100_000,
        access: Access = requires(Permission.TRACES_READ),
    ) -> Response:
        """The skeleton of the trace in tree order, in columns."""
        key = _known(analytics, access, trace_id)
        scores = [score_value(score) for score in score_rows(analytics, access.project_id, [trace_id])]
        page = read_tree(analytics, access.project_id, key, scores, offset=offset, limit=limit)
        if page is None:
            raise NotFound(f"Trace {trace_id} has no observations")
        # Built by us column by column: encoding it straight saves going through every cell of 50 000 rows once more.
        return json_response({**dict(page), "scores": [score.model_dump() for score in page.scores]})

    @router.get("/{trace_id}/log")
    def get_log(
        project_id: str, trace_id: str, paging: CursorPaging, access: Access = requires(Permission.TRACES_READ)
    ) -> LogPage:
        """Every step in order, with the start of its payloads."""
        parts = paging.parts(2)
        after = ObservationKey(moment_of(parts[0]), trace_id, str(parts[1])) if parts else None
        return read_log(analytics, access.project_id, _known(analytics, access, trace_id), after=after, limit=paging.limit)


def _add_search(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/{trace_id}/search")
    def search(
        project_id: str, trace_id: str, filter_text: FilterText, access: Access = requires(Permission.TRACES_READ)
    ) -> TraceSearch:
        """The observations of this trace that match a filter."""
        key = _known(analytics, access, trace_id)
        inside = Condition(FieldName("trace_id"), (Comparison("=", Value((trace_id,))),))
        chosen = make_filter(OBSERVATIONS, clock(), inside, text=filter_text)
        found = page_keys(analytics, access.project_id, chosen, Window(key.started, key.ended), limit=1000)
        hits = find_highlights(
            analytics, access.project_id, searched_words(chosen.checked), [(k.trace_id, k.id) for k in found],
            hour_seconds([k.start_time for k in found]),
        )  # fmt: skip
        return TraceSearch(data=[TraceHit(id=k.id, highlights=hits.get((k.trace_id, k.id), [])) for k in reversed(found)])


def _add_observations(router: APIRouter, analytics: Analytics) -> None:
    @router.get("/{trace_id}/observations/{observation_id}")
    def get_observation(
        project_id: str, trace_id: str, observation_id: str, access: Access = requires(Permission.TRACES_READ)
    ) -> ObservationDetail:
        """Everything about one observation."""
        return read_detail(analytics, access.project_id, trace_id, observation_id)

    @router.get("/{trace_id}/observations/{observation_id}/{side}")
    def get_payload(
        project_id: str, trace_id: str, observation_id: str, side: Side, start: Annotated[int, Query(ge=0)] = 0,
        length: Annotated[int, Query(ge=1, le=10_000_000)] = 1_000_000, access: Access = requires(Permission.TRACES_READ),
    ) -> Payload:  # fmt: skip
        """A piece of an input or output."""
        return read_payload(analytics, access.project_id, trace_id, observation_id, side, start=start, length=length)
