"""What a mail about a mention says, and who may get it: comments know neither people nor traces."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from lumetra.domain.access import Permission
from lumetra.domain.letter import known_language
from lumetra.engines.mail import Post
from lumetra.engines.opening import Engines
from lumetra.features.accounts.find_roles import permissions_of, role_in_project
from lumetra.features.accounts.tables import ProjectRow, UserRow
from lumetra.features.comments.mention_letters import (
    Commented,
    NotifyMentioned,
    Reader,
    register_mention_letters,
    tell_nobody,
)
from lumetra.features.comments.tables import CommentRow
from lumetra.features.prompts.tables import Prompt, PromptVersionRow
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.read_traces import find_trace, trace_rows

NAME: Final = {column: TRACE_CORE[column] for column in ("trace_id", "name")}


def install_mention_mails(engines: Engines, post: Post | None) -> NotifyMentioned:
    """How those whom a comment mentions are told; by nothing where the instance has no mail server."""
    if post is None:
        return tell_nobody

    def find_reader(project_id: str, user_id: str) -> Reader | None:
        with engines.database.reading() as session:
            project, user = session.get(ProjectRow, project_id), session.get(UserRow, user_id)
            if project is None or project.deleted_at is not None or user is None or not user.mention_mails:
                return None
            role = role_in_project(session, user_id, project)
            if role is None or Permission.COMMENTS_READ not in permissions_of(role, user):
                return None
            return Reader(user.email, known_language(user.language))

    def describe(comment: CommentRow) -> Commented | None:
        place = _place(engines, comment)
        if place is None:
            return None
        with engines.database.reading() as session:
            author = session.get(UserRow, comment.author_user_id) if comment.author_user_id else None
            project = session.get_one(ProjectRow, comment.project_id)
        name, path = place
        return Commented(author.name if author else "", project.name, name, path)

    return register_mention_letters(engines.database, post, find_reader, describe)


def _place(engines: Engines, comment: CommentRow) -> tuple[str, str] | None:
    """What the thing is called that was commented on, and the page that shows the comment; None when it is gone."""
    project = f"/projects/{quote(comment.project_id, safe='')}"
    if comment.object_type == "SESSION":
        return comment.object_id, f"{project}/sessions/{quote(comment.object_id, safe='')}?comment={comment.id}"
    if comment.object_type == "PROMPT":
        return _prompt_place(engines, comment, project)
    if comment.trace_id is None:
        return None
    key = find_trace(engines.analytics, comment.project_id, comment.trace_id)
    rows = [] if key is None else trace_rows(engines.analytics, comment.project_id, [key], NAME)
    if not rows:
        return None
    step = f"step={quote(comment.object_id, safe='')}&" if comment.object_type == "OBSERVATION" else ""
    page = f"{project}/traces/{quote(comment.trace_id, safe='')}?{step}comment={comment.id}"
    return rows[0]["name"] or comment.trace_id, page


def _prompt_place(engines: Engines, comment: CommentRow, project: str) -> tuple[str, str] | None:
    with engines.database.reading() as session:
        version = session.get(PromptVersionRow, comment.object_id)
        prompt = None if version is None else session.get(Prompt, version.prompt_id)
    if version is None or prompt is None:
        return None
    return f"{prompt.name} v{version.version}", f"{project}/prompts/{prompt.id}?version={version.version}"
