"""What `/api/v1` gives of the use of prompts: figures by version, recorded calls, the audit trail."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from lumetra.domain.statistics.confidence_sequences import Interval
from lumetra.features.prompts.figures.read_numbers import VersionNumbers
from lumetra.features.prompts.tables import PromptHistory


class ScoreMean(BaseModel):
    """The mean of a score over a prompt's recent calls."""

    name: str
    count: int
    mean: float


class PromptUse(BaseModel):
    """Recent use of a prompt: cost in US dollars, latency in milliseconds, and its three most frequent scores."""

    name: str
    calls: int
    errors: int
    latency_median_ms: float | None
    cost_total: float | None
    last_used: datetime
    scores: list[ScoreMean]


class PromptUses(BaseModel):
    """Recent use of the prompts asked for; those without calls are absent."""

    data: list[PromptUse]


class ScoreOut(BaseModel):
    """A score's mean with Student's 95 % interval (null below two values)."""

    name: str
    level: str
    count: int
    mean: float | None
    interval: Interval | None


class NumbersOut(BaseModel):
    """Figures of one version: latency in milliseconds, cost in US dollars, intervals at 95 %."""

    version: int
    calls: int
    traces: int
    error_rate: float
    latency_median_ms: float | None
    latency_p95_ms: float | None
    latency_mean_ms: float | None
    latency_interval: Interval | None
    cost_median: float | None
    cost_mean: float | None
    cost_interval: Interval | None
    cost_total: float
    input_tokens_median: float | None
    output_tokens_median: float | None
    tokens_total: float
    first_used: datetime
    last_used: datetime
    scores: list[ScoreOut]

    @classmethod
    def of(cls, n: VersionNumbers) -> NumbersOut:
        """From the figures as read."""
        own = {k: v for k, v in vars(n).items() if k in cls.model_fields and k != "scores"}
        return cls(
            **own,
            error_rate=n.errors / n.calls,
            latency_mean_ms=n.latency.mean,
            latency_interval=n.latency.fixed_interval(),
            cost_mean=n.cost.mean,
            cost_interval=n.cost.fixed_interval(),
            scores=[
                ScoreOut(name=s.name, level=s.level, count=s.sample.count, mean=s.sample.mean, interval=s.sample.fixed_interval())
                for s in n.scores
            ],
        )


class NumbersPage(BaseModel):
    """Figures of the versions that were called, newest version first."""

    data: list[NumbersOut]


class GenerationOut(BaseModel):
    """A recorded call made with a prompt."""

    trace_id: str
    id: str
    name: str
    type: str
    version: int
    start_time: datetime
    latency_ms: float | None
    level: str
    model: str
    cost: float | None
    tokens: float
    input_preview: str
    output_preview: str
    user_id: str
    environment: str


class GenerationPage(BaseModel):
    """Calls, newest first."""

    data: list[GenerationOut]
    next_cursor: str | None


class HistoryOut(BaseModel):
    """One entry of the audit trail."""

    id: str
    prompt_id: str
    prompt_name: str
    action: str
    label: str
    from_version: int | None
    to_version: int | None
    proposal_id: str
    actor: str
    note: str
    created_at: datetime

    @classmethod
    def of(cls, row: PromptHistory) -> HistoryOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class HistoryPage(BaseModel):
    """The audit trail, newest first."""

    data: list[HistoryOut]
    next_cursor: str | None

    @classmethod
    def of(cls, rows: list[PromptHistory], limit: int) -> HistoryPage:
        """A page of at most `limit` of the rows; one row more says that there is a next page."""
        data = [HistoryOut.of(row) for row in rows[:limit]]
        return cls(data=data, next_cursor=data[-1].id if len(rows) > limit else None)
