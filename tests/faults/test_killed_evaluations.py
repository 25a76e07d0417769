"""SIGKILL while judges work: afterwards every target has its score, exactly once."""

from __future__ import annotations

import random
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.builders.events import conversation_turn
from tests.builders.eventually import eventually
from tests.builders.server_process import PROJECT, ServerProcess
from tests.servers.llm_provider import GOOD_KEY, LlmProvider, llm_provider

pytestmark = pytest.mark.faults

TRACES = 120
KILLS = 4
BASE = f"/api/v1/projects/{PROJECT}"


def make_rules(client: httpx2.Client, provider: LlmProvider) -> None:
    """A judge on every generation at once, and a check on every trace that has settled."""
    connection = {
        "provider": "local",
        "adapter": "openai",
        "secret": GOOD_KEY,
        "base_url": f"{provider.url}/v1",
        "custom_models": ["echo"],
    }
    client.put(f"{BASE}/llm-connections", json=connection).raise_for_status()
    judge = {
        "kind": "judge", "messages": [{"role": "user", "content": "{{output}}"}], "model": {"provider": "local", "model": "echo"},
        "output": {"data_type": "NUMERIC", "minimum": 0, "maximum": 1},
    }  # fmt: skip
    check = {"kind": "check", "check": "length", "parameters": {"minimum": 1}}
    for name, content, target in (("judged", judge, "observation"), ("checked", check, "trace")):
        made = client.post(f"{BASE}/evaluators", json={"name": name, "content": content}).raise_for_status().json()
        settle = {"filter": "type:GENERATION"} if target == "observation" else {"settle": "idle", "settle_seconds": 1}
        rule = {"name": name, "target": target, "evaluators": [{"evaluator_id": made["evaluator"]["id"]}], **settle}
        client.post(f"{BASE}/evaluation-rules", json=rule).raise_for_status()


def all_scores(client: httpx2.Client) -> list[dict[str, Any]]:
    """Every score of the project."""
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        answer = client.get("/api/public/v2/scores", params={"limit": 100, "page": page}).raise_for_status().json()
        found += answer["data"]
        if page >= answer["meta"]["totalPages"]:
            return found
        page += 1


@pytest.mark.timeout(900)
def test_a_killed_server_loses_and_doubles_no_score(tmp_path: Path) -> None:
    random_ = random.Random(6)
    with llm_provider() as provider:
        server = ServerProcess(tmp_path / "data", LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1")
        server.data_dir.mkdir()
        server.start()
        with server.client() as client:
            make_rules(client, provider)
        sent: list[str] = []
        for kill in range(KILLS):
            with server.client() as client:
                for number in range(TRACES // KILLS):
                    trace_id = f"trace-{kill}-{number}"
                    client.post("/api/public/ingestion", json={"batch": conversation_turn(trace_id, "q", "a")}).raise_for_status()
                    sent.append(trace_id)
            time.sleep(random_.uniform(0.2, 4))  # somewhere between storing, matching, judging and recording
            server.kill()
            server.start()
        with server.client() as client:
            expected = {(trace_id, name) for trace_id in sent for name in ("judged", "checked")}
            eventually(lambda: expected == {(one["traceId"], one["name"]) for one in all_scores(client)}, seconds=400)
            counts = Counter((one["traceId"], one["name"]) for one in all_scores(client))
            assert set(counts.values()) == {1}
            states = client.get(f"{BASE}/evaluation-executions/summary").json()["states"]
            assert states == {"done": len(expected)}
        server.stop()


ROWS = 550
"""More than one page of the job that queues them."""


@pytest.mark.timeout(900)
def test_a_killed_server_ends_a_run_over_all_that_matches_with_each_row_once(tmp_path: Path) -> None:
    random_ = random.Random(11)
    server = ServerProcess(tmp_path / "data")
    server.data_dir.mkdir()
    server.start()
    sent = [f"trace-{number}" for number in range(ROWS)]
    check = {"kind": "check", "check": "length", "parameters": {"minimum": 1}}
    now = datetime.now(UTC)
    with server.client() as client:
        for first in range(0, ROWS, 100):
            events = [event for trace_id in sent[first : first + 100] for event in conversation_turn(trace_id, "q", "a")]
            client.post("/api/public/ingestion", json={"batch": events}).raise_for_status()
        made = client.post(f"{BASE}/evaluators", json={"name": "checked", "content": check}).raise_for_status().json()
        rows = {
            "target": "observation", "filter": "type:GENERATION", "start": (now - timedelta(days=1)).isoformat(),
            "end": (now + timedelta(days=1)).isoformat(), "evaluators": [{"evaluator_id": made["evaluator"]["id"]}],
        }  # fmt: skip
        eventually(lambda: client.post(f"{BASE}/evaluation-run-previews", json=rows).json()["matches"] == ROWS, seconds=100)
        run_id = client.post(f"{BASE}/evaluation-runs", json=rows).raise_for_status().json()["id"]
    for _ in range(2):
        time.sleep(random_.uniform(0.05, 1))  # somewhere between queueing the first page and recording the last score
        server.kill()
        server.start()
    with server.client() as client:
        run = eventually(lambda: _ended(client.get(f"{BASE}/evaluation-runs/{run_id}").raise_for_status().json()), seconds=400)
        assert (run["state"], run["executions"]) == ("succeeded", {"done": ROWS})
        eventually(lambda: len(all_scores(client)) >= ROWS, seconds=100)
        assert Counter(one["traceId"] for one in all_scores(client)) == Counter(sent)
    server.stop()


def _ended(run: dict[str, Any]) -> dict[str, Any]:
    """The run, once nothing of it is under way; else empty."""
    under_way = run["state"] in ("waiting", "running") or run["executions"].keys() & {"waiting", "running"}
    return {} if under_way else run
