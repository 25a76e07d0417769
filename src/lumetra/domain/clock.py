"""Time as an argument: what needs "now" takes a Clock, so that tests can move it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]
"""Gives the present moment as an aware UTC datetime."""


def utc_now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)
