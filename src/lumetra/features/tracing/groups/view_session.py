"""Reads a session for its page: a page of turns, each with the steps that the reader wants to see, narrowed by a filter about steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from lumetra.domain import json_text
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.filters import Filter
from lumetra.features.tracing.groups.find_turns import TurnPage, find_turns
from lumetra.features.tracing.groups.models import SessionMatches, SessionStep, SessionTurn, SessionView
from lumetra.features.tracing.groups.pick_steps import Picked, Show, pick_steps, step_filter
from lumetra.features.tracing.groups.read_session import TURN, head_of, session_fields, turn_fields
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_observations import ObservationKey, rows_of_keys
from lumetra.features.tracing.read_scores import score_rows
from lumetra.features.tracing.read_traces import TraceKey
from lumetra.features.tracing.responses import OBSERVATION_ROW_COLUMNS, ObservationRow, Payload
from lumetra.http.paging import CursorPage

_CHARACTERS: Final = {"first_llm": 20_000, "last_llm": 20_000}
_CHARACTERS_OF_MANY: Final = 4_000
"""Of each payload where a turn may have many steps."""
_CALLS: Final = f"arrayMap(call -> substringUTF8(call, 1, {_CHARACTERS_OF_MANY}), arraySlice(tool_calls, 1, 20)) AS first_calls"


@dataclass(frozen=True)
class Wanted:
    """What the reader wants to see of each turn, and where the page begins among the turns that the filter leaves."""

    show: Show = "conversation"
    filter_text: str = ""
    with_tools: bool = False
    with_system: bool = False
    start: int = 0


@dataclass(frozen=True)
class SessionReader:
    """Reads sessions for their pages."""

    analytics: Analytics
    filters: FilterReader

    def view(self, project_id: str, session_id: str, wanted: Wanted, paging: CursorPage) -> SessionView | None:
        """A page of the session; None when nothing of it lives. Raises FilterError."""
        matches = step_filter(self.filters, project_id, wanted.show, wanted.filter_text)
        counts: dict[str, int] = {}

        def choose(keys: Sequence[TraceKey]) -> set[str]:
            counts.update(pick_steps(self.analytics, project_id, keys, "conversation", matches).counts)
            return set(counts)

        is_narrowed = bool(wanted.filter_text.strip())
        page = find_turns(
            self.analytics, project_id, session_id, TURN, paging, start=wanted.start, choose=choose if is_narrowed else None
        )
        if page is None:
            return None
        return SessionView(
            **session_fields(self.analytics, project_id, session_id, page),
            turns=self._turns(project_id, page, wanted, matches, counts),
            matches=SessionMatches(turns=len(page.chosen), steps=sum(counts.values())) if is_narrowed else None,
            next_cursor=page.next_cursor,
        )

    def _turns(
        self, project_id: str, page: TurnPage, wanted: Wanted, matches: Filter, counts: dict[str, int]
    ) -> list[SessionTurn]:
        picked = Picked(counts, [])
        if wanted.show != "conversation":
            picked = pick_steps(self.analytics, project_id, page.keys, wanted.show, matches)
        keys = picked.keys
        if wanted.show == "conversation" and wanted.with_tools:
            tools = step_filter(self.filters, project_id, "tools")
            keys = pick_steps(self.analytics, project_id, page.keys, "tools", tools).keys
        steps = self._steps(project_id, keys, _CHARACTERS.get(wanted.show, _CHARACTERS_OF_MANY))
        systems = self._systems(project_id, page) if wanted.with_system else {}
        return [
            SessionTurn(
                **fields,
                steps=steps.get(fields["id"], []),
                step_count=picked.counts.get(fields["id"], 0),
                system_source=systems.get(fields["id"]),
            )
            for fields in turn_fields(self.analytics, project_id, page)
        ]

    def _steps(self, project_id: str, keys: Sequence[ObservationKey], characters: int) -> dict[str, list[SessionStep]]:
        rows = rows_of_keys(self.analytics, project_id, keys, (*OBSERVATION_ROW_COLUMNS, *_heads(characters), _CALLS))
        scores: dict[tuple[str, str], list[Row]] = {}
        for score in score_rows(self.analytics, project_id, list({key.trace_id for key in keys})):
            scores.setdefault((score["trace_id"], score["observation_id"]), []).append(score)
        found: dict[str, list[SessionStep]] = {}
        # What began at the same moment: the root, which holds the others, first.
        for row in sorted(rows, key=lambda row: (row["start_time"], row["parent_id"] != "", row["id"])):
            own = scores.get((row["trace_id"], row["id"]), [])
            found.setdefault(row["trace_id"], []).append(SessionStep(**_step(row, own)))
        return found

    def _systems(self, project_id: str, page: TurnPage) -> dict[str, Payload]:
        """The beginning of the input of the first call of a model in each turn."""
        calls = step_filter(self.filters, project_id, "first_llm")
        keys = pick_steps(self.analytics, project_id, page.keys, "first_llm", calls).keys
        rows = rows_of_keys(self.analytics, project_id, keys, _heads(_CHARACTERS["first_llm"])[:2])
        return {row["trace_id"]: head_of(row, "input") for row in rows}


def _heads(characters: int) -> tuple[str, ...]:
    sides = ("input", "output")
    return tuple(
        column
        for side in sides
        for column in (f"substringUTF8({side}, 1, {characters}) AS {side}_head", f"lengthUTF8({side}) AS {side}_characters")
    )


def _step(row: Row, scores: list[Row]) -> dict[str, Any]:
    return {
        **ObservationRow.fields_of(row, scores, []),
        "input": head_of(row, "input"),
        "output": head_of(row, "output"),
        "tool_calls": [json_text.value_of(call) for call in row["first_calls"]],
    }
