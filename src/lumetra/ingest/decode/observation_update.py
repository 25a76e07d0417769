"""A partial observation, as one batch event says it."""

from __future__ import annotations

from decimal import Decimal

import msgspec
from msgspec import UNSET, UnsetType

from lumetra.domain.observation import Level, ObservationType
from lumetra.domain.usage import UsageReading


class ObservationUpdate(msgspec.Struct, kw_only=True):
    """What one event says about one observation. UNSET leaves a field as it is; None clears it.

    Values that never overwrite (wire contract 3.6: missing, empty object, empty list, falsy input and output, null
    status message, parent or version) are UNSET already. `input`, `output` and metadata values are text as in Observation.
    `said_at_us` orders the events of an observation; `event_id` breaks ties.
    """

    id: str
    event_id: str
    said_at_us: int
    is_create: bool
    type: ObservationType
    trace_id: str | UnsetType = UNSET
    start_time_us: int | UnsetType = UNSET
    end_time_us: int | UnsetType | None = UNSET
    completion_start_time_us: int | UnsetType | None = UNSET
    parent_id: str | UnsetType = UNSET
    name: str | UnsetType | None = UNSET
    level: Level | UnsetType = UNSET
    status_message: str | UnsetType = UNSET
    environment: str | UnsetType = UNSET
    version: str | UnsetType = UNSET
    input: str | UnsetType = UNSET
    output: str | UnsetType = UNSET
    metadata: dict[str, str] | UnsetType = UNSET
    model: str | UnsetType | None = UNSET
    model_parameters: str | UnsetType | None = UNSET
    usage: UsageReading | UnsetType = UNSET
    provided_usage: str | UnsetType = UNSET
    provided_cost: dict[str, Decimal] | UnsetType = UNSET
    prompt_name: str | UnsetType | None = UNSET
    prompt_version: int | UnsetType | None = UNSET
