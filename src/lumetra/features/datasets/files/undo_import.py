"""Taking an import back: items that it made are deleted, items that it changed say again what they said before."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.ids import new_id
from lumetra.features.datasets.tables import DatasetImportRow, DatasetItemVersionRow

_AT_ONCE = 500
_COPIED = ("status", "input", "expected_output", "metadata_", "tags", "source_trace_id", "source_observation_id", "deleted")


def undo_import(session: Session, row: DatasetImportRow, *, changed_by: str, now: datetime) -> int:
    """The number of items that were put back. Items that were changed again since are left as they are; the past keeps the import."""
    version = DatasetItemVersionRow
    written = sa.select(version.id).where(version.import_id == row.id, version.valid_to.is_(None))
    ids = list(session.scalars(written))
    for start in range(0, len(ids), _AT_ONCE):
        _restore(session, row.project_id, ids[start : start + _AT_ONCE], changed_by, now)
    row.state, row.finished_at = "undone", now
    return len(ids)


def _restore(session: Session, project_id: str, version_ids: list[str], changed_by: str, now: datetime) -> None:
    version = DatasetItemVersionRow
    written = session.scalars(sa.select(version).where(version.id.in_(version_ids))).all()
    earlier = sa.select(version).where(
        version.project_id == project_id, version.item_id.in_([one.item_id for one in written]), version.valid_to.is_not(None)
    )
    before = {one.item_id: one for one in session.scalars(earlier.order_by(version.valid_from))}
    made = [_restored(current, before.get(current.item_id), changed_by, now) for current in written]
    session.add_all(made)
    session.flush()
    for one in [*written, *before.values(), *made]:  # what is written need not stay in memory
        session.expunge(one)


def _restored(
    current: DatasetItemVersionRow, before: DatasetItemVersionRow | None, changed_by: str, now: datetime
) -> DatasetItemVersionRow:
    moment = max(now, current.valid_from + timedelta(microseconds=1))
    current.valid_to = moment
    said = {name: getattr(before or current, name) for name in _COPIED}
    if before is None:
        said |= {"deleted": True, "input": None, "expected_output": None, "metadata_": None, "tags": []}
    return DatasetItemVersionRow(
        id=new_id(), project_id=current.project_id, dataset_id=current.dataset_id, item_id=current.item_id, valid_from=moment,
        valid_to=None, changed_by=changed_by, import_id=None, **said,
    )  # fmt: skip
