"""What an experiment and an executed item are, whichever way they were reported."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec


class Experiment(msgspec.Struct, frozen=True, kw_only=True):
    """A run over a dataset (or over local data: then `dataset_id` is empty). `cost_usd` is None for runs linked by hand."""

    id: str
    name: str
    description: str | None
    metadata: Any
    dataset_id: str
    start_time: datetime
    end_time: datetime
    created_at: datetime
    updated_at: datetime
    item_count: int
    error_count: int = 0
    cost_usd: Any = None
    item_version: str = ""
    """The newest version of an item that was run, as the application told it; empty: not told."""


class ExecutedItem(msgspec.Struct, frozen=True, kw_only=True):
    """One execution of one item: the item's root observation, or the trace that a client linked."""

    id: str
    experiment_id: str
    experiment_name: str
    dataset_item_id: str
    trace_id: str
    observation_id: str | None
    start_time: datetime
    end_time: datetime | None
    level: str = "DEFAULT"
    environment: str = "default"
    dataset_id: str = ""
    item_version: str = ""
    input: str = ""
    output: str = ""
    expected_output: Any = None
    metadata: dict[str, str] = {}
    item_metadata: Any = None
    experiment_metadata: Any = None
    experiment_description: str | None = None
    created_at: datetime | None = None
