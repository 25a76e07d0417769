"""Retention: takes what is older than a project keeps off the disk."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from lumetra.engines.analytics import Analytics, load_statement

_TABLES: Final = {
    "observations": ("start_time", "expire_observations"),
    "traces": ("hour", "expire_traces"),
    "scores": ("timestamp", "expire_scores"),
}
"""The moment that counts in each table, and the statement that removes."""


def expire(analytics: Analytics, project_id: str, before: datetime) -> list[str]:
    """Remove the project's observations, traces and scores from before this moment (UTC, a full hour).

    Returns the tables that held any. Without any it costs one look at the primary key a table, so it may be asked often. A
    mutation rewrites whole parts: let `before` move once a day, not with every call.
    """
    parameters = {"project_id": project_id, "before": before}
    touched: list[str] = []
    for table, (moment, statement) in _TABLES.items():
        (found,) = analytics.select(
            f"SELECT count() AS expired FROM {table} WHERE project_id = {{project_id:String}} AND {moment} < {{before:DateTime('UTC')}}",
            parameters,
        )
        if found["expired"]:
            analytics.execute(load_statement("lumetra.ingest", statement).text, parameters)
            touched.append(table)
    return touched
