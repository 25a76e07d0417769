"""Asking for executions: one row for each version and target, the same one however often it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from lumetra.domain.clock import Clock
from lumetra.domain.evaluation import Target, execution_id
from lumetra.engines.database import Database
from lumetra.features.evaluation.tables import DoneRow, EvaluatorRow, EvaluatorVersionRow, ExecutionRow, RuleEvaluatorRow
from lumetra.features.evaluation.write_evaluators import get_evaluator, get_version

Origin = Literal["rule", "backfill", "experiment", "manual"]
_CHUNK: Final = 400


@dataclass(frozen=True)
class Asked:
    """A version that is to run, with the rule's own mapping if it has one."""

    version_id: str
    version: int
    evaluator_id: str
    evaluator_name: str
    mapping: Mapping[str, Any] | None = None


def asked_by_rule(session: Session, rule_id: str) -> list[Asked]:
    """What a rule asks for at this moment: pinned versions, or the newest ones."""
    query = (
        sa.select(RuleEvaluatorRow, EvaluatorRow, EvaluatorVersionRow)
        .join(EvaluatorRow, EvaluatorRow.id == RuleEvaluatorRow.evaluator_id)
        .join(
            EvaluatorVersionRow,
            sa.and_(
                EvaluatorVersionRow.evaluator_id == EvaluatorRow.id,
                EvaluatorVersionRow.version == sa.func.coalesce(RuleEvaluatorRow.version, EvaluatorRow.version),
            ),
        )
        .where(RuleEvaluatorRow.rule_id == rule_id)
        .order_by(RuleEvaluatorRow.place)
    )
    return [
        Asked(version.id, version.version, evaluator.id, evaluator.name, assigned.mapping)
        for assigned, evaluator, version in session.execute(query)
    ]


def asked_by_name(session: Session, project_id: str, evaluator_id: str, version: int | None) -> Asked:
    """One version of an evaluator, None the newest. Raises NotFound."""
    evaluator = get_evaluator(session, project_id, evaluator_id)
    found = get_version(session, project_id, evaluator_id, version)
    return Asked(found.row.id, found.row.version, evaluator.id, evaluator.name)


def asked_by_versions(session: Session, project_id: str, version_ids: Sequence[str]) -> list[Asked]:
    """Versions by their ids; those of other projects are left out."""
    query = (
        sa.select(EvaluatorVersionRow, EvaluatorRow)
        .join(EvaluatorRow, EvaluatorRow.id == EvaluatorVersionRow.evaluator_id)
        .where(EvaluatorVersionRow.project_id == project_id, EvaluatorVersionRow.id.in_(version_ids))
    )
    return [Asked(version.id, version.version, evaluator.id, evaluator.name) for version, evaluator in session.execute(query)]


class ExecutionQueue:
    """Adds executions. Whoever works them off is woken by `wake` with the project's id."""

    def __init__(self, database: Database, clock: Clock, wake: Callable[[str], None]) -> None:
        self._database = database
        self._clock = clock
        self._wake = wake

    def add(
        self,
        project_id: str,
        asked: Sequence[Asked],
        targets: Sequence[Target],
        *,
        origin: Origin,
        rule_id: str = "",
        run_id: str = "",
    ) -> int:
        """Queue every target for every version, durably; returns how many are new. Those that exist are left as they are."""
        if not asked or not targets:
            return 0
        now = self._clock()
        rows = [_row(project_id, one, target, origin, rule_id, run_id, now) for target in targets for one in asked]
        new = 0
        for first in range(0, len(rows), _CHUNK):
            with self._database.session() as session:
                new += _insert_missing(session, self._database.is_sqlite, rows[first : first + _CHUNK])
        if new:
            self._wake(project_id)
        return new

    def evaluate(self, project_id: str, evaluator_version_ids: Sequence[str], targets: Sequence[Target]) -> int:
        """For other features, see domain.evaluation.Evaluate."""
        with self._database.reading() as session:
            asked = asked_by_versions(session, project_id, evaluator_version_ids)
        return self.add(project_id, asked, targets, origin="experiment")


def known_among(session: Session, ids: Sequence[str]) -> set[str]:
    """Those of these executions that were asked for before: in the log, or done and forgotten."""
    known = set(session.scalars(sa.select(ExecutionRow.id).where(ExecutionRow.id.in_(ids))))
    # Asked second: what is forgotten between the two questions has moved from the first table to this one.
    return known | set(session.scalars(sa.select(DoneRow.id).where(DoneRow.id.in_(ids))))


def known_share(database: Database, asked: Sequence[Asked], targets: Sequence[Target]) -> float:
    """The share of these versions on these targets that was asked for before; 0 when there are none."""
    ids = [execution_id(one.version_id, target) for one in asked for target in targets]
    if not ids:
        return 0.0
    with database.reading() as session:
        known = sum(len(known_among(session, ids[first : first + _CHUNK])) for first in range(0, len(ids), _CHUNK))
    return known / len(ids)


def _insert_missing(session: Session, is_sqlite: bool, rows: Sequence[dict[str, Any]]) -> int:
    ids = [row["id"] for row in rows]
    known = known_among(session, ids)
    missing = {row["id"]: row for row in rows if row["id"] not in known}
    if missing:
        insert = sqlite.insert if is_sqlite else postgresql.insert
        session.execute(insert(ExecutionRow).on_conflict_do_nothing(index_elements=["id"]), list(missing.values()))
    return len(missing)


def _row(
    project_id: str, asked: Asked, target: Target, origin: Origin, rule_id: str, run_id: str, now: datetime
) -> dict[str, Any]:
    return {
        "id": execution_id(asked.version_id, target),
        "project_id": project_id,
        "rule_id": rule_id,
        "run_id": run_id,
        "evaluator_id": asked.evaluator_id,
        "evaluator_version_id": asked.version_id,
        "evaluator_version": asked.version,
        "evaluator_name": asked.evaluator_name,
        "target": target.kind,
        "trace_id": target.trace_id,
        "observation_id": target.observation_id,
        "session_id": target.session_id,
        "experiment_id": target.experiment_id,
        "item_id": target.item_id,
        "mapping": None if asked.mapping is None else dict(asked.mapping),
        "state": "waiting",
        "origin": origin,
        "due_at": now,
        "claimed_by": "",
        "attempts": 0,
        "error_kind": "",
        "error": "",
        "scores": [],
        "judge_trace_id": "",
        "cost_usd": None,
        "latency_ms": None,
        "created_at": now,
        "started_at": None,
        "finished_at": None,
    }
