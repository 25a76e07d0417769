"""Reads scores: pages by number and by key, one by id, and what belongs to their traces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from lumetra.domain.errors import NotFound
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.querylang import check, parse, to_sql
from lumetra.querylang.subjects import SCORES
from lumetra.querylang.syntax import Comparison, Condition, FieldName, Node, Operator, Value, all_of

_PACKAGE = "lumetra.features.scores"
READ_SETTINGS: Final = {"prefer_column_name_to_alias": 1}
BEGINNING: Final = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class ScoreCondition:
    """A compiled condition on rows of `scores`."""

    sql: str
    parameters: dict[str, Any]


def compile_filter(now: datetime, *nodes: Node, text: str = "") -> ScoreCondition:
    """The conjunction of a filter's text and further conditions. Raises FilterError."""
    compiled = to_sql(check(all_of(parse(text), *nodes), SCORES, now), SCORES)
    return ScoreCondition(compiled.sql, compiled.parameters)


def is_one_of(field: str, values: Sequence[str]) -> Node:
    """The field is one of these texts."""
    return Condition(FieldName(field), tuple(Comparison("=", Value((value,))) for value in values), "any")


def compares(field: str, operator: Operator, value: str) -> Node:
    """A comparison with a number or a moment."""
    return Condition(FieldName(field), (Comparison(operator, Value((value,))),))


def page_of_scores(
    analytics: Analytics,
    project_id: str,
    condition: ScoreCondition,
    *,
    limit: int,
    offset: int = 0,
    after: tuple[datetime, str] | None = None,
) -> list[Row]:
    """Scores, newest first."""
    parameters: dict[str, Any] = {"project_id": project_id, "row_limit": limit, "row_offset": offset, **condition.parameters}
    behind = "1"
    if after is not None:
        behind = "(timestamp, id) < (fromUnixTimestamp64Micro({after_time:Int64}, 'UTC'), {after_id:String})"
        parameters |= {"after_time": (after[0] - BEGINNING) // timedelta(microseconds=1), "after_id": after[1]}
    sql = load_statement(_PACKAGE, "score_page").with_slots(filter=condition.sql, after=behind)
    return analytics.select(sql, parameters, settings=READ_SETTINGS)


def count_scores(analytics: Analytics, project_id: str, condition: ScoreCondition) -> int:
    """How many scores match."""
    sql = load_statement(_PACKAGE, "score_count").with_slots(filter=condition.sql)
    total: int = analytics.select(sql, {"project_id": project_id, **condition.parameters}, settings=READ_SETTINGS)[0]["total"]
    return total


def get_score(analytics: Analytics, project_id: str, score_id: str) -> Row:
    """One score. Raises NotFound."""
    condition = compile_filter(BEGINNING, is_one_of("id", [score_id]))
    rows = page_of_scores(analytics, project_id, condition, limit=1)
    if not rows:
        raise NotFound("Score not found within authorized project")
    return rows[0]


def traces_of(analytics: Analytics, project_id: str, rows: Sequence[Row]) -> dict[str, Row]:
    """User, tags, environment, session and name of the traces that scores judge, by trace id. Unknown traces are missing."""
    ids = list({row["trace_id"] for row in rows if row["trace_id"]})
    if not ids:
        return {}
    sql = load_statement(_PACKAGE, "traces_of_scores").text
    found = analytics.select(sql, {"project_id": project_id, "trace_ids": ids}, settings=READ_SETTINGS)
    return {row["trace_id"]: row for row in found}
