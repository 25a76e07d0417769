"""Saving, finding and opening connections."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.connections.tables import LlmConnection
from lumetra.llm.connection import ADAPTERS, Adapter, Connection, check_location, check_region, default_models

ConnectionGone = Callable[[Session, str, str], None]
"""(session, project id, provider): told in the transaction that deletes a connection, so that evaluators using it pause."""
_CONFIG_KEYS: Final[dict[Adapter, frozenset[str]]] = {
    "openai": frozenset({"useResponsesApi"}),
    "bedrock": frozenset({"region"}),
    "google-vertex-ai": frozenset({"location"}),
}
_NO_HEADERS: Final = frozenset({"bedrock", "google-ai-studio", "google-vertex-ai"})
_NO_BASE_URL: Final = frozenset({"bedrock", "google-vertex-ai"})


@dataclass(frozen=True, kw_only=True)
class NewConnection:
    """What a caller wants stored. `secret` None keeps the stored one; headers None keeps the stored ones."""

    provider: str
    adapter: Adapter
    secret: str | None = None
    base_url: str = ""
    custom_models: list[str]
    with_default_models: bool = True
    extra_headers: dict[str, str] | None = None
    config: dict[str, Any]
    limits: tuple[int | None, int | None] | None = None
    """Calls a minute, calls at once; None keeps the stored ones."""


def save_connection(
    session: Session, sealer: Sealer, project_id: str, new: NewConnection, now: datetime
) -> tuple[LlmConnection, bool]:
    """Create or replace the connection of that provider name; True when it is new. Addresses are checked by the caller."""
    check_connection_form(new)
    row = find_by_provider(session, project_id, new.provider)
    created = row is None
    if row is None:
        if new.secret is None:
            raise Refusal("A new connection needs its secret")
        row = LlmConnection(
            id=new_id(), project_id=project_id, provider=new.provider, sealed_headers="", header_names=[], created_at=now
        )
        session.add(row)
    row.adapter, row.base_url, row.config = new.adapter, new.base_url, new.config
    row.custom_models, row.with_default_models = new.custom_models, new.with_default_models
    if new.limits is not None:
        row.calls_per_minute, row.concurrent_calls = new.limits
    row.updated_at = now
    if new.secret is not None:
        row.sealed_secret, row.display_secret = sealer.seal(new.secret, row.id), display_form(new.secret)
    if new.extra_headers is not None:
        row.sealed_headers = sealer.seal(orjson.dumps(new.extra_headers).decode(), row.id) if new.extra_headers else ""
        row.header_names = sorted(new.extra_headers)
    session.flush()
    return row, created


def check_connection_form(new: NewConnection) -> None:
    """Refuse what the adapter cannot use."""
    if not new.provider or ":" in new.provider or len(new.provider) > 100:
        raise Refusal("A provider name has 1 to 100 characters and no colon")
    if new.adapter not in ADAPTERS:
        raise Refusal(f"Unknown adapter '{new.adapter}': use one of {', '.join(ADAPTERS)}")
    unknown = sorted(set(new.config) - _CONFIG_KEYS.get(new.adapter, frozenset()))
    if unknown:
        raise Refusal(f"The adapter {new.adapter} has no config key '{unknown[0]}'")
    if any(limit is not None and limit < 1 for limit in (new.limits or ())):
        raise Refusal("A limit of calls is at least 1; leave it out for no limit")
    if new.adapter == "bedrock":
        check_region(new.config)
    if new.adapter == "google-vertex-ai":
        check_location(new.config)
    if new.adapter == "azure" and not new.base_url:
        raise Refusal("The adapter azure needs a baseURL")
    if new.extra_headers and new.adapter in _NO_HEADERS:
        raise Refusal(f"The adapter {new.adapter} takes no extra headers")
    if new.base_url and new.adapter in _NO_BASE_URL:
        raise Refusal(f"The adapter {new.adapter} takes no base URL")


def open_connection(row: LlmConnection, sealer: Sealer) -> Connection:
    """The connection with its secrets in the clear, for one call."""
    headers = orjson.loads(sealer.unseal(row.sealed_headers, row.id)) if row.sealed_headers else {}
    return Connection(
        id=row.id,
        provider=row.provider,
        adapter=cast("Adapter", row.adapter),
        secret=sealer.unseal(row.sealed_secret, row.id),
        base_url=row.base_url,
        extra_headers=headers,
        models=models_of(row),
        config=row.config,
        calls_per_minute=row.calls_per_minute,
        concurrent_calls=row.concurrent_calls,
    )


def models_of(row: LlmConnection) -> list[str]:
    """Custom names first, then the adapter's own unless they were switched off."""
    known = default_models(cast("Adapter", row.adapter)) if row.with_default_models and not row.base_url else []
    return list(dict.fromkeys([*row.custom_models, *known]))


def list_connections(session: Session, project_id: str) -> list[LlmConnection]:
    """All connections of a project, newest first."""
    query = sa.select(LlmConnection).where(LlmConnection.project_id == project_id)
    return list(session.scalars(query.order_by(LlmConnection.id.desc())))


def find_by_provider(session: Session, project_id: str, provider: str) -> LlmConnection | None:
    """The connection of that name."""
    query = sa.select(LlmConnection).where(LlmConnection.project_id == project_id, LlmConnection.provider == provider)
    return session.scalars(query).first()


def get_connection(session: Session, project_id: str, connection_id: str) -> LlmConnection:
    """One connection of this project."""
    row = session.get(LlmConnection, connection_id)
    if row is None or row.project_id != project_id:
        raise NotFound("LLM connection not found")
    return row


def display_form(secret: str) -> str:
    """What may be shown of a secret: its last four characters, of long ones only."""
    return f"...{secret[-4:]}" if len(secret) >= 12 else "..."
