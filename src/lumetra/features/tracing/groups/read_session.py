"""Reads a session as a conversation, turn by turn, and sessions as rows of a list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.tracing.filters import READ_SETTINGS
from lumetra.features.tracing.groups.models import SessionDetail, SessionRow, Turn
from lumetra.features.tracing.groups.session_totals import SESSION_PARTS, session_totals
from lumetra.features.tracing.read_groups import rows_of_session, traces_of_session
from lumetra.features.tracing.read_scores import score_rows, score_value
from lumetra.features.tracing.responses import TRACE_ROW_EXTRAS, Payload, TraceRow
from lumetra.features.tracing.time_windows import moment_of
from lumetra.http.paging import CursorPage, encode_cursor

TURN_CHARACTERS = 20_000
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
_TURN = (*SESSION_PARTS, TRACE_ROW_EXTRAS, _TURN_COLUMNS)


def read_session(analytics: Analytics, project_id: str, session_id: str, paging: CursorPage) -> SessionDetail | None:
    """The session and a page of its turns, oldest first; None when nothing of it lives."""
    keys = traces_of_session(analytics, project_id, session_id)
    parts = paging.parts(3)
    after = (moment_of(parts[0]), str(parts[1])) if parts else None
    rest = [key for key in keys if after is None or (key.started, key.trace_id) > after]
    rows: list[Row] = []
    while rest and len(rows) <= paging.limit:
        wanted = paging.limit + 1 - len(rows)
        rows += rows_of_session(analytics, project_id, session_id, rest[:wanted], *_TURN)
        rest = rest[wanted:]
    is_whole = after is None and len(rows) <= paging.limit
    every = rows if is_whole else rows_of_session(analytics, project_id, session_id, keys, *SESSION_PARTS)
    if not every:
        return None
    shown = rows[: paging.limit]
    turns, last_end = _turns(analytics, project_id, shown, moment_of(parts[2]) if parts else None)
    cursor = None
    if len(rows) > paging.limit and last_end is not None:
        last = next(key for key in keys if key.trace_id == shown[-1]["trace_id"])
        cursor = encode_cursor(last.started.isoformat(), last.trace_id, last_end.isoformat())
    scores = _session_scores(analytics, project_id, [session_id])
    return SessionDetail(**_session(session_totals(session_id, every), scores), turns=turns, next_cursor=cursor)


def session_list(analytics: Analytics, project_id: str, rows: Sequence[Row]) -> list[SessionRow]:
    """Rows of sessions, with their own scores."""
    scores = _session_scores(analytics, project_id, [row["id"] for row in rows])
    return [SessionRow(**_session(row, scores)) for row in rows]


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


def _turns(
    analytics: Analytics, project_id: str, rows: Sequence[Row], before: datetime | None
) -> tuple[list[Turn], datetime | None]:
    """The turns that these traces are, and when the last of them ended. `before`: when the turn before the first ended."""
    scores = score_rows(analytics, project_id, [row["trace_id"] for row in rows])
    turns: list[Turn] = []
    for row in rows:
        own = [score for score in scores if score["trace_id"] == row["trace_id"] and not score["observation_id"]]
        gap = None if before is None else (row["started"] - before).total_seconds() * 1000
        turns.append(Turn(**TraceRow.fields_of(row, own, []), input=_head(row, "input"), output=_head(row, "output"), gap_ms=gap))
        before = row["ended"]
    return turns, before


def _head(row: Row, side: str) -> Payload:
    text, total = row[f"{side}_head"], row[f"{side}_characters"]
    return Payload(text=text, start=0, total=total, truncated=len(text) < total)
