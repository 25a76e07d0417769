"""What a dialect is: how its spans are recognised and its readers, one per group of fields that has an order of its own."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from lumetra.dialects.span import Fields, Span

Reader = Callable[[Span, Fields], None]
"""Fills fields that are still None from the span, taking the attributes it uses. Must not raise on any value."""


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """One semantic convention. A span is read by it when one of `prefixes` begins one of the span's attribute keys,
    one of `events` begins an event's name, or one of `scopes` begins the instrumentation scope's name; without any
    of the three it reads every span.

    `marks` are the prefixes that belong to this dialect alone and give the observation its dialect's name; when
    empty, all of `prefixes` do.
    """

    name: str
    prefixes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()
    read_type: Reader | None = None
    read_name: Reader | None = None
    read_content: Reader | None = None
    read_metering: Reader | None = None
    read_fields: Reader | None = None
