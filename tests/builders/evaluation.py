"""Evaluators, rules and what they did, through the API, with a local model provider as the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2

from lumetra.domain.ids import new_id
from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.servers.llm_provider import GOOD_KEY, LlmProvider

NUMERIC = {"data_type": "NUMERIC", "minimum": 0, "maximum": 1}


def judge_content(**changes: Any) -> dict[str, Any]:
    """A judge of the answer, on 0 to 1."""
    messages = [{"role": "user", "content": "Question: {{input}}\nAnswer: {{output}}"}]
    model = {"provider": "local", "model": "echo"}
    return {"kind": "judge", "messages": messages, "model": model, "output": NUMERIC, **changes}


def answer(score: Any, reasoning: str = "because") -> str:
    """What a well-behaved judge says."""
    import json

    return json.dumps({"reasoning": reasoning, "score": score})


@dataclass
class Evaluation:
    """One project's evaluation, driven as a user drives it."""

    client: httpx2.Client
    project: TestProject
    provider: LlmProvider

    @property
    def base(self) -> str:
        return f"/api/v1/projects/{self.project.id}"

    def get(self, path: str, **parameters: Any) -> Any:
        answered = self.client.get(f"{self.base}{path}", params=parameters)
        assert answered.status_code == 200, answered.text
        return answered.json()

    def post(self, path: str, body: Any, status: int | Sequence[int] = (200, 201)) -> Any:
        answered = self.client.post(f"{self.base}{path}", json=body)
        assert answered.status_code in ([status] if isinstance(status, int) else status), answered.text
        return answered.json()

    def connect(self, **changes: Any) -> None:
        """The connection `local` to the test provider."""
        body = {
            "provider": "local", "adapter": "openai", "secret": GOOD_KEY, "base_url": f"{self.provider.url}/v1",
            "custom_models": ["echo"], **changes,
        }  # fmt: skip
        answered = self.client.put(f"{self.base}/llm-connections", json=body)
        assert answered.status_code == 200, answered.text

    def evaluator(self, content: dict[str, Any] | None = None, name: str = "", **more: Any) -> dict[str, Any]:
        body = {"name": name or f"quality {new_id()[-6:]}", "content": content or judge_content(), **more}
        created: dict[str, Any] = self.post("/evaluators", body, 201)["evaluator"]
        return created

    def rule(self, *evaluators: dict[str, Any], **changes: Any) -> dict[str, Any]:
        body = {"name": f"rule {new_id()[-6:]}", "evaluators": [{"evaluator_id": one["id"]} for one in evaluators], **changes}
        created: dict[str, Any] = self.post("/evaluation-rules", body, 201)
        return created

    def send(self, trace_id: str = "", question: str = "What is 2+2?", reply: str = "4", **trace: Any) -> str:
        """One trace with a root span and a generation below it."""
        trace_id = trace_id or new_id()
        batch = {"batch": conversation_turn(trace_id, question, reply, **trace)}
        assert self.client.post("/api/public/ingestion", json=batch).status_code == 207
        return trace_id

    def executions(self, **where: Any) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.get("/evaluation-executions", limit=1000, **where)["data"]
        return found

    def until(self, wanted: Callable[[list[dict[str, Any]]], bool], **where: Any) -> list[dict[str, Any]]:
        """The executions, once they are as wanted."""
        seen: list[list[dict[str, Any]]] = []

        def look() -> bool:
            seen.append(self.executions(**where))
            return wanted(seen[-1])

        eventually(look)
        return seen[-1]

    def finished(self, count: int, **where: Any) -> list[dict[str, Any]]:
        """The executions, once `count` of them have come to an end."""
        return self.until(lambda rows: len([row for row in rows if row["state"] in ("done", "failed")]) >= count, **where)

    def scores(self, trace_id: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.client.get("/api/public/v2/scores", params={"traceId": trace_id, "limit": 100}).json()[
            "data"
        ]
        return found

    def scores_until(self, trace_id: str, count: int) -> list[dict[str, Any]]:
        return eventually(lambda: found if len(found := self.scores(trace_id)) >= count else [])


def today() -> dict[str, str]:
    """A stretch of time around now."""
    now = datetime.now(UTC)
    return {"start": (now - timedelta(days=1)).isoformat(), "end": (now + timedelta(hours=1)).isoformat()}
