"""What `/api/v1` takes and gives for A/B tests."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel

from lumetra.domain.statistics.confidence_sequences import Interval
from lumetra.features.prompts.ab_tests.compare_arms import ArmResult, Goal, GuardRail
from lumetra.features.prompts.serving.assign import Arm
from lumetra.features.prompts.tables import PromptAbTest


class AbTestIn(BaseModel):
    """A test to start; one of the arms must be the version the label points to now: it is the control."""

    label: str
    arms: list[Arm]
    goal: Goal | None = None
    guard_rails: list[GuardRail] = []
    alpha: float = 0.05
    ranges: dict[str, Interval] = {}
    """Metric → range: values beyond count as the end. Latency and cost: from 0. What is missing is taken from earlier calls."""


class WeightsIn(BaseModel):
    """New weights by version."""

    weights: dict[int, float]


class ArmIn(BaseModel):
    """An arm by its version."""

    version: int


class ArmOut(BaseModel):
    """An arm: its share in per cent, and how often it was handed out (with an assignment key)."""

    version: int
    weight: float
    share_percent: float
    stopped_because: str
    fetches: int
    keyed_fetches: int


class AbTestOut(BaseModel):
    """A test. `status`: running, promoted or stopped."""

    id: str
    prompt_id: str
    label: str
    status: str
    arms: list[ArmOut]
    goal: Goal | None
    guard_rails: list[GuardRail]
    alpha: float
    ranges: dict[str, Interval]
    started_by: str
    started_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision: str

    @classmethod
    def of(cls, row: PromptAbTest, exposures: dict[int, tuple[int, int]]) -> AbTestOut:
        """From its row and the counted exposures."""
        total = sum(float(arm["weight"]) for arm in row.arms)
        arms = [
            ArmOut(
                **arm,
                share_percent=100 * float(arm["weight"]) / total,
                fetches=exposures.get(arm["version"], (0, 0))[0],
                keyed_fetches=exposures.get(arm["version"], (0, 0))[1],
            )
            for arm in row.arms
        ]
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"arms", "goal", "ranges"}}
        ranges = {metric: Interval(*ends) for metric, ends in row.ranges.items()}
        return cls(**own, arms=arms, ranges=ranges, goal=Goal(**row.goal) if row.goal else None)


class AbTests(BaseModel):
    """Tests of a prompt, newest first."""

    data: list[AbTestOut]


class AbTestDetail(BaseModel):
    """A test with what it says so far. All intervals are confidence sequences: valid whenever one looks."""

    test: AbTestOut
    results: list[ArmResult]
    method: str
