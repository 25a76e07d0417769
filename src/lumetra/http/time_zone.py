"""The time zone of a report as a parameter of its route: its days and buckets begin when they do for the reader."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from lumetra.domain.time_zone import check_time_zone


def _read(time_zone: Annotated[str, Query(description="IANA name; days begin at midnight there.")] = "UTC") -> str:
    return check_time_zone(time_zone)


TimeZoneName = Annotated[str, Depends(_read)]
