"""Which targets meet a rule: among some that were just stored, in a stretch of history, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from lumetra.domain.evaluation import Target, TargetKind
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.querylang import Checked, Compiled, Subject, check, parse, to_sql
from lumetra.querylang.subjects import OBSERVATIONS, SESSIONS, TRACES

_PACKAGE = "lumetra.features.evaluation"
_BEGINNING: Final = datetime(1970, 1, 1, tzinfo=UTC)
SUBJECTS: Final[dict[TargetKind, Subject]] = {
    "observation": OBSERVATIONS,
    "trace": TRACES,
    "session": SESSIONS,
    "experiment_item": OBSERVATIONS,
}
ITEM_ROOT: Final = "experiment_id != '' AND (id = experiment_item_root_observation_id OR (experiment_item_root_observation_id = '' AND parent_id = ''))"
_ENDED: Final = "(end_time IS NOT NULL OR type = 'EVENT')"
READ_SETTINGS: Final = {"do_not_merge_across_partitions_select_final": 1, "prefer_column_name_to_alias": 1}


@dataclass(frozen=True)
class Span:
    """A stretch of time in microseconds: `start` inclusive, `end` exclusive."""

    start_us: int
    end_us: int

    @property
    def parameters(self) -> dict[str, int]:
        """As statements bind it."""
        return {"window_start": self.start_us, "window_end": self.end_us}

    @classmethod
    def between(cls, start: datetime, end: datetime) -> Span:
        """From moments."""
        return cls(as_microseconds(start), as_microseconds(end))


def as_microseconds(moment: datetime) -> int:
    """Microseconds since 1970."""
    return (moment - _BEGINNING) // timedelta(microseconds=1)


def check_filter(target: TargetKind, text: str, now: datetime) -> Checked:
    """A rule's filter, checked against what its targets have. Raises FilterError."""
    return check(parse(text), SUBJECTS[target], now)


def compile_filter(target: TargetKind, text: str, now: datetime, *, ended: bool = False, scope: str = "1") -> Compiled:
    """The condition in SQL. `ended`: only observations that have come to their end. `scope` bounds the rows looked at for members."""
    return compile_checked(target, check_filter(target, text, now), ended=ended, scope=scope)


def compile_checked(target: TargetKind, checked: Checked, *, ended: bool = False, scope: str = "1") -> Compiled:
    """As `compile_filter`, of what was checked."""
    compiled = to_sql(checked, SUBJECTS[target], scope=scope)
    parts = [compiled.sql]
    if target == "experiment_item":
        parts.append(f"({ITEM_ROOT})")
    if ended:
        parts.append(_ENDED)
    return Compiled(" AND ".join(parts), compiled.parameters)


def match_stored(
    analytics: Analytics, project_id: str, target: TargetKind, filter_: Compiled, keys: Sequence[str], window: Span, since_us: int
) -> list[Target]:
    """The targets among these traces (or sessions) that meet the filter and were stored or changed since."""
    parameters: dict[str, Any] = {"project_id": project_id, "since": since_us, **window.parameters, **filter_.parameters}
    if target in ("observation", "experiment_item"):
        sql = load_statement(_PACKAGE, "match_observations").with_slots(filter=filter_.sql)
        rows = analytics.select(sql, {**parameters, "trace_ids": list(keys)}, settings=READ_SETTINGS)
        return [_observation(target, row) for row in rows]
    sql = load_statement(_PACKAGE, "match_groups").with_slots(filter=filter_.sql, key=SUBJECTS[target].group_key)
    rows = analytics.select(sql, {**parameters, "keys": list(keys)}, settings=READ_SETTINGS)
    return [_group(target, row["key"]) for row in rows]


@dataclass(frozen=True)
class Link:
    """An execution of a dataset's item that a client linked to a trace, or to one observation of it."""

    trace_id: str
    observation_id: str
    experiment_id: str
    experiment_name: str
    dataset_id: str
    item_id: str


def match_linked(
    analytics: Analytics, project_id: str, link: Link, filter_text: str, now: datetime, window: Span, since_us: int
) -> Target | None:
    """The linked execution as a target, when its root meets the filter and was stored or changed since; else None."""
    compiled = to_sql(check_filter("experiment_item", filter_text, now), OBSERVATIONS)
    parameters: dict[str, Any] = {
        "project_id": project_id, "since": since_us, **window.parameters, **vars(link), **compiled.parameters,
    }  # fmt: skip
    sql = load_statement(_PACKAGE, "match_linked").with_slots(filter=compiled.sql)
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    if not rows:
        return None
    return Target(
        kind="experiment_item",
        trace_id=link.trace_id,
        observation_id=rows[0]["id"],
        experiment_id=link.experiment_id,
        item_id=link.item_id,
    )


def members_scope(target: TargetKind) -> str:
    """Which rows to look at for conditions on members, when the groups are given as `keys`."""
    return f"{SUBJECTS[target].group_key} IN {{keys:Array(String)}}" if target in ("trace", "session") else "1"


HISTORY_SCOPE: Final = (
    "start_time >= fromUnixTimestamp64Micro({window_start:Int64}, 'UTC')"
    " AND start_time < fromUnixTimestamp64Micro({window_end:Int64}, 'UTC') + INTERVAL 1 DAY"
)


@dataclass(frozen=True)
class Place:
    """Where a page of history ended."""

    time_us: int = 0
    key: str = ""


def page_of_history(
    analytics: Analytics, project_id: str, target: TargetKind, filter_: Compiled, window: Span, after: Place, limit: int
) -> tuple[list[Target], Place]:
    """Up to `limit` targets behind `after`, oldest first, and where the page ends. Fewer than `limit` at the end of the window."""
    parameters: dict[str, Any] = {
        "project_id": project_id, **window.parameters, **filter_.parameters, "after_time": after.time_us, "after_key": after.key,
        "row_limit": limit,
    }  # fmt: skip
    if target in ("observation", "experiment_item"):
        sql = load_statement(_PACKAGE, "history_observations").with_slots(filter=filter_.sql)
    else:
        sql = load_statement(_PACKAGE, "history_groups").with_slots(filter=filter_.sql, key=SUBJECTS[target].group_key)
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    if not rows:
        return [], after
    targets = [_observation(target, row) if "trace_id" in row else _group(target, row["key"]) for row in rows]
    return targets, Place(rows[-1]["started_us"], rows[-1]["key"])


def count_history(analytics: Analytics, project_id: str, target: TargetKind, filter_: Compiled, window: Span) -> int:
    """How many targets of a stretch of time meet the filter."""
    parameters = {"project_id": project_id, **window.parameters, **filter_.parameters}
    if target in ("observation", "experiment_item"):
        sql = load_statement(_PACKAGE, "count_observations").with_slots(filter=filter_.sql)
    else:
        sql = load_statement(_PACKAGE, "count_groups").with_slots(filter=filter_.sql, key=SUBJECTS[target].group_key)
    total: int = analytics.select(sql, parameters, settings=READ_SETTINGS)[0]["total"]
    return total


def _observation(target: TargetKind, row: Row) -> Target:
    return Target(
        kind=target,
        trace_id=row["trace_id"],
        observation_id=row["id"],
        experiment_id=row["experiment_id"],
        item_id=row["experiment_item_id"],
    )


def _group(target: TargetKind, key: str) -> Target:
    return Target(kind=target, session_id=key) if target == "session" else Target(kind=target, trace_id=key)
