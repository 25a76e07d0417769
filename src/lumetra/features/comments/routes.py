"""`/api/v1` for comments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.comments.places import Place, place_of
from lumetra.features.comments.reactions import Emoji, react, reactions_of, take_back
from lumetra.features.comments.tables import CommentRow
from lumetra.features.comments.write_comments import (
    MAX_CHARACTERS,
    CommentFilter,
    Comments,
    ObjectType,
    change_comment,
    create_comment,
    delete_comment,
    get_comment,
    list_comments,
)
from lumetra.http.access import requires
from lumetra.http.paging import CursorPaging, encode_cursor


class Reaction(BaseModel):
    """A sign under a comment, and who put it there, the first first."""

    emoji: str
    user_ids: list[str]


class Comment(BaseModel):
    """A comment; `author_user_id` is null when a program wrote it. `@[Name](user:ID)` in `content` mentions a member.

    `trace_id` is the trace of a commented trace or observation; null for other things and comments of older versions.
    `place` says which part of a trace or an observation is meant; null for all of it.
    """

    id: str
    object_type: str
    object_id: str
    trace_id: str | None
    content: str
    place: Place | None
    author_user_id: str | None
    created_at: datetime
    updated_at: datetime
    reactions: list[Reaction]


class CommentPage(BaseModel):
    """A page of comments, newest first."""

    data: list[Comment]
    next_cursor: str | None


class WrittenComment(BaseModel):
    """A comment to leave; with a `place` on a part of a trace or an observation."""

    object_type: ObjectType
    object_id: str
    content: str = Field(min_length=1, max_length=MAX_CHARACTERS, description="Markdown.")
    place: Place | None = None


class ChangedComment(BaseModel):
    """Other words for a comment."""

    content: str = Field(min_length=1, max_length=MAX_CHARACTERS)


class DeletedComment(BaseModel):
    """The comment that is gone."""

    id: str


def build_routes(comments: Comments) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/comments", tags=["comments"])

    @router.get("")
    def get_comments(
        project_id: str,
        paging: CursorPaging,
        object_type: Annotated[ObjectType | None, Query()] = None,
        object_id: Annotated[str, Query()] = "",
        mentioned: Annotated[Literal["me"] | None, Query(description="Only comments that mention who asks.")] = None,
        access: Access = requires(Permission.COMMENTS_READ),
    ) -> CommentPage:
        """Comments of a project, or of one object, or that mention whoever asks."""
        parts = paging.parts(1)
        offset = int(parts[0]) if parts else 0
        if mentioned and not access.user_id:
            raise Refusal("Only people are mentioned: sign in to ask for your mentions")
        me = access.user_id if mentioned else ""
        wanted = CommentFilter(object_type or "", object_id, mentioned_user_id=me)
        with comments.database.reading() as session:
            rows, total = list_comments(session, access.project_id, wanted, limit=paging.limit, offset=offset)
            data = _shown(session, rows)
        end = offset + len(rows)
        return CommentPage(data=data, next_cursor=encode_cursor(end) if end < total else None)

    @router.post("", status_code=201)
    def write(project_id: str, body: WrittenComment, access: Access = requires(Permission.COMMENTS_WRITE)) -> Comment:
        """Leave a comment, in the name of whoever is signed in."""
        row = create_comment(
            comments, access.project_id, access.organization_id, body.object_type, body.object_id, body.content, access.user_id,
            body.place,
        )  # fmt: skip
        return _comment(row, {})

    @router.patch("/{comment_id}")
    def change(
        project_id: str, comment_id: str, body: ChangedComment, access: Access = requires(Permission.COMMENTS_WRITE)
    ) -> Comment:
        """Change a comment of one's own."""
        with comments.database.session() as session:
            project, organization = access.project_id, access.organization_id
            row = change_comment(comments, session, project, organization, comment_id, access.user_id, body.content)
            return _shown(session, [row])[0]

    @router.delete("/{comment_id}")
    def delete(project_id: str, comment_id: str, access: Access = requires(Permission.COMMENTS_WRITE)) -> DeletedComment:
        """Remove a comment of one's own."""
        with comments.database.session() as session:
            delete_comment(session, access.project_id, comment_id, access.user_id)
        return DeletedComment(id=comment_id)

    _add_reaction_routes(router, comments)
    return router


def _add_reaction_routes(router: APIRouter, comments: Comments) -> None:
    @router.put("/{comment_id}/reactions/{emoji}")
    def put_reaction(
        project_id: str, comment_id: str, emoji: Emoji, access: Access = requires(Permission.COMMENTS_WRITE)
    ) -> Comment:
        """Put a sign under a comment, in the name of whoever is signed in; each sign counts once a person."""
        user_id = _person(access)
        with comments.database.reading() as session:
            get_comment(session, access.project_id, comment_id)
        react(comments.database, comment_id, emoji, user_id, comments.clock())
        with comments.database.reading() as session:
            return _shown(session, [get_comment(session, access.project_id, comment_id)])[0]

    @router.delete("/{comment_id}/reactions/{emoji}")
    def delete_reaction(
        project_id: str, comment_id: str, emoji: Emoji, access: Access = requires(Permission.COMMENTS_WRITE)
    ) -> Comment:
        """Take one's own sign away again."""
        user_id = _person(access)
        with comments.database.session() as session:
            row = get_comment(session, access.project_id, comment_id)
            take_back(session, comment_id, emoji, user_id)
            return _shown(session, [row])[0]


def _person(access: Access) -> str:
    if not access.user_id:
        raise Refusal("Only people react to comments: sign in to do so")
    return access.user_id


def _shown(session: Session, rows: Sequence[CommentRow]) -> list[Comment]:
    reactions = reactions_of(session, [row.id for row in rows])
    return [_comment(row, reactions.get(row.id, {})) for row in rows]


def _comment(row: CommentRow, reactions: Mapping[str, list[str]]) -> Comment:
    signs = [Reaction(emoji=emoji, user_ids=user_ids) for emoji, user_ids in reactions.items()]
    own = {name: getattr(row, name) for name in Comment.model_fields if name not in ("reactions", "place")}
    return Comment(**own, place=place_of(row), reactions=signs)
