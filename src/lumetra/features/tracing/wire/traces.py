"""Reads of traces on the Langfuse-compatible API, and their deletion (wire contract 2.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import NotFound
from lumetra.domain.observation import Observation, Score, TraceUpdate
from lumetra.domain.pricing.unit_prices import FindPrices
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_IO, TRACE_OBSERVATION_IDS, TRACE_TOTALS
from lumetra.features.tracing.filters import READ_SETTINGS, make_filter
from lumetra.features.tracing.pages_of_traces import page_of_traces
from lumetra.features.tracing.read_observations import page_keys, rows_of_keys
from lumetra.features.tracing.read_traces import TraceKey, count_traces, find_trace, trace_rows
from lumetra.features.tracing.time_windows import Window
from lumetra.features.tracing.wire.filters import advanced_filter, is_one_of, trace_conditions, wire_window
from lumetra.features.tracing.wire.form import score_v1, trace_v1
from lumetra.features.tracing.wire.observations import V1_COLUMNS, observations_v1
from lumetra.features.tracing.wire.ordered_traces import ordered_trace_keys, read_trace_order
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.querylang.subjects import OBSERVATIONS, TRACES

_PACKAGE = "lumetra.features.tracing"
TRACE_GROUPS: Final = frozenset({"core", "io", "scores", "observations", "metrics"})

Write = Callable[[Access, Sequence[Observation | TraceUpdate | Score | Deletion]], None]
"""Writes records through the ingestion log; returns when they are durable and, as a rule, visible."""


class TraceIds(BaseModel):
    """Body of `DELETE /traces`."""

    model_config = ConfigDict(populate_by_name=True)

    trace_ids: list[str] = Field(alias="traceIds", min_length=1, max_length=1000)


def build_wire_routes(analytics: Analytics, write: Write, find_prices: FindPrices, clock: Callable[[], datetime]) -> APIRouter:
    """The routes under `/api/public/traces`."""
    router = APIRouter(prefix="/api/public", tags=["wire: tracing"])
    _add_list(router, analytics, clock)
    _add_one(router, analytics, find_prices, clock)
    _add_deletions(router, write)
    return router


def _add_list(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    @router.get("/traces")
    def list_traces(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One numbered page of traces."""
        query = WireParameters(request)
        page, limit = query.page()
        wire = advanced_filter(query, "traces", TRACES)
        filter_ = make_filter(TRACES, clock(), *trace_conditions(query, wire))
        window = wire_window(query, "fromTimestamp", "toTimestamp")
        fields = _trace_fields(query)
        columns = [
            _project(access),
            TRACE_CORE,
            *([TRACE_IO] if "io" in fields else []),
            *([TRACE_TOTALS] if "metrics" in fields else []),
        ]
        if "observations" in fields:
            columns.append(TRACE_OBSERVATION_IDS)
        order = read_trace_order(query.text("orderBy"))
        if order is None:
            offset = (page - 1) * limit
            rows = page_of_traces(analytics, access.project_id, filter_, window, *columns, limit=limit, offset=offset).rows
        else:
            keys = ordered_trace_keys(analytics, access.project_id, filter_, window, order, page=page, limit=limit)
            rows = trace_rows(analytics, access.project_id, keys, *columns)
        scores = _scores(analytics, access.project_id, [row["trace_id"] for row in rows]) if "scores" in fields else {}
        data = [
            trace_v1(row, fields, [s["id"] for s in scores.get(row["trace_id"], [])], list(row.get("observation_ids", ())))
            for row in rows
        ]
        total = count_traces(analytics, access.project_id, filter_, window)
        return json_response({"data": data, "meta": page_meta(page, limit, total)})


def _add_one(router: APIRouter, analytics: Analytics, find_prices: FindPrices, clock: Callable[[], datetime]) -> None:
    def observations_of(access: Access, trace: TraceKey) -> list[Any]:
        """Every observation of a trace, oldest first."""
        only = make_filter(OBSERVATIONS, clock(), is_one_of("trace_id", trace.trace_id))
        keys = page_keys(analytics, access.project_id, only, Window(trace.started, trace.ended), limit=100_000)
        rows = rows_of_keys(analytics, access.project_id, keys, V1_COLUMNS)
        return observations_v1(rows[::-1], find_prices, access.project_id)

    @router.get("/traces/{trace_id:path}")
    def get_trace(trace_id: str, request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One trace with its observations and scores."""
        fields = _trace_fields(WireParameters(request))
        columns = [_project(access), TRACE_CORE, TRACE_TOTALS, *([TRACE_IO] if "io" in fields else [])]
        # Read in the reverse order of writing: whoever sees a score sees what was stored before it, and a client that waits for
        # its last event finds everything else as well.
        scores = _scores(analytics, access.project_id, [trace_id]).get(trace_id, []) if "scores" in fields else []
        key = find_trace(analytics, access.project_id, trace_id)
        observations = observations_of(access, key) if key and "observations" in fields else []
        rows = trace_rows(analytics, access.project_id, [key], *columns) if key else []
        if not rows:
            raise NotFound(f"Trace {trace_id} not found within authorized project")
        return json_response(trace_v1(rows[0], fields, [score_v1(score) for score in scores], observations))


def _add_deletions(router: APIRouter, write: Write) -> None:
    @router.delete("/traces/{trace_id:path}")
    def delete_trace(trace_id: str, access: Access = requires(Permission.TRACES_DELETE)) -> dict[str, str]:
        """Hide one trace. It need not exist."""
        write(access, [Deletion(trace_ids=[trace_id])])
        return {"message": "Trace deleted successfully"}

    @router.delete("/traces")
    def delete_many(body: TraceIds, access: Access = requires(Permission.TRACES_DELETE)) -> dict[str, str]:
        """Hide up to 1000 traces."""
        write(access, [Deletion(trace_ids=body.trace_ids)])
        return {"message": "Traces deleted successfully"}


def _project(access: Access) -> dict[str, str]:
    return {"project_id": "any(observations.project_id)"}


def _trace_fields(query: WireParameters) -> frozenset[str]:
    asked = frozenset(query.many("fields")) & TRACE_GROUPS
    return asked or TRACE_GROUPS


def _scores(analytics: Analytics, project_id: str, trace_ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    if trace_ids:
        sql = load_statement(_PACKAGE, "scores_of_traces").text
        for row in analytics.select(sql, {"project_id": project_id, "trace_ids": trace_ids}, settings=READ_SETTINGS):
            found[row["trace_id"]].append(row)
    return found
