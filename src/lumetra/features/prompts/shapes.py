"""What `/api/v1` takes and gives for prompts: the models of which OpenAPI makes the web app's types."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, Field

from lumetra.domain.prompt import PromptType, PromptVersion
from lumetra.domain.statistics.confidence_sequences import Interval
from lumetra.features.prompts.ab_results import ArmResult, Goal, GuardRail
from lumetra.features.prompts.analyse import Analysis, Comparison
from lumetra.features.prompts.assign import Arm
from lumetra.features.prompts.list_prompts import PromptSummary
from lumetra.features.prompts.numbers import VersionNumbers
from lumetra.features.prompts.tables import (
    PromptAbTest,
    PromptComment,
    PromptHistory,
    PromptLabelRule,
    PromptProposal,
    PromptReview,
)


class VersionOut(BaseModel):
    """A version. `created_by` is a user id or `API`."""

    id: str
    prompt_id: str
    name: str
    version: int
    type: PromptType
    prompt: Any
    config: Any
    labels: list[str]
    tags: list[str]
    commit_message: str | None
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, v: PromptVersion) -> VersionOut:
        """From the domain's form."""
        return cls.model_validate(v, from_attributes=True)


class VersionDetail(BaseModel):
    """A version with what the editor marks in it."""

    version: VersionOut
    analysis: Analysis


class VersionLine(BaseModel):
    """A version in the history of its prompt."""

    version: int
    labels: list[str]
    commit_message: str | None
    created_by: str
    created_at: datetime
    comments: int


class PromptLine(BaseModel):
    """A prompt in the list. `labels` maps a label to the version it points to."""

    id: str
    name: str
    type: PromptType
    versions: int
    labels: dict[str, int]
    tags: list[str]
    created_at: datetime
    updated_at: datetime
    last_version: int
    last_version_created_at: datetime
    last_commit_message: str | None

    @classmethod
    def of(cls, summary: PromptSummary) -> PromptLine:
        """From a summary."""
        return cls.model_validate({**vars(summary), "versions": len(summary.versions), "updated_at": summary.last_updated_at})


class Folder(BaseModel):
    """A folder with the number of prompts inside, at any depth."""

    path: str
    prompts: int


class PromptPage(BaseModel):
    """One page of the list; `folders` is filled on the first page of a folder view."""

    data: list[PromptLine]
    folders: list[Folder]
    next_cursor: str | None


class PromptUse(BaseModel):
    """Recent use of a prompt: cost in US dollars, latency in milliseconds."""

    name: str
    calls: int
    errors: int
    latency_median_ms: float | None
    cost_total: float | None
    last_used: datetime


class PromptUses(BaseModel):
    """Recent use of the prompts asked for; those without calls are absent."""

    data: list[PromptUse]


class Dependent(BaseModel):
    """A version of another prompt that refers to this one."""

    name: str
    version: int


class RuleOut(BaseModel):
    """What a label asks before it moves. `approvals` 0: protected, only `approvers` (empty: admins) move it."""

    label: str
    approvals: int
    approvers: list[str]
    updated_by: str
    updated_at: datetime

    @classmethod
    def of(cls, row: PromptLabelRule) -> RuleOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class PromptDetail(BaseModel):
    """A prompt with its versions (newest first), labels, and who refers to it."""

    id: str
    name: str
    type: PromptType
    tags: list[str]
    labels: dict[str, int]
    created_at: datetime
    updated_at: datetime
    former_names: list[str]
    versions: list[VersionLine]
    dependents: list[Dependent]
    rules: list[RuleOut]
    running_tests: dict[str, str]


class NewVersionIn(BaseModel):
    """A version to store. `tags` null inherits; a list replaces the tags of all versions."""

    name: str
    prompt: Any
    type: PromptType = "text"
    config: Any = None
    labels: list[str] = []
    tags: list[str] | None = None
    commit_message: str | None = None


class DraftIn(BaseModel):
    """A draft to analyse; nothing is stored."""

    name: str = ""
    prompt: Any
    type: PromptType = "text"


class RestoreIn(BaseModel):
    """How to describe the restored version; null says which version it repeats."""

    commit_message: str | None = None


class LabelsIn(BaseModel):
    """Exactly these labels shall stand on the version (besides `latest`)."""

    labels: list[str]


