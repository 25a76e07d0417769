"""SIGKILL while an experiment runs: after the restarts every item was run once in every arm, none is lost, none doubled."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from tests.builders.experiments import ExperimentDesk
from tests.builders.server_process import PROJECT, ServerProcess
from tests.servers.llm_provider import llm_provider

pytestmark = pytest.mark.faults

KILLS = 3
ITEMS = 30


def test_a_killed_server_resumes_an_experiment_without_a_lost_or_doubled_item(tmp_path: Path) -> None:
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
                plan_id = desk.start(dataset, *arms, repetitions=2).raise_for_status().json()["id"]
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.5, 3))  # the moment of the kill is what is tried
                server.kill()
                server.start()
            with server.client() as client:
                desk.client = client
                plan = desk.finished(plan_id)
                assert (plan["state"], plan["done"], plan["failed"]) == ("succeeded", ITEMS * 4, 0)
                for arm in plan["arms"]:
                    desk.results(arm["experiment_id"], executions=ITEMS * 2)
                    executions = [row["executions"] for row in desk.items(arm["experiment_id"])]
                    assert [len(one) for one in executions] == [2] * ITEMS
                    assert len({each["trace_id"] for one in executions for each in one}) == ITEMS * 2
        finally:
            server.stop()
