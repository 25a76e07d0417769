"""Scores and score configs on the Langfuse-compatible API (wire contract 7, 13.5)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

import msgspec
from fastapi import APIRouter, Body, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.domain.deletion import Deletion
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.observation import Score
from lumetra.domain.score_body import Issue, ScoreBody, read_score
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.features.scores.config_rules import Category, ConfigType
from lumetra.features.scores.configs import change_config, create_config, get_config, list_configs
from lumetra.features.scores.read_scores import (
    BEGINNING,
    compares,
    compile_filter,
    count_scores,
    get_score,
    is_one_of,
    page_of_scores,
    traces_of,
)
from lumetra.features.scores.wire_form import config_v1, score_v1, score_v2
from lumetra.features.scores.wire_v3 import SOURCES, TYPES, add_v3, times_of
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import WirePage, wire_paging
from lumetra.http.wire_parameters import parse_wire_time
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.querylang.subjects import SCORES
from lumetra.querylang.syntax import EVERYTHING, FieldName, Has, Node, Not
from lumetra.querylang.wire_filter import WireFilter, parse_wire_filter

Submit = Callable[[Access, Sequence[Score | Deletion]], object]
"""Writes records through the ingestion log; returns when they are durable."""


class NewConfig(BaseModel):
    """Body of `POST /score-configs`."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    name: str
    data_type: ConfigType
    categories: list[Category] | None = None
    min_value: float | None = None
    max_value: float | None = None
    description: str | None = None


