"""Reads observations: one page by key, one by id, all of a trace."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter
from lumetra.features.tracing.time_windows import Window, as_microseconds, windows_back
from lumetra.querylang import Compiled

_PACKAGE = "lumetra.features.tracing"


@dataclass(frozen=True)
class ObservationKey:
    """What names an observation and where a page ends."""

    start_time: datetime
    trace_id: str
    id: str


def newest_hour(analytics: Analytics, project_id: str) -> datetime | None:
    """The hour of the newest data of a project, None without any."""
    rows = analytics.select(load_statement(_PACKAGE, "newest_hour").text, {"project_id": project_id})
    return rows[0]["newest"].replace(tzinfo=UTC) if rows else None


def page_keys(
    analytics: Analytics,
    project_id: str,
    filter_: Filter,
    window: Window,
    *,
    limit: int,
    offset: int = 0,
    after: ObservationKey | None = None,
) -> list[ObservationKey]:
    """The keys of a page, newest first: `limit` of them behind `after`, or fewer at the end of the data."""
    compiled = filter_.compile()
    parameters: dict[str, Any] = {"project_id": project_id, **compiled.parameters}
    bound = window
    if after is not None:
        parameters |= {"after_time": as_microseconds(after.start_time), "after_trace": after.trace_id, "after_id": after.id}
        bound = Window(window.start, min(window.end, after.start_time + timedelta(microseconds=1)))
    if not filter_.is_empty and not offset:
        return _sifted_keys(analytics, filter_, compiled, parameters, bound, after, limit)
    sql = load_statement(_PACKAGE, "observation_keys").with_slots(filter=compiled.sql, after=_behind(after))
    found: list[ObservationKey] = []
    skip = offset
    for part in windows_back(bound, newest_hour(analytics, project_id)):
        if skip and (count := _count(analytics, project_id, compiled, part, final=True)) <= skip:
            skip -= count  # a numbered page passes over whole windows by their number of rows
            continue
        bounds = {**part.parameters, "row_limit": limit - len(found), "row_offset": skip}
        found.extend(_keys(analytics.select(sql, {**parameters, **bounds}, settings=READ_SETTINGS)))
        skip = 0
        if len(found) >= limit:
            break
    return found


def _keys(rows: Iterable[Row]) -> list[ObservationKey]:
    return [ObservationKey(row["start_time"], row["trace_id"], row["id"]) for row in rows]


def _sifted_keys(
    analytics: Analytics,
    filter_: Filter,
    compiled: Compiled,
    parameters: dict[str, Any],
    bound: Window,
    after: ObservationKey | None,
    limit: int,
) -> list[ObservationKey]:
    """Candidates among all versions of rows, where indexes help most; then those whose living version matches too."""
    found: list[ObservationKey] = []
    for part in windows_back(bound, newest_hour(analytics, parameters["project_id"])):
        while len(found) < limit:
            wanted = limit - len(found)
            bounds = {**part.parameters, "row_limit": wanted}
            if after is not None:
                bounds |= {"after_time": as_microseconds(after.start_time), "after_trace": after.trace_id, "after_id": after.id}
            sql = load_statement(_PACKAGE, "observation_candidates").with_slots(filter=compiled.sql, after=_behind(after))
            candidates = _keys(analytics.select(sql, {**parameters, **bounds}, settings=READ_SETTINGS))
            living = rows_of_keys(analytics, parameters["project_id"], candidates, ("start_time",), compiled)
            found.extend(_keys(living))
            if len(candidates) < wanted:
                break
            after = candidates[-1]
    return found[:limit]


def _behind(after: ObservationKey | None) -> str:
    if after is None:
        return "1"
    return (
        "(observations.start_time, trace_id, id)"
        " < (fromUnixTimestamp64Micro({after_time:Int64}, 'UTC'), {after_trace:String}, {after_id:String})"
    )


def count_observations(
    analytics: Analytics, project_id: str, filter_: Filter, window: Window, *, exact_up_to: int = 200_000
) -> int:
    """How many observations match: exact up to a bound, beyond it rows that wait to be merged away may be counted too."""
    compiled = filter_.compile()
    quick = _count(analytics, project_id, compiled, window, final=False)
    return quick if quick > exact_up_to else _count(analytics, project_id, compiled, window, final=True)


def _count(analytics: Analytics, project_id: str, condition: Compiled, window: Window, *, final: bool) -> int:
    sql = load_statement(_PACKAGE, "observation_count").with_slots(filter=condition.sql, final="FINAL" if final else "")
    parameters = {"project_id": project_id, **window.parameters, **condition.parameters}
    total: int = analytics.select(sql, parameters, settings=READ_SETTINGS)[0]["total"]
    return total


def rows_of_keys(
    analytics: Analytics,
    project_id: str,
    keys: Sequence[ObservationKey],
    columns: Iterable[str],
    condition: Compiled | None = None,
) -> list[Row]:
    """The rows of these keys in their order; a key without a living row, or one that the condition refuses, is left out."""
    if not keys:
        return []
    sql = load_statement(_PACKAGE, "observation_rows").with_slots(
        columns=", ".join(dict.fromkeys(("trace_id", "id", *columns))), filter=condition.sql if condition else "1"
    )
    hours = {as_microseconds(key.start_time) // 3_600_000_000 * 3600 for key in keys}
    parameters = {
        "project_id": project_id,
        "hours": sorted(hours),
        "trace_ids": list({key.trace_id for key in keys}),
        "ids": list({key.id for key in keys}),
        **(condition.parameters if condition else {}),
    }
    rows = {(row["trace_id"], row["id"]): row for row in analytics.select(sql, parameters, settings=READ_SETTINGS)}
    return [row for key in keys if (row := rows.get((key.trace_id, key.id))) is not None]


def find_observation(
    analytics: Analytics, project_id: str, own_id: str, *, trace_id: str = "", trace_rows: bool = False
) -> ObservationKey | None:
    """The key of one observation by its id. An id that several traces use: the newest one, unless `trace_id` says which.

    With `trace_rows`, the row in which a trace speaks for itself is found too.
    """
    parameters = {"project_id": project_id, "id": own_id, "trace_id": trace_id, "trace_rows": trace_rows}
    rows = analytics.select(load_statement(_PACKAGE, "find_observation").text, parameters, settings=READ_SETTINGS)
    return ObservationKey(rows[0]["start_time"], rows[0]["trace_id"], rows[0]["id"]) if rows else None
