"""A page of traces holds what the definition of the filter says about living rows, whatever happened to the rows before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from lumetra.features.tracing.filters import READ_SETTINGS, make_filter
from lumetra.querylang.subjects import TRACES
from tests.builders.projects import TestProject, create_project
from tests.builders.rows import NOW, insert, observation, trace_row
from tests.builders.running_app import RunningApp


def _trace(project: str, own: str, start: datetime, **columns: Any) -> list[dict[str, Any]]:
    """A root and, two seconds later, a child that repeats the attributes."""
    child = {name: value for name, value in columns.items() if name not in ("input", "total_cost", "level")}
    return [
        observation(project, own, f"r-{own}", start_time=start, **columns),
        observation(project, own, f"c-{own}", parent_id=f"r-{own}", start_time=start + timedelta(seconds=2), **child),
    ]


def _replaced(row: dict[str, Any], **columns: Any) -> dict[str, Any]:
    """A newer version of the same row."""
    return {**row, "row_version": row["row_version"] + 10_000, **columns}


@pytest.fixture(scope="module")
def hostile(running: RunningApp) -> TestProject:
    """Traces over two months: replaced, half deleted, deleted, across hours and months, of one word and of words apart."""
    project, other = create_project(running), create_project(running)
    own, ann = project.id, {"user_id": "ann", "session_id": "s", "tags": ["x"]}
    hour, month = NOW.replace(minute=0), NOW.replace(day=1, hour=0, minute=0)
    rows = [
        *_trace(own, "plain", NOW, input="a refund please", level="ERROR", total_cost=Decimal("0.01"), **ann),
        *_trace(own, "dear", NOW - timedelta(hours=3), total_cost=Decimal("0.09"), environment="prod", model="o3"),
        *_trace(own, "apart", NOW - timedelta(days=2), input="退货 和 付款", metadata={"k": '"v"'}),
        *_trace(own, "chinese", NOW - timedelta(days=9), input="我要退款", **ann),
        *_trace(own, "silent", NOW - timedelta(days=40)),
        *_trace(other.id, "foreign", NOW, input="refund 退款", level="ERROR", total_cost=Decimal(1), **ann),
    ]
    was_wrong = _trace(
        own, "mended", NOW - timedelta(hours=1), input="refund 退款", level="ERROR", total_cost=Decimal("0.5"), **ann
    )
    gone = _trace(own, "gone", NOW - timedelta(minutes=5), input="refund", level="ERROR", total_cost=Decimal("0.7"), **ann)
    half = _trace(own, "half", NOW - timedelta(hours=5), input="refund", level="ERROR", total_cost=Decimal("0.7"), **ann)
    over_hour = [
        observation(own, "hours", "r-hours", start_time=hour - timedelta(seconds=1), total_cost=Decimal("0.04")),
        observation(own, "hours", "c-hours", start_time=hour + timedelta(seconds=1), total_cost=Decimal("0.04"), level="ERROR"),
    ]
    over_month = [
        observation(own, "months", "r-months", start_time=month - timedelta(seconds=1), total_cost=Decimal("0.04"), **ann),
        observation(
            own, "months", "c-months", start_time=month + timedelta(seconds=3), total_cost=Decimal("0.04"), input="refund"
        ),
        trace_row(own, "months", start_time=month - timedelta(seconds=1), output="退款", tags=["y"]),
    ]
    insert(running.engines.analytics, "observations", [*rows, *was_wrong, *gone, *half, *over_hour, *over_month])
    late = [
        _replaced(was_wrong[0], input="all is well", level="DEFAULT", total_cost=Decimal("0.001")),
        *(_replaced(row, is_deleted=1, input="", level="") for row in (*gone, half[0])),
        observation(own, "silent", "l-silent", start_time=NOW - timedelta(days=40) + timedelta(minutes=90), level="ERROR"),
    ]
    insert(running.engines.analytics, "observations", late)
    return project


FILTERS = [
    "", "level:ERROR", "-level:ERROR", "refund", '"退款"', "-refund", 'refund OR "退款"', "input:refund", "metadata.k:v", "cost:>0.05",
    "cost:<0.05", "latency:>2s", "errors:0", "level:ERROR cost:>0.05", "level:ERROR OR cost:>0.05", "user:ann", "user:ann cost:>0.05",
    "-user:ann", "session:s refund", "tags:x", "tags:y", "env:prod model:o3", "has:user", "observations:>1", "name:r-dear",
    "id:dear", "id:dear OR id:hours", "-id:dear", "id:m* user:ann", "id:dear cost:>0.05", "id:dear cost:<0.05", "id:gone", "id:foreign",
]  # fmt: skip


@pytest.fixture(scope="module")
def common(running: RunningApp) -> TestProject:
    """Traces of two days of which nearly all have the same words: apart, together, only before a row was replaced or deleted."""
    own = create_project(running)
    traces = [
        _trace(
            own.id, f"t{n:03}", NOW - timedelta(minutes=4 * n), input="day of every kind" if n % 3 else "every day", level="ERROR"
        )
        for n in range(720)
    ]
    insert(running.engines.analytics, "observations", [row for trace in traces for row in trace])
    late = [
        *(_replaced(trace[0], input="once") for trace in traces[5:420:10]),
        *(_replaced(trace[0], is_deleted=1, input="") for trace in traces[7::10]),
        *(
            observation(own.id, f"t{n:03}", f"l{k}", start_time=NOW - timedelta(minutes=10), input="every day")
            for n in range(100, 300)
            for k in range(3)
        ),
    ]
    insert(running.engines.analytics, "observations", late)
    return own


@pytest.mark.parametrize("text", FILTERS)
def test_pages_hold_what_the_filter_means(running: RunningApp, hostile: TestProject, text: str) -> None:
    assert _paged(hostile, text, limit=2) == _meant(running, hostile, text)


@pytest.mark.parametrize(
    "text", ["every", '"every day"', "every level:ERROR", "every once", 'every "every day"', "-every", "every -once"]
)
def test_pages_of_common_words_hold_what_the_filter_means(running: RunningApp, common: TestProject, text: str) -> None:
    assert _paged(common, text, limit=100) == _meant(running, common, text)


def test_a_window_that_ends_before_the_newest_of_common_words(running: RunningApp, common: TestProject) -> None:
    until = NOW - timedelta(hours=7)
    with common.client() as client:
        query = {"filter": "every", "limit": 100, "to": until.isoformat()}
        page = client.get(f"/api/v1/projects/{common.id}/traces", params=query).raise_for_status().json()
    meant = _meant(running, common, "every", until=until)
    assert [row["id"] for row in page["data"]] == meant[:100]
    assert len(meant) > 100


def _meant(running: RunningApp, project: TestProject, text: str, *, until: datetime | None = None) -> list[str]:
    """The traces that meet the filter by its definition, newest first; those that start before `until`."""
    wanted = make_filter(TRACES, NOW, text=text).compile(scope="1")
    ended = f"min(start_time) < fromUnixTimestamp64Micro({int(until.timestamp() * 1_000_000)})" if until else "1"
    sql = f"""
        SELECT trace_id FROM observations FINAL WHERE project_id = {{project_id:String}}
        GROUP BY trace_id HAVING {wanted.sql} AND {ended} ORDER BY min(start_time) DESC, trace_id DESC
    """
    rows = running.engines.analytics.select(sql, {"project_id": project.id, **wanted.parameters}, settings=READ_SETTINGS)
    return [row["trace_id"] for row in rows]


def _paged(project: TestProject, text: str, *, limit: int) -> list[str]:
    """The traces of all pages, in their order."""
    found: list[str] = []
    cursor = ""
    with project.client() as client:
        while True:
            query = {"filter": text, "limit": limit, "cursor": cursor}
            page = client.get(f"/api/v1/projects/{project.id}/traces", params=query).raise_for_status().json()
            found += [row["id"] for row in page["data"]]
            cursor = page["next_cursor"]
            if not cursor:
                return found


@pytest.mark.parametrize(
    ("text", "found"),
    [("users:ann", ["s"]), ("users:bob", []), ("id:s", ["s"]), ("-id:s", []), ("users:ann trace_count:>1", ["s"])],
)
def test_pages_of_sessions_hold_what_the_filter_means(hostile: TestProject, text: str, found: list[str]) -> None:
    with hostile.client() as client:
        page = client.get(f"/api/v1/projects/{hostile.id}/sessions", params={"filter": text}).raise_for_status().json()
    assert [row["id"] for row in page["data"]] == found


def test_a_trace_that_goes_on_behind_a_window_is_shown_whole(hostile: TestProject) -> None:
    with hostile.client() as client:
        until = NOW.replace(minute=0).isoformat()
        page = client.get(f"/api/v1/projects/{hostile.id}/traces", params={"to": until, "limit": 1}).raise_for_status().json()
    assert [(row["id"], row["observation_count"], row["error_count"]) for row in page["data"]] == [("hours", 2, 1)]


def test_a_session_shows_its_traces_whole_and_in_order(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    own = {"session_id": "s"}
    rows = [
        observation(
            project.id, "t1", "a", start_time=NOW - timedelta(hours=2), total_cost=Decimal(1)
        ),  # before the session's first row
        observation(project.id, "t1", "b", start_time=NOW - timedelta(hours=1), **own),
        *(row for n in range(2, 6) for row in _trace(project.id, f"t{n}", NOW + timedelta(hours=n), **own)),
        observation(project.id, "t6", "c", start_time=NOW + timedelta(hours=7), **own),
        observation(
            project.id, "t6", "d", start_time=NOW + timedelta(hours=7), session_id="z"
        ),  # the greater one names the trace
    ]
    insert(running.engines.analytics, "observations", rows)
    insert(running.engines.analytics, "observations", [_replaced(row, is_deleted=1) for row in rows if row["trace_id"] == "t3"])
    seen: list[tuple[str, float | None]] = []
    cursor = ""
    while True:
        page = (
            client.get(f"/api/v1/projects/{project.id}/sessions/s", params={"limit": 2, "cursor": cursor})
            .raise_for_status()
            .json()
        )
        seen += [(turn["id"], turn["cost_usd"]) for turn in page["turns"]]
        cursor = page["next_cursor"]
        if not cursor:
            break
    assert seen == [("t1", 1.0), ("t2", None), ("t4", None), ("t5", None)]
