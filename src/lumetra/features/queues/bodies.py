"""The shapes of `/api/v1` around annotation queues."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from lumetra.features.queues.open_queues import ObjectType, Source
from lumetra.features.queues.read_queues import Counts
from lumetra.features.queues.tables import QueueItemRow, QueueRow
from lumetra.features.queues.write_queues import QueueDraft


class QueueBody(BaseModel):
    """A queue as it is created or replaced."""

    model_config = ConfigDict(extra="forbid")

    name: str
    description: str | None = Field(None, max_length=2000)
    score_config_ids: list[str] = Field(max_length=100)
    assigned_user_ids: list[str] | None = Field(
        None, max_length=1000, description="Exactly these people should work on it; absent: whoever was assigned stays."
    )

    def draft(self) -> QueueDraft:
        """In the feature's terms."""
        return QueueDraft(self.name, self.description, self.score_config_ids, self.assigned_user_ids)


class AnnotationQueue(BaseModel):
    """A queue and how far it is."""

    id: str
    name: str
    description: str | None
    score_config_ids: list[str]
    assigned_user_ids: list[str]
    pending: int
    completed: int
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: QueueRow, counts: Counts, assigned: list[str]) -> AnnotationQueue:
        """From its row."""
        return cls(
            id=row.id, name=row.name, description=row.description, score_config_ids=row.score_config_ids,
            assigned_user_ids=assigned, pending=counts.pending, completed=counts.completed, created_by=row.created_by,
            created_at=row.created_at, updated_at=row.updated_at,
        )  # fmt: skip


class AnnotationQueues(BaseModel):
    """Newest first."""

    data: list[AnnotationQueue]
    next_cursor: str | None


class QueueItem(BaseModel):
    """One thing to be judged. `locked_by` is set while somebody works on it."""

    id: str
    queue_id: str
    object_type: ObjectType
    object_id: str
    trace_id: str
    source: Source
    status: Literal["PENDING", "COMPLETED"]
    locked_by: str
    locked_until: datetime | None
    completed_by: str
    completed_at: datetime | None
    created_at: datetime

    @classmethod
    def of(cls, row: QueueItemRow, now: datetime) -> QueueItem:
        """From its row."""
        locked = row.locked_until is not None and row.locked_until > now
        return cls.model_validate(
            {name: getattr(row, name) for name in cls.model_fields if name not in ("locked_by", "locked_until")}
            | {"locked_by": row.locked_by if locked else "", "locked_until": row.locked_until if locked else None}
        )


class QueueItems(BaseModel):
    """Newest first; `total` counts all of the asked status."""

    data: list[QueueItem]
    total: int
    next_cursor: str | None


class NewItem(BaseModel):
    """A thing to be judged."""

    model_config = ConfigDict(extra="forbid")

    object_type: ObjectType
    object_id: str = Field(min_length=1, max_length=500)
    trace_id: str = Field("", max_length=500, description="Of an observation, where it is known.")


class NewItems(BaseModel):
    """Things chosen one by one."""

    model_config = ConfigDict(extra="forbid")

    items: list[NewItem] = Field(min_length=1, max_length=1000)


class FoundItems(BaseModel):
    """Everything that the filter of a list finds in a stretch of time, the newest 10 000."""

    model_config = ConfigDict(extra="forbid")

    subject: Literal["traces", "observations", "sessions"]
    filter: str = Field("", max_length=10_000)
    from_time: datetime
    to_time: datetime


class Added(BaseModel):
    """`found` things were named or found, `added` of them were new to the queue."""

    found: int
    added: int


class ItemIds(BaseModel):
    """Items named one by one."""

    item_ids: list[str] = Field(min_length=1, max_length=1000)


class Removed(BaseModel):
    """How many were removed."""

    count: int


class NextItem(BaseModel):
    """The item that is now the caller's, null when nothing is left; and how far the queue is."""

    item: QueueItem | None
    pending: int
    completed: int


class PersonRow(BaseModel):
    """What one person did in a queue: completed items, and open ones that were passed by."""

    user_id: str
    completed: int
    skipped: int


class QueueProgress(BaseModel):
    """By person, the most diligent first."""

    data: list[PersonRow]