class ConfigChange(BaseModel):
    """Body of `PATCH /score-configs/{id}`; at least one field."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    is_archived: bool | None = None
    name: str | None = Field(default=None)
    categories: list[Category] | None = None
    min_value: float | None = None
    max_value: float | None = None
    description: str | None = None


def build_wire_routes(
    analytics: Analytics, database: Database, submit: Submit, write: Submit, clock: Callable[[], datetime]
) -> APIRouter:
    """`submit` answers when a score is durable, `write` when it is visible too."""
    router = APIRouter(prefix="/api/public", tags=["wire: scores"])
    _add_writes(router, submit, write, clock)
    _add_reads(router, analytics, clock)
    add_v3(router, analytics, clock)
    _add_configs(router, database, clock)
    return router


def _add_writes(router: APIRouter, submit: Submit, write: Submit, clock: Callable[[], datetime]) -> None:
    @router.post("/scores")
    def post_scores(body: Any = Body(), access: Access = requires(Permission.SCORES_WRITE)) -> Response:
        """One score, answered with its id; or an array of them, answered 202, or 207 when some were refused."""
        now_us = (clock() - BEGINNING) // _MICROSECOND
        if isinstance(body, list):
            return _many(access, body, submit, now_us)
        read = _read(body, now_us)
        if not isinstance(read, Score):
            raise Refusal("Invalid request data", detail=[msgspec.to_builtins(issue) for issue in read])
        submit(access, [read])
        return json_response({"id": read.id})

    @router.delete("/scores/{score_id}", status_code=202)
    def delete_score(score_id: str, access: Access = requires(Permission.SCORES_WRITE)) -> dict[str, str]:
        """Hide a score."""
        write(access, [Deletion(score_ids=[score_id])])
        return {"message": "Score deletion queued successfully"}


_MICROSECOND: Final = datetime.resolution


def _read(body: Any, now_us: int) -> Score | list[Issue]:
    try:
        parsed = msgspec.convert(body, ScoreBody)
    except msgspec.ValidationError as error:
        return [Issue("invalid_type", [], str(error))]
    timestamp_us = now_us
    if isinstance(parsed.timestamp, str):
        try:
            timestamp_us = (parse_wire_time(parsed.timestamp).astimezone(UTC) - BEGINNING) // _MICROSECOND
        except ValueError as error:
            return [Issue("invalid_format", ["timestamp"], str(error))]
    return read_score(parsed, new_id=new_id(), timestamp_us=timestamp_us)


def _many(access: Access, bodies: list[Any], submit: Submit, now_us: int) -> Response:
    scores: list[Score] = []
    errors: list[dict[str, str]] = []
    for place, body in enumerate(bodies):
        read = _read(body, now_us)
        if isinstance(read, Score):
            scores.append(read)
        else:
            errors.append({"message": f"score {place}: " + "; ".join(f"{'.'.join(i.path)} {i.message}".strip() for i in read)})
    if scores:
        submit(access, scores)
    if not errors:
        return json_response({"message": "Accepted"}, 202)
    return json_response({"accepted": len(scores), "rejected": len(errors), "errors": errors}, 207)


def _add_reads(router: APIRouter, analytics: Analytics, clock: Callable[[], datetime]) -> None:
    def numbered(request: Request, access: Access, *extra: Node, form: Callable[[dict[str, Any], Any], Any]) -> Response:
        query = WireParameters(request)
        page, limit = query.page()
        condition = compile_filter(clock(), *_conditions(query), *extra)
        condition = _with_traces(condition, query)
        rows = page_of_scores(analytics, access.project_id, condition, limit=limit, offset=(page - 1) * limit)
        traces = traces_of(analytics, access.project_id, rows)
        data = [form(row, traces.get(row["trace_id"])) for row in rows]
        total = count_scores(analytics, access.project_id, condition)
        return json_response({"data": data, "meta": page_meta(page, limit, total)})

    of_traces: tuple[Node, ...] = (Has(FieldName("trace_id")), Not(is_one_of("data_type", ["CORRECTION"])))

    @router.get("/scores")
    def list_v1(request: Request, access: Access = requires(Permission.SCORES_READ)) -> Response:
        """Scores of traces and observations."""
        return numbered(request, access, *of_traces, form=score_v1)

    @router.get("/scores/{score_id}")
    def get_v1(score_id: str, access: Access = requires(Permission.SCORES_READ)) -> Response:
        """One score of a trace or observation."""
        row = get_score(analytics, access.project_id, score_id)
        if not row["trace_id"] or row["data_type"] == "CORRECTION":
            raise NotFound("Score not found within authorized project")
        return json_response(score_v1(row, traces_of(analytics, access.project_id, [row]).get(row["trace_id"])))

    @router.get("/v2/scores")
    def list_v2(request: Request, access: Access = requires(Permission.SCORES_READ)) -> Response:
        """Scores of every target."""
        query = WireParameters(request)
        fields = set(query.many("fields")) or {"score", "trace"}
        if "trace" not in fields and (query.text("userId") or query.many("traceTags")):
            raise Refusal("Cannot filter by userId or traceTags without including 'trace' in the fields parameter.")
        return numbered(request, access, form=lambda row, trace: score_v2(row, trace, with_trace="trace" in fields))

    @router.get("/v2/scores/{score_id}")
    def get_v2(score_id: str, access: Access = requires(Permission.SCORES_READ)) -> Response:
        """One score."""
        row = get_score(analytics, access.project_id, score_id)
        trace = traces_of(analytics, access.project_id, [row]).get(row["trace_id"])
        return json_response(score_v2(row, trace, with_trace=True))


def _with_traces(condition: Any, query: WireParameters) -> Any:
    """`userId` and `traceTags` ask about the trace that was judged."""
    asked: list[str] = []
    parameters: dict[str, Any] = dict(condition.parameters)
    if query.text("userId"):
        asked.append("user_id = {trace_user:String}")
        parameters["trace_user"] = query.text("userId")
    if tags := query.many("traceTags"):
        asked.append("hasAll(tags, {trace_tags:Array(String)})")
        parameters["trace_tags"] = tags
    if not asked:
        return condition
    where = " AND ".join(asked)
    sql = f"{condition.sql} AND trace_id IN (SELECT trace_id FROM observations FINAL WHERE project_id = {{project_id:String}} AND {where})"
    return type(condition)(sql, parameters)


def _conditions(query: WireParameters) -> list[Node]:
    text = query.text("filter")
    asked = parse_wire_filter(text, "scores", SCORES) if text else WireFilter(EVERYTHING, frozenset())
    nodes: list[Node] = [asked.node]
    simple = {
        "name": "name", "configId": "config_id", "queueId": "queue_id", "traceId": "trace_id", "observationId": "observation_id",
        "sessionId": "session_id", "datasetRunId": "experiment_id",
    }  # fmt: skip
    nodes.extend(
        is_one_of(field, [query.text(name)]) for name, field in simple.items() if query.text(name) and field not in asked.columns
    )
    for name, field, options in (("source", "source", SOURCES), ("dataType", "data_type", TYPES)):
        if (value := query.choice(name, options)) and field not in asked.columns:
            nodes.append(is_one_of(field, [value]))
    if (environments := query.many("environment")) and "environment" not in asked.columns:
        nodes.append(is_one_of("environment", environments))
    if ids := query.many("scoreIds"):
        nodes.append(is_one_of("id", ids))
    nodes.extend(times_of(query))
    operator, value = query.choice("operator", ("<", ">", "<=", ">=", "!=", "=")), query.number("value")
    if operator and value is not None:
        if operator == "!=":
            nodes.append(Not(compares("value", "=", repr(value))))
            nodes.append(Has(FieldName("value")))
        else:
            nodes.append(compares("value", operator, repr(value)))  # pyright: ignore[reportArgumentType]  (`choice` returned one of them)
    return nodes


def _add_configs(router: APIRouter, database: Database, clock: Callable[[], datetime]) -> None:
    @router.get("/score-configs")
    def list_all(paging: WirePage = wire_paging(), access: Access = requires(Permission.SCORE_CONFIGS_READ)) -> Response:
        """A page of score configs."""
        with database.reading() as session:
            rows, total = list_configs(session, access.project_id, limit=paging.limit, offset=paging.offset)
            data = [config_v1(row) for row in rows]
        return json_response({"data": data, "meta": paging.meta(total).model_dump()})

    @router.post("/score-configs")
    def create(body: NewConfig, access: Access = requires(Permission.SCORE_CONFIGS_WRITE)) -> Response:
        """A new score config."""
        with database.session() as session:
            row = create_config(session, access.project_id, clock(), **dict(body))
            return json_response(config_v1(row))

    @router.get("/score-configs/{config_id}")
    def get_one(config_id: str, access: Access = requires(Permission.SCORE_CONFIGS_READ)) -> Response:
        """One score config."""
        with database.reading() as session:
            return json_response(config_v1(get_config(session, access.project_id, config_id)))

    @router.patch("/score-configs/{config_id}")
    def change(config_id: str, body: ConfigChange, access: Access = requires(Permission.SCORE_CONFIGS_WRITE)) -> Response:
        """Change or archive a score config."""
        given = {name: getattr(body, name) for name in body.model_fields_set if getattr(body, name) is not None}
        with database.session() as session:
            return json_response(config_v1(change_config(session, access.project_id, config_id, clock(), given)))
