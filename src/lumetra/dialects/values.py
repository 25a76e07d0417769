"""Attribute values read as what they should be. Every reader answers None for a value it cannot read; none raises."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

import msgspec

from lumetra.domain import json_text
from lumetra.domain.observation import Level
from lumetra.domain.usage import read_costs

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LEVELS: Final[dict[str, Level]] = {
    "DEBUG": "DEBUG", "TRACE": "DEBUG", "VERBOSE": "DEBUG",
    "DEFAULT": "DEFAULT", "INFO": "DEFAULT", "INFORMATION": "DEFAULT", "NOTICE": "DEFAULT", "LOG": "DEFAULT",
    "WARNING": "WARNING", "WARN": "WARNING",
    "ERROR": "ERROR", "ERR": "ERROR", "FATAL": "ERROR", "CRITICAL": "ERROR", "ALERT": "ERROR", "EMERGENCY": "ERROR",
}  # fmt: skip
LARGEST_INT: Final = 2**31 - 1
"""What is stored as a whole number has 32 bits."""
_COSTS: Final = msgspec.json.Decoder(dict[str, Decimal])


def as_level(value: object) -> Level | None:
    """A Langfuse level, also from the names other loggers use (wire contract 4.5)."""
    return _LEVELS.get(value.upper()) if isinstance(value, str) else None


def as_bool(value: object) -> bool | None:
    """True or false, also as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False, "1": True, "0": False}.get(value.lower()) if isinstance(value, str) else None


def as_int(value: object) -> int | None:
    """A whole number from 0 to `LARGEST_INT`, also as text or as a float without a fraction: versions, counts."""
    try:
        if isinstance(value, str):
            number = int(value) if len(value) <= 20 else -1
        else:
            number = int(value) if isinstance(value, int | float) and not isinstance(value, bool) and int(value) == value else -1
    except (ValueError, OverflowError):
        return None
    return number if 0 <= number <= LARGEST_INT else None


def as_number(value: object) -> float | None:
    """A finite number, also as text."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if number - number == 0 else None


def as_mapping(value: object) -> dict[str, Any] | None:
    """A mapping, given as one or as JSON text."""
    if isinstance(value, str):
        value = json_text.parse(value) if value[:1] == "{" else None
    return cast(dict[str, Any], value) if isinstance(value, dict) else None


def as_list(value: object) -> list[Any] | None:
    """A list, given as one or as JSON text."""
    if isinstance(value, str):
        value = json_text.parse(value) if value[:1] == "[" else None
    return cast(list[Any], value) if isinstance(value, list) else None


def as_tags(value: object) -> list[str] | None:
    """Tags from a list, a JSON list or a comma-separated list (wire contract 4.5), in their order, each once."""
    items = as_list(value)
    if items is None:
        if not isinstance(value, str):
            return None
        items = [part.strip() for part in value.split(",")]
    tags = [item if isinstance(item, str) else json_text.write(item) for item in items if item is not None and item != ""]
    return list(dict.fromkeys(tags))


def as_time_us(value: object) -> int | None:
    """Microseconds since 1970 from ISO-8601 text, plain or JSON-quoted; without an offset it is UTC."""
    if not isinstance(value, str):
        return None
    try:
        time = datetime.fromisoformat(value.strip('"'))
    except ValueError:
        return None
    return (time.replace(tzinfo=time.tzinfo or UTC) - _EPOCH) // timedelta(microseconds=1)


def as_costs(value: object) -> dict[str, Decimal] | None:
    """Costs by bucket from a mapping or JSON text; None when it is neither. Numbers keep the digits they were written with."""
    if isinstance(value, str):
        try:
            value = _COSTS.decode(value)
        except msgspec.MsgspecError:
            value = as_mapping(value)
    return read_costs(cast(Mapping[str, object], value)).costs if isinstance(value, Mapping) else None


def as_cost(value: object) -> Decimal | None:
    """An amount of money ≥ 0, also as text, without binary noise."""
    return read_costs({"total": value}).costs.get("total")
