"""`/api/v1` of evaluators: list, versions, pause and resume, the library, the test bench, the default judge."""

from __future__ import annotations

import asyncio

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Response
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Conflict
from lumetra.features.evaluation import write_evaluators as write
from lumetra.features.evaluation.checks.registry import CHECKS
from lumetra.features.evaluation.executions.read_executions import activity_of
from lumetra.features.evaluation.library.load_library import Language, LibraryList, library_list
from lumetra.features.evaluation.open_evaluation import Evaluation, default_model
from lumetra.features.evaluation.routes import shapes_evaluators as shapes
from lumetra.features.evaluation.routes.try_out import try_out
from lumetra.features.evaluation.tables import EvaluatorRow, EvaluatorVersionRow, RuleEvaluatorRow
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit

READ, WRITE = Permission.EVALUATORS_READ, Permission.EVALUATORS_WRITE


def build_routes(evaluation: Evaluation, audit: Audit) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["evaluators"], dependencies=[Depends(project_in_path)])
    _add_reads(router, evaluation)
    _add_writes(router, evaluation, audit)
    _add_versions(router, evaluation, audit)
    _add_pause(router, evaluation, audit)
    _add_workshop(router, evaluation, audit)
    return router


def _add_reads(router: APIRouter, evaluation: Evaluation) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.get("/evaluators")
    def list_all(access: Access = requires(READ)) -> shapes.EvaluatorList:
        with database.reading() as session:
            query = sa.select(EvaluatorRow).where(EvaluatorRow.project_id == access.project_id).order_by(EvaluatorRow.id.desc())
            rows = list(session.scalars(query))
            rules = _rules_of(session, [row.id for row in rows])
            did = activity_of(session, access.project_id, by_rule=False, now=clock())
            return shapes.EvaluatorList(
                data=[shapes.EvaluatorOut.of(row, rules.get(row.id, []), did.get(row.id)) for row in rows]
            )

    @router.get("/evaluators/{evaluator_id}")
    def read(evaluator_id: str, access: Access = requires(READ)) -> shapes.EvaluatorDetail:
        with database.reading() as session:
            return _detail(session, evaluation, access, evaluator_id)


