"""`/api/v1` of evaluation rules: list, write, preview, back-fills, and "why not?"."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Response
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.jobs import Job
from lumetra.features.evaluation.executions.queue_executions import asked_by_name
from lumetra.features.evaluation.executions.read_executions import activity_of
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.evaluation.routes import shapes_rules as shapes
from lumetra.features.evaluation.routes.routes_evaluators import actor_of
from lumetra.features.evaluation.routes.shapes_executions import EvaluationTargetOut
from lumetra.features.evaluation.rules import write_rules as write
from lumetra.features.evaluation.rules.apply_rule import ActiveRule
from lumetra.features.evaluation.rules.backfill import BACKFILL, read_window
from lumetra.features.evaluation.tables import EvaluatorRow, RuleRow
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE


def build_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["evaluation rules"], dependencies=[Depends(project_in_path)])
    _add_reads(router, evaluation)
    _add_why_not(router, evaluation)
    _add_writes(router, evaluation, audit)
    _add_preview(router, evaluation)
    _add_backfills(router, evaluation, audit)
    return router


def _add_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.get("/evaluation-rules")
    def list_all(access: Access = requires(READ)) -> shapes.EvaluationRuleList:
        with database.reading() as session:
            rows = write.list_rules(session, access.project_id)
            return shapes.EvaluationRuleList(data=_shown(session, access.project_id, rows, clock()))

    @router.get("/evaluation-rules/{rule_id}")
    def read(rule_id: str, access: Access = requires(READ)) -> shapes.EvaluationRuleOut:
        with database.reading() as session:
            row = write.get_rule(session, access.project_id, rule_id)
            return _shown(session, access.project_id, [row], clock())[0]


def _add_why_not(router: APIRouter, evaluation: Evaluation) -> None:
    database = evaluation.needs.database

    def explain(
        access: Access, rules: list[RuleRow], trace_id: str, observation_id: str, session_id: str
    ) -> list[shapes.WhyNotOut]:
        if not trace_id and not session_id:
            raise Refusal("Say which trace, observation or session: trace_id, observation_id, session_id")
        return [
            shapes.WhyNotOut.of(
                rule, evaluation.why_not.explain(access.project_id, rule, trace_id, observation_id, session_id)
            )
            for rule in rules
        ]  # fmt: skip

    @router.get("/evaluation-why-not")
    def why_not_any(
        trace_id: str = "", observation_id: str = "", session_id: str = "", access: Access = requires(READ)
    ) -> shapes.WhyNotList:
        with database.reading() as session:
            rules = write.list_rules(session, access.project_id)
        return shapes.WhyNotList(data=explain(access, rules, trace_id, observation_id, session_id))

    @router.get("/evaluation-rules/{rule_id}/why-not")
    def why_not(
        rule_id: str, trace_id: str = "", observation_id: str = "", session_id: str = "", access: Access = requires(READ)
    ) -> shapes.WhyNotOut:
        with database.reading() as session:
            rule = write.get_rule(session, access.project_id, rule_id)
        return explain(access, [rule], trace_id, observation_id, session_id)[0]


def _add_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-rules", status_code=201)
    def create(body: shapes.EvaluationRuleIn, access: Access = requires(WRITE)) -> shapes.EvaluationRuleOut:
        with database.session() as session:
            row = write.create_rule(session, access.project_id, body.as_new(), actor_of(access), clock())
            audit(session, access, "create", "evaluation_rule", row.id, after=_noted(row))
            return _shown(session, access.project_id, [row], clock())[0]

    @router.put("/evaluation-rules/{rule_id}")
    def change(rule_id: str, body: shapes.EvaluationRuleIn, access: Access = requires(WRITE)) -> shapes.EvaluationRuleOut:
        with database.session() as session:
            row = write.get_rule(session, access.project_id, rule_id)
            before = _noted(row)
            write.change_rule(session, row, body.as_new(), clock())
            audit(session, access, "update", "evaluation_rule", row.id, before=before, after=_noted(row))
            return _shown(session, access.project_id, [row], clock())[0]

    @router.post("/evaluation-rules/{rule_id}/switch")
    def switch(rule_id: str, body: shapes.EvaluationRuleSwitch, access: Access = requires(WRITE)) -> shapes.EvaluationRuleOut:
        with database.session() as session:
            row = write.get_rule(session, access.project_id, rule_id)
            write.switch_rule(session, row, body.enabled, clock())
            audit(session, access, "update", "evaluation_rule", row.id, after={"enabled": body.enabled})
            session.flush()
            return _shown(session, access.project_id, [row], clock())[0]

    @router.delete("/evaluation-rules/{rule_id}", status_code=204)
    def delete(rule_id: str, access: Access = requires(WRITE)) -> Response:
        with database.session() as session:
            row = write.get_rule(session, access.project_id, rule_id)
            audit(session, access, "delete", "evaluation_rule", row.id, before=_noted(row))
            write.delete_rule(session, row)
        return Response(status_code=204)


def _add_preview(router: APIRouter, evaluation: Evaluation) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluation-rule-previews")
    def preview(body: shapes.EvaluationPreviewIn, access: Access = requires(READ)) -> shapes.EvaluationPreviewOut:
        new = body.as_new()
        window = read_window(body.start, body.end)
        rule = ActiveRule(
            body.id or new_id(),
            access.project_id,
            new.target,
            new.filter,
            new.sampling,
            new.settle,
            new.settle_seconds,
            clock(),
            "",
        )
        with database.reading() as session:
            asked = [asked_by_name(session, access.project_id, one.evaluator_id, one.version) for one in body.evaluators]
        found = evaluation.backfiller.preview(rule, asked, window)
        return shapes.EvaluationPreviewOut(
            matches=found.matches, drawn=found.drawn, executions=found.executions, known_share=found.known_share, cost_usd=found.cost.usd,
            cost_basis=found.cost.basis, targets=[EvaluationTargetOut.of(target) for target in found.targets],
        )  # fmt: skip


def _add_backfills(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, jobs = evaluation.needs.database, evaluation.needs.jobs

    @router.get("/evaluation-rules/{rule_id}/backfills")
    def list_backfills(
        rule_id: str, access: Access = requires(READ), limit: int = Query(20, ge=1, le=100)
    ) -> shapes.BackfillList:
        with database.reading() as session:
            write.get_rule(session, access.project_id, rule_id)
        found = jobs.list(project_id=access.project_id, kinds=[BACKFILL], limit=200)
        own = [job for job in found if job.argument.get("rule_id") == rule_id][:limit]
        return shapes.BackfillList(data=[_backfill(jobs.find(job.id) or job) for job in own])

    @router.post("/evaluation-rules/{rule_id}/backfills", status_code=201)
    def begin(rule_id: str, body: shapes.BackfillIn, access: Access = requires(WRITE)) -> shapes.BackfillOut:
        window = read_window(body.start, body.end)
        with database.session() as session:
            row = write.get_rule(session, access.project_id, rule_id)
            audit(
                session,
                access,
                "create",
                "evaluation_backfill",
                row.id,
                after={"start": body.start.isoformat(), "end": body.end.isoformat()},
            )
        argument = {"rule_id": rule_id, "start_us": window.start_us, "end_us": window.end_us}
        job = jobs.find(jobs.submit(BACKFILL, argument, key=new_id(), project_id=access.project_id))
        if job is None:
            raise NotFound("The back-fill is gone")
        return _backfill(job)

    @router.post("/evaluation-backfills/{backfill_id}/cancel")
    def cancel(backfill_id: str, access: Access = requires(WRITE)) -> shapes.BackfillOut:
        job = jobs.find(backfill_id)
        if job is None or job.project_id != access.project_id or job.kind != BACKFILL:
            raise NotFound("Back-fill not found")
        jobs.cancel(backfill_id)
        return _backfill(jobs.find(backfill_id) or job)


def _shown(session: Session, project_id: str, rows: list[RuleRow], now: datetime) -> list[shapes.EvaluationRuleOut]:
    assigned = write.assigned_to(session, [row.id for row in rows])
    ids = {one.evaluator_id for several in assigned.values() for one in several}
    evaluators = {row.id: row for row in session.scalars(sa.select(EvaluatorRow).where(EvaluatorRow.id.in_(ids)))}
    did = activity_of(session, project_id, by_rule=True, now=now)
    return [shapes.EvaluationRuleOut.of(row, assigned[row.id], evaluators, did.get(row.id)) for row in rows]


def _noted(row: RuleRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ("name", "target", "filter", "sampling", "settle", "settle_seconds", "enabled")}


def _backfill(job: Job) -> shapes.BackfillOut:
    beginning = datetime.fromtimestamp(0, job.created_at.tzinfo)
    times = [beginning.fromtimestamp(int(job.argument[name]) / 1e6, job.created_at.tzinfo) for name in ("start_us", "end_us")]
    return shapes.BackfillOut(
        id=job.id, state=job.state.value, start=times[0], end=times[1], done=job.progress.done if job.progress else 0,
        total=job.progress.total if job.progress else 0, note=job.progress.note if job.progress else "",
        queued=job.result["queued"] if isinstance(job.result, dict) else None, error=job.error, created_at=job.created_at,
    )  # fmt: skip
