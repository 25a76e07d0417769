"""Names of time zones, and how far their clocks are from UTC."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo, available_timezones

from lumetra.domain.errors import Refusal


def check_time_zone(name: str) -> str:
    """The name itself. Raises Refusal unless the IANA time zone database has it."""
    if name not in available_timezones():
        raise Refusal(f"Unknown time zone {name[:50]!r}; use an IANA name such as Europe/Berlin.", code="invalid_time_zone")
    return name


def seconds_east(name: str, moment: datetime) -> int:
    """How far clocks of the zone are ahead of UTC at that moment, in seconds; negative to the west."""
    offset = moment.astimezone(ZoneInfo(name)).utcoffset()
    return int(offset.total_seconds()) if offset else 0
