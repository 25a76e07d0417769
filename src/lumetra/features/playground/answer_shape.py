"""An answer as `/api/v1` and the event stream show it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel

from lumetra.features.playground.tables import PlaygroundAnswer


class AnswerOut(BaseModel):
    """An answer. `status`: done, failed or stopped. Times in milliseconds, cost in US dollars as decimal text."""

    id: str
    session_id: str
    run_id: str
    column_id: str
    row_index: int
    status: str
    text: str
    reasoning: str
    tool_calls: list[dict[str, Any]]
    finish_reason: str
    error_kind: str
    error: str
    usage: dict[str, float]
    cost_usd: str | None
    latency_ms: float
    first_token_ms: float | None
    trace_id: str
    observation_id: str
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, row: PlaygroundAnswer) -> AnswerOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)
