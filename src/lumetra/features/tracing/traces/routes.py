"""`/api/v1` for one trace: header, tree, detail of a node, payloads, log, search inside it, and what people change on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Query, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.changes.change_traces import Change, Write, change_traces
from lumetra.features.tracing.changes.models import BulkChange, BulkDelete, Done
from lumetra.features.tracing.parameters import FilterText
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_traces import TraceKey, find_trace
from lumetra.features.tracing.responses import Payload
from lumetra.features.tracing.traces.models import (
    LogPage,
    ObservationDetail,
    TraceChange,
    TraceHeader,
    TraceSearch,
    TreePage,
)
from lumetra.features.tracing.traces.read_detail import Side, read_detail, read_log, read_payload
from lumetra.features.tracing.traces.read_header import read_header
from lumetra.features.tracing.traces.read_tree import read_tree, tree_response
from lumetra.features.tracing.traces.search_inside import inside, search_inside
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging
from lumetra.querylang.subjects import OBSERVATIONS

Share = Callable[[Access, str, bool], None]
"""Shares a trace by a public link, or ends it."""


def build_trace_routes(analytics: Analytics, write: Write, share: Share, filters: FilterReader) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/traces", tags=["tracing"])
    _add_many(router, analytics, write)
    _add_one(router, analytics, write, share)
    _add_steps(router, analytics)
    _add_search(router, analytics, filters)
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


def _add_one(router: APIRouter, analytics: Analytics, write: Write, share: Share) -> None:
    @router.get("/{trace_id}")
    def get_trace(project_id: str, trace_id: str, access: Access = requires(Permission.TRACES_READ)) -> TraceHeader:
        """What belongs to the trace itself, and its totals."""
        return read_header(analytics, access.project_id, _known(analytics, access, trace_id))

    @router.patch("/{trace_id}")
    def change_trace(
        project_id: str, trace_id: str, body: TraceChange, access: Access = requires(Permission.TRACES_WRITE)
    ) -> TraceHeader:
        """Bookmark, publish or tag a trace."""
        change = Change(add_tags=tuple(body.add_tags), bookmarked=body.bookmarked)
        if not change_traces(analytics, write, access, [trace_id], change):
            raise NotFound(f"Trace {trace_id} does not exist in this project, or was deleted")
        if body.public is not None:
            share(access, trace_id, body.public)
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
        page = read_tree(analytics, access.project_id, _known(analytics, access, trace_id), offset=offset, limit=limit)
        if page is None:
            raise NotFound(f"Trace {trace_id} was deleted")
        return tree_response(page)

    @router.get("/{trace_id}/log")
    def get_log(
        project_id: str, trace_id: str, paging: CursorPaging, access: Access = requires(Permission.TRACES_READ)
    ) -> LogPage:
        """Every step in order, with the start of its payloads."""
        return read_log(analytics, access.project_id, _known(analytics, access, trace_id), paging)


def _add_search(router: APIRouter, analytics: Analytics, filters: FilterReader) -> None:
    @router.get("/{trace_id}/search")
    def search(
        project_id: str, trace_id: str, filter_text: FilterText, access: Access = requires(Permission.TRACES_READ)
    ) -> TraceSearch:
        """The observations of this trace that match a filter."""
        key = _known(analytics, access, trace_id)
        chosen = filters.read(access.project_id, OBSERVATIONS, filter_text, inside(key))
        return search_inside(analytics, access.project_id, key, chosen)


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
