"""What one row of the analytics tables is made of, before it becomes part of a column."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Protocol

import msgspec

from lumetra.domain.observation import Observation, Provenance, Score

REWRITE_BITS: Final = 12
"""Low bits of a row version, left free so that a rewrite of stored rows can win over them and lose to the next real update."""

LOG_STEP: Final = 1 << (REWRITE_BITS - 1)
"""What is added to the version of a span's row that also holds events of the log, so that it wins over the span alone when that is
read from the log again, and loses to the next real update."""

TRACE_ROW_TYPE: Final = "TRACE"


def row_version(received_at_us: int) -> int:
    """The version of rows that come from a record received at this time. The log gives every record its own time."""
    return received_at_us << REWRITE_BITS


def trace_row_id(trace_id: str) -> str:
    """The id of the row that carries what belongs to the trace itself."""
    return f"t-{trace_id}"


class Costs(Protocol):
    """What pricing says about one observation."""

    @property
    def usage(self) -> dict[str, float]:
        """Usage in exclusive buckets, provided or estimated."""
        ...

    @property
    def usage_estimated(self) -> bool:
        """True when the usage was counted by us and not reported by the provider."""
        ...

    @property
    def cost(self) -> dict[str, Decimal]:
        """Cost by usage bucket in US dollars."""
        ...

    @property
    def total_cost(self) -> Decimal | None:
        """Total in US dollars; None when unknown."""
        ...

    @property
    def model_id(self) -> str:
        """The matched model definition, or empty."""
        ...

    @property
    def pricing_tier_id(self) -> str:
        """The price tier that applied, or empty."""
        ...

    @property
    def pricing_tier_name(self) -> str:
        """Its name, or empty."""
        ...

    @property
    def explanation(self) -> str:
        """Why this price, as JSON text or words; may be empty."""
        ...


class TraceFields(msgspec.Struct, frozen=True, kw_only=True):
    """A trace's attributes as they stand on every one of its rows. Empty string means absent."""

    name: str = ""
    user_id: str = ""
    session_id: str = ""
    release: str = ""
    version: str = ""
    tags: tuple[str, ...] = ()
    public: bool = False
    bookmarked: bool = False


NO_TRACE_FIELDS: Final = TraceFields()


class ObservationRow(msgspec.Struct, kw_only=True, gc=False):
    """One row of `observations`: an observation, or what belongs to the trace itself when `is_trace` is set."""

    observation: Observation
    provenance: Provenance
    version: int
    created_at_us: int
    trace: TraceFields = NO_TRACE_FIELDS
    costs: Costs | None = None
    prompt_id: str = ""
    is_trace: bool = False
    is_deleted: bool = False


class ScoreRow(msgspec.Struct, kw_only=True, gc=False):
    """One row of `scores`."""

    score: Score
    provenance: Provenance
    version: int
    created_at_us: int
