"""Playground sessions: kept, named, listed, deleted; their answers; and a call of a trace opened as one."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.ids import new_id
from lumetra.engines.analytics import Analytics, load_statement
from lumetra.features.playground.columns import MAX_COLUMNS, Column, Filling
from lumetra.features.playground.tables import PlaygroundAnswer, PlaygroundSession

_PARAMETERS: Final = frozenset({"temperature", "max_tokens", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty"})


def save_session(
    session: Session, project_id: str, session_id: str | None, name: str, columns: list[Column], filling: Filling, author: str,
    now: datetime,
) -> PlaygroundSession:  # fmt: skip
    """Create a session, or replace what one holds."""
    if len(columns) > MAX_COLUMNS or len({column.id for column in columns}) != len(columns):
        raise Refusal(f"A session has at most {MAX_COLUMNS} columns, each with an id of its own")
    if session_id is None:
        row = PlaygroundSession(id=new_id(), project_id=project_id, created_by=author, created_at=now)
        session.add(row)
    else:
        row = get_session(session, project_id, session_id)
    row.name, row.updated_at = name[:200], now
    row.columns = [column.model_dump() for column in columns]
    row.variables, row.placeholders = filling.variables, filling.placeholders
    session.flush()
    return row


def get_session(session: Session, project_id: str, session_id: str) -> PlaygroundSession:
    """One session of this project."""
    row = session.get(PlaygroundSession, session_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Playground session not found")
    return row


def list_sessions(session: Session, project_id: str, *, before_id: str | None, limit: int) -> list[PlaygroundSession]:
    """Sessions, newest first."""
    query = sa.select(PlaygroundSession).where(PlaygroundSession.project_id == project_id)
    if before_id is not None:
        query = query.where(PlaygroundSession.id < before_id)
    return list(session.scalars(query.order_by(PlaygroundSession.id.desc()).limit(limit)))


def list_answers(
    session: Session, project_id: str, session_id: str, *, table_run_id: str | None, before_id: str | None, limit: int
) -> list[PlaygroundAnswer]:
    """Answers of a session, newest first; those of one table run when asked for, else those given on screen."""
    query = sa.select(PlaygroundAnswer).where(
        PlaygroundAnswer.project_id == project_id,
        PlaygroundAnswer.session_id == session_id,
        PlaygroundAnswer.table_run_id == (table_run_id or ""),
    )
    if before_id is not None:
        query = query.where(PlaygroundAnswer.id < before_id)
    return list(session.scalars(query.order_by(PlaygroundAnswer.id.desc()).limit(limit)))


def column_of_observation(analytics: Analytics, project_id: str, trace_id: str, observation_id: str) -> Column:
    """A recorded call as a column: its messages, tools, model and parameters. The provider is left to be chosen."""
    sql = load_statement("lumetra.features.playground", "observation_call").text
    rows = analytics.select(sql, {"project_id": project_id, "trace_id": trace_id, "observation_id": observation_id})
    if not rows:
        raise NotFound("Observation not found")
    row = rows[0]
    parameters = _object(row["model_parameters"])
    return Column(
        id=new_id(),
        title=row["name"],
        model=row["model"],
        messages=messages_of(row["input"]),
        parameters={name: value for name, value in parameters.items() if name in _PARAMETERS},
        provider_options={name: value for name, value in parameters.items() if name not in _PARAMETERS},
        tools=[tool for name, text in row["tool_definitions"].items() if (tool := _tool(name, text))],
        prompt_name=row["prompt_name"],
        prompt_version=row["prompt_version"],
    )


def messages_of(text: str) -> list[dict[str, Any]]:
    """Messages in a recorded input: a list, an object holding one, or plain text as one user message."""
    try:
        value: Any = orjson.loads(text)
    except orjson.JSONDecodeError:
        return [{"role": "user", "content": text}] if text else []
    if isinstance(value, dict):
        system = value.get("system")
        head = [{"role": "system", "content": system}] if isinstance(system, str) and system else []
        listed = value.get("messages")
        value = [*head, *listed] if isinstance(listed, list) else [value]
    if isinstance(value, list) and all(isinstance(m, dict) and "role" in m for m in value):
        return [{"content": "", **m} for m in value]
    return [{"role": "user", "content": text}]


def _object(text: str) -> dict[str, Any]:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return {}
    return value if isinstance(value, dict) else {}


def _tool(name: str, text: str) -> dict[str, Any] | None:
    definition = _object(text)
    function = definition.get("function") or definition
    parameters = function.get("parameters") or function.get("input_schema") or {"type": "object", "properties": {}}
    return {"name": function.get("name") or name, "description": function.get("description") or "", "parameters": parameters}
