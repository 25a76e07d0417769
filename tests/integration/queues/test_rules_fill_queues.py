"""Rules put a share of new traffic into annotation queues, for spot checks by people."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject


def test_rules_fill_queues_with_a_share_of_what_their_filter_finds(client: httpx2.Client, project: TestProject) -> None:
    base = f"/api/v1/projects/{project.id}"
    config = client.post(f"{base}/score-configs", json={"name": "helpful", "data_type": "BOOLEAN"}).json()["id"]

    def filled_by(name: str, **rule: Any) -> str:
        queue = client.post(f"{base}/annotation-queues", json={"name": name, "score_config_ids": [config]}).json()["id"]
        body = {"name": name, "queue_id": queue, **rule}
        client.post(f"{base}/evaluation-rules", json=body).raise_for_status()
        return str(queue)

    def items(queue: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = client.get(f"{base}/annotation-queues/{queue}/items", params={"limit": 100}).json()["data"]
        return found

    settled = {"target": "trace", "settle": "idle", "settle_seconds": 1}
    everything = filled_by("all of live", filter="environment:live", **settled)
    third = filled_by("a third", filter="environment:live", sampling=0.3, **settled)
    calls = filled_by("calls", target="observation", filter="type:GENERATION")
    turns = [conversation_turn(f"q-{number}", "hi", "there", environment="live") for number in range(40)]
    for event in (event for events in turns for event in events):
        event["body"]["environment"] = "live"
    for events in [*turns, conversation_turn("q-test", "hi", "there")]:
        client.post("/api/public/ingestion", json={"batch": events}).raise_for_status()
    eventually(lambda: len(items(everything)) >= 40 and len(items(calls)) >= 41)
    assert {item["object_id"] for item in items(everything)} == {f"q-{number}" for number in range(40)}
    assert {(item["source"], item["object_type"]) for item in items(everything)} == {("RULE", "TRACE")}
    assert len(items(calls)) == 41
    eventually(lambda: 3 <= len(items(third)) <= 24)
