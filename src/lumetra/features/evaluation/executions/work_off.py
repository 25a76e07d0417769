"""Working off what waits: claim, run many at a time, and record each result in one go with its scores and traces."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain import json_text
from lumetra.domain.access import Access
from lumetra.domain.clock import Clock
from lumetra.domain.evaluation import judge_trace_id, score_id
from lumetra.domain.observation import Observation, Score
from lumetra.engines.database import Database
from lumetra.features.evaluation.content import parse_mapping
from lumetra.features.evaluation.executions.give_way import GiveWay
from lumetra.features.evaluation.executions.retry_rules import after_failure
from lumetra.features.evaluation.executions.run_evaluator import Assignment, Evaluators, run_evaluator
from lumetra.features.evaluation.outcome import Failed, Outcome, ScoreValue
from lumetra.features.evaluation.tables import EvaluatorRow, EvaluatorVersionRow, ExecutionRow, target_of
from lumetra.features.evaluation.write_evaluators import StoredVersion, as_stored, pause
from lumetra.llm.pace import HeldBack

Write = Callable[[Access, Sequence[Observation | Score]], object]
BATCH: Final = 32
_AT_ONCE: Final = 16
_FLUSH_SECONDS: Final = 0.1
_BUSY_FLUSH_SECONDS: Final = 2.0
"""While ingestion has work, results are recorded in fewer, larger writes."""
_LEASE: Final = timedelta(minutes=10)
_HELD_BACK: Final = timedelta(seconds=20)


@dataclass(frozen=True)
class _Done:
    execution: ExecutionRow
    outcome: Outcome | None
    """None: the connection's limit left no place, nothing happened."""


class Worker:
    """Runs executions. Safe in several processes: what one has claimed the others leave alone until its time is over."""

    def __init__(self, database: Database, evaluators: Evaluators, write: Write, give_way: GiveWay, clock: Clock) -> None:
        self._database = database
        self._give_way = give_way
        self._evaluators = evaluators
        self._write = write
        self._clock = clock

    def work_off(self, project_id: str, claimer: str, may_run: Callable[[], bool]) -> int:
        """Run up to a batch of what is due in the project; returns how many were run. What `claimer` had claimed before it was
        killed comes first."""
        if not may_run():
            return 0
        claimed = self._claim(project_id, claimer)
        if claimed:
            asyncio.run(self._run_all(claimed))
        return len(claimed)

    def seconds_to_next(self, project_id: str) -> float | None:
        """How long until something of this project is due; None when nothing waits that may run."""
        with self._database.reading() as session:
            query = sa.select(sa.func.min(ExecutionRow.due_at)).where(
                ExecutionRow.project_id == project_id, ExecutionRow.state.in_(("waiting", "running")), _not_paused()
            )
            earliest = session.scalar(query)
        return None if earliest is None else max(0.0, (earliest - self._clock()).total_seconds())

    def projects_due(self) -> list[str]:
        """Projects with something to run now."""
        with self._database.reading() as session:
            query = sa.select(ExecutionRow.project_id).where(
                ExecutionRow.state.in_(("waiting", "running")), ExecutionRow.due_at <= self._clock(), _not_paused()
            )
            return sorted(session.scalars(query.distinct()))

    def _claim(self, project_id: str, claimer: str) -> list[ExecutionRow]:
        now = self._clock()
        row = ExecutionRow
        free = sa.and_(row.state.in_(("waiting", "running")), row.due_at <= now)
        ours = sa.and_(row.state == "running", row.claimed_by == claimer)
        query = sa.select(row).where(row.project_id == project_id, sa.or_(free, ours), _not_paused()).order_by(row.due_at, row.id)
        with self._database.session() as session:
            claimed = list(session.scalars(query.limit(BATCH).with_for_update(skip_locked=True)))
            for execution in claimed:
                execution.state, execution.claimed_by, execution.due_at = "running", claimer, now + _LEASE
                execution.attempts, execution.started_at = execution.attempts + 1, now
        return claimed

    async def _run_all(self, claimed: Sequence[ExecutionRow]) -> None:
        versions = await asyncio.to_thread(self._versions, {execution.evaluator_version_id for execution in claimed})
        places, starting = asyncio.Semaphore(_AT_ONCE), asyncio.Lock()
        done: asyncio.Queue[_Done] = asyncio.Queue()

        async def run(execution: ExecutionRow) -> None:
            async with places:
                async with starting:
                    await self._give_way.turn()
                await done.put(await self._run(execution, versions.get(execution.evaluator_version_id)))

        tasks = [asyncio.create_task(run(execution)) for execution in claimed]
        left = len(claimed)
        while left:
            finished = [await done.get()]
            # What ends at about the same time is recorded in one transaction.
            await asyncio.sleep(_BUSY_FLUSH_SECONDS if self._give_way.is_busy() else _FLUSH_SECONDS)
            while not done.empty():
                finished.append(done.get_nowait())
            await asyncio.to_thread(self._record, finished)
            left -= len(finished)
        await asyncio.gather(*tasks)

    async def _run(self, execution: ExecutionRow, version: StoredVersion | None) -> _Done:
        if version is None:
            return _Done(execution, Outcome(failure=Failed("gone", "The evaluator was deleted")))
        mapping = version.mapping if execution.mapping is None else {**version.mapping, **parse_mapping(execution.mapping)}
        assignment = Assignment(
            project_id=execution.project_id,
            name=execution.evaluator_name,
            content=version.content,
            mapping=mapping,
            target=target_of(execution),
            trace_id=judge_trace_id(execution.id, execution.attempts),
            metadata=_metadata(execution),
        )
        try:
            return _Done(execution, await run_evaluator(self._evaluators, assignment))
        except HeldBack:
            return _Done(execution, None)
        except Exception as error:  # a bug of ours must not hold up the others; it is shown on the execution
            return _Done(execution, Outcome(failure=Failed("internal", f"{type(error).__name__}: {error}")))

    def _versions(self, ids: set[str]) -> dict[str, StoredVersion]:
        with self._database.reading() as session:
            rows = session.scalars(sa.select(EvaluatorVersionRow).where(EvaluatorVersionRow.id.in_(ids)))
            return {row.id: as_stored(row) for row in rows}

    def _record(self, finished: Sequence[_Done]) -> None:
        """First the scores, durably in the log, then the state: killed between the two, the same scores are written again."""
        now_us = time.time_ns() // 1000
        by_project: dict[str, list[Observation | Score]] = {}
        scores: dict[str, list[Score]] = {}
        for one in finished:
            if one.outcome is None:
                continue
            scores[one.execution.id] = [_score(one.execution, one.outcome, value, now_us) for value in one.outcome.scores]
            by_project.setdefault(one.execution.project_id, []).extend([*one.outcome.observations, *scores[one.execution.id]])
        for project_id, records in by_project.items():
            if records:
                self._write(Access(project_id=project_id, organization_id="", permissions=frozenset()), records)
        with self._database.session() as session:
            for one in finished:
                self._note(session, one, scores.get(one.execution.id, []))

    def _note(self, session: Session, one: _Done, scores: Sequence[Score]) -> None:
        now = self._clock()
        row = session.get(ExecutionRow, one.execution.id, with_for_update=True)
        if row is None or row.claimed_by != one.execution.claimed_by:
            return
        outcome = one.outcome
        row.state, row.claimed_by = "waiting", ""
        if outcome is None:
            row.attempts, row.due_at = row.attempts - 1, now + _HELD_BACK
            return
        row.latency_ms, row.judge_trace_id = outcome.latency_ms, outcome.trace_id
        if outcome.cost_usd is not None:
            row.cost_usd = (row.cost_usd or Decimal(0)) + outcome.cost_usd
        if outcome.failure is None:
            row.state, row.error_kind, row.error, row.finished_at = "done", "", "", now
            row.scores = [_shown(score) for score in scores]
            return
        self._note_failure(session, row, outcome.failure)

    def _note_failure(self, session: Session, row: ExecutionRow, failure: Failed) -> None:
        now = self._clock()
        row.error_kind, row.error = failure.kind, failure.message[:4_000]
        verdict = after_failure(failure, row.id, row.attempts)
        if verdict.retry_seconds is None:
            row.state, row.finished_at = "failed", now
            return
        row.due_at = now + timedelta(seconds=verdict.retry_seconds)
        if verdict.pauses:
            row.attempts = 0
            evaluator = session.get(EvaluatorRow, row.evaluator_id, with_for_update=True)
            if evaluator is not None:
                pause(evaluator, failure.kind, failure.message[:1_000], now)


