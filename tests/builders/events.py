"""Events as Langfuse SDKs send them to the ingestion endpoint, for tests that go the whole way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from lumetra.domain.ids import new_id


def event(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """One event of a batch."""
    return {"id": new_id(), "type": kind, "timestamp": iso(datetime.now(UTC)), "body": body}


def iso(moment: datetime) -> str:
    """A moment as SDKs write it."""
    return moment.isoformat().replace("+00:00", "Z")


def conversation_turn(trace_id: str, question: str, answer: str, *, failed: bool = False, **trace: Any) -> list[dict[str, Any]]:
    """A trace with a root span and a generation below it, a moment ago. `failed` makes the generation an error."""
    start = datetime.now(UTC) - timedelta(seconds=30)
    root, call = f"{trace_id}-root", f"{trace_id}-call"
    return [
        event("trace-create", {"id": trace_id, "name": "chat", "timestamp": iso(start), "input": question, "output": answer, **trace}),
        event(
            "span-create",
            {"id": root, "traceId": trace_id, "name": "answer", "startTime": iso(start), "endTime": iso(start + timedelta(seconds=2)),
             "input": question, "output": answer},
        ),
        event(
            "generation-create",
            {
                "id": call, "traceId": trace_id, "parentObservationId": root, "name": "llm call", "model": "gpt-4o-mini",
                "startTime": iso(start + timedelta(milliseconds=200)), "endTime": iso(start + timedelta(seconds=1)),
                "input": [{"role": "user", "content": question}], "output": {"role": "assistant", "content": answer},
                "usage": {"input": 120, "output": 30, "unit": "TOKENS"},
                "level": "ERROR" if failed else "DEFAULT", "statusMessage": "context window exceeded" if failed else None,
            },
        ),
    ]  # fmt: skip
