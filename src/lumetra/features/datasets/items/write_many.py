"""Writing many items at once, as imports do: one version moment for all, rows that do not fit are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.ids import new_id
from lumetra.engines.database import Base
from lumetra.features.datasets.items.write_items import MAX_ID
from lumetra.features.datasets.map_columns import MappedItem
from lumetra.features.datasets.read_items import ACTIVE
from lumetra.features.datasets.schemas import check_schema, violations
from lumetra.features.datasets.tables import DatasetItemRow, DatasetItemVersionRow, DatasetRow


@dataclass(frozen=True)
class NewRow:
    """A row of an import, by its number in the source."""

    number: int
    item: MappedItem
    source_trace_id: str | None = None
    source_observation_id: str | None = None


@dataclass
class Written:
    """What became of rows: made or changed, as they were already, or rejected with a reason."""

    imported: int = 0
    unchanged: int = 0
    rejected: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def reject(self, row: int, message: str) -> None:
        """Note a row that was left out."""
        self.rejected.append({"row": row, "message": message})


def write_many(
    session: Session, dataset: DatasetRow, rows: Sequence[NewRow], *, import_id: str, changed_by: str, now: datetime
) -> Written:
    """Write rows as items. An item that is there already with the same content gets no new version, so writing rows again is harmless."""
    written = Written()
    rows = _fitting(dataset, rows, written)
    ids = [row.item.id or f"{import_id}-{row.number}" for row in rows]
    own = sa.select(DatasetItemRow.id, DatasetItemRow.dataset_id).where(
        DatasetItemRow.project_id == dataset.project_id, DatasetItemRow.id.in_(ids)
    )
    owners = {row[0]: row[1] for row in session.execute(own)}
    current = _current(session, dataset, ids)
    items: dict[str, dict[str, Any]] = {}
    versions: dict[str, dict[str, Any]] = {}
    for own_id, row in zip(ids, rows, strict=True):
        owner = owners.get(own_id)
        if owner is not None and owner != dataset.id:
            written.reject(row.number, f"the id {own_id!r} belongs to another dataset")
        elif own_id in versions:
            written.reject(row.number, f"the id {own_id!r} stands in an earlier row already")
        elif _is_same(current.get(own_id), row.item):
            written.unchanged += 1
        else:
            if owner is None:
                items[own_id] = {"project_id": dataset.project_id, "id": own_id, "dataset_id": dataset.id, "created_at": now}
            versions[own_id] = _version(dataset, own_id, row, current.get(own_id), import_id, changed_by, now)
    _store(session, current, items, versions)
    written.imported = len(versions)
    return written


def _fitting(dataset: DatasetRow, rows: Sequence[NewRow], written: Written) -> list[NewRow]:
    input_schema = check_schema(dataset.input_schema, "inputSchema")
    output_schema = check_schema(dataset.expected_output_schema, "expectedOutputSchema")
    kept: list[NewRow] = []
    for row in rows:
        wrong = violations(input_schema, row.item.input, "input")
        if row.item.expected_output is not None:
            wrong += violations(output_schema, row.item.expected_output, "expectedOutput")
        if len(row.item.id) > MAX_ID:
            wrong.append(f"the id is longer than {MAX_ID} characters")
        if wrong:
            written.reject(row.number, "; ".join(wrong))
        else:
            kept.append(row)
    return kept


def _current(session: Session, dataset: DatasetRow, ids: Sequence[str]) -> dict[str, DatasetItemVersionRow]:
    version = DatasetItemVersionRow
    query = sa.select(version).where(
        version.project_id == dataset.project_id, version.item_id.in_(ids), version.valid_to.is_(None)
    )
    return {row.item_id: row for row in session.scalars(query)}


def _is_same(stored: DatasetItemVersionRow | None, item: MappedItem) -> bool:
    if stored is None or stored.deleted or stored.status != ACTIVE:
        return False
    said = (stored.input, stored.expected_output, stored.metadata_, list(stored.tags))
    return said == (item.input, item.expected_output, item.metadata, item.tags)


def _version(
    dataset: DatasetRow,
    own_id: str,
    row: NewRow,
    before: DatasetItemVersionRow | None,
    import_id: str,
    changed_by: str,
    now: datetime,
) -> dict[str, Any]:
    moment = now if before is None else max(now, before.valid_from + timedelta(microseconds=1))
    return {
        "id": new_id(), "project_id": dataset.project_id, "dataset_id": dataset.id, "item_id": own_id, "status": ACTIVE,
        "input": row.item.input, "expected_output": row.item.expected_output, "metadata": row.item.metadata, "tags": row.item.tags,
        "source_trace_id": row.source_trace_id, "source_observation_id": row.source_observation_id, "deleted": False,
        "valid_from": moment, "valid_to": None, "changed_by": changed_by, "import_id": import_id,
    }  # fmt: skip


def _store(
    session: Session,
    current: dict[str, DatasetItemVersionRow],
    items: dict[str, dict[str, Any]],
    versions: dict[str, dict[str, Any]],
) -> None:
    if items:
        session.execute(sa.insert(_table(DatasetItemRow)), list(items.values()))
    for own_id, version in versions.items():
        if own_id in current:
            current[own_id].valid_to = version["valid_from"]
    if versions:
        session.execute(sa.insert(_table(DatasetItemVersionRow)), list(versions.values()))


def _table(row: type[Base]) -> sa.Table:
    """Inserts go to the table itself: through the mapper a row takes half as long again."""
    return row.metadata.tables[row.__tablename__]
