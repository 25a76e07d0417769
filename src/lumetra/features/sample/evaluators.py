"""The sample's evaluators: two checks, and a rule that runs them on half of the answers as they arrive."""

from __future__ import annotations

import httpx2

from lumetra.features.sample.asking import Json, find_or_create

RULE = "Answers of the documentation assistant"
_CHECKS: tuple[Json, ...] = (
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
    """Create the checks and their rule under `base` (`/api/v1/projects/…`), as far as they are not there."""
    rule = {
        "name": RULE,
        "target": "trace",
        "filter": "name:docs-qa-turn",
        "sampling": 0.5,
        "evaluators": [{"evaluator_id": find_or_create(client, f"{base}/evaluators", check)} for check in _CHECKS],
    }
    find_or_create(client, f"{base}/evaluation-rules", rule)
