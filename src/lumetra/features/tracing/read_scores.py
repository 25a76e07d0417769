"""The scores that tables and trace pages show beside what they judge."""

from __future__ import annotations

from collections.abc import Sequence

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.responses import ScoreValue


def score_rows(analytics: Analytics, project_id: str, trace_ids: Sequence[str]) -> list[Row]:
    """The scores of these traces and of their observations, by trace and time."""
    if not trace_ids:
        return []
    sql = load_statement("lumetra.features.tracing", "scores_of_traces").text
    return analytics.select(sql, {"project_id": project_id, "trace_ids": list(trace_ids)}, settings=READ_SETTINGS)


def score_value(row: Row) -> ScoreValue:
    """A row of `scores` as a trace page shows it."""
    names = (
        "id",
        "name",
        "data_type",
        "value",
        "string_value",
        "comment",
        "source",
        "observation_id",
        "config_id",
        "author_user_id",
    )
    return ScoreValue(**{name: row[name] for name in names}, timestamp=row["timestamp"])
