"""The media routes of the Langfuse-compatible API, and the links that stand in for a bucket's own (wire contract 3.8)."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from datetime import timedelta
from typing import Literal, Self

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator, model_validator
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.features.media.content_types import EXTENSIONS, shown_in_place
from lumetra.features.media.uploads import DOWNLOAD_SECONDS, MAX_BYTES, Media, MediaUse
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.links import external_url
from lumetra.http.wire_time import wire_time


class NewMedia(BaseModel):
    """Body of `POST /media`: a content, and either the trace or the dataset item that uses it."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    content_type: str
    content_length: int = Field(gt=0, le=MAX_BYTES)
    sha256_hash: str = Field(alias="sha256Hash", min_length=44, max_length=44)
    field: Literal["input", "output", "metadata", "expectedOutput"]
    trace_id: str | None = None
    observation_id: str | None = None
    dataset_id: str | None = None
    dataset_item_id: str | None = None

    @field_validator("content_type")
    @classmethod
    def _known_type(cls, value: str) -> str:
        if value not in EXTENSIONS:
            raise ValueError(f"unsupported content type {value!r}")
        return value

    @field_validator("sha256_hash")
    @classmethod
    def _base64(cls, value: str) -> str:
        try:
            decoded = base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise ValueError("expected the SHA-256 in base64") from error
        if len(decoded) != 32:
            raise ValueError("expected the SHA-256 in base64")
        return value

    @model_validator(mode="after")
    def _one_context(self) -> Self:
        of_trace, of_dataset = bool(self.trace_id), bool(self.dataset_id and self.dataset_item_id)
        if of_trace == of_dataset:
            raise ValueError("give either traceId, or datasetId and datasetItemId")
        if self.field not in (("input", "output", "metadata") if of_trace else ("input", "expectedOutput", "metadata")):
            raise ValueError(f"field {self.field} does not exist there")
        return self


class UploadResult(BaseModel):
    """Body of `PATCH /media/{id}`."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    uploaded_at: AwareDatetime
    upload_http_status: int
    upload_http_error: str | None = None
    upload_time_ms: float | None = None


def build_wire_routes(media: Media) -> APIRouter:
    """The routes. Those with a word in their path stand before the one that takes any id."""
    router = APIRouter(prefix="/api/public/media", tags=["wire: media"])
    _add_bytes(router, media)
    _add_records(router, media)
    return router


def _add_bytes(router: APIRouter, media: Media) -> None:
    @router.put("/uploads/{token}")
    async def put_bytes(token: str, request: Request) -> dict[str, str]:
        """Take the bytes; the token in the address is the permission."""
        await media.take(token, request.stream())
        return {"message": "OK"}

    @router.get("/files/{token}")
    def get_bytes(token: str) -> Response:
        """Give the bytes; the token in the address is the permission. Whatever they are, no browser runs them."""
        row, chunks = media.give(token)
        name = f"{row.id}.{EXTENSIONS[row.content_type]}"
        headers = {
            "Content-Length": str(row.content_length),
            "Content-Disposition": f'{"inline" if shown_in_place(row.content_type) else "attachment"}; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Cross-Origin-Resource-Policy": "cross-origin",
            "Cache-Control": f"private, max-age={DOWNLOAD_SECONDS}, immutable",
        }
        return StreamingResponse(chunks, media_type=row.content_type, headers=headers)


def _add_records(router: APIRouter, media: Media) -> None:
    @router.post("")
    def register(body: NewMedia, request: Request, access: Access = requires(Permission.INGEST)) -> Response:
        """Announce a content; answers where to put its bytes, null when they are there already."""
        use = MediaUse(
            field=body.field,
            trace_id=body.trace_id or "",
            observation_id=body.observation_id or "",
            dataset_id=body.dataset_id or "",
            dataset_item_id=body.dataset_item_id or "",
        )
        media_id, url = media.register(
            access.project_id, body.sha256_hash, body.content_type, body.content_length, use, _address(request)
        )
        return json_response({"mediaId": media_id, "uploadUrl": url}, 201)

    @router.get("/{media_id}")
    def get_media(media_id: str, request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """What a content is, and where to get it."""
        row = media.find(access.project_id, media_id)
        expiry = media.clock() + timedelta(seconds=DOWNLOAD_SECONDS)
        return json_response(
            {
                "mediaId": row.id,
                "contentType": row.content_type,
                "contentLength": row.content_length,
                "uploadedAt": wire_time(row.uploaded_at),
                "url": media.download_url(row, _address(request)),
                "urlExpiry": wire_time(expiry),
            }
        )

    @router.patch("/{media_id}")
    def note_upload(media_id: str, body: UploadResult, access: Access = requires(Permission.INGEST)) -> dict[str, str]:
        """What became of an upload."""
        media.note_upload(access.project_id, media_id, body.uploaded_at, body.upload_http_status, body.upload_http_error)
        return {"message": "OK"}


def _address(request: Request) -> Callable[[str], str]:
    """From a path to where this client reaches it."""
    return lambda path: external_url(request, path)
