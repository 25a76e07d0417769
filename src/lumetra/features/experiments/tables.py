"""Tables of runs that clients link by hand. Runs reported by span attributes live in the analytics engine; reads join both."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class ExperimentRow(Base):
    """A run of a dataset. Its id is the one every client computes from the names (see `domain.dataset.experiment_id`)."""

    __tablename__ = "experiments"
    __table_args__ = (sa.UniqueConstraint("project_id", "dataset_id", "name"),)

    project_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    metadata_: Mapped[Any] = mapped_column("metadata", sa.JSON(none_as_null=True), nullable=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class ExperimentItemRow(Base):
    """One execution of one item. The same item may stand here many times: repetitions keep their rows."""

    __tablename__ = "experiment_items"
    __table_args__ = (
        sa.ForeignKeyConstraint(
            ["project_id", "experiment_id"], ["experiments.project_id", "experiments.id"], ondelete="CASCADE"
        ),
        sa.Index("ix_experiment_items_experiment", "project_id", "experiment_id", "created_at"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    experiment_id: Mapped[str]
    dataset_item_id: Mapped[str] = mapped_column(index=True)
    dataset_version: Mapped[datetime | None]
    trace_id: Mapped[str] = mapped_column(index=True)
    observation_id: Mapped[str | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DeletedExperimentRow(Base):
    """An experiment that was deleted: what spans reported of it until that moment is not shown."""

    __tablename__ = "deleted_experiments"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    deleted_at: Mapped[datetime]


class ExperimentPlanRow(Base):
    """What somebody wants run from the screen: arms (a prompt and a model each) over the items of a dataset as they stood."""

    __tablename__ = "experiment_plans"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    organization_id: Mapped[str]
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    dataset_version: Mapped[datetime]
    """The moment whose items are run: fixed when the plan is made, so that changes meanwhile do not matter."""
    name: Mapped[str]
    description: Mapped[str | None]
    arms: Mapped[list[Any]]
    experiment_ids: Mapped[list[Any]]
    """One experiment an arm, in the order of the arms."""
    repetitions: Mapped[int]
    evaluator_version_ids: Mapped[list[Any]]
    total: Mapped[int]
    job_id: Mapped[str]
    attempt: Mapped[int]
    """Counts starts: the first, resuming, and trying failed ones again."""
    halted: Mapped[str]
    """Why it stopped by itself (the connection refuses, say); empty otherwise."""
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class ExecutionRow(Base):
    """One item run once in one arm. It is written before its trace is sent, with what to send, so that nothing is run twice."""

    __tablename__ = "experiment_executions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["plan_id"], ["experiment_plans.id"], ondelete="CASCADE"),
        sa.Index("ix_experiment_executions_plan", "plan_id", "state"),
    )

    plan_id: Mapped[str] = mapped_column(primary_key=True)
    arm: Mapped[int] = mapped_column(primary_key=True)
    item_id: Mapped[str] = mapped_column(primary_key=True)
    repetition: Mapped[int] = mapped_column(primary_key=True)
    trace_id: Mapped[str]
    observation_id: Mapped[str]
    failed: Mapped[bool]
    error: Mapped[str]
    state: Mapped[str]
    """`answered`: its trace is still to be sent, `stored`: sent, `scored`: judged too."""
    unsent: Mapped[str]
    """The observations to send, as JSON; empty once they are."""
    finished_at: Mapped[datetime]


class RemoteTriggerRow(Base):
    """Where to ask a team's own application to run an experiment over a dataset."""

    __tablename__ = "experiment_triggers"

    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"), primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    url: Mapped[str]
    payload: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    sealed_secret: Mapped[str]
    updated_at: Mapped[datetime]


class TriggerFiringRow(Base):
    """One POST of a remote trigger and what came back. `status` is null when no answer came; then `error` says why."""

    __tablename__ = "experiment_trigger_firings"
    __table_args__ = (sa.Index("ix_experiment_trigger_firings_dataset", "project_id", "dataset_id", "id"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"))
    is_test: Mapped[bool]
    status: Mapped[int | None]
    answer: Mapped[str]
    error: Mapped[str]
    latency_ms: Mapped[float]
    fired_by: Mapped[str]
    fired_at: Mapped[datetime]
