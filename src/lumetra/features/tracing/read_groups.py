"""Reads sessions and users, which are groupings of observations: pages by key, and the totals of known ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, SETS, Filter, Sieve, make_sieve, take_apart
from lumetra.features.tracing.read_traces import SCOPE, TraceKey, trace_rows
from lumetra.features.tracing.time_windows import Window, as_microseconds
from lumetra.querylang import Compiled
from lumetra.querylang.checked import OneOf
from lumetra.querylang.subjects import TRACES
from lumetra.querylang.subjects.observations import (
    INPUT_MONEY_SQL,
    INPUT_TOKENS_SQL,
    OUTPUT_MONEY_SQL,
    OUTPUT_TOKENS_SQL,
    TOTAL_TOKENS_SQL,
)

_PACKAGE = "lumetra.features.tracing"
_MOST_CANDIDATES: Final = 20_000

GROUP_TOTALS: Final[dict[str, str]] = {
    "start_time": "min(observations.start_time)",
    "last_start": "max(observations.start_time)",
    "end_time": "max(coalesce(observations.end_time, observations.start_time))",
    "environment": "toString(argMin(observations.environment, observations.start_time))",
    "trace_count": "uniqExact(trace_id)",
    "observation_count": "countIf(type != 'TRACE')",
    "error_count": "countIf(type != 'TRACE' AND level = 'ERROR')",
    "input_tokens": f"sum({INPUT_TOKENS_SQL})",
    "output_tokens": f"sum({OUTPUT_TOKENS_SQL})",
    "total_tokens": f"sum({TOTAL_TOKENS_SQL})",
    "cost_usd": "toFloat64(sum(observations.total_cost))",
    "input_cost_usd": f"if(count(observations.total_cost) = 0, NULL, toFloat64(sum({INPUT_MONEY_SQL})))",
    "output_cost_usd": f"if(count(observations.total_cost) = 0, NULL, toFloat64(sum({OUTPUT_MONEY_SQL})))",
}
SESSION_COLUMNS: Final[dict[str, str]] = {
    **GROUP_TOTALS,
    "users": "arraySort(groupUniqArrayIf(observations.user_id, observations.user_id != ''))",
    "tags": "arraySort(groupUniqArrayArray(observations.tags))",
}
USER_COLUMNS: Final[dict[str, str]] = {
    **GROUP_TOTALS,
    "session_count": "uniqExactIf(observations.session_id, observations.session_id != '')",
}
_WITHIN: Final = (
    "start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')"
    " AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC')"
)
_PLACES: Final = {"session_id": "min(traces.start_time)", "user_id": "max(traces.start_time)"}
"""What pages are sorted by: sessions by when they began, users by when they were last seen."""
_MOST_TRACES: Final = 10_000
"""Traces of a session that are read; a conversation with more turns shows its first ones."""


@dataclass(frozen=True)
class GroupKey:
    """A session or user: where it stands in the list, and between which moments its rows lie."""

    id: str
    place: datetime
    started: datetime
    ended: datetime


@dataclass(frozen=True)
class GroupPage:
    """One page: its rows, and the key behind which the next one begins (None at the end)."""

    rows: list[Row]
    next_key: tuple[datetime, str] | None


def page_of_groups(
    analytics: Analytics,
    project_id: str,
    filter_: Filter,
    window: Window,
    columns: dict[str, str],
    *,
    limit: int,
    offset: int = 0,
    after: tuple[datetime, str] | None = None,
) -> GroupPage:
    """Sessions or users, by the filter's subject: `limit` of them behind `after`, or fewer at the end of the data."""
    sieve = make_sieve(filter_, scope=SCOPE)
    found: list[Row] = []
    skip = offset
    chunk = limit + skip + 1
    while True:
        keys = _candidates(analytics, project_id, filter_.subject.group_key, sieve.candidates, window, after, chunk)
        rows = group_rows(analytics, project_id, filter_.subject.group_key, keys, columns, sieve)
        dropped = min(skip, len(rows))
        skip -= dropped
        found.extend(rows[dropped:])
        if len(found) > limit:
            last = found[limit - 1]
            return GroupPage(found[:limit], (last["place"], last["id"]))
        if len(keys) < chunk:
            return GroupPage(found, None)
        after = (keys[-1].place, keys[-1].id)
        chunk = min(chunk * 4, _MOST_CANDIDATES)


