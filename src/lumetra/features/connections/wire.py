"""The Langfuse-compatible `/api/public/llm-connections` (contract 2.14)."""

from __future__ import annotations

import math
from typing import Any

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from lumetra.domain.access import Access, Permission
from lumetra.domain.clock import Clock
from lumetra.features.connections.open_connections import Connections
from lumetra.features.connections.save import (
    ConnectionGone,
    NewConnection,
    get_connection,
    list_connections,
    save_connection,
)
from lumetra.features.connections.tables import LlmConnection
from lumetra.http.access import requires
from lumetra.http.audit import Audit
from lumetra.llm.connection import Adapter


class PutConnection(BaseModel):
    """Body of PUT; null counts as absent."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)

    provider: str
    adapter: Adapter
    secret_key: str = Field(min_length=1)
    base_url: str | None = Field(None, alias="baseURL")
    custom_models: list[str] | None = None
    with_default_models: bool | None = None
    extra_headers: dict[str, str] | None = None
    config: dict[str, Any] | None = None


def build_routes(connections: Connections, audit: Audit, gone: ConnectionGone, clock: Clock) -> APIRouter:
    """List, upsert by provider name, delete. Secrets are never answered."""
    router = APIRouter(prefix="/api/public", tags=["llm connections"])

    @router.get("/llm-connections")
    def list_all(
        access: Access = requires(Permission.CONNECTIONS_READ),
        page: int = Query(1, ge=1),
        limit: int = Query(50, ge=1, le=100),
    ) -> dict[str, Any]:
        with connections.database.reading() as session:
            rows = list_connections(session, access.project_id)
        shown = [wire_row(row) for row in rows[(page - 1) * limit : page * limit]]
        meta = {"page": page, "limit": limit, "totalItems": len(rows), "totalPages": math.ceil(len(rows) / limit)}
        return {"data": shown, "meta": meta}

    @router.put("/llm-connections")
    def put(body: PutConnection, response: Response, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> dict[str, Any]:
        connections.check_url(body.base_url or "")
        new = NewConnection(
            provider=body.provider,
            adapter=body.adapter,
            secret=body.secret_key,
            base_url=body.base_url or "",
            custom_models=body.custom_models or [],
            with_default_models=body.with_default_models is not False,
            extra_headers=body.extra_headers or {},
            config=body.config or {},
        )
        with connections.database.session() as session:
            row, created = save_connection(session, connections.sealer, access.project_id, new, clock())
            shown = wire_row(row)
            audit(session, access, "create" if created else "update", "llm_connection", row.id, after=shown)
        response.status_code = 201 if created else 200
        return shown

    @router.delete("/llm-connections/{connection_id}")
    def delete(connection_id: str, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> dict[str, str]:
        with connections.database.session() as session:
            row = get_connection(session, access.project_id, connection_id)
            audit(session, access, "delete", "llm_connection", row.id, before=wire_row(row))
            gone(session, access.project_id, row.provider)
            session.delete(row)
        return {"message": "LLM connection successfully deleted"}

    return router


def wire_row(row: LlmConnection) -> dict[str, Any]:
    """A connection as both APIs may show it, in the wire's names."""
    return {
        "id": row.id,
        "provider": row.provider,
        "adapter": row.adapter,
        "displaySecretKey": row.display_secret,
        "baseURL": row.base_url or None,
        "customModels": row.custom_models,
        "withDefaultModels": row.with_default_models,
        "extraHeaderKeys": row.header_names,
        "config": row.config or None,
        "createdAt": row.created_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "updatedAt": row.updated_at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
