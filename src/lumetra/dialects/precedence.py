"""Who is believed first: the one place where the order of the dialects stands. Every list is read from the top, first value wins.

The general order is langfuse > GenAI > OpenInference > older GenAI > Traceloop > the others. Names, types, content and
metering follow the order of the wire contract (4.4–4.7) where SDKs and existing dashboards rely on it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Final

import msgspec

from lumetra.dialects import (
    gen_ai,
    gen_ai_events,
    gen_ai_legacy,
    genkit,
    google_adk,
    langfuse,
    langsmith,
    litellm,
    livekit,
    mlflow,
    openinference,
    otel,
    plain,
    pydantic_ai,
    traceloop,
    vercel_ai,
)
from lumetra.dialects.dialect import Dialect, Reader

FIELDS: Final[tuple[Dialect, ...]] = (
    langfuse.DIALECT,
    otel.DIALECT,
    gen_ai.DIALECT,
    gen_ai_events.DIALECT,
    openinference.DIALECT,
    langfuse.METADATA_IDENTITY,
    traceloop.DIALECT,
    vercel_ai.DIALECT,
    pydantic_ai.DIALECT,
    mlflow.DIALECT,
    google_adk.DIALECT,
    genkit.DIALECT,
    livekit.DIALECT,
    langsmith.DIALECT,
    plain.DIALECT,
    langfuse.METADATA_IDENTITY,
    otel.OUTCOME,
)
"""Identity, versions, level, parameters, prompt link, times, tools. Identity in metadata is looked up twice: metadata of
later dialects counts less than what earlier ones say outright (wire contract 4.5, userId and sessionId)."""

TYPE: Final[tuple[Dialect, ...]] = (
    openinference.DIALECT,
    langsmith.DIALECT,
    gen_ai.DIALECT,
    genkit.DIALECT,
    vercel_ai.DIALECT,
    gen_ai.TOOL_BY_NAME,
    livekit.DIALECT,
    traceloop.DIALECT,
    mlflow.DIALECT,
    pydantic_ai.DIALECT,
    google_adk.DIALECT,
)
"""Wire contract 4.4. `langfuse.observation.type` was read before; a span with a model is a generation after all of them."""

NAME: Final[tuple[Dialect, ...]] = (gen_ai.DIALECT, genkit.DIALECT, pydantic_ai.DIALECT, vercel_ai.DIALECT)
"""Wire contract 4.5, first row. The span's own name is the last."""

CONTENT: Final[tuple[Dialect, ...]] = (
    genkit.DIALECT,
    vercel_ai.DIALECT,
    gen_ai_events.DIALECT,
    google_adk.DIALECT,
    pydantic_ai.EVENT_LISTS,
    livekit.DIALECT,
    mlflow.DIALECT,
    traceloop.DIALECT,
    openinference.DIALECT,
    plain.DIALECT,
    pydantic_ai.DIALECT,
    pydantic_ai.TOOL_CONTENT_ONLY,
    gen_ai_legacy.DIALECT,
    openinference.MESSAGES,
    gen_ai.DIALECT,
)
"""Wire contract 4.6. `langfuse.observation.input` and `.output` were read before."""

METERING: Final[tuple[Dialect, ...]] = (
    genkit.DIALECT,
    vercel_ai.DIALECT,
    google_adk.DIALECT,
    litellm.DIALECT,
    gen_ai.DIALECT,
    openinference.DIALECT,
    traceloop.DIALECT,
    mlflow.DIALECT,
    langsmith.DIALECT,
    plain.DIALECT,
)
"""Model, usage and cost: wire contract 4.5 and 4.7. Langfuse's own attributes were read before."""

LABEL: Final[tuple[Dialect, ...]] = (
    langfuse.DIALECT,
    vercel_ai.DIALECT,
    genkit.DIALECT,
    google_adk.DIALECT,
    livekit.DIALECT,
    langsmith.DIALECT,
    mlflow.DIALECT,
    pydantic_ai.DIALECT,
    litellm.DIALECT,
    openinference.DIALECT,
    traceloop.DIALECT,
    gen_ai.DIALECT,
    gen_ai_events.DIALECT,
    gen_ai_legacy.DIALECT,
)
"""Which of the dialects seen in a span gives the observation its `dialect`: the most specific one."""

_ALL: Final[tuple[Dialect, ...]] = tuple(dict.fromkeys(FIELDS + TYPE + NAME + CONTENT + METERING))
_FIRST_LABEL: Final = len(_ALL)
"""A bit set has one bit for every dialect that reads, then one for every dialect whose mark was seen."""

_ALWAYS: Final = sum(1 << bit for bit, dialect in enumerate(_ALL) if not (dialect.prefixes or dialect.events or dialect.scopes))


def _table(
    pick: Callable[[Dialect], tuple[str, ...]], marks: Callable[[Dialect], tuple[str, ...]]
) -> tuple[tuple[str, int], ...]:
    reading = [(prefix, 1 << bit) for bit, dialect in enumerate(_ALL) for prefix in pick(dialect)]
    naming = [(prefix, 1 << (_FIRST_LABEL + bit)) for bit, dialect in enumerate(LABEL) for prefix in marks(dialect)]
    return tuple(reading + naming)


_KEYS: Final = _table(lambda dialect: dialect.prefixes, lambda dialect: dialect.marks or dialect.prefixes)
_EVENTS: Final = _table(lambda dialect: dialect.events, lambda dialect: dialect.events)
_SCOPES: Final = _table(lambda dialect: dialect.scopes, lambda dialect: dialect.scopes)


class Plan(msgspec.Struct, frozen=True):
    """The readers for spans in which the same dialects occur, in their order."""

    label: str
    fields: tuple[Reader, ...]
    type: tuple[Reader, ...]
    name: tuple[Reader, ...]
    content: tuple[Reader, ...]
    metering: tuple[Reader, ...]


@lru_cache(maxsize=65536)
def of_key(key: str) -> int:
    """The dialects, as a bit set, that an attribute key belongs to."""
    return _bits(key, _KEYS)


@lru_cache(maxsize=1024)
def of_event(name: str) -> int:
    """The dialects, as a bit set, that an event's name belongs to."""
    return _bits(name, _EVENTS)


@lru_cache(maxsize=1024)
def of_scope(name: str) -> int:
    """The dialects, as a bit set, that an instrumentation scope belongs to."""
    return _bits(name, _SCOPES)


@lru_cache(maxsize=4096)
def plan(seen: int) -> Plan:
    """The readers to run when the dialects in the bit set `seen` occur in a span."""
    seen |= _ALWAYS
    present = {dialect for bit, dialect in enumerate(_ALL) if seen & (1 << bit)}
    return Plan(
        label=next((dialect.name for bit, dialect in enumerate(LABEL) if seen & (1 << (_FIRST_LABEL + bit))), "otel"),
        fields=tuple(d.read_fields for d in FIELDS if d in present and d.read_fields),
        type=tuple(d.read_type for d in TYPE if d in present and d.read_type),
        name=tuple(d.read_name for d in NAME if d in present and d.read_name),
        content=tuple(d.read_content for d in CONTENT if d in present and d.read_content),
        metering=tuple(d.read_metering for d in METERING if d in present and d.read_metering),
    )


def _bits(text: str, table: tuple[tuple[str, int], ...]) -> int:
    found = 0
    for prefix, bit in table:
        if text.startswith(prefix):
            found |= bit
    return found
