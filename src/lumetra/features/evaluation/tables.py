"""Evaluators with their versions, rules that apply them, and every execution."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.domain.evaluation import Target
from lumetra.engines.database import Base


class EvaluatorRow(Base):
    """An evaluator. What it does stands in its versions; `version` is the newest. Paused: `paused_reason` says why, else empty."""

    __tablename__ = "evaluators"
    __table_args__ = (sa.Index("ix_evaluators_project_name", "project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    name: Mapped[str]
    description: Mapped[str]
    kind: Mapped[str]
    """`judge`, `code` or `check`."""
    library_key: Mapped[str]
    """The entry of the library it was made from; empty: none."""
    version: Mapped[int]
    version_id: Mapped[str]
    provider: Mapped[str]
    """The connection that the newest version's judge names; empty: the project's default, or no judge."""
    paused_reason: Mapped[str]
    paused_message: Mapped[str]
    paused_at: Mapped[datetime | None]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class EvaluatorVersionRow(Base):
    """One version; never changed."""

    __tablename__ = "evaluator_versions"
    __table_args__ = (sa.UniqueConstraint("evaluator_id", "version"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    evaluator_id: Mapped[str] = mapped_column(sa.ForeignKey("evaluators.id", ondelete="CASCADE"))
    version: Mapped[int]
    content: Mapped[dict[str, Any]]
    mapping: Mapped[dict[str, Any]]
    note: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class EvaluationSettingsRow(Base):
    """A project's default judge."""

    __tablename__ = "evaluation_settings"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    provider: Mapped[str]
    model: Mapped[str]
    updated_at: Mapped[datetime]


class RuleRow(Base):
    """Which targets are evaluated. `filter` is the grammar's text; `wire_filter` what a wire client wrote it as, null otherwise."""

    __tablename__ = "evaluation_rules"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str]
    target: Mapped[str]
    filter: Mapped[str]
    wire_filter: Mapped[list[Any] | None]
    sampling: Mapped[float]
    """Share of the targets, above 0, at most 1."""
    settle: Mapped[str]
    """`at_once`, `root_end` or `idle`."""
    settle_seconds: Mapped[float]
    enabled: Mapped[bool]
    enabled_at: Mapped[datetime | None]
    queue_id: Mapped[str]
    """An annotation queue that gets what matched; empty: none."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class RuleEvaluatorRow(Base):
    """An evaluator of a rule. `version` null: always the newest. `mapping` null: the evaluator's own."""

    __tablename__ = "evaluation_rule_evaluators"

    project_id: Mapped[str]
    rule_id: Mapped[str] = mapped_column(sa.ForeignKey("evaluation_rules.id", ondelete="CASCADE"), primary_key=True)
    evaluator_id: Mapped[str] = mapped_column(sa.ForeignKey("evaluators.id", ondelete="CASCADE"), primary_key=True)
    place: Mapped[int]
    version: Mapped[int | None]
    mapping: Mapped[dict[str, Any] | None]


class ExecutionRow(Base):
    """One version of an evaluator on one target: its id follows from the two, so that there is never a second."""

    __tablename__ = "evaluation_executions"
    __table_args__ = (
        sa.Index("ix_evaluation_executions_due", "state", "due_at"),
        sa.Index("ix_evaluation_executions_rule", "project_id", "rule_id", "created_at"),
        sa.Index("ix_evaluation_executions_evaluator", "project_id", "evaluator_id", "created_at"),
        sa.Index("ix_evaluation_executions_trace", "project_id", "trace_id"),
        sa.Index("ix_evaluation_executions_finished", "finished_at"),
        sa.Index("ix_evaluation_executions_experiment", "project_id", "experiment_id"),
        sa.Index("ix_evaluation_executions_run", "project_id", "run_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    rule_id: Mapped[str]
    """The rule that asked first; empty: asked for by hand or by an experiment."""
    run_id: Mapped[str] = mapped_column(server_default="")
    """The run over rows that asked first; empty: none."""
    evaluator_id: Mapped[str]
    evaluator_version_id: Mapped[str]
    evaluator_version: Mapped[int]
    evaluator_name: Mapped[str]
    target: Mapped[str]
    trace_id: Mapped[str]
    observation_id: Mapped[str]
    session_id: Mapped[str]
    experiment_id: Mapped[str]
    item_id: Mapped[str]
    mapping: Mapped[dict[str, Any] | None]
    """The rule's own mapping; null: the version's."""
    state: Mapped[str]
    """`waiting`, `running`, `done`, `failed` or `cancelled`."""
    origin: Mapped[str]
    """`rule`, `backfill`, `experiment` or `manual`."""
    due_at: Mapped[datetime]
    claimed_by: Mapped[str]
    attempts: Mapped[int]
    error_kind: Mapped[str]
    error: Mapped[str]
    scores: Mapped[list[Any]]
    """`{id, name, data_type, value, string_value, comment}` of each score written."""
    judge_trace_id: Mapped[str]
    cost_usd: Mapped[Decimal | None]
    """US dollars over all attempts, exactly; null: no call had a price."""
    latency_ms: Mapped[float | None]
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class DoneRow(Base):
    """An execution that gave its scores and is no longer in the log: all that is needed so that it never runs again."""

    __tablename__ = "evaluation_done"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    finished_at: Mapped[datetime]


class EvaluationProgressRow(Base):
    """Up to when a project's stored events were looked at for its rules."""

    __tablename__ = "evaluation_progress"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    seen_until: Mapped[datetime]


def target_of(row: ExecutionRow) -> Target:
    """The target of an execution."""
    names = ("trace_id", "observation_id", "session_id", "experiment_id", "item_id")
    return Target(kind=row.target, **{name: getattr(row, name) for name in names})  # pyright: ignore[reportArgumentType]  # checked when stored
