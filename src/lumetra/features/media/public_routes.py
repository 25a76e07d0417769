"""`/api/v1/public` of media: what a shared trace, or a trace of a shared session, shows beside its texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Protocol

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Query, Response
from fastapi.responses import StreamingResponse

from lumetra.domain.errors import NotFound
from lumetra.features.media.routes import content_headers
from lumetra.features.media.tables import MediaLinkRow
from lumetra.features.media.uploads import Media


class CheckShared(Protocol):
    """Raises NotFound unless a stranger may see the trace: by itself, or (a session id) as a turn of that session."""

    def __call__(self, project_id: str, trace_id: str, session_id: str) -> object: ...


def build_public_routes(media: Media, check_shared: CheckShared, visit: Callable[..., object]) -> APIRouter:
    """The routes. `visit` is the dependency that bounds how often one address may ask."""
    router = APIRouter(prefix="/api/v1/public", tags=["public links"], dependencies=[Depends(visit)])

    @router.get("/projects/{project_id}/media/{media_id}/content", response_class=StreamingResponse)
    def shared_content(
        project_id: str,
        media_id: str,
        trace_id: Annotated[str, Query()] = "",
        session_id: Annotated[str, Query()] = "",
    ) -> Response:
        """The bytes, when an application uploaded them for this trace. Kept by no cache: sharing may end at any moment."""
        check_shared(project_id, trace_id, session_id)
        if not _belongs(media, project_id, media_id, trace_id):
            raise NotFound("There is nothing at this address: it was never shared, or is not any more.")
        row = media.find(project_id, media_id)
        headers = {**content_headers(row), "Cache-Control": "no-store"}
        return StreamingResponse(media.stream(row), media_type=row.content_type, headers=headers)

    return router


def _belongs(media: Media, project_id: str, media_id: str, trace_id: str) -> bool:
    used = sa.select(sa.literal(1)).where(
        MediaLinkRow.project_id == project_id, MediaLinkRow.media_id == media_id, MediaLinkRow.trace_id == trace_id
    )
    with media.database.reading() as session:
        return session.scalar(used.limit(1)) is not None
