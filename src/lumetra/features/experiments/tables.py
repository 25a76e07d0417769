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
