"""Reading experiments: those that spans reported and those that clients linked by hand are one list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain import json_text
from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.engines.database import Database
from lumetra.features.experiments.experiment import Experiment
from lumetra.features.experiments.tables import DeletedExperimentRow, ExperimentItemRow, ExperimentRow
from lumetra.querylang import Checked, evaluate, to_sql
from lumetra.querylang.subjects import OBSERVATIONS

_PACKAGE = "lumetra.features.experiments"
BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
END = datetime(2200, 1, 1, tzinfo=UTC)


class ExperimentFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which experiments; empty lists mean any. `start` inclusive, `end` exclusive, on activity. `before` continues a page."""

    start: datetime = BEGINNING
    end: datetime = END
    ids: list[str] = []
    names: list[str] = []
    dataset_ids: list[str] = []
    search: str = ""
    """Words in the name, whatever the case."""
    matching: Checked | None = None
    """Further conditions on the experiment columns of observations; None: no more."""
    before: tuple[datetime, str] | None = None


def list_experiments(
    database: Database, analytics: Analytics, project_id: str, where: ExperimentFilter, limit: int
) -> list[Experiment]:
    """Matching experiments, latest activity first, at most `limit`."""
    with database.reading() as session:
        deleted = deleted_experiments(session, project_id)
        linked = _linked(session, project_id, where)
    merged = {experiment.id: experiment for experiment in linked}
    reported = _reported(analytics, project_id, where, sorted(merged), limit + len(deleted) + len(merged))
    for experiment in reported:
        merged[experiment.id] = _merge(experiment, merged.get(experiment.id))
    alive = [e for e in merged.values() if e.id not in deleted or deleted[e.id] < e.end_time]
    if where.before is not None:  # only now is it known when an experiment that was reported in both ways was last active
        alive = [e for e in alive if (e.end_time, e.id) < where.before]
    return sorted(alive, key=lambda e: (e.end_time, e.id), reverse=True)[:limit]


def get_experiment(database: Database, analytics: Analytics, project_id: str, dataset_id: str, name: str) -> Experiment:
    """The run of that name. Raises NotFound."""
    found = list_experiments(database, analytics, project_id, ExperimentFilter(dataset_ids=[dataset_id], names=[name]), 1)
    if not found:
        raise NotFound("Dataset run not found")
    return found[0]


def delete_experiment(session: Session, project_id: str, experiment_id: str, now: datetime) -> None:
    """Forget the links and hide what spans reported until now; the traces stay."""
    session.execute(
        sa.delete(ExperimentItemRow).where(
            ExperimentItemRow.project_id == project_id, ExperimentItemRow.experiment_id == experiment_id
        )
    )
    session.execute(sa.delete(ExperimentRow).where(ExperimentRow.project_id == project_id, ExperimentRow.id == experiment_id))
    session.merge(DeletedExperimentRow(project_id=project_id, id=experiment_id, deleted_at=now))


def deleted_experiments(session: Session, project_id: str) -> dict[str, datetime]:
    """When each deleted experiment was deleted, by id."""
    query = sa.select(DeletedExperimentRow).where(DeletedExperimentRow.project_id == project_id)
    return {row.id: row.deleted_at for row in session.scalars(query)}