def _not_paused() -> sa.ColumnElement[bool]:
    paused = sa.select(EvaluatorRow.id).where(EvaluatorRow.paused_reason != "")
    return ExecutionRow.evaluator_id.not_in(paused)


def _metadata(row: ExecutionRow) -> dict[str, Any]:
    facts = {
        "evaluator_id": row.evaluator_id,
        "evaluator_version": row.evaluator_version,
        "rule_id": row.rule_id,
        "execution_id": row.id,
        "target": row.target,
        "target_trace_id": row.trace_id,
        "target_observation_id": row.observation_id,
        "target_session_id": row.session_id,
        "attempt": row.attempts,
    }
    return {name: value for name, value in facts.items() if value}


def _score(row: ExecutionRow, outcome: Outcome, value: ScoreValue, now_us: int) -> Score:
    name = value.name or row.evaluator_name
    # Several categories of one answer are several scores of one name.
    several = sum(1 for other in outcome.scores if (other.name or row.evaluator_name) == name) > 1
    facts = {**value.metadata, **{key: fact for key, fact in _metadata(row).items() if not key.startswith("target")}}
    return Score(
        id=score_id(row.id, f"{name}\0{value.string_value}" if several else name),
        name=name,
        timestamp_us=now_us,
        data_type=value.data_type,
        value=value.value,
        string_value=value.string_value,
        trace_id=row.trace_id,
        observation_id=row.observation_id,
        session_id=row.session_id,
        source="EVAL",
        comment=value.comment,
        metadata={key: json_text.write(fact) for key, fact in facts.items()},
        config_id=value.config_id,
        environment="default",
        execution_trace_id=outcome.trace_id,
        evaluator_id=row.evaluator_id,
        rule_id=row.rule_id,
    )


def _shown(score: Score) -> dict[str, Any]:
    return {
        "id": score.id,
        "name": score.name,
        "data_type": score.data_type,
        "value": score.value,
        "string_value": score.string_value,
        "comment": score.comment[:2_000],
    }
