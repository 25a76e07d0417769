"""The sample's evaluators: two checks, and a rule that runs them on half of the answers as they arrive."""

from __future__ import annotations

from typing import Any

import httpx2

from lumetra.features.sample.asking import ask, send
from lumetra.features.sample.requests import SampleRequest

RULE = "Answers of the documentation assistant"
_CHECKS: tuple[dict[str, Any], ...] = (
    {
        "name": "names-a-command",
        "description": "The answer shows the command to run, in code marks.",
        "content": {"kind": "check", "check": "regex", "parameters": {"pattern": "`harbor [^`]+`"}},
    },
    {
        "name": "short-enough",
        "description": "People read the first lines on a phone.",
        "content": {"kind": "check", "check": "length", "parameters": {"unit": "characters", "maximum": 240}},
    },
)


def create_evaluators(client: httpx2.Client, base: str) -> None:
    """Create the checks and their rule under `base` (`/api/v1/projects/…`), unless the rule is there already."""
    rules = ask(client, "GET", f"{base}/evaluation-rules").raise_for_status().json()["data"]
    if any(rule["name"] == RULE for rule in rules):
        return
    created = [send(client, SampleRequest.json(f"{base}/evaluators", check)).json() for check in _CHECKS]
    rule = {
        "name": RULE,
        "target": "trace",
        "filter": "name:docs-qa-turn",
        "sampling": 0.5,
        "evaluators": [{"evaluator_id": one["evaluator"]["id"]} for one in created],
    }
    send(client, SampleRequest.json(f"{base}/evaluation-rules", rule))
