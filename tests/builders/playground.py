"""The playground of one project, connected to the test provider, as its API clients see it."""

from __future__ import annotations

import json
from typing import Any

import httpx2

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.servers.llm_provider import GOOD_KEY, LlmProvider

Events = list[tuple[str, dict[str, Any]]]


class Playground:
    """The playground of one project, connected to the test provider as `local`."""

    def __init__(self, client: httpx2.Client, project: TestProject, provider: LlmProvider) -> None:
        self.client = client
        self.base = f"/api/v1/projects/{project.id}/playground"
        saved = client.put(
            f"/api/v1/projects/{project.id}/llm-connections",
            json={"provider": "local", "adapter": "openai", "base_url": f"{provider.url}/v1", "secret": GOOD_KEY},
        )
        assert saved.status_code == 200

    def session(self, *columns: dict[str, Any], **filling: Any) -> str:
        whole = [
            {"id": str(n), "provider": "local", "messages": [{"role": "user", "content": "hi {{who}}"}], **c}
            for n, c in enumerate(columns)
        ]
        answer = self.client.post(f"{self.base}/sessions", json={"name": "s", "columns": whole, "filling": filling})
        assert answer.status_code == 201, answer.text
        return answer.json()["id"]

    def run(self, session: str, stop_after: str = "", leave_after: str = "") -> Events:
        with self.client.stream("POST", f"{self.base}/sessions/{session}/runs", json={}) as answer:
            return self.read(answer, stop_after, leave_after)

    def follow(self, run_id: str) -> Events:
        with self.client.stream("GET", f"{self.base}/runs/{run_id}/events") as answer:
            return self.read(answer)

    def read(self, answer: httpx2.Response, stop_after: str = "", leave_after: str = "") -> Events:
        events: Events = []
        assert answer.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in answer.iter_lines():
            if line.startswith("event: "):
                name = line[7:]
            elif line.startswith("data: "):
                events.append((name, json.loads(line[6:])))
                if name == stop_after:
                    self.stop(events[0][1]["run_id"])
                    stop_after = ""
                if name == leave_after:
                    return events
        return events

    def stop(self, run_id: str) -> None:
        url = f"{str(self.client.base_url).rstrip('/')}{self.base}/runs/{run_id}/stop"
        assert httpx2.post(url, auth=self.client.auth).status_code == 204

    def answers(self, session: str) -> list[dict[str, Any]]:
        return self.client.get(f"{self.base}/sessions/{session}/latest-answers").json()["data"]

    def runs(self, session: str) -> list[dict[str, Any]]:
        return self.client.get(f"{self.base}/sessions/{session}/runs").json()["data"]

    def rows(self, run_id: str) -> list[dict[str, Any]]:
        return self.client.get(f"{self.base}/runs/{run_id}/rows").json()["data"]

    def wait_for(self, run_id: str) -> dict[str, Any]:
        def state() -> dict[str, Any] | None:
            run = self.client.get(f"{self.base}/runs/{run_id}").json()
            return run if run["line"]["state"] not in {"queued", "running"} else None

        return eventually(state)
