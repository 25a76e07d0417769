"""Reading items, now or as they stood at any past moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVarTuple

import msgspec
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import NotFound
from lumetra.features.datasets.tables import DatasetItemRow, DatasetItemVersionRow, DatasetRow

Columns = TypeVarTuple("Columns")

ACTIVE = "ACTIVE"
ARCHIVED = "ARCHIVED"


class ItemFilter(msgspec.Struct, frozen=True, kw_only=True):
    """Which items; None means any. `at` reads the state of that moment."""

    dataset_id: str | None = None
    status: str | None = ACTIVE
    source_trace_id: str | None = None
    source_observation_id: str | None = None
    at: datetime | None = None
    tag: str | None = None
    search: str = ""
    """Words in input, expected output, metadata or id, whatever the case."""
    ids: list[str] | None = None


def count_items(session: Session, project_id: str, where: ItemFilter) -> int:
    """How many items match."""
    return session.scalar(_matching(sa.select(sa.func.count()), project_id, where)) or 0


def list_items(
    session: Session,
    project_id: str,
    where: ItemFilter,
    *,
    limit: int | None = None,
    offset: int = 0,
    after: tuple[datetime, str] | None = None,
) -> list[DatasetItem]:
    """Matching items, newest first (by when the item was first made, then id); `after` continues behind an item of that key."""
    query = _matching(sa.select(DatasetItemVersionRow, DatasetItemRow.created_at, DatasetRow.name), project_id, where)
    if after is not None:
        made, own_id = DatasetItemRow.created_at, DatasetItemRow.id
        query = query.where(sa.or_(made < after[0], sa.and_(made == after[0], own_id < after[1])))
    query = query.order_by(DatasetItemRow.created_at.desc(), DatasetItemRow.id.desc()).limit(limit).offset(offset)
    return [as_item(version, created_at, name) for version, created_at, name in session.execute(query)]


def _matching(query: sa.Select[*Columns], project_id: str, where: ItemFilter) -> sa.Select[*Columns]:
    version, item = DatasetItemVersionRow, DatasetItemRow
    query = (
        query.select_from(version)
        .join(item, sa.and_(item.project_id == version.project_id, item.id == version.item_id))
        .join(DatasetRow, DatasetRow.id == version.dataset_id)
        .where(version.project_id == project_id, version.deleted.is_(False))
    )
    if where.at is None:
        query = query.where(version.valid_to.is_(None))
    else:
        moment = where.at.astimezone(UTC)
        query = query.where(version.valid_from <= moment, sa.or_(version.valid_to.is_(None), version.valid_to > moment))
    if where.dataset_id is not None:
        query = query.where(version.dataset_id == where.dataset_id)
    if where.status is not None:
        query = query.where(version.status == where.status)
    if where.source_trace_id is not None:
        query = query.where(version.source_trace_id == where.source_trace_id)
    if where.source_observation_id is not None:
        query = query.where(version.source_observation_id == where.source_observation_id)
    if where.ids is not None:
        query = query.where(version.item_id.in_(where.ids))
    if where.tag is not None:
        query = query.where(_json_text(version.tags).like(f"%{escaped(json.dumps(where.tag))}%", escape="\\"))
    if where.search:
        query = query.where(_says(where.search))
    return query


def _says(words: str) -> sa.ColumnElement[bool]:
    # Stored JSON writes characters beyond ASCII as escapes, so the words are looked for in that form; tags are short lists.
    version = DatasetItemVersionRow
    plain, as_json = escaped(words.lower()), escaped(json.dumps(words)[1:-1].lower())
    fields = (version.input, version.expected_output, version.metadata_)
    return sa.or_(
        sa.func.lower(version.item_id).like(f"%{plain}%", escape="\\"),
        *(sa.func.lower(_json_text(field)).like(f"%{as_json}%", escape="\\") for field in fields),
    )


def _json_text(column: Any) -> sa.ColumnElement[str]:
    return sa.type_coerce(sa.cast(column, sa.Text), sa.Text)


def escaped(text: str) -> str:
    """Text for a LIKE whose escape is a backslash."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def current_version(session: Session, project_id: str, item_id: str) -> DatasetItemVersionRow | None:
    """The open version of an item, deleted ones included; None when there never was such an item."""
    return session.scalar(
        sa.select(DatasetItemVersionRow).where(
            DatasetItemVersionRow.project_id == project_id,
            DatasetItemVersionRow.item_id == item_id,
            DatasetItemVersionRow.valid_to.is_(None),
        )
    )


def get_item(session: Session, project_id: str, item_id: str) -> DatasetItem:
    """The current item. Raises NotFound for one that never was or was deleted."""
    version = current_version(session, project_id, item_id)
    if version is None or version.deleted:
        raise NotFound("Dataset item not found")
    item = session.get_one(DatasetItemRow, (project_id, item_id))
    dataset = session.get_one(DatasetRow, version.dataset_id)
    return as_item(version, item.created_at, dataset.name)


def items_by_id(session: Session, project_id: str, item_ids: Sequence[str]) -> dict[str, DatasetItem]:
    """The current items of these ids, archived ones too; ids without an item are left out."""
    query = _matching(
        sa.select(DatasetItemVersionRow, DatasetItemRow.created_at, DatasetRow.name), project_id, ItemFilter(status=None)
    ).where(DatasetItemVersionRow.item_id.in_(item_ids))
    return {version.item_id: as_item(version, created_at, name) for version, created_at, name in session.execute(query)}


def item_history(session: Session, project_id: str, item_id: str) -> list[DatasetItemVersionRow]:
    """Every version of an item, newest first."""
    query = sa.select(DatasetItemVersionRow).where(
        DatasetItemVersionRow.project_id == project_id, DatasetItemVersionRow.item_id == item_id
    )
    return list(session.scalars(query.order_by(DatasetItemVersionRow.valid_from.desc())))


def as_item(version: DatasetItemVersionRow, created_at: datetime, dataset_name: str) -> DatasetItem:
    """A row as the domain's item."""
    return DatasetItem(
        id=version.item_id,
        project_id=version.project_id,
        dataset_id=version.dataset_id,
        dataset_name=dataset_name,
        status=version.status,
        input=version.input,
        expected_output=version.expected_output,
        metadata=version.metadata_,
        tags=list(version.tags),
        source_trace_id=version.source_trace_id,
        source_observation_id=version.source_observation_id,
        created_at=created_at,
        valid_from=version.valid_from,
    )
