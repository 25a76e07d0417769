"""How the wire API writes times: ISO 8601 with `Z`, always with milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime


def wire_time(moment: datetime) -> str:
    """Milliseconds and `Z`: `2026-01-31T12:00:00.123Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def exact_wire_time(moment: datetime) -> str:
    """Microseconds and `Z`, for moments that are sent back to select by."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
