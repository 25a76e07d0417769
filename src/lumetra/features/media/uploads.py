"""Registers media, takes their bytes, and says where to get them (wire contract 3.8)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Final, Literal

import msgspec
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from lumetra.domain.errors import NotFound, Refusal
from lumetra.engines.blobs import Blobs
from lumetra.engines.database import Database
from lumetra.features.media.content_types import EXTENSIONS
from lumetra.features.media.signed_links import LinkSigner, MediaRight
from lumetra.features.media.tables import MediaLinkRow, MediaRow

UPLOAD_SECONDS: Final = 3600
DOWNLOAD_SECONDS: Final = 3600
MAX_BYTES: Final = 1_000_000_000
_IN_MEMORY_BYTES: Final = 1024 * 1024
_CHUNK_BYTES: Final = 1024 * 1024


class MediaUse(msgspec.Struct, frozen=True, kw_only=True):
    """Where a content is used."""

    field: str
    trace_id: str = ""
    observation_id: str = ""
    dataset_id: str = ""
    dataset_item_id: str = ""


class Media:
    """What the routes need: the records, the store of bytes, and links for stores that sign none themselves."""

    def __init__(self, database: Database, blobs: Blobs, signer: LinkSigner, clock: Callable[[], datetime]) -> None:
        self.database = database
        self.blobs = blobs
        self.signer = signer
        self.clock = clock

    def register(
        self, project_id: str, sha256: str, content_type: str, content_length: int, use: MediaUse, address: Callable[[str], str]
    ) -> tuple[str, str | None]:
        """The media id, and where to PUT the bytes (None when they are there already). The use is noted either way.

        `address` makes an absolute URL of ours from a path.
        """
        media_id = media_id_of(sha256)
        now = self.clock()
        with self.database.session() as session:
            row = session.get(MediaRow, (project_id, media_id), with_for_update=True)
            if row is None:
                row = MediaRow(
                    project_id=project_id, id=media_id, sha256=sha256, content_type=content_type, content_length=content_length,
                    uploaded_at=None, upload_http_status=None, upload_http_error=None, created_at=now, updated_at=now,
                )  # fmt: skip
                session.add(row)
            present = row.upload_http_status == 200 and row.content_type == content_type
            row.updated_at = now  # whoever removes what nothing refers to any more sees that somebody has come
            if not present:
                row.content_type, row.content_length = content_type, content_length
            link = msgspec.structs.asdict(use)
            session.merge(MediaLinkRow(project_id=project_id, media_id=media_id, **link))
            key = blob_key(row)
        if present:
            return media_id, None
        url = self.blobs.signed_put(key, expires_seconds=UPLOAD_SECONDS)
        return media_id, url or address(f"/api/public/media/uploads/{self._token('put', project_id, media_id, UPLOAD_SECONDS)}")

    def note_upload(self, project_id: str, media_id: str, uploaded_at: datetime, status: int, error: str | None) -> None:
        """What became of an upload, as the client saw it. Raises NotFound."""
        with self.database.session() as session:
            row = _get(session, project_id, media_id)
            row.uploaded_at, row.upload_http_status, row.updated_at = uploaded_at, status, self.clock()
            row.upload_http_error = None if status == 200 else error

    async def take(self, token: str, chunks: AsyncIterator[bytes]) -> None:
        """Store the bytes that a link allows to put, after checking their length and hash while they come. Raises Refusal."""
        right = self.signer.read(token, "put", self.clock().timestamp())
        row = await run_in_threadpool(self._row, right)
        digest, size = hashlib.sha256(), 0
        with SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as spool:
            async for chunk in chunks:
                size += len(chunk)
                if size > row.content_length:
                    raise Refusal(f"The body is longer than the {row.content_length} bytes that were announced")
                digest.update(chunk)
                await run_in_threadpool(spool.write, chunk)
            if size != row.content_length:
                raise Refusal(f"The body has {size} bytes, {row.content_length} were announced")
            if base64.b64encode(digest.digest()).decode() != row.sha256:
                raise Refusal("The SHA-256 of the body is not the one that was announced")
            spool.seek(0)
            await run_in_threadpool(self.blobs.put_stream, blob_key(row), _chunks(spool), content_type=row.content_type)
        await run_in_threadpool(self.note_upload, row.project_id, row.id, self.clock(), 200, None)

    def store(self, project_id: str, content: bytes, content_type: str) -> MediaRow:
        """Keep a content at once, without announcing it first. It belongs to nothing yet; the same bytes are one content."""
        sha256 = base64.b64encode(hashlib.sha256(content).digest()).decode()
        now = self.clock()
        row = MediaRow(
            project_id=project_id, id=media_id_of(sha256), sha256=sha256, content_type=content_type, content_length=len(content),
            uploaded_at=now, upload_http_status=200, upload_http_error=None, created_at=now, updated_at=now,
        )  # fmt: skip
        self.blobs.put(blob_key(row), content, content_type=content_type)
        with self.database.session() as session:
            session.merge(row)
        return row

    def read(self, project_id: str, media_id: str) -> tuple[str, bytes]:
        """The content type and all bytes. Raises NotFound."""
        row = self.find(project_id, media_id)
        return row.content_type, self.blobs.get(blob_key(row))

    def stream(self, row: MediaRow) -> Iterator[bytes]:
        """The bytes in pieces."""
        return self.blobs.stream(blob_key(row))

    def find(self, project_id: str, media_id: str) -> MediaRow:
        """A content whose bytes are there. Raises NotFound with the contract's words."""
        with self.database.reading() as session:
            row = _get(session, project_id, media_id)
        if row.upload_http_status is None:
            raise NotFound("Media not yet uploaded")
        if row.upload_http_status not in (200, 201):
            raise NotFound(f"Media upload failed with status {row.upload_http_status}")
        return row

    def download_url(self, row: MediaRow, address: Callable[[str], str]) -> str:
        """Where the bytes can be got without credentials for an hour."""
        url = self.blobs.signed_get(blob_key(row), expires_seconds=DOWNLOAD_SECONDS)
        return url or address(f"/api/public/media/files/{self._token('get', row.project_id, row.id, DOWNLOAD_SECONDS)}")

    def give(self, token: str) -> tuple[MediaRow, Iterator[bytes]]:
        """The content that a link allows to get."""
        right = self.signer.read(token, "get", self.clock().timestamp())
        row = self.find(right.project_id, right.media_id)
        return row, self.blobs.stream(blob_key(row))

    def _row(self, right: MediaRight) -> MediaRow:
        with self.database.reading() as session:
            return _get(session, right.project_id, right.media_id)

    def _token(self, action: Literal["put", "get"], project_id: str, media_id: str, seconds: int) -> str:
        return self.signer.sign(MediaRight(action, project_id, media_id, int(self.clock().timestamp()) + seconds))


def media_id_of(sha256: str) -> str:
    """The first 22 characters of the hash in URL-safe base64: what SDKs compute and expect."""
    return sha256.replace("+", "-").replace("/", "_")[:22]


def blob_key(row: MediaRow) -> str:
    """Where the bytes lie."""
    return f"media/{row.project_id}/{row.id}.{EXTENSIONS[row.content_type]}"


def _get(session: Session, project_id: str, media_id: str) -> MediaRow:
    row = session.get(MediaRow, (project_id, media_id))
    if row is None:
        raise NotFound("Media asset not found")
    return row


def _chunks(spool: SpooledTemporaryFile[bytes]) -> Iterator[bytes]:
    while chunk := spool.read(_CHUNK_BYTES):
        yield chunk
