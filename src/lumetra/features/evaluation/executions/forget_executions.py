"""Forgetting what ended long ago: the log stays bounded, and what gave its scores still never runs a second time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from lumetra.domain.clock import Clock
from lumetra.engines.database import Database
from lumetra.features.evaluation.tables import DoneRow, ExecutionRow

CHUNK: Final = 500


def forget_executions(database: Database, clock: Clock, days: int) -> int:
    """Remove executions that ended more than `days` days ago from the log; returns how many.

    Of those that are done the id stays. Failed and cancelled ones gave no score: asked for again, they run again.
    """
    before = clock() - timedelta(days=days)
    forgotten = 0
    while chunk := _forget_some(database, before):
        forgotten += chunk
    return forgotten


def _forget_some(database: Database, before: datetime) -> int:
    row = ExecutionRow
    # What was cancelled with its rule has no end of its own.
    long_ago = sa.or_(row.finished_at < before, sa.and_(row.finished_at.is_(None), row.created_at < before))
    query = sa.select(row.id, row.project_id, row.state, row.finished_at).where(
        row.state.in_(("done", "failed", "cancelled")), long_ago
    )
    with database.session() as session:
        found = session.execute(query.limit(CHUNK).with_for_update(skip_locked=True)).all()
        done = [
            {"id": one.id, "project_id": one.project_id, "finished_at": one.finished_at} for one in found if one.state == "done"
        ]
        if done:
            session.execute(sa.insert(DoneRow), done)
        session.execute(sa.delete(row).where(row.id.in_([one.id for one in found])))
    return len(found)