class TagsIn(BaseModel):
    """Exactly these tags shall stand on the prompt."""

    tags: list[str]


class RenameIn(BaseModel):
    """The new name."""

    name: str


class DuplicateIn(BaseModel):
    """Where to copy; `version` null copies all versions."""

    name: str
    version: int | None = None


class DuplicateFolderIn(BaseModel):
    """Which folder to copy where."""

    folder: str = Field(min_length=1)
    new_folder: str = Field(min_length=1)


class FolderIn(BaseModel):
    """A folder."""

    folder: str = Field(min_length=1)


class Names(BaseModel):
    """Names of the prompts concerned."""

    names: list[str]


class CompareOut(BaseModel):
    """Two versions and their difference."""

    left: VersionOut
    right: VersionOut
    diff: Comparison


class CommentIn(BaseModel):
    """A remark; lines count from 1 inside the message or text."""

    version: int
    body: str
    part: Literal["", "prompt", "config"] = ""
    message_index: int | None = None
    line: int | None = None


class CommentPatch(BaseModel):
    """Close or reopen a remark."""

    resolved: bool


class CommentOut(BaseModel):
    """A remark. `author` is a user id or `key:<id>`."""

    id: str
    version: int
    part: str
    message_index: int | None
    line: int | None
    body: str
    author: str
    created_at: datetime
    resolved_at: datetime | None

    @classmethod
    def of(cls, row: PromptComment) -> CommentOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class Comments(BaseModel):
    """Remarks, oldest first."""

    data: list[CommentOut]


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


class RuleIn(BaseModel):
    """The rule of a label."""

    approvals: int = Field(ge=0, le=10)
    approvers: list[str] = []


class Rules(BaseModel):
    """The rules of a project."""

    data: list[RuleOut]


class ProposalIn(BaseModel):
    """A move that asks for approval; `apply_at` carries it out then."""

    label: str
    to_version: int
    note: str = ""
    apply_at: AwareDatetime | None = None


class ReasonIn(BaseModel):
    """Why."""

    reason: str = ""


class ScheduleIn(BaseModel):
    """When an approved move is carried out by itself; null clears it."""

    apply_at: AwareDatetime | None


class ReviewOut(BaseModel):
    """One person's word."""

    reviewer: str
    verdict: str
    reason: str
    created_at: datetime

    @classmethod
    def of(cls, row: PromptReview) -> ReviewOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class ProposalOut(BaseModel):
    """A proposal. `status`: open, approved, applied, refused, withdrawn or rolled_back."""

    id: str
    prompt_id: str
    label: str
    from_version: int | None
    to_version: int
    status: str
    note: str
    proposed_by: str
    apply_at: datetime | None
    created_at: datetime
    decided_at: datetime | None
    applied_at: datetime | None

    @classmethod
    def of(cls, row: PromptProposal) -> ProposalOut:
        """From its row."""
        return cls.model_validate(row, from_attributes=True)


class ProposalDetail(BaseModel):
    """A proposal with what its reviewers look at. `diff` and `before` are null when the label pointed nowhere."""

    proposal: ProposalOut
    prompt_name: str
    approvals_needed: int
    approvals_given: int
    may_approve: bool
    reviews: list[ReviewOut]
    before: VersionOut | None
    after: VersionOut | None
    diff: Comparison | None
    numbers: list[NumbersOut]


class ProposalPage(BaseModel):
    """Proposals, newest first."""

    data: list[ProposalOut]
    next_cursor: str | None


class RolledBack(BaseModel):
    """Where the label points now."""

    label: str
    version: int


class AbTestIn(BaseModel):
    """A test to start; one of the arms must be the version the label points to now: it is the control."""

    label: str
    arms: list[Arm]
    goal: Goal | None = None
    guard_rails: list[GuardRail] = []
    alpha: float = 0.05


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
        own = {name: getattr(row, name) for name in cls.model_fields if name not in {"arms", "goal"}}
        return cls(**own, arms=arms, goal=Goal(**row.goal) if row.goal else None)


class AbTests(BaseModel):
    """Tests of a prompt, newest first."""

    data: list[AbTestOut]


class AbTestDetail(BaseModel):
    """A test with what it says so far. All intervals are confidence sequences: valid whenever one looks."""

    test: AbTestOut
    results: list[ArmResult]
    method: str
