"""Rows of tables: what was recorded, and how often people commented on it."""

from __future__ import annotations

from pydantic import Field

from lumetra.features.tracing.responses import ObservationRow, TraceRow


class ListedTrace(TraceRow):
    """A trace in a list."""

    comment_count: int = Field(description="Comments on the trace and on its steps.")


class ListedObservation(ObservationRow):
    """An observation in a list."""

    comment_count: int
