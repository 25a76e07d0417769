"""`GET /v3/scores`: scores of every target by cursor, in groups of fields (wire contract 7.2)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.engines.analytics import Analytics
from lumetra.features.scores.read_scores import compares, compile_filter, is_one_of, page_of_scores
from lumetra.features.scores.wire_form import score_v3
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import decode_text_cursor, encode_cursor
from lumetra.http.wire_parameters import parse_wire_time
from lumetra.http.wire_query import WireParameters
from lumetra.querylang.subjects import SCORES
from lumetra.querylang.syntax import Node, Or
from lumetra.querylang.wire_filter import parse_wire_filter

TYPES: Final = ("NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION")
SOURCES: Final = ("API", "ANNOTATION", "EVAL")
_GROUPS_V3: Final = frozenset({"core", "details", "subject", "annotation"})
_CSV_V3: Final = {
    "id": "id", "name": "name", "environment": "environment", "configId": "config_id", "queueId": "queue_id",
    "authorUserId": "author_user_id", "traceId": "trace_id", "sessionId": "session_id", "observationId": "observation_id",
    "experimentId": "experiment_id",
}  # fmt: skip
_KNOWN_V3: Final = {
    *_CSV_V3, "source", "dataType", "value", "valueMin", "valueMax", "fromTimestamp", "toTimestamp", "limit", "cursor", "fields", "filter",
}  # fmt: skip


def add_v3(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    """The route; parameters it does not know are refused."""

    @router.get("/v3/scores")
    def list_v3(request: Request, access: Access = requires(Permission.SCORES_READ)) -> Response:
        """Scores of every target, by cursor."""
        query = WireParameters(request)
        limit = query.integer("limit", 50, least=1, most=100)
        groups = _groups_v3(query)
        condition = compile_filter(clock(), *_conditions_v3(query))
        after = None
        if query.text("cursor"):
            timestamp, score_id = decode_text_cursor(query.text("cursor"), 2)
            try:
                after = (parse_wire_time(timestamp).astimezone(UTC), score_id)
            except ValueError as error:
                raise Refusal("Invalid cursor format") from error
        rows = page_of_scores(analytics, access.project_id, condition, limit=limit + 1, after=after)
        meta: dict[str, Any] = {"limit": limit}
        if len(rows) > limit:
            last = rows[limit - 1]
            meta["cursor"] = encode_cursor(last["timestamp"].isoformat(), last["id"])
        return json_response({"data": [score_v3(row, groups) for row in rows[:limit]], "meta": meta})


def times_of(query: WireParameters) -> list[Node]:
    """The window of time between `fromTimestamp` and `toTimestamp`."""
    nodes: list[Node] = []
    if start := query.moment("fromTimestamp"):
        nodes.append(compares("timestamp", ">=", start.isoformat()))
    if end := query.moment("toTimestamp"):
        nodes.append(compares("timestamp", "<", end.isoformat()))
    return nodes


def _groups_v3(query: WireParameters) -> frozenset[str]:
    asked = frozenset(query.many("fields"))
    if unknown := asked - _GROUPS_V3:
        raise Refusal(
            f"Invalid request data: unknown fields group {', '.join(sorted(unknown))}; known are details, subject, annotation"
        )
    return asked


def _conditions_v3(query: WireParameters) -> list[Node]:
    if unknown := query.names() - _KNOWN_V3:
        raise Refusal(f"Invalid request data: unknown query parameter {', '.join(sorted(unknown))}")
    if sum(bool(query.text(name)) for name in ("traceId", "sessionId", "experimentId")) > 1:
        raise Refusal("Invalid request data: traceId, sessionId and experimentId exclude each other")
    if query.text("observationId") and not query.text("traceId"):
        raise Refusal("Invalid request data: observationId needs traceId")
    nodes = [is_one_of(field, query.many(name)) for name, field in _CSV_V3.items() if query.many(name)]
    types = [value.upper() for value in query.many("dataType")]
    for name, field, options in (("source", "source", SOURCES), ("dataType", "data_type", TYPES)):
        values = [value.upper() for value in query.many(name)]
        if any(value not in options for value in values):
            raise Refusal(f"Invalid request data: {name} is one of {', '.join(options)}")
        if values:
            nodes.append(is_one_of(field, values))
    nodes.extend(times_of(query))
    if text := query.text("filter"):
        nodes.append(parse_wire_filter(text, "scores", SCORES).node)
    return [*nodes, *_values_v3(query, types)]


def _values_v3(query: WireParameters, types: list[str]) -> list[Node]:
    nodes: list[Node] = []
    values = query.many("value")
    if values:
        if len(types) != 1 or types[0] not in ("NUMERIC", "BOOLEAN", "CATEGORICAL"):
            raise Refusal("Invalid request data: value needs dataType to be exactly one of NUMERIC, BOOLEAN, CATEGORICAL")
        nodes.append(
            Or(tuple(_value_v3(types[0], value) for value in values)) if len(values) > 1 else _value_v3(types[0], values[0])
        )
    for name in ("valueMin", "valueMax"):
        bound = query.number(name)
        if bound is None:
            continue
        if types != ["NUMERIC"]:
            raise Refusal(f"Invalid request data: {name} needs dataType NUMERIC")
        nodes.append(compares("value", ">=" if name == "valueMin" else "<=", repr(bound)))
    return nodes


def _value_v3(data_type: str, value: str) -> Node:
    if data_type == "CATEGORICAL":
        return is_one_of("string_value", [value])
    if data_type == "BOOLEAN":
        if value.lower() not in ("true", "false"):
            raise Refusal("Invalid request data: value of a BOOLEAN score is true or false")
        return compares("value", "=", "1" if value.lower() == "true" else "0")
    try:
        return compares("value", "=", repr(float(value)))
    except ValueError as error:
        raise Refusal("Invalid request data: value of a NUMERIC score is a number") from error
