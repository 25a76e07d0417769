"""Reads of traces and observations on the Langfuse-compatible API, and their deletion (wire contract 2.2, 2.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.observation import LEVELS, OBSERVATION_TYPES, Observation, Score, TraceUpdate
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.columns import (
    OBSERVATION_CORE,
    OBSERVATION_IO,
    TRACE_CORE,
    TRACE_IO,
    TRACE_OBSERVATION_IDS,
    TRACE_TOTALS,
)
from lumetra.features.tracing.filters import READ_SETTINGS, make_filter
from lumetra.features.tracing.read_observations import (
    ObservationKey,
    count_observations,
    find_observation,
    page_keys,
    rows_of_keys,
)
from lumetra.features.tracing.read_traces import TraceKey, count_traces, find_trace, page_of_traces, trace_rows
from lumetra.features.tracing.time_windows import BEGINNING, END, Window
from lumetra.features.tracing.wire_form import observation_v1, score_v1, trace_v1
from lumetra.features.tracing.wire_form_v2 import DEFAULT_GROUPS, GROUPS, columns_of, observation_v2
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import decode_text_cursor, encode_cursor
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.querylang.fields import Subject
from lumetra.querylang.subjects import OBSERVATIONS, TRACES
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Value
from lumetra.querylang.wire_filter import WireFilter, parse_wire_filter

_PACKAGE = "lumetra.features.tracing"
TRACE_GROUPS: Final = frozenset({"core", "io", "scores", "observations", "metrics"})
_ORDER_FIELDS: Final = ("timestamp", "id", "name", "userId", "release", "version", "public", "bookmarked", "sessionId")
_V1_COLUMNS: Final = ("project_id", *OBSERVATION_CORE, *OBSERVATION_IO, "metadata")

Write = Callable[[Access, Sequence[Observation | TraceUpdate | Score | Deletion]], None]
"""Writes records through the ingestion log; returns when they are durable and, as a rule, visible."""


class TraceIds(BaseModel):
    """Body of `DELETE /traces`."""

    model_config = ConfigDict(populate_by_name=True)

    trace_ids: list[str] = Field(alias="traceIds", min_length=1, max_length=1000)


def build_wire_routes(analytics: Analytics, write: Write, clock: Callable[[], datetime]) -> APIRouter:
    """The routes under `/api/public`."""
    router = APIRouter(prefix="/api/public", tags=["wire: tracing"])

    def observations_of(access: Access, trace: TraceKey) -> list[Any]:
        """Every observation of a trace, oldest first."""
        only = make_filter(OBSERVATIONS, clock(), _is("trace_id", trace.trace_id))
        keys = page_keys(analytics, access.project_id, only, Window(trace.started, trace.ended), limit=100_000)
        return [observation_v1(row) for row in reversed(rows_of_keys(analytics, access.project_id, keys, _V1_COLUMNS))]

    @router.get("/traces")
    def list_traces(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One numbered page of traces."""
        query = WireParameters(request)
        page, limit = query.page()
        wire = _wire_filter(query, "traces", TRACES)
        filter_ = make_filter(TRACES, clock(), *_trace_conditions(query, wire))
        window = _window(query, "fromTimestamp", "toTimestamp")
        fields = _trace_fields(query)
        columns = [
            _project(access),
            TRACE_CORE,
            *([TRACE_IO] if "io" in fields else []),
            *([TRACE_TOTALS] if "metrics" in fields else []),
        ]
        if "observations" in fields:
            columns.append(TRACE_OBSERVATION_IDS)
        rows = page_of_traces(
            analytics, access.project_id, filter_, window, *columns, limit=limit, offset=(page - 1) * limit
        ).rows
        rows = _ordered(rows, query.text("orderBy"))
        scores = _scores(analytics, access.project_id, [row["trace_id"] for row in rows]) if "scores" in fields else {}
        data = [
            trace_v1(row, fields, [s["id"] for s in scores.get(row["trace_id"], [])], list(row.get("observation_ids", ())))
            for row in rows
        ]
        total = count_traces(analytics, access.project_id, filter_, window)
        return json_response({"data": data, "meta": page_meta(page, limit, total)})

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

    @router.get("/observations")
    def list_observations(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One numbered page of observations."""
        query = WireParameters(request)
        page, limit = query.page()
        wire = _wire_filter(query, "observations", OBSERVATIONS)
        filter_ = make_filter(OBSERVATIONS, clock(), *_observation_conditions(query, wire))
        window = _window(query, "fromStartTime", "toStartTime")
        keys = page_keys(analytics, access.project_id, filter_, window, limit=limit, offset=(page - 1) * limit)
        rows = rows_of_keys(analytics, access.project_id, keys, _V1_COLUMNS)
        total = count_observations(analytics, access.project_id, filter_, window)
        return json_response({"data": [observation_v1(row) for row in rows], "meta": page_meta(page, limit, total)})

    @router.get("/observations/{observation_id:path}")
    def get_observation(observation_id: str, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One observation."""
        key = find_observation(analytics, access.project_id, observation_id)
        rows = rows_of_keys(analytics, access.project_id, [key], _V1_COLUMNS) if key else []
        if not rows:
            raise NotFound("Observation not found within authorized project")
        return json_response(observation_v1(rows[0]))

    @router.get("/v2/observations")
    def list_observations_v2(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One page of observations by cursor, in the asked field groups."""
        query = WireParameters(request)
        if query.flag("parseIoAsJson"):
            raise Refusal("parseIoAsJson=true is not supported: input and output are always returned as strings")
        limit = query.integer("limit", 50, least=0, most=1000)
        after = _read_v2_cursor(query.text("cursor"))
        wire = _wire_filter(query, "v2/observations", OBSERVATIONS)
        filter_ = make_filter(OBSERVATIONS, clock(), *_observation_conditions(query, wire))
        window = _window(query, "fromStartTime", "toStartTime")
        groups = frozenset(query.many("fields")) & set(GROUPS) if query.text("fields") else DEFAULT_GROUPS
        expanded = frozenset(query.many("expandMetadata"))
        keys = page_keys(analytics, access.project_id, filter_, window, limit=limit + 1, after=after) if limit else []
        rows = rows_of_keys(analytics, access.project_id, keys[:limit], columns_of(groups))
        meta = {"cursor": _write_v2_cursor(keys[limit - 1])} if len(keys) > limit else {}
        return json_response({"data": [observation_v2(row, groups, expanded) for row in rows], "meta": meta})

    return router


def _project(access: Access) -> dict[str, str]:
    return {"project_id": "any(observations.project_id)"}


def _window(query: WireParameters, start: str, end: str) -> Window:
    return Window(query.moment(start) or BEGINNING, query.moment(end) or END)


def _trace_fields(query: WireParameters) -> frozenset[str]:
    asked = frozenset(query.many("fields")) & TRACE_GROUPS
    return asked or TRACE_GROUPS


def _wire_filter(query: WireParameters, table: str, subject: Subject) -> WireFilter:
    text = query.text("filter")
    return parse_wire_filter(text, table, subject) if text else WireFilter(And(()), frozenset())


def _is(field: str, *values: str) -> Node:
    tests = tuple(Comparison("=", Value((value,))) for value in values)
    return Condition(FieldName(field), tests, "any")


def _simple(query: WireParameters, wire: WireFilter, names: dict[str, str]) -> list[Node]:
    """The simple parameters; one steps back where the advanced filter asks for the same column (contract 0.3)."""
    return [_is(field, query.text(name)) for name, field in names.items() if query.text(name) and field not in wire.columns]


def _trace_conditions(query: WireParameters, wire: WireFilter) -> list[Node]:
    names = {"userId": "user_id", "name": "name", "sessionId": "session_id", "version": "version", "release": "release"}
    nodes = [wire.node, *_simple(query, wire, names)]
    if (tags := query.many("tags")) and "tags" not in wire.columns:
        nodes.extend(_is("tags", tag) for tag in tags)
    if (environments := query.many("environment")) and "environment" not in wire.columns:
        nodes.append(_is("environment", *environments))
    return nodes


def _observation_conditions(query: WireParameters, wire: WireFilter) -> list[Node]:
    names = {
        "name": "name", "userId": "user_id", "sessionId": "session_id", "traceId": "trace_id",
        "parentObservationId": "parent_id", "version": "version",
    }  # fmt: skip
    nodes = [wire.node, *_simple(query, wire, names)]
    for name, field, options in (("type", "type", OBSERVATION_TYPES), ("level", "level", LEVELS)):
        value = query.choice(name, options)
        if value and field not in wire.columns:
            nodes.append(_is(field, value))
    if query.given("parentObservationId") and not query.text("parentObservationId"):
        nodes.append(Not(Has(FieldName("parent_id"))))
    root = query.flag("isRootObservation")
    if root is not None:
        nodes.append(_is("is_root", "true" if root else "false"))
    if (environments := query.many("environment")) and "environment" not in wire.columns:
        nodes.append(_is("environment", *environments))
    return nodes


def _ordered(rows: list[Row], order: str) -> list[Row]:
    """`orderBy=field.asc|desc` inside the page; pages themselves go by time."""
    if not order:
        return rows
    field, _, direction = order.partition(".")
    if field not in _ORDER_FIELDS or direction not in ("asc", "desc"):
        raise Refusal(f"Invalid orderBy: expected one of {', '.join(_ORDER_FIELDS)}, then .asc or .desc")
    column = {"id": "trace_id", "userId": "user_id", "sessionId": "session_id"}.get(field, field)
    return sorted(rows, key=lambda row: row[column], reverse=direction == "desc")


def _scores(analytics: Analytics, project_id: str, trace_ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    if trace_ids:
        sql = load_statement(_PACKAGE, "scores_of_traces").text
        for row in analytics.select(sql, {"project_id": project_id, "trace_ids": trace_ids}, settings=READ_SETTINGS):
            found[row["trace_id"]].append(row)
    return found


def _read_v2_cursor(cursor: str) -> ObservationKey | None:
    if not cursor:
        return None
    started, trace_id, observation_id = decode_text_cursor(cursor, 3)
    try:
        moment = datetime.fromisoformat(started)
    except ValueError as error:
        raise Refusal("Invalid cursor format") from error
    return ObservationKey(moment.astimezone(UTC), trace_id, observation_id)


def _write_v2_cursor(key: ObservationKey) -> str:
    return encode_cursor(key.start_time.isoformat(), key.trace_id, key.id)
