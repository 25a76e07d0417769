"""`/api/v1` charts of traces and observations: the table's rows as one number over time and by a field."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel

from lumetra.domain.access import Access, Permission
from lumetra.domain.time_zone import seconds_east
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.charts.read_chart import Aggregation, Metric, Question, Step, read_chart
from lumetra.features.tracing.parameters import FilterText, TimeWindow
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.http.access import requires
from lumetra.http.time_zone import TimeZoneName
from lumetra.querylang.subjects import SUBJECTS


class ChartGroup(BaseModel):
    """All rows of the window with one value of the field; an empty key is no value. `value` is null when nothing was measured."""

    key: str
    count: int
    value: float | None


class ChartPoint(ChartGroup):
    """The rows of one group that start in the stretch of time that begins at `time`."""

    time: datetime


class ChartAnswer(BaseModel):
    """Latency in seconds, cost in US dollars. Groups with the highest values come first; of `group_count` only some may be here."""

    bucket_seconds: int
    group_count: int
    groups: list[ChartGroup]
    points: list[ChartPoint]


def build_chart_routes(analytics: Analytics, filters: FilterReader) -> APIRouter:
    """Charts, under `/api/v1/projects/{project_id}`."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])

    @router.get("/charts/{subject}")
    def get_chart(
        project_id: str,
        subject: Literal["traces", "observations"],
        window: TimeWindow,
        text: FilterText = "",
        metric: Metric = "count",
        aggregation: Annotated[Aggregation, Query(description="Of what is measured; rows are only counted.")] = "sum",
        group_by: Annotated[str, Query(max_length=100, description="A field with one value a row; empty for none.")] = "",
        step: Annotated[Step, Query(description="Made longer where it would make more than 500 stretches of time.")] = "auto",
        limit: Annotated[int, Query(ge=1, le=50, description="Groups.")] = 10,
        *,
        time_zone: TimeZoneName,
        access: Access = requires(Permission.TRACES_READ),
    ) -> ChartAnswer:
        """One number of the rows that the filter finds, over time and by the values of a field."""
        east = seconds_east(time_zone, window.end)
        wanted = filters.read(project_id, SUBJECTS[subject], text)
        question = Question(metric, aggregation, group_by, step)
        found = read_chart(analytics, project_id, wanted, window, question, east, limit)
        return ChartAnswer(
            bucket_seconds=found.bucket_seconds,
            group_count=found.group_count,
            groups=[ChartGroup(key=one.key, count=one.count, value=one.value) for one in found.groups],
            points=[ChartPoint(time=one.time, key=one.key, count=one.count, value=one.value) for one in found.points],
        )

    return router
