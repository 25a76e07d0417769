"""The bodies of Langfuse ingestion events as the wire has them (wire contract 3.2–3.4)."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from lumetra.domain.observation import Level, ObservationType
from lumetra.ingest.decode.limits import MAXIMUM_ID, MAXIMUM_NAME

Text = str | UnsetType | None
Id = Annotated[str, Meta(max_length=MAXIMUM_ID)] | UnsetType | None
Name = Annotated[str, Meta(max_length=MAXIMUM_NAME)] | UnsetType | None


class Envelope(msgspec.Struct):
    """One event around its body."""

    id: Annotated[str, Meta(min_length=1, max_length=MAXIMUM_ID, pattern=r"^[^\r]*$")]
    timestamp: str
    type: str
    body: Raw = Raw(b"null")


class TraceBody(msgspec.Struct, kw_only=True, rename="camel"):
    """`trace-create`."""

    id: Id = UNSET
    timestamp: str | None = None
    name: Name = UNSET
    user_id: Text = UNSET
    session_id: Id = UNSET
    release: Text = UNSET
    version: Text = UNSET
    environment: str | None = None
    tags: list[str] | None = None
    public: bool | None = None
    input: Raw | UnsetType = UNSET
    output: Raw | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET


class ObservationBody(msgspec.Struct, kw_only=True, rename="camel"):
    """All observation events. Fields of generations are allowed on every type, as Langfuse allows them for the newer types."""

    id: Id = UNSET
    trace_id: Id = UNSET
    type: Literal["GENERATION", "SPAN", "EVENT"] | None = None
    name: Name = UNSET
    start_time: str | None = None
    end_time: Text = UNSET
    completion_start_time: Text = UNSET
    parent_observation_id: Id = UNSET
    environment: str | None = None
    level: Level | None = None
    status_message: Text = UNSET
    version: Text = UNSET
    input: Raw | UnsetType = UNSET
    output: Raw | UnsetType = UNSET
    metadata: Raw | UnsetType = UNSET
    model: Text = UNSET
    model_parameters: dict[str, Any] | UnsetType | None = UNSET
    usage: dict[str, Any] | None = None
    usage_details: dict[str, Any] | None = None
    cost_details: dict[str, Any] | None = None
    prompt_name: Text = UNSET
    prompt_version: int | UnsetType | None = UNSET


OBSERVATION_EVENTS: Final[dict[str, tuple[ObservationType | None, bool]]] = {
    "event-create": ("EVENT", True),
    "span-create": ("SPAN", True),
    "span-update": ("SPAN", False),
    "generation-create": ("GENERATION", True),
    "generation-update": ("GENERATION", False),
    "agent-create": ("AGENT", True),
    "tool-create": ("TOOL", True),
    "chain-create": ("CHAIN", True),
    "retriever-create": ("RETRIEVER", True),
    "evaluator-create": ("EVALUATOR", True),
    "embedding-create": ("EMBEDDING", True),
    "guardrail-create": ("GUARDRAIL", True),
    "observation-create": (None, True),
    "observation-update": (None, False),
}
"""Event type → (observation type, None when the body says it; whether it creates)."""

ID_OPTIONAL: Final = frozenset({"event-create", "span-create", "generation-create", "observation-create"})
"""Creating events that get an id when they have none (wire contract 3.3)."""

EVENT_TYPES: Final = ("trace-create", "score-create", *OBSERVATION_EVENTS, "sdk-log")
