"""Comments on the Langfuse-compatible API (wire contract 2.11)."""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.features.comments.tables import CommentRow
from lumetra.features.comments.write_comments import (
    MAX_CHARACTERS,
    CommentFilter,
    Comments,
    ObjectType,
    create_comment,
    get_comment,
    list_comments,
)
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.http.wire_time import wire_time

_KNOWN = {"page", "limit", "objectType", "objectId", "authorUserId"}


class NewComment(BaseModel):
    """Body of `POST /comments`; the project named in it is ignored in favour of the key's."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")

    project_id: str
    object_type: ObjectType
    object_id: str
    content: str = Field(min_length=1, max_length=MAX_CHARACTERS)
    author_user_id: str | None = None


def build_wire_routes(comments: Comments) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/public/comments", tags=["wire: comments"])

    @router.post("")
    def create(body: NewComment, access: Access = requires(Permission.COMMENTS_WRITE)) -> dict[str, str]:
        """A new comment."""
        row = create_comment(
            comments,
            access.project_id,
            access.organization_id,
            body.object_type,
            body.object_id,
            body.content,
            body.author_user_id or "",
        )
        return {"id": row.id}

    @router.get("")
    def list_all(request: Request, access: Access = requires(Permission.COMMENTS_READ)) -> Response:
        """A page of comments."""
        query = WireParameters(request)
        if unknown := query.names() - _KNOWN:
            raise Refusal(f"Invalid request data: unknown query parameter {', '.join(sorted(unknown))}")
        page, limit = query.page()
        wanted = CommentFilter(
            query.choice("objectType", get_args(ObjectType)), query.text("objectId"), query.text("authorUserId")
        )
        if wanted.object_id and not wanted.object_type:
            raise Refusal("Invalid request data: objectType is required when objectId is given")
        with comments.database.reading() as session:
            rows, total = list_comments(session, access.project_id, wanted, limit=limit, offset=(page - 1) * limit)
        return json_response({"data": [_comment(row) for row in rows], "meta": page_meta(page, limit, total)})

    @router.get("/{comment_id}")
    def get_one(comment_id: str, access: Access = requires(Permission.COMMENTS_READ)) -> Response:
        """One comment."""
        with comments.database.reading() as session:
            return json_response(_comment(get_comment(session, access.project_id, comment_id)))

    return router


def _comment(row: CommentRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "projectId": row.project_id,
        "createdAt": wire_time(row.created_at),
        "updatedAt": wire_time(row.updated_at),
        "objectType": row.object_type,
        "objectId": row.object_id,
        "content": row.content,
        "authorUserId": row.author_user_id,
    }
