"""How the wire API writes times: ISO 8601 with `Z`, always with milliseconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload


@overload
def wire_time(moment: datetime) -> str: ...
@overload
def wire_time(moment: None) -> None: ...
def wire_time(moment: datetime | None) -> str | None:
    """Milliseconds and `Z`, as every client can read it: `2026-01-31T12:00:00.123Z`. None stays None."""
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def exact_wire_time(moment: datetime) -> str:
    """Microseconds and `Z`, for moments that are sent back to select by."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
