"""What `/api/v1` takes and gives for comments on versions and lines."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel

from lumetra.features.prompts.tables import PromptComment


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
