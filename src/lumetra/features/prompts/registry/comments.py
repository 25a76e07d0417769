"""Remarks on a version or on one of its lines."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.access import Permission
from lumetra.domain.errors import Forbidden, NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.features.prompts.actor import Actor
from lumetra.features.prompts.read_versions import get_prompt, version_row
from lumetra.features.prompts.tables import PromptComment

MAX_BODY = 5_000


def add_comment(
    session: Session,
    project_id: str,
    name: str,
    version: int,
    body: str,
    actor: Actor,
    now: datetime,
    *,
    part: str = "",
    message_index: int | None = None,
    line: int | None = None,
) -> PromptComment:
    """Add a remark. `part` is empty (the version), `prompt` or `config`; lines count from 1 inside the message or text."""
    prompt = get_prompt(session, project_id, name)
    if version_row(session, prompt.id, version) is None:
        raise NotFound(f"Prompt not found: '{name}' with version {version}")
    if not body.strip() or len(body) > MAX_BODY:
        raise Refusal(f"A comment has 1 to {MAX_BODY} characters")
    if part not in {"", "prompt", "config"} or (line is not None and (line < 1 or not part)):
        raise Refusal("A comment on a line needs part 'prompt' or 'config' and a line from 1")
    comment = PromptComment(
        id=new_id(),
        project_id=project_id,
        prompt_id=prompt.id,
        version=version,
        part=part,
        message_index=message_index,
        line=line,
        body=body,
        author=actor.name,
        created_at=now,
        resolved_at=None,
    )
    session.add(comment)
    return comment


def list_comments(session: Session, project_id: str, name: str, *, version: int | None = None) -> list[PromptComment]:
    """Remarks on a prompt or on one version, oldest first."""
    prompt = get_prompt(session, project_id, name)
    query = sa.select(PromptComment).where(PromptComment.project_id == project_id, PromptComment.prompt_id == prompt.id)
    if version is not None:
        query = query.where(PromptComment.version == version)
    return list(session.scalars(query.order_by(PromptComment.id)))


def count_comments(session: Session, prompt_id: str) -> dict[int, int]:
    """Open remarks by version."""
    query = (
        sa.select(PromptComment.version, sa.func.count())
        .where(PromptComment.prompt_id == prompt_id, PromptComment.resolved_at.is_(None))
        .group_by(PromptComment.version)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def resolve_comment(session: Session, project_id: str, comment_id: str, resolved: bool, now: datetime) -> PromptComment:
    """Close or reopen a remark."""
    comment = _find(session, project_id, comment_id)
    comment.resolved_at = now if resolved else None
    return comment


def delete_comment(session: Session, project_id: str, comment_id: str, actor: Actor) -> None:
    """Take a remark back: one's own, or anybody's for those who set rules."""
    comment = _find(session, project_id, comment_id)
    if comment.author != actor.name and Permission.PROMPT_RULES_WRITE not in actor.permissions:
        raise Forbidden("Only its author may delete a comment")
    session.delete(comment)


def _find(session: Session, project_id: str, comment_id: str) -> PromptComment:
    comment = session.get(PromptComment, comment_id)
    if comment is None or comment.project_id != project_id:
        raise NotFound("Comment not found")
    return comment
