"""The audit trail of prompts: written in the transaction of what it tells, read newest first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.ids import new_id
from lumetra.domain.prompt import PromptVersion
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.tables import Prompt, PromptHistory


def record(
    session: Session,
    prompt: Prompt,
    actor: Actor,
    action: str,
    now: datetime,
    *,
    label: str = "",
    from_version: int | None = None,
    to_version: int | None = None,
    proposal_id: str = "",
    note: str = "",
    subject: PromptVersion | None = None,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add one entry. `subject` is given when the version it tells of is about to vanish; `detail` goes to listeners only."""
    entry = PromptHistory(
        id=new_id(),
        project_id=prompt.project_id,
        prompt_id=prompt.id,
        prompt_name=prompt.name,
        action=action,
        label=label,
        from_version=from_version,
        to_version=to_version,
        proposal_id=proposal_id,
        actor=actor.name,
        note=note,
        created_at=now,
    )
    session.add(entry)
    happened_in(session).append(Happened(entry, prompt, actor, subject, detail or {}))


@dataclass(frozen=True)
class Happened:
    """One entry of this transaction with what listeners want to know about it."""

    entry: PromptHistory
    prompt: Prompt
    actor: Actor
    subject: PromptVersion | None
    detail: Mapping[str, Any]


def happened_in(session: Session) -> list[Happened]:
    """What this session recorded so far, in order."""
    happened: list[Happened] = session.info.setdefault("prompt_history", [])
    return happened


def read_history(
    session: Session, project_id: str, *, prompt_id: str | None = None, before_id: str | None = None, limit: int = 50
) -> list[PromptHistory]:
    """Entries of a project or of one prompt, newest first. `before_id` is the last id of the page before."""
    query = sa.select(PromptHistory).where(PromptHistory.project_id == project_id)
    if prompt_id is not None:
        query = query.where(PromptHistory.prompt_id == prompt_id)
    if before_id is not None:
        query = query.where(PromptHistory.id < before_id)
    return list(session.scalars(query.order_by(PromptHistory.id.desc()).limit(limit)))


def version_before(session: Session, project_id: str, prompt_id: str, label: str) -> int | None:
    """Where the label pointed before its last move; None when it never moved from one version to another."""
    moves = session.scalars(
        sa.select(PromptHistory)
        .where(
            PromptHistory.project_id == project_id,
            PromptHistory.prompt_id == prompt_id,
            PromptHistory.label == label,
            PromptHistory.action.in_(("label_moved", "rolled_back")),
        )
        .order_by(PromptHistory.id.desc())
        .limit(1)
    ).first()
    return None if moves is None else moves.from_version


def was_served(session: Session, prompt: Prompt, label: str, version: int) -> bool:
    """True when the label pointed to this version at some time."""
    query = sa.select(PromptHistory.id).where(
        PromptHistory.project_id == prompt.project_id,
        PromptHistory.prompt_id == prompt.id,
        PromptHistory.label == label,
        PromptHistory.to_version == version,
        PromptHistory.action.in_(("label_moved", "rolled_back")),
    )
    return session.scalars(query.limit(1)).first() is not None
