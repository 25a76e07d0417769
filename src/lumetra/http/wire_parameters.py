"""Query parameters as the wire contract (1.6) reads them: strict times, empty text, lists given in three ways."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$", re.IGNORECASE)


def parse_wire_time(text: str) -> datetime:
    """An ISO 8601 moment with `T` and with `Z` or an offset. Raises ValueError for anything looser."""
    match = _ISO.match(text)
    if match is None:
        raise ValueError("expected an ISO 8601 time with 'T' and 'Z' or an offset, such as 2026-01-31T12:00:00Z")
    fraction = match.group(2)
    if fraction and len(fraction) > 7:  # Python reads microseconds at most
        text = text.replace(fraction, fraction[:7])
    return datetime.fromisoformat(text.upper())


def _time_or_none(value: object) -> object:
    if value is None or value == "":
        return None
    return parse_wire_time(value) if isinstance(value, str) else value


WireTime = Annotated[datetime | None, BeforeValidator(_time_or_none)]
"""Type of an optional time parameter: `fromTimestamp: WireTime = None`. An empty string counts as absent."""


def _text_or_none(value: str | None) -> str | None:
    return value or None


WireText = Annotated[str | None, AfterValidator(_text_or_none)]
"""Type of an optional text parameter in which an empty string counts as absent."""


def wire_list(values: Sequence[str] | None) -> list[str]:
    """A list parameter however it came: repeated, once, or comma separated. Empty entries are dropped; None is empty."""
    return [part.strip() for value in values or () for part in value.split(",") if part.strip()]
