"""What `/api/v1` says about runs of evaluators over the rows of a table."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from lumetra.features.evaluation.routes.shapes_rules import AssignedIn
from lumetra.features.evaluation.rules.match_targets import Span
from lumetra.features.evaluation.rules.run_over_rows import MAX_CHOSEN, Rows
from lumetra.http.dollars import Dollars


class ChosenRow(BaseModel):
    """A row of the table of traces, or with its own id one of the table of observations."""

    trace_id: str
    observation_id: str = ""


class EvaluationRunIn(BaseModel):
    """Which rows, and what evaluates them. `chosen` null: all rows of the stretch of time that the filter finds; else these alone."""

    target: Literal["observation", "trace"]
    filter: str = ""
    chosen: list[ChosenRow] | None = Field(default=None, min_length=1)
    start: datetime
    end: datetime
    evaluators: list[AssignedIn] = Field(min_length=1, max_length=100)

    def as_rows(self, window: Span, now: datetime) -> Rows:
        """The rows, as they are asked for now."""
        chosen = None if self.chosen is None else tuple((one.trace_id, one.observation_id) for one in self.chosen)
        return Rows(
            target=self.target, start_us=window.start_us, end_us=window.end_us, now=now,
            filter="" if chosen else self.filter, chosen=chosen,
        )  # fmt: skip


class EvaluationRunPreview(BaseModel):
    """`matches` rows are there, about `executions` would run, those that ran before left out. `cost_usd` null: no price is known.

    `cost_basis`: `runs` (what these versions cost so far), `prompts` (length of prompts on real rows), `free`, `unknown`.
    """

    matches: int
    executions: int
    cost_usd: float | None
    cost_basis: str


class EvaluationRunOut(BaseModel):
    """A run. `state` is that of its queueing; `queued` counts new executions, null until that ends. `executions` are those that it
    asked for, by their state, and `cost_usd` is what they cost so far."""

    id: str
    state: str
    target: str
    filter: str
    chosen: int | None
    evaluators: list[str]
    queued: int | None
    executions: dict[str, int]
    cost_usd: Dollars
    error: str
    created_at: datetime


class EvaluationRunList(BaseModel):
    """The runs of a project, newest first; they are remembered for a week after their end."""

    data: list[EvaluationRunOut]


TOO_MANY_CHOSEN = f"Choose at most {MAX_CHOSEN:,} rows, or all that match"
