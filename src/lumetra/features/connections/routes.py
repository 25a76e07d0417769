"""`/api/v1` of LLM connections: presets, list, save with a test call, discovery of models, delete."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Depends, Response
from pydantic import BaseModel
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Unprocessable
from lumetra.features.connections.open_connections import Connections
from lumetra.features.connections.save import (
    ConnectionGone,
    NewConnection,
    check_connection_form,
    find_by_provider,
    get_connection,
    list_connections,
    models_of,
    open_connection,
    save_connection,
)
from lumetra.features.connections.tables import LlmConnection
from lumetra.features.connections.wire import wire_row
from lumetra.http.access import project_in_path, requires
from lumetra.http.audit import Audit
from lumetra.llm.call import check_connection
from lumetra.llm.connection import PRESETS, Adapter, Connection, default_models
from lumetra.llm.discover import discover_models
from lumetra.llm.failures import CallFailure


class PresetOut(BaseModel):
    """A provider that the form offers ready-made."""

    name: str
    adapter: Adapter
    base_url: str
    needs_secret: bool
    discovers_models: bool
    models: list[str]


class Presets(BaseModel):
    """All presets."""

    data: list[PresetOut]


class ConnectionIn(BaseModel):
    """A connection to save. `secret` and `extra_headers` null keep what is stored.

    `test`: one call must work before anything is saved, with `test_model` or the first model the connection has; a `test_model`
    alone asks for it, too.

    `calls_per_minute` and `concurrent_calls` bound what jobs (evaluations, experiments) send; null: no limit.
    """

    provider: str
    adapter: Adapter
    secret: str | None = None
    base_url: str = ""
    custom_models: list[str] = []
    with_default_models: bool = True
    extra_headers: dict[str, str] | None = None
    config: dict[str, Any] = {}
    calls_per_minute: int | None = None
    concurrent_calls: int | None = None
    test: bool = False
    test_model: str | None = None


class ConnectionOut(BaseModel):
    """A connection without its secrets."""

    id: str
    provider: str
    adapter: Adapter
    display_secret: str
    base_url: str
    custom_models: list[str]
    with_default_models: bool
    models: list[str]
    header_names: list[str]
    config: dict[str, Any]
    calls_per_minute: int | None
    concurrent_calls: int | None
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: LlmConnection) -> ConnectionOut:
        """From its row."""
        own = {name: getattr(row, name) for name in cls.model_fields if name != "models"}
        return cls(**own, models=models_of(row))


class ConnectionList(BaseModel):
    """The connections of a project, newest first."""

    data: list[ConnectionOut]


class TestResult(BaseModel):
    """How a test call went; `kind` and `message` are empty when it worked."""

    ok: bool
    kind: str
    message: str


class ModelList(BaseModel):
    """Names of models."""

    models: list[str]


def build_routes(connections: Connections, audit: Audit, gone: ConnectionGone) -> APIRouter:
    """All routes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["llm connections"], dependencies=[Depends(project_in_path)])
    _add_reads(router, connections)
    _add_writes(router, connections, audit, gone)
    return router


def _add_reads(router: APIRouter, connections: Connections) -> None:
    @router.get("/llm-connection-presets")
    def presets(access: Access = requires(Permission.CONNECTIONS_READ)) -> Presets:
        return Presets(data=[PresetOut.model_validate({**vars(preset), "models": list(preset.models)}) for preset in PRESETS])

    @router.get("/llm-connections")
    def list_all(access: Access = requires(Permission.CONNECTIONS_READ)) -> ConnectionList:
        with connections.database.reading() as session:
            return ConnectionList(data=[ConnectionOut.of(row) for row in list_connections(session, access.project_id)])

    @router.get("/llm-connections/{connection_id}/models")
    def discover(connection_id: str, access: Access = requires(Permission.CONNECTIONS_READ)) -> ModelList:
        with connections.database.reading() as session:
            row = get_connection(session, access.project_id, connection_id)
            opened = open_connection(row, connections.sealer)
        return ModelList(models=_discovered(opened, connections))


