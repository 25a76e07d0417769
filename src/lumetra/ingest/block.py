"""What travels from the preparing to the writing thread: one insert's worth of rows, or a job that must run between inserts."""

from __future__ import annotations

import msgspec

from lumetra.domain.deletion import Deletion
from lumetra.ingest.log import Delivery
from lumetra.ingest.receipts.receipt import Receipt
from lumetra.ingest.write.rows import ObservationRow, ScoreRow, TraceFields


class Request(msgspec.Struct, kw_only=True):
    """One delivery within a block and the rows that came of it, so that a bad one can be told from its neighbours."""

    sequence: int
    delivery: Delivery
    receipt: Receipt
    rows: list[ObservationRow]
    scores: list[ScoreRow]
    awaits_removal: bool = False
    """True when the request also deletes, so that it is not done when its rows are stored."""
    is_void: bool = False
    """True when nothing is to be kept of it, not even its receipt."""


class Block(msgspec.Struct, kw_only=True):
    """Requests in the order of the log, to be inserted together. Blocks are numbered from 1."""

    number: int
    requests: list[Request]
    low_water: int
    """Records before this sequence number owe nothing more to stored rows; the checkpoint may pass them."""


class TraceRewrite(msgspec.Struct, frozen=True, kw_only=True):
    """Stored rows of a trace, which started between the two times, must carry these fields."""

    project_id: str
    trace_id: str
    fields: TraceFields
    min_start_us: int
    max_start_us: int


class Rewrites(msgspec.Struct, kw_only=True):
    """Traces whose stored rows are to be brought up to date, after every block handed over before."""

    traces: list[TraceRewrite]
    low_water: int


class Removal(msgspec.Struct, kw_only=True):
    """A deletion that takes effect after every block handed over before and none of those after."""

    project_id: str
    deletion: Deletion
    version: int
    receipt_id: str
    low_water: int = 0
    """As that of a block; 0 for all but the last of a request."""
