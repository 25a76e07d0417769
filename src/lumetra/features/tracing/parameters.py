"""Query parameters that the routes of traces, observations, sessions and users share."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query
from pydantic import AwareDatetime

from lumetra.features.tracing.time_windows import BEGINNING, END, Window

FilterText = Annotated[
    str, Query(alias="filter", description="A filter in the filter grammar; empty matches everything.", max_length=10_000)
]


def _window(
    start: Annotated[AwareDatetime | None, Query(alias="from", description="Rows that start then or later.")] = None,
    end: Annotated[AwareDatetime | None, Query(alias="to", description="Rows that start before.")] = None,
) -> Window:
    return Window(start or BEGINNING, end or END)


TimeWindow = Annotated[Window, Depends(_window)]
