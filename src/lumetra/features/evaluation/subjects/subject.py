"""What an evaluator can see of a target: read from the analytics engine, trace and session texts only when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from lumetra.domain import json_text
from lumetra.domain.errors import NotFound
from lumetra.domain.evaluation import Target
from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.evaluation.content import Source
from lumetra.features.evaluation.subjects.transcript import FIELD_CHARACTERS, MAX_ROWS, session_text, speaking_row, trace_text

_PACKAGE = "lumetra.features.evaluation"
_SESSION_ROWS = 2_000


@dataclass(frozen=True)
class ItemFacts:
    """What a dataset says about an executed item."""

    experiment_id: str
    item_id: str
    expected_output: Any
    metadata: Any


class FindItem(Protocol):
    """How the item behind a trace is found when it was linked from outside instead of named by span attributes."""

    def __call__(self, project_id: str, trace_id: str, observation_id: str) -> ItemFacts | None:
        """The item, or None when this is no executed item."""
        ...


@dataclass(frozen=True, kw_only=True)
class Subject:
    """The values of every source. Texts are as stored; `trace` and `session` are empty unless they were wanted."""

    target: Target
    name: str
    environment: str
    start_time: datetime
    session_id: str
    input: Any
    output: Any
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    tool_calls: list[Any] = field(default_factory=list[Any])
    expected_output: Any = None
    item_metadata: Any = None
    trace: str = ""
    session: str = ""

    def value(self, source: Source) -> Any:
        """The value of a source."""
        return getattr(self, source)


def read_subject(
    analytics: Analytics, find_item: FindItem, project_id: str, target: Target, wanted: Collection[Source]
) -> Subject:
    """Read what `wanted` names (input, output and metadata always). Raises NotFound when the target has no stored row."""
    if target.kind == "session":
        return _session(analytics, project_id, target, wanted)
    rows = _trace_rows(analytics, project_id, target.trace_id, target.observation_id)
    row = _own_row(rows, target)
    session_id = next((one["session_id"] for one in rows if one["session_id"]), "")
    item = _item(find_item, project_id, target, row) if {"expected_output", "item_metadata"} & set(wanted) else None
    is_step = bool(target.observation_id)
    return Subject(
        target=target,
        name=row["name"],
        environment=row["environment"],
        start_time=row["start_time"],
        session_id=session_id,
        input=row["input"],
        output=row["output"],
        metadata={key: _parsed(text) for key, text in row["metadata"].items()},
        tool_calls=_tool_calls([row] if is_step and target.kind == "observation" else rows),
        expected_output=item.expected_output if item else None,
        item_metadata=item.metadata if item else None,
        trace=trace_text(rows) if "trace" in wanted else "",
        session=_session_text(analytics, project_id, session_id) if "session" in wanted and session_id else "",
    )


def _trace_rows(analytics: Analytics, project_id: str, trace_id: str, observation_id: str) -> list[Row]:
    parameters = {
        "project_id": project_id,
        "trace_id": trace_id,
        "observation_id": observation_id,
        "text_limit": FIELD_CHARACTERS + 1,
        "row_limit": MAX_ROWS,
    }
    return analytics.select(load_statement(_PACKAGE, "subject_rows").text, parameters)


def _own_row(rows: Sequence[Row], target: Target) -> Row:
    if not rows:
        raise NotFound("The trace is not there (any more)")
    if not target.observation_id:
        return speaking_row(rows)
    found = next((row for row in rows if row["id"] == target.observation_id), None)
    if found is None:
        raise NotFound("The observation is not there (any more)")
    return found


def _item(find_item: FindItem, project_id: str, target: Target, row: Row) -> ItemFacts | None:
    if row["experiment_id"] and (row["experiment_item_expected_output"] or row["experiment_item_metadata"]):
        return ItemFacts(
            row["experiment_id"],
            row["experiment_item_id"],
            _parsed(row["experiment_item_expected_output"]),
            _parsed(row["experiment_item_metadata"]),
        )
    return find_item(project_id, target.trace_id, target.observation_id)


def _parsed(text: str) -> Any:
    if not text:
        return None
    value = json_text.parse(text)
    return text if value is json_text.MISSING else value


def _tool_calls(rows: Sequence[Row]) -> list[Any]:
    """Calls that models asked for, and for tools that were run what went in and came out."""
    calls: list[Any] = []
    for row in rows:
        calls.extend(_parsed(call) for call in row["tool_calls"])
        if row["type"] == "TOOL" and len(rows) > 1:
            calls.append({"tool": row["name"], "arguments": _parsed(row["input"]), "result": _parsed(row["output"])})
    return calls


def _turns(analytics: Analytics, project_id: str, session_id: str) -> list[list[Row]]:
    parameters = {
        "project_id": project_id,
        "session_id": session_id,
        "text_limit": FIELD_CHARACTERS + 1,
        "row_limit": _SESSION_ROWS,
    }
    by_trace: dict[str, list[Row]] = {}
    for row in analytics.select(load_statement(_PACKAGE, "subject_session").text, parameters):
        by_trace.setdefault(row["trace_id"], []).append(row)
    return list(by_trace.values())


def _session_text(analytics: Analytics, project_id: str, session_id: str) -> str:
    return session_text(_turns(analytics, project_id, session_id))


def _session(analytics: Analytics, project_id: str, target: Target, wanted: Collection[Source]) -> Subject:
    turns = _turns(analytics, project_id, target.session_id)
    if not turns:
        raise NotFound("The session is not there (any more)")
    first, last = speaking_row(turns[0]), speaking_row(turns[-1])
    text = session_text(turns) if {"session", "trace"} & set(wanted) else ""
    return Subject(
        target=target,
        name=target.session_id,
        environment="",
        start_time=first["start_time"],
        session_id=target.session_id,
        input=first["input"],
        output=last["output"],
        metadata={key: _parsed(value) for key, value in last["metadata"].items()},
        trace=text,
        session=text,
    )


ReadSubject = Callable[[str, Target, Collection[Source]], Subject]
"""`read_subject` with its engines bound: (project id, target, wanted sources)."""
