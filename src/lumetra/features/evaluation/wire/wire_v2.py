"""`/api/public/v2/evaluators` and `/v2/evaluation-rules` (wire contract 9.8)."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Query
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.features.evaluation import write_evaluators as evaluators
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.evaluation.routes.routes_evaluators import actor_of
from lumetra.features.evaluation.rules import write_rules as rules
from lumetra.features.evaluation.tables import EvaluatorRow, EvaluatorVersionRow, RuleEvaluatorRow, RuleRow
from lumetra.features.evaluation.wire.wire_form import (
    WireEvaluator,
    creator,
    read_content,
    read_mapping,
    wire_content,
    wire_evaluator,
    wire_mapping,
)
from lumetra.features.evaluation.wire.wire_rules import WireRule, read_rule, wire_rule
from lumetra.features.evaluation.write_evaluators import parse_mapping
from lumetra.http.access import requires
from lumetra.http.audit import Audit
from lumetra.http.paging import decode_text_cursor, encode_cursor
from lumetra.http.wire_time import wire_time

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE
Limit = Annotated[int, Query(ge=1, le=100)]


def build_wire_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/public/v2", tags=["wire: evaluators"])
    _add_evaluator_reads(router, evaluation)
    _add_evaluator_writes(router, evaluation, audit)
    _add_rule_reads(router, evaluation)
    _add_rule_writes(router, evaluation, audit)
    return router


def _add_evaluator_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database = evaluation.needs.database

    @router.get("/evaluators")
    def list_all(cursor: str | None = None, limit: Limit = 50, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            rows, meta = _page(
                session, sa.select(EvaluatorRow).where(EvaluatorRow.project_id == access.project_id), EvaluatorRow, cursor, limit
            )
            return {"data": [_evaluator(session, row) for row in rows], "meta": meta}

    @router.get("/evaluators/{evaluator_id}")
    def read(evaluator_id: str, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            return _evaluator(session, evaluators.get_evaluator(session, access.project_id, evaluator_id))

    @router.get("/evaluators/{evaluator_id}/versions")
    def versions(
        evaluator_id: str, cursor: str | None = None, limit: Limit = 50, access: Access = requires(READ)
    ) -> dict[str, Any]:
        with database.reading() as session:
            evaluators.get_evaluator(session, access.project_id, evaluator_id)
            query = sa.select(EvaluatorVersionRow).where(EvaluatorVersionRow.evaluator_id == evaluator_id)
            rows, meta = _page(session, query, EvaluatorVersionRow, cursor, limit)
            data = [
                {"id": row.id, "version": row.version, "createdAt": wire_time(row.created_at), "createdBy": creator(row.created_by),
                 **wire_content(evaluators.as_stored(row), nested=False)}
                for row in rows
            ]  # fmt: skip
            return {"data": data, "meta": meta}


def _add_evaluator_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluators")
    def create(body: WireEvaluator, access: Access = requires(WRITE)) -> dict[str, Any]:
        new = evaluators.NewVersion(content=read_content(body), mapping=read_mapping(body.variableMapping))
        with database.session() as session:
            row = evaluators.create_evaluator(
                session, access.project_id, body.name, body.description or "", new, actor_of(access), clock()
            )
            audit(session, access, "create", "evaluator", row.id, after={"name": row.name, "kind": row.kind})
            return _evaluator(session, row)

    @router.patch("/evaluators/{evaluator_id}")
    def change(evaluator_id: str, body: WireEvaluator, access: Access = requires(WRITE)) -> dict[str, Any]:
        with database.session() as session:
            row = evaluators.get_evaluator(session, access.project_id, evaluator_id)
            evaluators.change_evaluator(session, row, body.name or None, body.description, clock())
            if body.prompt is not None or body.sourceCode is not None:
                new = evaluators.NewVersion(content=read_content(body), mapping=read_mapping(body.variableMapping))
                evaluators.add_version(session, row, new, actor_of(access), clock())
            audit(session, access, "update", "evaluator", row.id, after={"name": row.name, "version": row.version})
            shown = _evaluator(session, row)
        evaluation.waker.wake(access.project_id)
        return shown

    @router.delete("/evaluators/{evaluator_id}")
    def delete(evaluator_id: str, access: Access = requires(WRITE)) -> dict[str, str]:
        with database.session() as session:
            row = evaluators.get_evaluator(session, access.project_id, evaluator_id)
            audit(session, access, "delete", "evaluator", row.id, before={"name": row.name})
            evaluators.delete_evaluator(session, row)
        return {"id": evaluator_id}


def _add_rule_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database = evaluation.needs.database

    @router.get("/evaluation-rules")
    def list_all(cursor: str | None = None, limit: Limit = 50, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            rows, meta = _page(session, sa.select(RuleRow).where(RuleRow.project_id == access.project_id), RuleRow, cursor, limit)
            assigned = rules.assigned_to(session, [row.id for row in rows])
            return {"data": [wire_rule(row, assigned[row.id]) for row in rows], "meta": meta}

    @router.get("/evaluation-rules/{rule_id}")
    def read(rule_id: str, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            row = rules.get_rule(session, access.project_id, rule_id)
            return wire_rule(row, rules.assigned_to(session, [row.id])[row.id])


def _add_rule_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-rules")
    def create(body: WireRule, access: Access = requires(WRITE)) -> dict[str, Any]:
        with database.session() as session:
            new = read_rule(session, access.project_id, body, None, newer=True)
            row = rules.create_rule(session, access.project_id, new, actor_of(access), clock())
            audit(session, access, "create", "evaluation_rule", row.id, after={"name": row.name})
            return wire_rule(row, rules.assigned_to(session, [row.id])[row.id])

    @router.patch("/evaluation-rules/{rule_id}")
    def change(rule_id: str, body: WireRule, access: Access = requires(WRITE)) -> dict[str, Any]:
        with database.session() as session:
            row = rules.get_rule(session, access.project_id, rule_id)
            rules.change_rule(session, row, read_rule(session, access.project_id, body, row, newer=True), clock())
            audit(session, access, "update", "evaluation_rule", row.id, after={"name": row.name, "enabled": row.enabled})
            return wire_rule(row, rules.assigned_to(session, [row.id])[row.id])

    @router.delete("/evaluation-rules/{rule_id}")
    def delete(rule_id: str, access: Access = requires(WRITE)) -> dict[str, str]:
        with database.session() as session:
            row = rules.get_rule(session, access.project_id, rule_id)
            audit(session, access, "delete", "evaluation_rule", row.id, before={"name": row.name})
            rules.delete_rule(session, row)
        return {"id": rule_id}


def _evaluator(session: Session, row: EvaluatorRow) -> dict[str, Any]:
    query = sa.select(RuleEvaluatorRow).where(RuleEvaluatorRow.evaluator_id == row.id).order_by(RuleEvaluatorRow.rule_id)
    assignments = [
        {"evaluationRuleId": one.rule_id, "variableMappingOverride": wire_mapping(parse_mapping(one.mapping)) if one.mapping else None}
        for one in session.scalars(query)
    ]  # fmt: skip
    return wire_evaluator(row, evaluators.get_version(session, row.project_id, row.id), assignments)


def _page(session: Session, query: Any, table: Any, cursor: str | None, limit: int) -> tuple[list[Any], dict[str, Any]]:
    """Newest first; ids sort by when they were made."""
    if cursor:
        query = query.where(table.id < decode_text_cursor(cursor, 1)[0])
    rows: list[Any] = list(session.scalars(query.order_by(table.id.desc()).limit(limit + 1)))
    meta = {"cursor": encode_cursor(rows[limit - 1].id)} if len(rows) > limit else {}
    return rows[:limit], meta
