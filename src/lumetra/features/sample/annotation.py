"""The sample's work for people: what they judge, and a queue into which a rule puts some of the answers."""

from __future__ import annotations

import httpx2

from lumetra.features.sample.asking import Json, find_or_create

QUEUE = "Answers to read"
_CONFIGS: tuple[Json, ...] = (
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
_RULE: Json = {
    "name": "Some answers, for people to read",
    "target": "trace",
    "filter": "name:docs-qa-turn",
    "sampling": 0.1,
}


def create_annotation(client: httpx2.Client, base: str) -> None:
    """Create configs, queue and the rule that fills it under `base` (`/api/v1/projects/…`), as far as they are not there."""
    queue = {
        "name": QUEUE,
        "description": "A tenth of what the assistant answers. What people say here shows whether the checks can be trusted.",
        "score_config_ids": [find_or_create(client, f"{base}/score-configs", config) for config in _CONFIGS],
    }
    queue_id = find_or_create(client, f"{base}/annotation-queues", queue)
    find_or_create(client, f"{base}/evaluation-rules", {**_RULE, "queue_id": queue_id})
