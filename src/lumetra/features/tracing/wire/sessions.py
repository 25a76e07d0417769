"""Sessions on the Langfuse-compatible API (wire contract 2.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_IO, TRACE_TOTALS
from lumetra.features.tracing.filters import make_filter
from lumetra.features.tracing.read_groups import SESSION_COLUMNS, count_groups, page_of_groups, rows_of_session, traces_of_session
from lumetra.features.tracing.time_windows import BEGINNING, END, Window
from lumetra.features.tracing.wire.form import trace_v1
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.http.wire_time import wire_time
from lumetra.querylang.subjects import SESSIONS
from lumetra.querylang.syntax import Comparison, Condition, FieldName, Node, Value


def _is(field: str, *values: str) -> Node:
    return Condition(FieldName(field), tuple(Comparison("=", Value((value,))) for value in values), "any")


def build_session_wire_routes(analytics: Analytics, clock: Callable[[], datetime]) -> APIRouter:
    """The routes under `/api/public/sessions`."""
    router = APIRouter(prefix="/api/public", tags=["wire: tracing"])

    @router.get("/sessions")
    def list_sessions(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One numbered page of sessions, newest first."""
        query = WireParameters(request)
        page, limit = query.page()
        environments = query.many("environment")
        filter_ = make_filter(SESSIONS, clock(), *([_is("environment", *environments)] if environments else []))
        window = Window(query.moment("fromTimestamp") or BEGINNING, query.moment("toTimestamp") or END)
        columns = {name: SESSION_COLUMNS[name] for name in ("start_time", "environment")}
        rows = page_of_groups(analytics, access.project_id, filter_, window, columns, limit=limit, offset=(page - 1) * limit).rows
        total = count_groups(analytics, access.project_id, filter_, window)
        return json_response({"data": [_session(access, row) for row in rows], "meta": page_meta(page, limit, total)})

    @router.get("/sessions/{session_id:path}")
    def get_session(session_id: str, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One session with its traces."""
        keys = traces_of_session(analytics, access.project_id, session_id)
        traces = rows_of_session(
            analytics,
            access.project_id,
            session_id,
            keys,
            {"project_id": "any(observations.project_id)"},
            TRACE_CORE,
            TRACE_IO,
            TRACE_TOTALS,
        )
        if not traces:
            raise NotFound("Session not found within authorized project")
        data = [trace_v1(row, ("io", "metrics"), [], []) for row in traces]
        own = {"id": session_id, "start_time": traces[0]["started"], "environment": traces[0]["environment"]}
        return json_response({**_session(access, own), "traces": data})

    return router


def _session(access: Access, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": row["id"],
        "createdAt": wire_time(row["start_time"]),
        "projectId": access.project_id,
        "environment": row["environment"],
    }
