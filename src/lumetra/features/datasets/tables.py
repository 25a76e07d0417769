"""Tables of datasets. An item is an identity; what it says lives in its versions, of which the open one is current."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from lumetra.engines.database import Base


class DatasetRow(Base):
    """A dataset: a name, and JSON Schemas that its items keep to."""

    __tablename__ = "datasets"
    __table_args__ = (sa.UniqueConstraint("project_id", "name"),)

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    name: Mapped[str]
    description: Mapped[str | None]
    metadata_: Mapped[Any] = mapped_column("metadata", sa.JSON(none_as_null=True), nullable=True)
    input_schema: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    expected_output_schema: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class DatasetItemRow(Base):
    """An item's identity: clients choose ids, unique in a project; an id belongs to one dataset for ever."""

    __tablename__ = "dataset_items"

    project_id: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime]


class DatasetItemVersionRow(Base):
    """What an item said from `valid_from` until before `valid_to` (None: still). A deletion is a version with `deleted`."""

    __tablename__ = "dataset_item_versions"
    __table_args__ = (
        sa.ForeignKeyConstraint(["project_id", "item_id"], ["dataset_items.project_id", "dataset_items.id"], ondelete="CASCADE"),
        sa.Index("ix_dataset_item_versions_item", "project_id", "item_id", "valid_from"),
        sa.Index("ix_dataset_item_versions_dataset", "dataset_id", "valid_to"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str]
    dataset_id: Mapped[str]
    item_id: Mapped[str]
    status: Mapped[str]
    input: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    expected_output: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    metadata_: Mapped[Any] = mapped_column("metadata", sa.JSON(none_as_null=True), nullable=True)
    tags: Mapped[list[Any]]
    source_trace_id: Mapped[str | None] = mapped_column(index=True)
    source_observation_id: Mapped[str | None]
    deleted: Mapped[bool]
    valid_from: Mapped[datetime]
    valid_to: Mapped[datetime | None]
    changed_by: Mapped[str]
    """A user id, or `API` for a key."""
    import_id: Mapped[str | None] = mapped_column(index=True)
    """The import that wrote this version, so that it can be taken back."""


class DatasetUploadRow(Base):
    """A file that waits to be imported; its bytes lie in blob storage."""

    __tablename__ = "dataset_uploads"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    file_name: Mapped[str]
    format: Mapped[str]
    """`csv`, `jsonl` or `parquet`."""
    size_bytes: Mapped[int]
    created_by: Mapped[str]
    created_at: Mapped[datetime]


class DatasetImportRow(Base):
    """An import of a file or of recorded observations, done by a job; kept as the record of what became of every row."""

    __tablename__ = "dataset_imports"

    id: Mapped[str] = mapped_column(primary_key=True)
    project_id: Mapped[str] = mapped_column(index=True)
    dataset_id: Mapped[str] = mapped_column(sa.ForeignKey("datasets.id", ondelete="CASCADE"), index=True)
    job_id: Mapped[str]
    source: Mapped[dict[str, Any]]
    """What was asked: the upload and how to read it, or filter and time range; and the mapping."""
    state: Mapped[str]
    """`running` until the job ends itself; then `succeeded` or `failed`; `undone` after it was taken back."""
    rows: Mapped[int]
    imported: Mapped[int]
    unchanged: Mapped[int]
    rejected: Mapped[int]
    errors: Mapped[list[Any]]
    """`{row, message}` of the first rejected rows."""
    error: Mapped[str]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
