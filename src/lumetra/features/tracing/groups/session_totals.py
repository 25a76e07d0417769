"""What a session says of itself when all of its traces are at hand: its totals are those of its traces."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from lumetra.engines.analytics import Row
from lumetra.features.tracing.columns import TRACE_CORE, TRACE_TOTALS
from lumetra.querylang.subjects.observations import INPUT_MONEY_SQL, OUTPUT_MONEY_SQL

ENDED: Final = {"ended": "max(coalesce(observations.end_time, observations.start_time))"}
_MONEY: Final = {"input_money": f"sum({INPUT_MONEY_SQL})", "output_money": f"sum({OUTPUT_MONEY_SQL})"}
SESSION_PARTS: Final = (TRACE_CORE, TRACE_TOTALS, ENDED, _MONEY)
"""The columns of traces that the totals need."""


def session_totals(session_id: str, traces: Sequence[Row]) -> dict[str, Any]:
    """The row that a list of sessions shows, from all traces of one (at least one), oldest first."""
    costs: list[Decimal] = [row["total_cost"] for row in traces if row["total_cost"] is not None]
    summed = ("observation_count", "error_count", "input_tokens", "output_tokens", "total_tokens")
    return {
        "id": session_id,
        "start_time": traces[0]["started"],
        "end_time": max(row["ended"] for row in traces),
        "environment": traces[0]["environment"],
        "trace_count": len(traces),
        **{name: sum(row[name] for row in traces) for name in summed},
        "cost_usd": float(sum(costs)) if costs else None,
        "input_cost_usd": float(sum(row["input_money"] for row in traces)) if costs else None,
        "output_cost_usd": float(sum(row["output_money"] for row in traces)) if costs else None,
        "users": sorted({row["user_id"] for row in traces} - {""}),
        "tags": sorted({tag for row in traces for tag in row["tags"]}),
    }
