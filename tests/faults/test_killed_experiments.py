"""SIGKILL while an experiment runs and is judged: afterwards every item was run once in every arm and has each score once."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.experiments import ExperimentDesk
from tests.builders.server_process import PROJECT, ServerProcess
from tests.servers.llm_provider import llm_provider

pytestmark = pytest.mark.faults

KILLS = 4
ITEMS = 30
SCORES = ("judged", "checked")


def make_evaluators(client: httpx2.Client) -> list[str]:
    """A judge and a check; returns the ids of their versions."""
    judge = {
        "kind": "judge", "messages": [{"role": "user", "content": "{{output}}"}], "model": {"provider": "local", "model": "echo"},
        "output": {"data_type": "NUMERIC", "minimum": 0, "maximum": 1},
    }  # fmt: skip
    check = {"kind": "check", "check": "length", "parameters": {"minimum": 1}}
    made = (
        client.post(f"/api/v1/projects/{PROJECT}/evaluators", json={"name": name, "content": content}).raise_for_status().json()
        for name, content in zip(SCORES, (judge, check), strict=True)
    )
    return [one["evaluator"]["version_id"] for one in made]


def counted_scores(client: httpx2.Client) -> Counter[tuple[str, str]]:
    """How often each trace has each score."""
    found: Counter[tuple[str, str]] = Counter()
    page, pages = 1, 1
    while page <= pages:
        answer = client.get("/api/public/v2/scores", params={"limit": 100, "page": page}).raise_for_status().json()
        found.update((one["traceId"], one["name"]) for one in answer["data"])
        page, pages = page + 1, answer["meta"]["totalPages"]
    return found


@pytest.mark.timeout(900)
def test_a_killed_server_resumes_an_experiment_without_a_lost_or_doubled_item_or_score(tmp_path: Path) -> None:
    server = ServerProcess(tmp_path / "data", LUMETRA_OUTBOUND_ALLOWED_HOSTS="127.0.0.1")
    chance = random.Random(5)
    with llm_provider() as provider:
        server.start()
        try:
            with server.client() as client:
                desk = ExperimentDesk(client, PROJECT, provider)
                desk.prompt("answer", "{{input}} one two three", "{{input}} four five six")
                dataset = desk.dataset(*range(ITEMS))
                arms = [{"model": "slow", "prompt_version": n, "label": str(n)} for n in (1, 2)]
                evaluators = make_evaluators(client)
                begun = desk.start(dataset, *arms, repetitions=2, evaluator_version_ids=evaluators)
                plan_id = begun.raise_for_status().json()["id"]
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.5, 3))  # the moment of the kill is what is tried
                server.kill()
                server.start()
            with server.client() as client:
                desk.client = client
                plan = desk.finished(plan_id)
                assert (plan["state"], plan["done"], plan["failed"]) == ("succeeded", ITEMS * 4, 0)
                traces: set[str] = set()
                for arm in plan["arms"]:
                    desk.results(arm["experiment_id"], executions=ITEMS * 2)
                    executions = [row["executions"] for row in desk.items(arm["experiment_id"])]
                    assert [len(one) for one in executions] == [2] * ITEMS
                    of_arm = {each["trace_id"] for one in executions for each in one}
                    assert len(of_arm) == ITEMS * 2
                    traces |= of_arm
                expected = {(trace_id, name) for trace_id in traces for name in SCORES}
                eventually(lambda: set(counted_scores(client)) == expected, seconds=300)
                assert set(counted_scores(client).values()) == {1}
        finally:
            server.stop()