def group_rows(
    analytics: Analytics,
    project_id: str,
    key: str,
    keys: Sequence[GroupKey],
    columns: dict[str, str],
    sieve: Sieve | None = None,
) -> list[Row]:
    """The columns of these groups, in the order of the keys; deleted ones, and those the sieve refuses, are left out."""
    if not keys:
        return []
    window = Window(min(k.started for k in keys), max(k.ended for k in keys) + timedelta(microseconds=1))
    known = f"{_WITHIN} AND {key} IN {{ids:Array(String)}}"
    members = sieve.members.compile(scope=known, prefix="m") if sieve else Compiled("1")
    totals = sieve.totals.compile(scope=known, prefix="k") if sieve else Compiled("1")
    sql = load_statement(_PACKAGE, "group_rows").with_slots(
        key=key,
        keys=SETS[key],
        columns=", ".join(f"{sql} AS {name}" for name, sql in columns.items()),
        having=f"{members.sql} AND {totals.sql}",
    )
    parameters = {
        "project_id": project_id,
        "ids": [k.id for k in keys],
        **window.parameters,
        **members.parameters,
        **totals.parameters,
    }
    rows = {row["group_id"]: row for row in analytics.select(sql, parameters, settings=READ_SETTINGS)}
    return [{**rows[k.id], "id": k.id, "place": k.place} for k in keys if k.id in rows]


def find_user(analytics: Analytics, project_id: str, user_id: str, window: Window) -> GroupKey | None:
    """One user by id; None when nothing of them was ever stored in the window."""
    own = Compiled("has(user_ids, {own_id:String})", {"own_id": user_id})
    where = Compiled("user_id = {own_id:String}")
    found = _candidates(analytics, project_id, "user_id", where, window, None, 1, own=own)
    return found[0] if found else None


def traces_of_session(analytics: Analytics, project_id: str, session_id: str) -> list[TraceKey]:
    """The traces that ever belonged to a session, oldest first; some may have left it or be deleted, as their living rows tell."""
    sql = load_statement(_PACKAGE, "traces_of_session").text
    parameters = {"project_id": project_id, "session_id": session_id, "row_limit": _MOST_TRACES}
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    return [TraceKey(row["trace_id"], row["started"], row["ended"]) for row in rows]


def rows_of_session(
    analytics: Analytics, project_id: str, session_id: str, keys: Sequence[TraceKey], *columns: dict[str, str]
) -> list[Row]:
    """The columns of those of these traces that belong to the session now, in the order of the keys."""
    session = TRACES.find("session_id")
    assert session is not None
    sieve = Sieve(Compiled("1"), Filter(TRACES), Filter(TRACES, OneOf(session, "", (session_id,))), is_selective=True)
    return trace_rows(analytics, project_id, keys, *columns, sieve=sieve)


def count_groups(analytics: Analytics, project_id: str, filter_: Filter, window: Window) -> int:
    """How many sessions or users match."""
    parts = take_apart(filter_, scope=SCOPE)
    sql = load_statement(_PACKAGE, "group_count").with_slots(
        key=filter_.subject.group_key, where=parts.where.sql, having=parts.having.sql
    )
    parameters = {"project_id": project_id, **window.parameters, **parts.where.parameters, **parts.having.parameters}
    total: int = analytics.select(sql, parameters, settings=READ_SETTINGS)[0]["total"]
    return total


def _candidates(
    analytics: Analytics,
    project_id: str,
    key: str,
    where: Compiled,
    window: Window,
    after: tuple[datetime, str] | None,
    limit: int,
    own: Compiled = Compiled("1"),
) -> list[GroupKey]:
    parameters: dict[str, Any] = {
        "project_id": project_id,
        **window.parameters,
        **where.parameters,
        **own.parameters,
        "row_limit": limit,
    }
    behind = "1"
    if after is not None:
        behind = "(place, group_id) < (fromUnixTimestamp64Micro({after_place:Int64}, 'UTC'), {after_id:String})"
        parameters |= {"after_place": as_microseconds(after[0]), "after_id": after[1]}
    sql = load_statement(_PACKAGE, "group_keys").with_slots(
        key=key, keys=SETS[key], place=_PLACES[key], own=own.sql, where=where.sql, after=behind
    )
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    return [GroupKey(row["group_id"], row["place"], row["started"], row["ended"]) for row in rows]
