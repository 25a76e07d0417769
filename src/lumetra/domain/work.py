"""Kinds of work that are not the core: what gives way, and in which order, when ingestion falls behind."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum


class Work(StrEnum):
    """Work that is not the core, in the order in which it is paused."""

    BACKFILLS = "backfills"
    EVALUATIONS = "evaluations"


MayRun = Callable[[Work], bool]
"""False while this kind of work is paused. Cheap: ask before every piece of work."""
