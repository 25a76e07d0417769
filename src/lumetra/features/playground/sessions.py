"""Playground sessions: kept, named, listed, deleted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.playground.columns import MAX_COLUMNS, Column, Filling
from lumetra.features.playground.tables import PlaygroundRun, PlaygroundSession

MAX_NAME = 200


def save_session(
    session: Session, project_id: str, session_id: str | None, name: str, columns: list[Column], filling: Filling, author: str,
    now: datetime, *, revision: int | None = None,
) -> PlaygroundSession:  # fmt: skip
    """Create a session, or replace what one holds. Raises Conflict when `revision` is not the one that is stored."""
    if len(columns) > MAX_COLUMNS or len({column.id for column in columns}) != len(columns):
        raise Refusal(f"A session has at most {MAX_COLUMNS} columns, each with an id of its own")
    if session_id is None:
        row = PlaygroundSession(id=new_id(), project_id=project_id, created_by=author, created_at=now, revision=0)
        session.add(row)
    else:
        row = get_session(session, project_id, session_id, lock=True)
        if revision is not None and revision != row.revision:
            raise Conflict("Somebody else has changed this session since you opened it", detail={"revision": row.revision})
    row.name, row.updated_at = name[:MAX_NAME], now
    row.revision += 1
    row.columns = [column.model_dump() for column in columns]
    row.variables, row.placeholders = filling.variables, filling.placeholders
    session.flush()
    return row


def get_session(session: Session, project_id: str, session_id: str, *, lock: bool = False) -> PlaygroundSession:
    """One session of this project."""
    row = session.get(PlaygroundSession, session_id, with_for_update=lock)
    if row is None or row.project_id != project_id:
        raise NotFound("Playground session not found")
    return row


def list_sessions(
    session: Session, project_id: str, *, search: str, before: tuple[datetime, str] | None, limit: int
) -> list[PlaygroundSession]:
    """Sessions, the one changed last first. `search` looks in names, and in the columns' prompts, models and messages.

    Left out are those that somebody opened and left as they were: never named, never changed, never run.
    """
    was_run = sa.exists().where(PlaygroundRun.session_id == PlaygroundSession.id)
    is_used = sa.or_(PlaygroundSession.revision > 1, PlaygroundSession.name != "", was_run)
    query = sa.select(PlaygroundSession).where(PlaygroundSession.project_id == project_id, is_used)
    if search:
        words = f"%{search.lower().replace('%', '').replace('_', '')}%"
        text = sa.func.lower(sa.cast(PlaygroundSession.columns, sa.Text))
        query = query.where(sa.or_(sa.func.lower(PlaygroundSession.name).like(words), text.like(words)))
    if before is not None:
        query = query.where(sa.tuple_(PlaygroundSession.updated_at, PlaygroundSession.id) < before)
    return list(session.scalars(query.order_by(PlaygroundSession.updated_at.desc(), PlaygroundSession.id.desc()).limit(limit)))


def count_runs(session: Session, session_ids: list[str]) -> dict[str, int]:
    """How many runs each of these sessions has had; those without any are left out."""
    query = sa.select(PlaygroundRun.session_id, sa.func.count()).where(PlaygroundRun.session_id.in_(session_ids))
    return {row[0]: row[1] for row in session.execute(query.group_by(PlaygroundRun.session_id))}
