"""`/api/v1` of media: their bytes for the web app, and uploading in one request."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel
from starlette.concurrency import run_in_threadpool

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal, TooLarge
from lumetra.features.media.content_types import EXTENSIONS, shown_in_place
from lumetra.features.media.tables import MediaRow
from lumetra.features.media.uploads import Media
from lumetra.http.access import project_in_path, requires

MAX_UPLOAD_BYTES: Final = 20_000_000
_DAY_SECONDS: Final = 86_400


class MediaOut(BaseModel):
    """A stored content. `token` stands for it in texts and message parts."""

    id: str
    content_type: str
    content_length: int
    token: str


def build_routes(media: Media) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/media", tags=["media"], dependencies=[Depends(project_in_path)])

    @router.post("", status_code=201)
    async def upload(request: Request, access: Access = requires(Permission.PLAYGROUND_RUN)) -> MediaOut:
        """The body is the content, its type the content type. The same bytes are stored once."""
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type not in EXTENSIONS:
            raise Refusal(f"Unsupported content type {content_type!r}")
        content = await _body(request)
        row = await run_in_threadpool(media.store, access.project_id, content, content_type)
        token = f"@@@langfuseMedia:type={row.content_type}|id={row.id}|source=bytes@@@"
        return MediaOut(id=row.id, content_type=row.content_type, content_length=row.content_length, token=token)

    @router.get("/{media_id}/content", response_class=StreamingResponse)
    def content(media_id: str, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """The bytes. Whatever they are, no browser runs them."""
        row = media.find(access.project_id, media_id)
        return StreamingResponse(media.stream(row), media_type=row.content_type, headers=content_headers(row))

    return router


async def _body(request: Request) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_UPLOAD_BYTES:
            raise TooLarge(f"A content has at most {MAX_UPLOAD_BYTES:,} bytes")
        chunks.append(chunk)
    if size == 0:
        raise Refusal("The body is empty")
    return b"".join(chunks)


def content_headers(row: MediaRow) -> dict[str, str]:
    """Headers under which no browser runs a content, whatever it is."""
    place = "inline" if shown_in_place(row.content_type) else "attachment"
    return {
        "Content-Length": str(row.content_length),
        "Content-Disposition": f'{place}; filename="{row.id}.{EXTENSIONS[row.content_type]}"',
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": f"private, max-age={_DAY_SECONDS}, immutable",
    }
