"""What `/api/v1` takes and gives for proposals, reviews and roll-back."""

from __future__ import annotations

from datetime import datetime

from pydantic import AwareDatetime, BaseModel

from lumetra.features.prompts.composition.analyse import Comparison
from lumetra.features.prompts.figures.shapes import NumbersOut
from lumetra.features.prompts.registry.shapes import VersionOut
from lumetra.features.prompts.tables import PromptProposal, PromptReview


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
