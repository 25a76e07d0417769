"""What `/api/v1` says and takes about datasets and their items."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from lumetra.domain.dataset import DatasetItem
from lumetra.features.datasets.list_datasets import DatasetSummary
from lumetra.features.datasets.tables import DatasetItemVersionRow

Status = Literal["ACTIVE", "ARCHIVED"]


class DatasetIn(BaseModel):
    """A new dataset. The schemas are JSON Schemas that items keep to."""

    name: str
    description: str | None = None
    metadata: Any = None
    input_schema: Any = None
    expected_output_schema: Any = None


class DatasetPatch(BaseModel):
    """What to change; fields that are left out stay, null clears."""

    name: str | None = None
    description: str | None = None
    metadata: Any = None
    input_schema: Any = None
    expected_output_schema: Any = None


class DatasetOut(BaseModel):
    """A dataset with its numbers. `last_run_at` is null when nothing ran over it."""

    id: str
    name: str
    description: str | None
    metadata: Any
    input_schema: Any
    expected_output_schema: Any
    active_items: int
    archived_items: int
    experiments: int
    last_run_at: datetime | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, summary: DatasetSummary, runs: tuple[int, datetime] | None) -> DatasetOut:
        """From its row and the number and end of its experiments."""
        row = summary.row
        return cls(
            id=row.id, name=row.name, description=row.description, metadata=row.metadata_, input_schema=row.input_schema,
            expected_output_schema=row.expected_output_schema, active_items=summary.active, archived_items=summary.archived,
            experiments=runs[0] if runs else 0, last_run_at=runs[1] if runs else None, created_at=row.created_at,
            updated_at=row.updated_at,
        )  # fmt: skip


class DatasetFolder(BaseModel):
    """A folder by its whole path, with the number of datasets inside at any depth."""

    path: str
    datasets: int


class DatasetPage(BaseModel):
    """Datasets by name, and on the first page of a folder its folders."""

    data: list[DatasetOut]
    folders: list[DatasetFolder]
    next_cursor: str | None


class DuplicateDataset(BaseModel):
    """The name of the copy."""

    name: str


class ItemIn(BaseModel):
    """A new item. Values are stored as they are; `input` may not be null."""

    id: str | None = Field(None, max_length=255)
    input: Any
    expected_output: Any = None
    metadata: Any = None
    tags: list[str] = []
    source_trace_id: str | None = None
    source_observation_id: str | None = None
    status: Status = "ACTIVE"


class ItemPatch(BaseModel):
    """What to change; fields that are left out stay, null clears."""

    input: Any = None
    expected_output: Any = None
    metadata: Any = None
    tags: list[str] | None = None
    status: Status | None = None


class ItemOut(BaseModel):
    """An item in one of its versions: the one that began at `changed_at`."""

    id: str
    dataset_id: str
    status: Status
    input: Any
    expected_output: Any
    metadata: Any
    tags: list[str]
    source_trace_id: str | None
    source_observation_id: str | None
    created_at: datetime
    changed_at: datetime

    @classmethod
    def of(cls, item: DatasetItem) -> ItemOut:
        """From the domain's item."""
        return cls(
            id=item.id, dataset_id=item.dataset_id, status="ARCHIVED" if item.status == "ARCHIVED" else "ACTIVE", input=item.input,
            expected_output=item.expected_output, metadata=item.metadata, tags=item.tags, source_trace_id=item.source_trace_id,
            source_observation_id=item.source_observation_id, created_at=item.created_at, changed_at=item.valid_from,
        )  # fmt: skip


class ItemPage(BaseModel):
    """Items, newest first."""

    data: list[ItemOut]
    total: int
    next_cursor: str | None


class ItemVersionOut(BaseModel):
    """What an item said from `from` until before `to` (null: still)."""

    deleted: bool
    status: str
    input: Any
    expected_output: Any
    metadata: Any
    tags: list[str]
    changed_by: str
    valid_from: datetime
    valid_to: datetime | None

    @classmethod
    def of(cls, row: DatasetItemVersionRow) -> ItemVersionOut:
        """From its row."""
        return cls(
            deleted=row.deleted, status=row.status, input=row.input, expected_output=row.expected_output, metadata=row.metadata_,
            tags=list(row.tags), changed_by=row.changed_by, valid_from=row.valid_from, valid_to=row.valid_to,
        )  # fmt: skip


class ItemVersions(BaseModel):
    """The history of an item, newest first."""

    data: list[ItemVersionOut]
    next_cursor: str | None = None


class ItemsChange(BaseModel):
    """One change for many items; `tag` is needed for the two actions that speak of tags."""

    item_ids: list[str] = Field(min_length=1, max_length=10_000)
    action: Literal["archive", "activate", "delete", "add_tag", "remove_tag"]
    tag: str = ""


class ItemsChanged(BaseModel):
    """How many items were changed."""

    changed: int


class DatasetVersionOut(BaseModel):
    """A moment of change: read or run the dataset at `at` for the state right after."""

    at: datetime
    added: int
    changed: int
    deleted: int
    changed_by: str


class DatasetVersionPage(BaseModel):
    """Versions of a dataset, newest first."""

    data: list[DatasetVersionOut]
    next_cursor: str | None
