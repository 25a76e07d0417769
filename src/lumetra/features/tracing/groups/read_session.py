"""Reads a session as a conversation, turn by turn, and sessions as rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.groups.find_turns import TurnPage, find_turns
from lumetra.features.tracing.groups.models import SessionDetail, SessionRow, Turn
from lumetra.features.tracing.groups.session_totals import SESSION_PARTS, session_totals
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, Payload, TraceRow
from lumetra.http.paging import CursorPage

TURN_CHARACTERS: Final = 20_000
_FIRST = "argMin({0}, (observations.{1} = '', type != 'TRACE', parent_id != '', start_time))"
_HEADS = {side: _FIRST.format(f"substringUTF8(observations.{side}, 1, {TURN_CHARACTERS})", side) for side in ("input", "output")}
_TURN_COLUMNS = {
    "input_head": _HEADS["input"],
    "output_head": _HEADS["output"],
    "input_preview": f"substringUTF8({_HEADS['input']}, 1, 300)",  # cut from what is read anyway
    "output_preview": f"substringUTF8({_HEADS['output']}, 1, 300)",
    "input_characters": _FIRST.format("lengthUTF8(observations.input)", "input"),
    "output_characters": _FIRST.format("lengthUTF8(observations.output)", "output"),
}
TURN: Final = (*SESSION_PARTS, TRACE_ROW_EXTRAS, _TURN_COLUMNS)
"""The columns of traces that a turn is made of."""


def read_session(analytics: Analytics, project_id: str, session_id: str, paging: CursorPage) -> SessionDetail | None:
    """The session and a page of its turns, oldest first; None when nothing of it lives."""
    page = find_turns(analytics, project_id, session_id, TURN, paging)
    if page is None:
        return None
    turns = [Turn(**fields) for fields in turn_fields(analytics, project_id, page)]
    return SessionDetail(**session_fields(analytics, project_id, session_id, page), turns=turns, next_cursor=page.next_cursor)


def session_list(analytics: Analytics, project_id: str, rows: Sequence[Row]) -> list[SessionRow]:
    """Rows of sessions, with their own scores."""
    scores = _session_scores(analytics, project_id, [row["id"] for row in rows])
    return [SessionRow(**_session(row, scores)) for row in rows]


def session_fields(analytics: Analytics, project_id: str, session_id: str, page: TurnPage) -> dict[str, Any]:
    """What `SessionRow` says of a session whose turns are known."""
    scores = _session_scores(analytics, project_id, [session_id])
    return _session(session_totals(session_id, page.living), scores)


def turn_fields(analytics: Analytics, project_id: str, page: TurnPage) -> list[dict[str, Any]]:
    """What `Turn` says of the turns of a page."""
    scores = score_rows(analytics, project_id, [row["trace_id"] for row in page.rows])
    own: dict[str, list[Row]] = {}
    for score in scores:
        if not score["observation_id"]:
            own.setdefault(score["trace_id"], []).append(score)
    turns: list[dict[str, Any]] = []
    for row in page.rows:
        number = page.numbers[row["trace_id"]]
        ended: datetime | None = page.living[number - 2]["ended"] if number > 1 else None
        turns.append(
            {
                **TraceRow.fields_of(row, own.get(row["trace_id"], []), []),
                "number": number,
                "input": head_of(row, "input"),
                "output": head_of(row, "output"),
                "gap_ms": None if ended is None else (row["started"] - ended).total_seconds() * 1000,
            }
        )
    return turns


def head_of(row: Row, side: str) -> Payload:
    """The beginning of an input or output that a row has under `…_head`, beside its length."""
    text, total = row[f"{side}_head"], row[f"{side}_characters"]
    return Payload(text=text, start=0, total=total, truncated=len(text) < total)


def _session(row: Row, scores: dict[str, list[Row]]) -> dict[str, Any]:
    return {
        **{name: row[name] for name in SessionRow.model_fields if name in row},
        "duration_ms": (row["end_time"] - row["start_time"]).total_seconds() * 1000,
        "scores": [score_value(score) for score in scores.get(row["id"], [])],
    }


def _session_scores(analytics: Analytics, project_id: str, ids: list[str]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    if ids:
        sql = load_statement("lumetra.features.tracing", "scores_of_sessions").text
        for row in analytics.select(sql, {"project_id": project_id, "session_ids": ids}, settings=READ_SETTINGS):
            found.setdefault(row["session_id"], []).append(row)
    return found
