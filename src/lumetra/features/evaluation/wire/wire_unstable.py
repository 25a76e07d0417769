"""`/api/public/unstable/evaluators` and `/unstable/evaluation-rules` (wire contract 9.7)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Conflict
from lumetra.features.evaluation import write_evaluators as evaluators
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.evaluation.routes.routes_evaluators import actor_of
from lumetra.features.evaluation.rules import write_rules as rules
from lumetra.features.evaluation.tables import EvaluatorRow, RuleEvaluatorRow, RuleRow
from lumetra.features.evaluation.wire.wire_form import WireEvaluator, WireVariable, read_content, read_mapping, wire_content
from lumetra.features.evaluation.wire.wire_rules import WireRule, read_rule, wire_old_rule
from lumetra.http.access import requires
from lumetra.http.audit import Audit
from lumetra.http.paging import WirePage, wire_paging
from lumetra.http.wire_time import wire_time

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE


class UnstableEvaluator(WireEvaluator):
    """An evaluator of the older API: a name that is taken makes the next version."""

    mapping: list[WireVariable] | None = None


def build_unstable_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/public/unstable", tags=["wire: evaluators"])
    _add_evaluators(router, evaluation, audit)
    _add_rule_reads(router, evaluation)
    _add_rule_writes(router, evaluation, audit)
    return router


def _add_evaluators(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.get("/evaluators")
    def list_all(paging: WirePage = wire_paging(), access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            query = sa.select(EvaluatorRow).where(EvaluatorRow.project_id == access.project_id)
            rows = list(session.scalars(query.order_by(EvaluatorRow.updated_at.desc(), EvaluatorRow.id.desc())))
            shown = rows[paging.offset : paging.offset + paging.limit]
            return {"data": [_evaluator(session, row) for row in shown], "meta": paging.meta(len(rows))}

    @router.get("/evaluators/{evaluator_id}")
    def read(evaluator_id: str, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            return _evaluator(session, evaluators.get_evaluator(session, access.project_id, evaluator_id))

    @router.post("/evaluators")
    def create(body: UnstableEvaluator, access: Access = requires(WRITE)) -> dict[str, Any]:
        mapping = body.mapping if body.mapping is not None else body.variableMapping
        new = evaluators.NewVersion(content=read_content(body), mapping=read_mapping(mapping))
        with database.session() as session:
            row = evaluators.find_by_name(session, access.project_id, body.name)
            if row is None:
                row = evaluators.create_evaluator(
                    session, access.project_id, body.name, body.description or "", new, actor_of(access), clock()
                )
            else:
                evaluators.add_version(session, row, new, actor_of(access), clock())
            audit(session, access, "update", "evaluator", row.id, after={"name": row.name, "version": row.version})
            return _evaluator(session, row)

    @router.delete("/evaluators/{evaluator_id}")
    def delete(evaluator_id: str, access: Access = requires(WRITE)) -> dict[str, str]:
        with database.session() as session:
            row = evaluators.get_evaluator(session, access.project_id, evaluator_id)
            audit(session, access, "delete", "evaluator", row.id, before={"name": row.name})
            evaluators.delete_evaluator(session, row)
        return {"message": "Evaluator successfully deleted"}


def _add_rule_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database = evaluation.needs.database

    @router.get("/evaluation-rules")
    def list_all(paging: WirePage = wire_paging(), access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            rows = sorted(rules.list_rules(session, access.project_id), key=lambda row: (row.updated_at, row.id), reverse=True)
            shown = rows[paging.offset : paging.offset + paging.limit]
            return {"data": [_rule(session, row) for row in shown], "meta": paging.meta(len(rows))}

    @router.get("/evaluation-rules/{rule_id}")
    def read(rule_id: str, access: Access = requires(READ)) -> dict[str, Any]:
        with database.reading() as session:
            return _rule(session, rules.get_rule(session, access.project_id, rule_id))


def _add_rule_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-rules")
    def create(body: WireRule, access: Access = requires(WRITE)) -> dict[str, Any]:
        with database.session() as session:
            if any(row.name == body.name for row in rules.list_rules(session, access.project_id)):
                raise Conflict(f"There is already an evaluation rule named '{body.name}'")
            new = read_rule(session, access.project_id, body, None, newer=False)
            row = rules.create_rule(session, access.project_id, new, actor_of(access), clock())
            audit(session, access, "create", "evaluation_rule", row.id, after={"name": row.name})
            return _rule(session, row)

    @router.patch("/evaluation-rules/{rule_id}")
    def change(rule_id: str, body: WireRule, access: Access = requires(WRITE)) -> dict[str, Any]:
        with database.session() as session:
            row = rules.get_rule(session, access.project_id, rule_id)
            rules.change_rule(session, row, read_rule(session, access.project_id, body, row, newer=False), clock())
            audit(session, access, "update", "evaluation_rule", row.id, after={"name": row.name, "enabled": row.enabled})
            return _rule(session, row)

    @router.delete("/evaluation-rules/{rule_id}")
    def delete(rule_id: str, access: Access = requires(WRITE)) -> dict[str, str]:
        with database.session() as session:
            row = rules.get_rule(session, access.project_id, rule_id)
            audit(session, access, "delete", "evaluation_rule", row.id, before={"name": row.name})
            rules.delete_rule(session, row)
        return {"message": "Evaluation rule successfully deleted"}


def _evaluator(session: Session, row: EvaluatorRow) -> dict[str, Any]:
    count = session.scalar(
        sa.select(sa.func.count()).select_from(RuleEvaluatorRow).where(RuleEvaluatorRow.evaluator_id == row.id)
    )
    stored = evaluators.get_version(session, row.project_id, row.id)
    return {
        "id": row.id, "name": row.name, "version": row.version, "scope": "project", "evaluationRuleCount": count or 0, "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at), **wire_content(stored, nested=True),
    }  # fmt: skip


def _rule(session: Session, row: RuleRow) -> dict[str, Any]:
    assigned = rules.assigned_to(session, [row.id])[row.id]
    query = sa.select(EvaluatorRow).where(EvaluatorRow.id.in_([one.evaluator_id for one in assigned]))
    return wire_old_rule(row, assigned, {one.id: one for one in session.scalars(query)})
