"""`/api/v1/public`: reading a shared trace or session without signing in. Only GET; what is shared is asked anew every time."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel

from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.filters import make_filter
from lumetra.features.tracing.groups.models import SessionDetail
from lumetra.features.tracing.groups.read_session import read_session
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.responses import Payload
from lumetra.features.tracing.sharing.open_shared import SharedDoor, nothing_here
from lumetra.features.tracing.sharing.shown_fields import shown_detail, shown_header, shown_session, shown_tree
from lumetra.features.tracing.traces.models import LogPage, ObservationDetail, TraceHeader, TraceSearch, TreePage
from lumetra.features.tracing.traces.read_detail import Side, read_detail, read_log, read_payload
from lumetra.features.tracing.traces.read_header import read_header
from lumetra.features.tracing.traces.read_tree import read_tree, tree_response
from lumetra.features.tracing.traces.search_inside import inside, search_inside
from lumetra.http.paging import CursorPaging
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import Value, Words


class SharedPlace(BaseModel):
    """Where a shared trace is found."""

    project_id: str
    trace_id: str


def build_public_routes(door: SharedDoor, visit: Callable[..., object]) -> APIRouter:
    """The routes. `visit` is the dependency that bounds how often one address may ask."""
    router = APIRouter(prefix="/api/v1/public", tags=["public links"], dependencies=[Depends(visit)])
    _add_place(router, door)
    _add_trace(router, door, door.sharing.analytics)
    _add_observations(router, door, door.sharing.analytics)
    _add_session(router, door)
    return router


def _add_place(router: APIRouter, door: SharedDoor) -> None:
    @router.get("/traces/{trace_id}")
    def find_shared_trace(trace_id: str) -> SharedPlace:
        """The project of a shared trace, for links that do not name it."""
        return SharedPlace(project_id=door.project_of(trace_id), trace_id=trace_id)


def _add_trace(router: APIRouter, door: SharedDoor, analytics: Analytics) -> None:
    shared = Depends(door.trace)  # first of all, so that what is wrong with a request is no hint either

    @router.get("/projects/{project_id}/traces/{trace_id}")
    def get_shared_trace(project_id: str, trace_id: str, key: TraceKey = shared) -> TraceHeader:
        """What belongs to the trace itself, without people and what leads into the project."""
        return shown_header(read_header(analytics, project_id, key))

    @router.get("/projects/{project_id}/traces/{trace_id}/tree", response_model=TreePage)
    def get_shared_tree(
        project_id: str,
        trace_id: str,
        offset: Annotated[int, Query(ge=0)] = 0,
        limit: Annotated[int, Query(ge=1, le=100_000)] = 100_000,
        key: TraceKey = shared,
    ) -> Response:
        """The skeleton of the trace in tree order, in columns."""
        page = read_tree(analytics, project_id, key, offset=offset, limit=limit)
        if page is None:
            raise nothing_here()
        return tree_response(shown_tree(page))

    @router.get("/projects/{project_id}/traces/{trace_id}/log")
    def get_shared_log(project_id: str, trace_id: str, paging: CursorPaging, key: TraceKey = shared) -> LogPage:
        """Every step in order, with the start of its payloads."""
        return read_log(analytics, project_id, key, paging)

    @router.get("/projects/{project_id}/traces/{trace_id}/search")
    def search_shared(
        project_id: str, trace_id: str, words: Annotated[str, Query(max_length=500)] = "", key: TraceKey = shared
    ) -> TraceSearch:
        """Steps that hold these words, as one phrase. No filter: one could ask about what is not shown."""
        if not words.strip():
            return TraceSearch(data=[])
        chosen = make_filter(OBSERVATIONS, door.sharing.clock(), inside(key), Words(Value((words,))))
        return search_inside(analytics, project_id, key, chosen)


def _add_observations(router: APIRouter, door: SharedDoor, analytics: Analytics) -> None:
    shared = Depends(door.trace)

    @router.get("/projects/{project_id}/traces/{trace_id}/observations/{observation_id}")
    def get_shared_observation(project_id: str, trace_id: str, observation_id: str, key: TraceKey = shared) -> ObservationDetail:
        """One step, without people and what leads into the project."""
        return shown_detail(read_detail(analytics, project_id, trace_id, observation_id))

    @router.get("/projects/{project_id}/traces/{trace_id}/observations/{observation_id}/{side}")
    def get_shared_payload(
        project_id: str, trace_id: str, observation_id: str, side: Side,
        start: Annotated[int, Query(ge=0)] = 0, length: Annotated[int, Query(ge=1, le=1_000_000)] = 1_000_000,
        key: TraceKey = shared,
    ) -> Payload:  # fmt: skip
        """A piece of an input or output."""
        return read_payload(analytics, project_id, trace_id, observation_id, side, start=start, length=length)


def _add_session(router: APIRouter, door: SharedDoor) -> None:
    @router.get("/projects/{project_id}/sessions/{session_id:path}")
    def get_shared_session(project_id: str, session_id: str, paging: CursorPaging) -> SessionDetail:
        """The conversation, turn by turn."""
        door.session(project_id, session_id)
        found = read_session(door.sharing.analytics, project_id, session_id, paging)
        if found is None:
            raise nothing_here()
        flagged = {turn.id for turn in found.turns if turn.public}
        return shown_session(found, flagged - door.sharing.closed_traces(project_id, sorted(flagged)))
