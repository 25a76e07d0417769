"""The versions of a dataset: the moments at which its items changed, and what changed at each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased

from lumetra.features.datasets.tables import DatasetItemVersionRow


@dataclass(frozen=True)
class DatasetVersion:
    """A moment of change; reading the dataset at it gives the state right after. `changed_by`: a user id, or `API`."""

    at: datetime
    added: int
    changed: int
    deleted: int
    changed_by: str


def list_versions(session: Session, dataset_id: str, *, before: datetime | None, limit: int) -> list[DatasetVersion]:
    """Newest first."""
    version, earlier = DatasetItemVersionRow, aliased(DatasetItemVersionRow)
    moments = sa.select(version.valid_from).where(version.dataset_id == dataset_id)
    if before is not None:
        moments = moments.where(version.valid_from < before)
    page = moments.distinct().order_by(version.valid_from.desc()).limit(limit).subquery()
    was_there = (
        sa.select(sa.literal(1))
        .where(
            earlier.project_id == version.project_id, earlier.item_id == version.item_id, earlier.valid_to == version.valid_from,
            earlier.deleted.is_(False),
        )
        .exists()
    )  # fmt: skip
    gone, kept = version.deleted.is_(True), version.deleted.is_(False)
    query = (
        sa.select(
            version.valid_from,
            sa.func.sum(sa.case((sa.and_(kept, ~was_there), 1), else_=0)),
            sa.func.sum(sa.case((sa.and_(kept, was_there), 1), else_=0)),
            sa.func.sum(sa.case((gone, 1), else_=0)),
            sa.func.max(version.changed_by),
        )
        .where(version.dataset_id == dataset_id, version.valid_from.in_(sa.select(page.c.valid_from)))
        .group_by(version.valid_from)
        .order_by(version.valid_from.desc())
    )
    return [DatasetVersion(at, added, changed, deleted, by) for at, added, changed, deleted, by in session.execute(query)]
