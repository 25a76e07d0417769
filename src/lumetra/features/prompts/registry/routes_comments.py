"""`/api/v1` of comments on versions and lines."""

from __future__ import annotations

from fastapi import APIRouter, Response

from lumetra.domain.access import Access, Permission
from lumetra.features.prompts.actor import actor_of
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.features.prompts.read_versions import prompt_by_id
from lumetra.features.prompts.registry.comments import add_comment, delete_comment, list_comments, resolve_comment
from lumetra.features.prompts.registry.shapes_comments import CommentIn, CommentOut, CommentPatch, Comments
from lumetra.http.access import requires

READ, WRITE = Permission.PROMPTS_READ, Permission.PROMPTS_WRITE


def add_comments(router: APIRouter, prompts: Prompts) -> None:
    """Reading, writing, closing and taking back comments."""

    @router.get("/prompts/{prompt_id}/comments")
    def read_comments(prompt_id: str, access: Access = requires(READ), version: int | None = None) -> Comments:
        with prompts.database.reading() as session:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            rows = list_comments(session, access.project_id, name, version=version)
            return Comments(data=[CommentOut.of(row) for row in rows])

    @router.post("/prompts/{prompt_id}/comments", status_code=201)
    def comment(prompt_id: str, body: CommentIn, access: Access = requires(Permission.COMMENTS_WRITE)) -> CommentOut:
        with prompts.database.session() as session:
            name = prompt_by_id(session, access.project_id, prompt_id).name
            row = add_comment(
                session, access.project_id, name, body.version, body.body, actor_of(access), prompts.clock(),
                part=body.part, message_index=body.message_index, line=body.line,
            )  # fmt: skip
            return CommentOut.of(row)

    @router.patch("/prompt-comments/{comment_id}")
    def close_comment(comment_id: str, body: CommentPatch, access: Access = requires(Permission.COMMENTS_WRITE)) -> CommentOut:
        with prompts.database.session() as session:
            return CommentOut.of(resolve_comment(session, access.project_id, comment_id, body.resolved, prompts.clock()))

    @router.delete("/prompt-comments/{comment_id}", status_code=204)
    def remove_comment(comment_id: str, access: Access = requires(Permission.COMMENTS_WRITE)) -> Response:
        with prompts.database.session() as session:
            delete_comment(session, access.project_id, comment_id, actor_of(access))
        return Response(status_code=204)
