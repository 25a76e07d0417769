"""Langfuse ingestion events as SDKs send them."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any


def at(seconds: float = 0.0) -> str:
    """A moment so many seconds from now, as SDKs write it."""
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def event(kind: str, body: dict[str, Any], *, said: str | None = None, event_id: str | None = None) -> dict[str, Any]:
    """One event with an id of its own."""
    return {"id": event_id or str(uuid.uuid4()), "type": kind, "timestamp": said or at(), "body": body}
