"""Who is believed first: the one place where the order of the dialects stands. Every list is read from the top, first value wins.

The general order is langfuse > GenAI > OpenInference > older GenAI > Traceloop > the others. Names, types, content and
metering follow the order of the wire contract (4.4–4.7) where SDKs and existing dashboards rely on it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import msgspec

from lumetra.dialects import gen_ai, langfuse, otel
from lumetra.dialects.dialect import Dialect, Reader

FIELDS: Final[tuple[Dialect, ...]] = (
    langfuse.DIALECT,
    otel.DIALECT,
    gen_ai.DIALECT,
    langfuse.METADATA_IDENTITY,
    otel.OUTCOME,
)
"""Identity, versions, level, parameters, prompt link, times, tools."""

TYPE: Final[tuple[Dialect, ...]] = (gen_ai.DIALECT, gen_ai.TOOL_BY_NAME)
"""Wire contract 4.4. `langfuse.observation.type` was read before."""

NAME: Final[tuple[Dialect, ...]] = (gen_ai.DIALECT,)
"""Wire contract 4.5, first row. The span's name is the last."""

CONTENT: Final[tuple[Dialect, ...]] = (gen_ai.DIALECT,)
"""Wire contract 4.6. `langfuse.observation.input` and `.output` were read before."""

METERING: Final[tuple[Dialect, ...]] = (gen_ai.DIALECT,)
"""Model, usage and cost: wire contract 4.7."""

LABEL: Final[tuple[Dialect, ...]] = (langfuse.DIALECT, gen_ai.DIALECT)
"""Which of the dialects seen in a span gives its name to the observation: the most specific one."""

_ALL: Final[tuple[Dialect, ...]] = tuple(dict.fromkeys(FIELDS + TYPE + NAME + CONTENT + METERING))
_KEYS: Final = tuple((prefix, 1 << bit) for bit, dialect in enumerate(_ALL) for prefix in dialect.prefixes)
_EVENTS: Final = tuple((prefix, 1 << bit) for bit, dialect in enumerate(_ALL) for prefix in dialect.events)
_SCOPES: Final = tuple((prefix, 1 << bit) for bit, dialect in enumerate(_ALL) for prefix in dialect.scopes)
_ALWAYS: Final = sum(1 << bit for bit, dialect in enumerate(_ALL) if not (dialect.prefixes or dialect.events or dialect.scopes))


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
    names = {dialect.name for dialect in present}
    return Plan(
        label=next((dialect.name for dialect in LABEL if dialect.name in names), "otel"),
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
