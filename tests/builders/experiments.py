"""Prompts, a dataset and a connection, ready for experiments from the screen, as an API client makes them."""

from __future__ import annotations

from typing import Any

import httpx2

from tests.builders.eventually import eventually
from tests.servers.llm_provider import GOOD_KEY, LlmProvider

FINAL = {"succeeded", "failed", "cancelled"}


class ExperimentDesk:
    """One project's experiments, over its keys."""

    def __init__(self, client: httpx2.Client, project_id: str, provider: LlmProvider) -> None:
        self.client = client
        self.api = f"/api/v1/projects/{project_id}"
        self.connect(f"{provider.url}/v1")

    def connect(self, url: str, secret: str = GOOD_KEY, **more: Any) -> None:
        """The connection `local`, made or changed."""
        body = {"provider": "local", "adapter": "openai", "base_url": url, "secret": secret, **more}
        self.client.put(f"{self.api}/llm-connections", json=body).raise_for_status()

    def dataset(self, *items: Any, name: str = "qa") -> str:
        """A dataset whose items have these inputs and `expected n` as expected outputs; returns its id."""
        own_id = self.client.post(f"{self.api}/datasets", json={"name": name}).raise_for_status().json()["id"]
        for number, given in enumerate(items):
            body = {"id": f"{own_id}-{number}", "input": given, "expected_output": f"expected {number}"}
            self.client.post(f"{self.api}/datasets/{own_id}/items", json=body).raise_for_status()
        return own_id

    def prompt(self, name: str, *versions: Any) -> None:
        """A prompt with these versions, text or chat."""
        for content in versions:
            kind = "text" if isinstance(content, str) else "chat"
            body = {"name": name, "prompt": content, "type": kind}
            self.client.post(f"{self.api}/prompts", json=body).raise_for_status()

    def start(self, dataset_id: str, *arms: dict[str, Any], **wish: Any) -> httpx2.Response:
        """Arms default to version 1 of `answer` with the model `echo` over `local`."""
        usual = {"prompt_name": "answer", "prompt_version": 1, "provider": "local", "model": "echo"}
        body = {"name": "run", "dataset_id": dataset_id, "arms": [{**usual, **arm} for arm in arms or ({},)], **wish}
        return self.client.post(f"{self.api}/experiment-plans", json=body)

    def plan(self, plan_id: str) -> dict[str, Any]:
        """As it is now."""
        return self.client.get(f"{self.api}/experiment-plans/{plan_id}").raise_for_status().json()

    def finished(self, plan_id: str) -> dict[str, Any]:
        """Once its job has ended."""
        return eventually(lambda: (plan := self.plan(plan_id)) and plan["state"] in FINAL and plan, seconds=120)

    def results(self, experiment_id: str, executions: int) -> dict[str, Any]:
        """The results once so many executions are stored, with their answers."""

        def whole() -> dict[str, Any] | None:
            found = self.client.get(f"{self.api}/experiments/{experiment_id}").raise_for_status().json()
            measured = [m for m in found["summary"]["metrics"] if m["name"] == "latency_ms"]
            return found if measured and measured[0]["values"] == executions else None

        return eventually(whole, seconds=60)

    def items(self, experiment_id: str) -> list[dict[str, Any]]:
        """Items of a run, worst first."""
        address = f"{self.api}/experiments/{experiment_id}/items"
        return self.client.get(address, params={"limit": 200}).raise_for_status().json()["data"]
