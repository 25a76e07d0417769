"""The one-event writes of the first Langfuse API, read back at once."""

from __future__ import annotations

import httpx2


def test_one_event_writes_are_read_back_at_once(client: httpx2.Client) -> None:
    trace = client.post(
        "/api/public/traces", json={"id": "lt", "name": "legacy", "userId": "ann", "tags": ["x"], "metadata": None}
    )
    assert trace.json() == {"id": "lt"}
    span = client.post("/api/public/spans", json={"id": "ls", "traceId": "lt", "name": "step", "input": {"a": 1}}).json()
    assert (span["id"], span["type"], span["input"]) == ("ls", "SPAN", {"a": 1})
    changed = client.patch("/api/public/spans", json={"spanId": "ls", "traceId": "lt", "output": "done", "level": "ERROR"}).json()
    assert (changed["name"], changed["output"], changed["level"]) == ("step", "done", "ERROR")
    generation = client.post(
        "/api/public/generations", json={"id": "lg", "traceId": "lt", "model": "gpt-4o", "usage": {"input": 3, "output": 4}}
    ).json()
    assert (generation["type"], generation["usage"]["total"]) == ("GENERATION", 7)
    event = client.post("/api/public/events", json={"traceId": "lt", "name": "clicked"}).json()
    assert event["type"] == "EVENT"
    read = client.get("/api/public/traces/lt").json()
    assert (read["name"], read["userId"], len(read["observations"])) == ("legacy", "ann", 3)
    assert client.post("/api/public/spans", json={"startTime": "yesterday"}).status_code == 400
    assert client.post("/api/public/traces", json=[1]).status_code == 400
