"""What `/api/v1` says about executions and their targets."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from lumetra.domain.evaluation import Target, TargetKind
from lumetra.features.evaluation.tables import ExecutionRow
from lumetra.http.dollars import Dollars


class EvaluationTargetOut(BaseModel):
    """What names a target."""

    kind: TargetKind
    trace_id: str
    observation_id: str
    session_id: str

    @classmethod
    def of(cls, target: Target) -> EvaluationTargetOut:
        """From a target."""
        return cls(kind=target.kind, trace_id=target.trace_id, observation_id=target.observation_id, session_id=target.session_id)


class EvaluationExecutionOut(BaseModel):
    """One version of an evaluator on one target. `due_at` is when a waiting one is tried (next)."""

    id: str
    rule_id: str
    run_id: str
    evaluator_id: str
    evaluator_name: str
    evaluator_version: int
    target: TargetKind
    trace_id: str
    observation_id: str
    session_id: str
    experiment_id: str
    item_id: str
    state: Literal["waiting", "running", "done", "failed", "cancelled"]
    origin: str
    due_at: datetime
    attempts: int
    error_kind: str
    error: str
    scores: list[dict[str, Any]]
    judge_trace_id: str
    cost_usd: Dollars | None
    latency_ms: float | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None

    @classmethod
    def of(cls, row: ExecutionRow) -> EvaluationExecutionOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class EvaluationExecutionPage(BaseModel):
    """Executions, newest first."""

    data: list[EvaluationExecutionOut]
    next_cursor: str | None


class EvaluationSummary(BaseModel):
    """Counts by state and by error, and what it all cost."""

    states: dict[str, int]
    errors: dict[str, int]
    cost_usd: Dollars


class ChosenExecutions(BaseModel):
    """Which executions; empty means any. At least one field is set."""

    rule_id: str = ""
    run_id: str = ""
    evaluator_id: str = ""
    experiment_id: str = ""
    error_kind: str = ""
    ids: list[str] = Field(default=[], max_length=1_000)


class ExecutionsChanged(BaseModel):
    """How many were changed."""

    count: int
