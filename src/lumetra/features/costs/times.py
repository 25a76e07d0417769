"""Moments as the database, the price book and the APIs write them."""

from __future__ import annotations

from datetime import UTC, datetime


def to_us(moment: datetime | None) -> int | None:
    """Microseconds since 1970; null stays null."""
    return None if moment is None else round(moment.timestamp() * 1_000_000)


def from_us(moment_us: int | None) -> datetime | None:
    """The moment in UTC; null stays null."""
    return None if moment_us is None else datetime.fromtimestamp(moment_us / 1_000_000, tz=UTC)
