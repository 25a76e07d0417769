"""Chooses steps inside the turns of a session: which there are that meet a condition, and which of them to show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from typing import Final, Literal

from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS, Filter
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_observations import ObservationKey
from lumetra.features.tracing.read_traces import TraceKey, rows_of_traces
from lumetra.querylang import parse
from lumetra.querylang.subjects import OBSERVATIONS
from lumetra.querylang.syntax import Node

Show = Literal["conversation", "content", "all", "first_llm", "last_llm"]
"""What of each turn is read: what was said alone, steps with an input or output, every step, the first or last call of a model."""

STEPS_OF_TURN: Final = 20
_KINDS: Final[dict[str, str]] = {
    "conversation": "",
    "content": "has:input OR has:output",
    "all": "",
    "first_llm": "type:GENERATION",
    "last_llm": "type:GENERATION",
    "tools": "type:TOOL OR tool_calls:>0",
}
_PICKS: Final[dict[str, str]] = {
    "conversation": "emptyArrayString()",
    "first_llm": "[min((observations.start_time, id))]",
    "last_llm": "[max((observations.start_time, id))]",
}
_FIRST_STEPS: Final = f"groupArraySorted({STEPS_OF_TURN})((observations.start_time, id))"


@dataclass(frozen=True)
class Picked:
    """How many steps of each trace match, and the keys of those to show, in order."""

    counts: dict[str, int]
    keys: list[ObservationKey]


def step_filter(filters: FilterReader, project_id: str, kind: str, text: str = "") -> Filter:
    """What steps of this kind meet that the filter's text leaves. Raises FilterError."""
    nodes: list[Node] = [parse(_KINDS[kind])] if _KINDS[kind] else []
    return filters.read(project_id, OBSERVATIONS, text, *nodes)


def pick_steps(analytics: Analytics, project_id: str, keys: Sequence[TraceKey], kind: str, filter_: Filter) -> Picked:
    """The steps of these traces that meet the filter; of those of a conversation none is picked."""
    if not keys:
        return Picked({}, [])
    known, condition = rows_of_traces(keys), filter_.compile()
    sql = load_statement("lumetra.features.tracing", "session_steps").with_slots(
        picked=_PICKS.get(kind, _FIRST_STEPS), known=known.sql, filter=condition.sql
    )
    parameters = {"project_id": project_id, **known.parameters, **condition.parameters}
    rows = analytics.select(sql, parameters, settings=READ_SETTINGS)
    picked = [
        ObservationKey(moment if moment.tzinfo else moment.replace(tzinfo=UTC), row["trace_id"], own_id)
        for row in rows
        for moment, own_id in row["picked"]
    ]
    return Picked({row["trace_id"]: row["matching"] for row in rows}, sorted(picked, key=lambda key: (key.start_time, key.id)))
