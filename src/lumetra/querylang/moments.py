"""Dates in filters: absolute (ISO 8601), relative to now (`-24h`), and the words now, today, yesterday."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

_RELATIVE = re.compile(r"^-(\d{1,6})(s|m|h|d|w|mo|y)$")
_DAY = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_UNITS = {
    "s": timedelta(seconds=1),
    "m": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
    "w": timedelta(weeks=1),
    "mo": timedelta(days=30),
    "y": timedelta(days=365),
}


def parse_moment(text: str, now: datetime) -> tuple[datetime, timedelta] | None:
    """The moment, and how long the named span is (a day for a date, zero for an instant). None when it is no date.

    A date without an offset is UTC. `-24h` is that long before `now`.
    """
    if text == "now":
        return now, timedelta()
    if text in ("today", "yesterday"):
        midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight - timedelta(days=text == "yesterday"), timedelta(days=1)
    relative = _RELATIVE.match(text)
    try:
        if relative:
            return now - int(relative.group(1)) * _UNITS[relative.group(2)], timedelta()
        moment = datetime.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment, timedelta(days=1) if _DAY.match(text) else timedelta()
