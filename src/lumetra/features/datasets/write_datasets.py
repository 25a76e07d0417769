"""Making, changing and deleting datasets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import sqlalchemy as sa
from msgspec import UNSET, UnsetType
from sqlalchemy.orm import Session

from lumetra.domain.dataset import check_dataset_name
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.datasets.read_items import ItemFilter, list_items
from lumetra.features.datasets.schemas import MAX_VIOLATIONS, check_schema, violations
from lumetra.features.datasets.tables import DatasetRow


class DatasetChange(msgspec.Struct, frozen=True, kw_only=True):
    """What to set; UNSET leaves a field as it is, None clears it."""

    description: str | UnsetType | None = UNSET
    metadata: Any = UNSET
    input_schema: Any = UNSET
    expected_output_schema: Any = UNSET


def upsert_dataset(session: Session, project_id: str, name: str, change: DatasetChange, now: datetime) -> DatasetRow:
    """The dataset of that name with the change applied, made when there is none.

    Raises Refusal when a schema is none, or when an item does not fit it: the message lists up to ten violations.
    """
    check_dataset_name(name)
    dataset = session.scalar(sa.select(DatasetRow).where(DatasetRow.project_id == project_id, DatasetRow.name == name))
    if dataset is None:
        dataset = DatasetRow(
            id=new_id(),
            project_id=project_id,
            name=name,
            description=None,
            metadata_=None,
            input_schema=None,
            expected_output_schema=None,
            created_at=now,
            updated_at=now,
        )
        session.add(dataset)
        session.flush()
    apply_change(session, dataset, change, now)
    return dataset


def apply_change(session: Session, dataset: DatasetRow, change: DatasetChange, now: datetime) -> None:
    """Set what the change sets. Raises Refusal as upsert_dataset does."""
    if change.description is not UNSET:
        dataset.description = change.description
    if change.metadata is not UNSET:
        dataset.metadata_ = change.metadata
    new_schemas = change.input_schema is not UNSET or change.expected_output_schema is not UNSET
    if change.input_schema is not UNSET:
        dataset.input_schema = change.input_schema
    if change.expected_output_schema is not UNSET:
        dataset.expected_output_schema = change.expected_output_schema
    if new_schemas:
        _check_items(session, dataset)
    dataset.updated_at = now


def _check_items(session: Session, dataset: DatasetRow) -> None:
    input_validator = check_schema(dataset.input_schema, "inputSchema")
    output_validator = check_schema(dataset.expected_output_schema, "expectedOutputSchema")
    if input_validator is None and output_validator is None:
        return
    found: list[str] = []
    for item in list_items(session, dataset.project_id, ItemFilter(dataset_id=dataset.id, status=None)):
        wrong = violations(input_validator, item.input, "input")
        if item.expected_output is not None:
            wrong += violations(output_validator, item.expected_output, "expectedOutput")
        found += [f"item {item.id}: {text}" for text in wrong]
        if len(found) >= MAX_VIOLATIONS:
            break
    if found:
        shown = found[:MAX_VIOLATIONS]
        raise Refusal("Existing items do not fit the schema: " + "; ".join(shown), code="items_violate_schema", detail=shown)


def dataset_by_name(session: Session, project_id: str, name: str) -> DatasetRow:
    """Raises NotFound."""
    dataset = session.scalar(sa.select(DatasetRow).where(DatasetRow.project_id == project_id, DatasetRow.name == name))
    if dataset is None:
        raise NotFound("Dataset not found")
    return dataset


def dataset_by_id(session: Session, project_id: str, dataset_id: str) -> DatasetRow:
    """Raises NotFound."""
    dataset = session.get(DatasetRow, dataset_id)
    if dataset is None or dataset.project_id != project_id:
        raise NotFound("Dataset not found")
    return dataset


def names_of_datasets(session: Session, project_id: str, ids: Sequence[str]) -> dict[str, str]:
    """Names by id; ids without a dataset are left out."""
    query = sa.select(DatasetRow.id, DatasetRow.name).where(DatasetRow.project_id == project_id, DatasetRow.id.in_(ids))
    return {row[0]: row[1] for row in session.execute(query)}
