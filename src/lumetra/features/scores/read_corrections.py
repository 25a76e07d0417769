"""Corrected outputs: scores of type CORRECTION."""

from __future__ import annotations

from collections.abc import Sequence

from lumetra.engines.analytics import Analytics, load_statement


def read_corrections(analytics: Analytics, project_id: str, trace_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """The newest correction by (trace id, observation id); an empty observation id: of the trace's own output."""
    if not trace_ids:
        return {}
    statement = load_statement("lumetra.features.scores", "corrections_of_traces").with_slots()
    rows = analytics.select(statement, {"project_id": project_id, "trace_ids": sorted(set(trace_ids))})
    return {(row["trace_id"], row["observation_id"]): row["text"] for row in rows}
