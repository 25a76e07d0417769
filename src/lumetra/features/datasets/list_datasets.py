"""Lists of datasets by folder or by words, with how many items each holds now."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.features.datasets.read_items import ACTIVE, escaped
from lumetra.features.datasets.tables import DatasetItemVersionRow, DatasetRow


@dataclass(frozen=True, kw_only=True)
class DatasetFilter:
    """`folder` without slash at the end: only what lies in it directly; empty: at the top; None: everything."""

    folder: str | None = None
    search: str = ""


@dataclass(frozen=True)
class DatasetSummary:
    """A dataset and the numbers of its current items."""

    row: DatasetRow
    active: int
    archived: int


def list_datasets(
    session: Session, project_id: str, where: DatasetFilter, *, after_name: str | None, limit: int
) -> list[DatasetSummary]:
    """One page by name."""
    query = sa.select(DatasetRow).where(DatasetRow.project_id == project_id)
    if where.folder is not None:
        prefix = f"{where.folder}/" if where.folder else ""
        query = query.where(_starts_with(prefix), DatasetRow.name.not_like(f"{escaped(prefix)}%/%", escape="\\"))
    if where.search:
        words = f"%{escaped(where.search.lower())}%"
        found_in = sa.func.lower(DatasetRow.name + " " + sa.func.coalesce(DatasetRow.description, ""))
        query = query.where(found_in.like(words, escape="\\"))
    if after_name is not None:
        query = query.where(DatasetRow.name > after_name)
    return summaries(session, list(session.scalars(query.order_by(DatasetRow.name).limit(limit))))


def summaries(session: Session, rows: list[DatasetRow]) -> list[DatasetSummary]:
    """These datasets with their numbers, in the order given."""
    version = DatasetItemVersionRow
    counted = session.execute(
        sa.select(version.dataset_id, version.status, sa.func.count())
        .where(version.dataset_id.in_([row.id for row in rows]), version.valid_to.is_(None), version.deleted.is_(False))
        .group_by(version.dataset_id, version.status)
    )
    counts: dict[str, dict[str, int]] = defaultdict(dict)
    for dataset_id, status, count in counted:
        counts[dataset_id][status] = count
    return [
        DatasetSummary(row, counts[row.id].get(ACTIVE, 0), sum(n for s, n in counts[row.id].items() if s != ACTIVE))
        for row in rows
    ]


def folders_below(session: Session, project_id: str, folder: str) -> list[tuple[str, int]]:
    """The folders directly inside a folder (empty: the top), each with the number of datasets inside at any depth."""
    prefix = f"{folder}/" if folder else ""
    counts: dict[str, int] = defaultdict(int)
    for name in session.scalars(sa.select(DatasetRow.name).where(DatasetRow.project_id == project_id, _starts_with(prefix))):
        head, slash, _ = name[len(prefix) :].partition("/")
        if slash:
            counts[prefix + head] += 1
    return sorted(counts.items())


def _starts_with(prefix: str) -> sa.ColumnElement[bool]:
    # LIKE ignores case in SQLite; the substring decides.
    return sa.func.substr(DatasetRow.name, 1, len(prefix)) == prefix
