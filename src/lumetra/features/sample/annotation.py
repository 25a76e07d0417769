"""The sample's work for people: what they judge, and a queue into which a rule puts some of the answers."""

from __future__ import annotations

from typing import Any

import httpx2

from lumetra.features.sample.asking import ask, send
from lumetra.features.sample.requests import SampleRequest

QUEUE = "Answers to read"
_CONFIGS: tuple[dict[str, Any], ...] = (
    {"name": "answered", "data_type": "BOOLEAN", "description": "Does it answer what was asked, or say that nobody knows?"},
    {
        "name": "quality",
        "data_type": "NUMERIC",
        "min_value": 1,
        "max_value": 5,
        "description": "5: could stand in the documentation.",
    },
    {
        "name": "problem",
        "data_type": "CATEGORICAL",
        "categories": [
            {"label": label, "value": value}
            for value, label in enumerate(["none", "wrong", "too long", "wrong language", "not in the documentation"])
        ],
        "description": "The worst of them.",
    },
)
_RULE = {
    "name": "Some answers, for people to read",
    "target": "trace",
    "filter": "name:docs-qa-turn",
    "sampling": 0.1,
}


def create_annotation(client: httpx2.Client, base: str) -> None:
    """Create configs, queue and the rule that fills it under `base` (`/api/v1/projects/…`), unless the queue is there already."""
    queues = ask(client, "GET", f"{base}/annotation-queues").raise_for_status().json()["data"]
    if any(queue["name"] == QUEUE for queue in queues):
        return
    configs = [send(client, SampleRequest.json(f"{base}/score-configs", config)).json() for config in _CONFIGS]
    queue = {
        "name": QUEUE,
        "description": "A tenth of what the assistant answers. What people say here shows whether the checks can be trusted.",
        "score_config_ids": [config["id"] for config in configs],
    }
    created = send(client, SampleRequest.json(f"{base}/annotation-queues", queue)).json()
    send(client, SampleRequest.json(f"{base}/evaluation-rules", {**_RULE, "queue_id": created["id"]}))