def _linked(session: Session, project_id: str, where: ExperimentFilter) -> list[Experiment]:
    counts = (
        sa.select(
            ExperimentItemRow.experiment_id,
            sa.func.count().label("item_count"),
            sa.func.min(ExperimentItemRow.created_at).label("first"),
        )
        .where(ExperimentItemRow.project_id == project_id)
        .group_by(ExperimentItemRow.experiment_id)
        .subquery()
    )
    query = (
        sa.select(ExperimentRow, counts.c.item_count)
        .outerjoin(counts, counts.c.experiment_id == ExperimentRow.id)
        .where(ExperimentRow.project_id == project_id)
    )
    query = query.where(ExperimentRow.updated_at >= where.start, ExperimentRow.created_at < where.end)
    for column, values in (
        (ExperimentRow.id, where.ids),
        (ExperimentRow.name, where.names),
        (ExperimentRow.dataset_id, where.dataset_ids),
    ):
        if values:
            query = query.where(column.in_(values))
    if where.search:
        query = query.where(sa.func.lower(ExperimentRow.name).contains(where.search.lower(), autoescape=True))
    found = [
        Experiment(
            id=row.id, name=row.name, description=row.description, metadata=row.metadata_, dataset_id=row.dataset_id, start_time=row.created_at,
            end_time=row.updated_at, created_at=row.created_at, updated_at=row.updated_at, item_count=items or 0,
        )
        for row, items in session.execute(query)
    ]  # fmt: skip
    return [
        one
        for one in found
        if matches(where, experiment_id=one.id, experiment_name=one.name, experiment_dataset_id=one.dataset_id)
    ]


def matches(where: ExperimentFilter, **columns: str) -> bool:
    """Whether what a client linked fulfils the conditions that reported rows are asked in SQL."""
    return where.matching is None or evaluate(where.matching, columns)


def _reported(analytics: Analytics, project_id: str, where: ExperimentFilter, linked: list[str], limit: int) -> list[Experiment]:
    """What spans reported: all of the linked ones, whenever they were active, and before them in time as many others as the limit leaves."""
    conditions, parameters = reported_conditions(where)
    having = ""
    if where.before is not None:
        having = "HAVING (end_time, id) < ({before:DateTime64(6, 'UTC')}, {before_id:String}) OR id IN {linked:Array(String)}"
        parameters |= {"before": where.before[0], "before_id": where.before[1]}
    statement = load_statement(_PACKAGE, "list_experiments").with_slots(where=conditions, having=having)
    parameters |= {"project_id": project_id, "start": where.start, "end": where.end, "linked": linked, "limit": limit}
    return [_experiment(row) for row in analytics.select(statement, parameters)]


def reported_conditions(where: ExperimentFilter) -> tuple[str, dict[str, Any]]:
    """SQL on the rows of observations, and its parameters."""
    conditions = ""
    parameters: dict[str, Any] = {}
    if where.matching is not None:
        compiled = to_sql(where.matching, OBSERVATIONS, prefix="matching")
        conditions, parameters = f" AND {compiled.sql}", dict(compiled.parameters)
    for name, column, values in (
        ("ids", "experiment_id", where.ids),
        ("names", "experiment_name", where.names),
        ("dataset_ids", "experiment_dataset_id", where.dataset_ids),
    ):
        if values:
            conditions += f" AND {column} IN {{{name}:Array(String)}}"
            parameters[name] = values
    if where.search:
        conditions += " AND positionCaseInsensitiveUTF8(experiment_name, {search:String}) > 0"
        parameters["search"] = where.search
    return conditions, parameters


def _experiment(row: Row) -> Experiment:
    return Experiment(
        id=row["id"], name=row["name"], description=row["description"] or None, metadata=json_text.value_of(row["metadata"]), dataset_id=row["dataset_id"],
        start_time=row["start_time"], end_time=row["end_time"], created_at=row["start_time"], updated_at=row["end_time"],
        item_count=row["item_count"], error_count=row["error_count"], cost_usd=row["cost_usd"], item_version=row["item_version"],
    )  # fmt: skip


def _merge(reported: Experiment, linked: Experiment | None) -> Experiment:
    if linked is None:
        return reported
    return msgspec.structs.replace(
        reported,
        name=linked.name or reported.name,
        description=linked.description or reported.description,
        metadata=linked.metadata if linked.metadata is not None else reported.metadata,
        dataset_id=linked.dataset_id,
        created_at=linked.created_at,
        updated_at=max(linked.updated_at, reported.updated_at),
        end_time=max(linked.end_time, reported.end_time),
        item_count=max(linked.item_count, reported.item_count),
    )