def _add_writes(router: APIRouter, connections: Connections, audit: Audit, gone: ConnectionGone) -> None:
    @router.put("/llm-connections")
    def save(body: ConnectionIn, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> ConnectionOut:
        new = _new(body)
        connections.check_url(body.base_url)
        if body.test or body.test_model:
            result = _tested(_draft(connections, access, new), _model_to_try(body), connections)
            if not result.ok:
                raise Unprocessable(result.message, code="connection_test_failed", detail={"kind": result.kind})
        with connections.database.session() as session:
            row, created = save_connection(session, connections.sealer, access.project_id, new, connections.clock())
            audit(session, access, "create" if created else "update", "llm_connection", row.id, after=wire_row(row))
            return ConnectionOut.of(row)

    @router.post("/llm-connections/test")
    def test(body: ConnectionIn, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> TestResult:
        connections.check_url(body.base_url)
        draft = _draft(connections, access, _new(body))
        return _tested(draft, _model_to_try(body), connections)

    @router.post("/llm-connections/discover")
    def discover_draft(body: ConnectionIn, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> ModelList:
        connections.check_url(body.base_url)
        return ModelList(models=_discovered(_draft(connections, access, _new(body)), connections))

    @router.delete("/llm-connections/{connection_id}", status_code=204)
    def delete(connection_id: str, access: Access = requires(Permission.CONNECTIONS_WRITE)) -> Response:
        with connections.database.session() as session:
            row = get_connection(session, access.project_id, connection_id)
            audit(session, access, "delete", "llm_connection", row.id, before=wire_row(row))
            gone(session, access.project_id, row.provider)
            session.delete(row)
        return Response(status_code=204)


def _new(body: ConnectionIn) -> NewConnection:
    limits = (body.calls_per_minute, body.concurrent_calls)
    return NewConnection(**body.model_dump(exclude={"test", "test_model", "calls_per_minute", "concurrent_calls"}), limits=limits)


def _model_to_try(body: ConnectionIn) -> str:
    known = default_models(body.adapter) if body.with_default_models and not body.base_url else []
    return next(iter(filter(None, [body.test_model, *body.custom_models, *known])), "")


def _draft(connections: Connections, access: Access, new: NewConnection) -> Connection:
    """The connection as it would be after saving: what the form leaves out comes from what is stored."""
    check_connection_form(new)
    with connections.database.reading() as session:
        stored = _stored(session, connections, access, new.provider)
    draft = Connection(
        id=stored.id if stored else "",
        provider=new.provider,
        adapter=new.adapter,
        secret=new.secret if new.secret is not None else (stored.secret if stored else ""),
        base_url=new.base_url,
        models=new.custom_models,
        config=new.config,
    )
    headers = new.extra_headers if new.extra_headers is not None else (stored.extra_headers if stored else {})
    if stored is not None and new.base_url != stored.base_url and new.secret is None:
        draft = replace(draft, secret="")  # a stored secret is never sent to an address it was not saved for
        headers = new.extra_headers or {}
    return replace(draft, extra_headers=headers)


def _stored(session: Session, connections: Connections, access: Access, provider: str) -> Connection | None:
    row = find_by_provider(session, access.project_id, provider)
    return None if row is None else open_connection(row, connections.sealer)


def _tested(connection: Connection, model: str, connections: Connections) -> TestResult:
    if not model:
        return TestResult(ok=False, kind="bad_model", message="Say which model to test the connection with")
    try:
        asyncio.run(check_connection(connection, model, connections.allowed))
    except CallFailure as failure:
        return TestResult(ok=False, kind=failure.kind, message=failure.message)
    return TestResult(ok=True, kind="", message="")


def _discovered(connection: Connection, connections: Connections) -> list[str]:
    try:
        return asyncio.run(discover_models(connection, connections.allowed))
    except CallFailure as failure:
        raise Unprocessable(failure.message, code="model_discovery_failed", detail={"kind": failure.kind}) from failure
