"""What `/api/v1` takes and gives for the rules of labels."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, Field

from lumetra.features.prompts.tables import PromptLabelRule


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


class RuleIn(BaseModel):
    """The rule of a label."""

    approvals: int = Field(ge=0, le=10)
    approvers: list[str] = []


class Rules(BaseModel):
    """The rules of a project."""

    data: list[RuleOut]