def _add_writes(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluators", status_code=201)
    def create(body: shapes.EvaluatorIn, access: Access = requires(WRITE)) -> shapes.EvaluatorDetail:
        new = write.NewVersion(content=body.content, mapping=body.mapping, note=body.note)
        with database.session() as session:
            row = write.create_evaluator(
                session,
                access.project_id,
                body.name,
                body.description,
                new,
                actor_of(access),
                clock(),
                library_key=body.library_key,
            )
            audit(session, access, "create", "evaluator", row.id, after={"name": row.name, "kind": row.kind})
            return _detail(session, evaluation, access, row.id)

    @router.patch("/evaluators/{evaluator_id}")
    def change(evaluator_id: str, body: shapes.EvaluatorChange, access: Access = requires(WRITE)) -> shapes.EvaluatorDetail:
        with database.session() as session:
            row = write.get_evaluator(session, access.project_id, evaluator_id)
            before = {"name": row.name, "description": row.description}
            write.change_evaluator(session, row, body.name, body.description, clock())
            after = {"name": row.name, "description": row.description}
            audit(session, access, "update", "evaluator", row.id, before=before, after=after)
            session.flush()
            return _detail(session, evaluation, access, row.id)

    @router.delete("/evaluators/{evaluator_id}", status_code=204)
    def delete(evaluator_id: str, access: Access = requires(WRITE)) -> Response:
        with database.session() as session:
            row = write.get_evaluator(session, access.project_id, evaluator_id)
            audit(session, access, "delete", "evaluator", row.id, before={"name": row.name, "version": row.version})
            write.delete_evaluator(session, row)
        return Response(status_code=204)


def _add_versions(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.get("/evaluators/{evaluator_id}/versions")
    def versions(evaluator_id: str, access: Access = requires(READ)) -> shapes.EvaluatorVersionList:
        with database.reading() as session:
            write.get_evaluator(session, access.project_id, evaluator_id)
            query = sa.select(EvaluatorVersionRow).where(EvaluatorVersionRow.evaluator_id == evaluator_id)
            rows = session.scalars(query.order_by(EvaluatorVersionRow.version.desc()))
            return shapes.EvaluatorVersionList(data=[shapes.EvaluatorVersionOut.of(write.as_stored(row)) for row in rows])

    @router.post("/evaluators/{evaluator_id}/versions", status_code=201)
    def add(evaluator_id: str, body: shapes.EvaluatorVersionIn, access: Access = requires(WRITE)) -> shapes.EvaluatorDetail:
        new = write.NewVersion(content=body.content, mapping=body.mapping, note=body.note)
        with database.session() as session:
            row = write.get_evaluator(session, access.project_id, evaluator_id)
            if body.based_on is not None and body.based_on != row.version:
                raise Conflict(
                    f"'{row.name}' is at version {row.version} by now; you edited version {body.based_on}",
                    code="version_conflict", detail={"version": row.version},
                )  # fmt: skip
            version = write.add_version(session, row, new, actor_of(access), clock())
            audit(session, access, "update", "evaluator", row.id, after={"name": row.name, "version": version.version})
            shown = _detail(session, evaluation, access, row.id)
        evaluation.waker.wake(access.project_id)
        return shown


def _add_pause(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.post("/evaluators/{evaluator_id}/pause")
    def pause(evaluator_id: str, body: shapes.EvaluatorPauseIn, access: Access = requires(WRITE)) -> shapes.EvaluatorDetail:
        with database.session() as session:
            row = write.get_evaluator(session, access.project_id, evaluator_id)
            write.pause(row, "by_hand", body.message, clock())
            audit(session, access, "update", "evaluator", row.id, after={"paused": body.message or True})
            session.flush()
            return _detail(session, evaluation, access, row.id)

    @router.post("/evaluators/{evaluator_id}/resume")
    def resume(evaluator_id: str, access: Access = requires(WRITE)) -> shapes.EvaluatorDetail:
        with database.session() as session:
            row = write.get_evaluator(session, access.project_id, evaluator_id)
            write.resume(row, clock())
            audit(session, access, "update", "evaluator", row.id, after={"paused": False})
            session.flush()
            shown = _detail(session, evaluation, access, row.id)
        evaluation.waker.wake(access.project_id)
        return shown


def _add_workshop(router: APIRouter, evaluation: Evaluation, audit: Audit) -> None:
    database, clock = evaluation.needs.database, evaluation.needs.clock

    @router.get("/evaluator-library")
    def library(language: Language = "en", access: Access = requires(READ)) -> LibraryList:
        return library_list(language)

    @router.get("/evaluator-checks")
    def checks(access: Access = requires(READ)) -> shapes.CheckList:
        return shapes.CheckList(
            data=[
                shapes.CheckOut(
                    name=check.name, group=check.group, needs_expected=check.needs_expected, parameters=check.parameters.model_json_schema()
                )
                for check in CHECKS.values()
            ]
        )  # fmt: skip

    @router.post("/evaluator-tests")
    def test(body: shapes.EvaluatorTestIn, access: Access = requires(WRITE)) -> shapes.EvaluatorTestOut:
        return asyncio.run(try_out(evaluation.evaluators, evaluation.needs.write, access, body))

    @router.get("/evaluation-settings")
    def settings(access: Access = requires(READ)) -> shapes.EvaluationSettingsOut:
        return shapes.EvaluationSettingsOut(default_model=default_model(database, access.project_id))

    @router.put("/evaluation-settings")
    def choose(body: shapes.EvaluationSettingsIn, access: Access = requires(WRITE)) -> shapes.EvaluationSettingsOut:
        choice = body.default_model
        evaluation.needs.open_connection(access.project_id, choice.provider)
        with database.session() as session:
            write.set_default_model(session, access.project_id, choice.provider, choice.model, clock())
            audit(session, access, "update", "evaluation_settings", access.project_id, after=choice.model_dump())
        evaluation.waker.wake(access.project_id)
        return shapes.EvaluationSettingsOut(default_model=choice)


def actor_of(access: Access) -> str:
    """Who did it, as it is stored."""
    return access.user_id or f"key:{access.key_id}"


def _detail(session: Session, evaluation: Evaluation, access: Access, evaluator_id: str) -> shapes.EvaluatorDetail:
    row = write.get_evaluator(session, access.project_id, evaluator_id)
    did = activity_of(session, access.project_id, by_rule=False, now=evaluation.needs.clock())
    out = shapes.EvaluatorOut.of(row, _rules_of(session, [row.id]).get(row.id, []), did.get(row.id))
    return shapes.EvaluatorDetail(
        evaluator=out, latest=shapes.EvaluatorVersionOut.of(write.get_version(session, access.project_id, row.id))
    )


def _rules_of(session: Session, evaluator_ids: list[str]) -> dict[str, list[str]]:
    query = sa.select(RuleEvaluatorRow).where(RuleEvaluatorRow.evaluator_id.in_(evaluator_ids)).order_by(RuleEvaluatorRow.rule_id)
    found: dict[str, list[str]] = {}
    for row in session.scalars(query):
        found.setdefault(row.evaluator_id, []).append(row.rule_id)
    return found
