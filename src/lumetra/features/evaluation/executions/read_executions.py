"""Reading the log of executions: pages, counts by state and error, and what evaluators and rules did lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final, TypeVarTuple, cast

import sqlalchemy as sa
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound
from lumetra.features.evaluation.tables import ExecutionRow

Columns = TypeVarTuple("Columns")
LAST_RUNS: Final = 5
COST_DAYS: Final = 7


@dataclass(frozen=True, kw_only=True)
class ExecutionFilter:
    """Which executions; empty means any."""

    rule_id: str = ""
    run_id: str = ""
    evaluator_id: str = ""
    states: Sequence[str] = ()
    error_kinds: Sequence[str] = ()
    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""
    experiment_id: str = ""
    ids: Sequence[str] = ()


@dataclass(kw_only=True)
class Activity:
    """What an evaluator or rule did: states of its last runs (newest first), and its cost over the last seven days."""

    last_runs: list[str] = field(default_factory=list[str])
    cost_usd: Decimal = Decimal(0)
    executions: int = 0
    waiting: int = 0


@dataclass(frozen=True)
class Summary:
    """Counts by state, of failed and retried ones by error, and what all of it cost."""

    states: dict[str, int]
    errors: dict[str, int]
    cost_usd: Decimal


def list_executions(
    session: Session, project_id: str, where: ExecutionFilter, *, before: tuple[datetime, str] | None, limit: int
) -> list[ExecutionRow]:
    """Newest first."""
    row = ExecutionRow
    query = _matching(sa.select(row), project_id, where)
    if before is not None:
        query = query.where(
            sa.tuple_(row.created_at, row.id) < sa.tuple_(sa.literal(before[0], row.created_at.type), sa.literal(before[1]))
        )
    return list(session.scalars(query.order_by(row.created_at.desc(), row.id.desc()).limit(limit)))


def summarise(session: Session, project_id: str, where: ExecutionFilter) -> Summary:
    """Counts and cost of what matches."""
    row = ExecutionRow
    states = session.execute(_matching(sa.select(row.state, sa.func.count()), project_id, where).group_by(row.state))
    errors = session.execute(
        _matching(sa.select(row.error_kind, sa.func.count()), project_id, where)
        .where(row.error_kind != "")
        .group_by(row.error_kind)
    )
    costs = session.execute(
        _matching(sa.select(row.cost_usd, sa.func.count()), project_id, where)
        .where(row.cost_usd.is_not(None))
        .group_by(row.cost_usd)
    )
    total = sum((cost * count for cost, count in costs if cost is not None), Decimal(0))
    return Summary({str(name): int(count) for name, count in states}, {str(name): int(count) for name, count in errors}, total)


def activity_of(session: Session, project_id: str, *, by_rule: bool, now: datetime) -> dict[str, Activity]:
    """By id of rule or evaluator: last runs and cost. Those that never did anything are left out."""
    row = ExecutionRow
    key = row.rule_id if by_rule else row.evaluator_id
    found: dict[str, Activity] = {}
    newest = sa.func.row_number().over(partition_by=key, order_by=(row.created_at.desc(), row.id.desc())).label("place")
    ranked = sa.select(key.label("key"), row.state, newest).where(row.project_id == project_id, key != "").subquery()
    query = sa.select(ranked).where(ranked.c.place <= LAST_RUNS).order_by(ranked.c.key, ranked.c.place)
    for own, state, _ in session.execute(query):
        found.setdefault(own, Activity()).last_runs.append(state)
    totals = sa.select(key, sa.func.count(), sa.func.sum(sa.case((row.state == "waiting", 1), else_=0)))
    for own, count, waiting in session.execute(totals.where(row.project_id == project_id, key != "").group_by(key)):
        activity = found.setdefault(own, Activity())
        activity.executions, activity.waiting = count, int(waiting or 0)
    costs = sa.select(key, row.cost_usd, sa.func.count()).where(
        row.project_id == project_id, key != "", row.cost_usd.is_not(None), row.created_at >= now - timedelta(days=COST_DAYS)
    )
    for own, cost, count in session.execute(costs.group_by(key, row.cost_usd)):
        found[own].cost_usd += (cost or Decimal(0)) * count
    return found


def get_execution(session: Session, project_id: str, execution_id: str) -> ExecutionRow:
    """One execution. Raises NotFound."""
    row = session.get(ExecutionRow, execution_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Execution not found")
    return row


def retry(session: Session, project_id: str, where: ExecutionFilter, now: datetime) -> int:
    """Run what failed or was cancelled once more, with all its attempts; returns how many."""
    again = _updating(project_id, where).where(ExecutionRow.state.in_(("failed", "cancelled")))
    values: dict[str, Any] = {"state": "waiting", "due_at": now, "attempts": 0, "finished_at": None}
    return cast("CursorResult[Any]", session.execute(again.values(values))).rowcount


def cancel(session: Session, project_id: str, where: ExecutionFilter, now: datetime) -> int:
    """Give up what waits; returns how many."""
    waiting = _updating(project_id, where).where(ExecutionRow.state == "waiting")
    values: dict[str, Any] = {"state": "cancelled", "error": "Cancelled by hand", "finished_at": now}
    return cast("CursorResult[Any]", session.execute(waiting.values(values))).rowcount


def _updating(project_id: str, where: ExecutionFilter) -> sa.Update:
    return sa.update(ExecutionRow).where(*_conditions(project_id, where)).execution_options(synchronize_session=False)


def _matching(query: sa.Select[*Columns], project_id: str, where: ExecutionFilter) -> sa.Select[*Columns]:
    return query.where(*_conditions(project_id, where))


def _conditions(project_id: str, where: ExecutionFilter) -> list[sa.ColumnElement[bool]]:
    row = ExecutionRow
    conditions: list[sa.ColumnElement[bool]] = [row.project_id == project_id]
    for column, value in (
        (row.rule_id, where.rule_id),
        (row.run_id, where.run_id),
        (row.evaluator_id, where.evaluator_id),
        (row.trace_id, where.trace_id),
        (row.observation_id, where.observation_id),
        (row.session_id, where.session_id),
        (row.experiment_id, where.experiment_id),
    ):
        if value:
            conditions.append(column == value)
    for column, values in ((row.state, where.states), (row.error_kind, where.error_kinds), (row.id, where.ids)):
        if values:
            conditions.append(column.in_(values))
    return conditions
