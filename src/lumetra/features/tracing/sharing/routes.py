"""`/api/v1` for people of the project: whether a trace or session is shared, and switching it."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Query
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound
from lumetra.features.tracing.sharing.switch_sharing import SharedType, Sharing
from lumetra.http.access import requires


class SharedState(BaseModel):
    """Whether something is shared. `path` is the address at which anybody reads it while it is."""

    object_type: SharedType
    object_id: str
    is_shared: bool
    path: str


class SharingChange(BaseModel):
    """Share something (true), or end it (false)."""

    object_type: SharedType
    object_id: str
    is_shared: bool


def build_sharing_routes(sharing: Sharing) -> APIRouter:
    """The routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}/sharing", tags=["sharing"])

    @router.get("")
    def get_sharing(
        project_id: str,
        object_type: SharedType,
        object_id: Annotated[str, Query(min_length=1)],
        access: Access = requires(Permission.TRACES_READ),
    ) -> SharedState:
        """Whether anybody with the link may read it."""
        read = sharing.is_trace_shared if object_type == "trace" else sharing.is_session_shared
        is_shared = read(access.project_id, object_id)
        if is_shared is None:
            raise NotFound(f"There is no {object_type} {object_id} in this project, or it was deleted")
        return _state(access.project_id, object_type, object_id, is_shared)

    @router.put("")
    def put_sharing(project_id: str, body: SharingChange, access: Access = requires(Permission.TRACES_WRITE)) -> SharedState:
        """Switch it. What is closed is closed when the answer comes."""
        switch = sharing.switch_trace if body.object_type == "trace" else sharing.switch_session
        switch(access, body.object_id, body.is_shared)
        return _state(access.project_id, body.object_type, body.object_id, body.is_shared)

    return router


def _state(project_id: str, kind: SharedType, own_id: str, is_shared: bool) -> SharedState:
    path = f"/public/{kind}s/{quote(own_id, safe='')}?{urlencode({'project': project_id})}"
    return SharedState(object_type=kind, object_id=own_id, is_shared=is_shared, path=path)
