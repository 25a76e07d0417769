"""Experiments from the screen: prompts, models and repetitions over a dataset, stopped, resumed, refused; remote triggers."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Generator

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.experiments import ExperimentDesk
from tests.builders.projects import TestProject
from tests.servers.llm_provider import LlmProvider, llm_provider
from tests.servers.receiver import receiver


@pytest.fixture
def provider() -> Generator[LlmProvider]:
    with llm_provider() as provider:
        yield provider


@pytest.fixture
def desk(client: httpx2.Client, project: TestProject, provider: LlmProvider) -> ExperimentDesk:
    return ExperimentDesk(client, project.id, provider)


def test_two_prompt_versions_run_over_every_item_as_often_as_asked(desk: ExperimentDesk) -> None:
    desk.prompt(
        "answer",
        [{"role": "user", "content": "Answer {{q}}"}],
        [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "{{q}}!"}],
    )
    dataset = desk.dataset({"q": "one"}, {"q": "二"})
    begun = desk.start(dataset, {"label": "old"}, {"prompt_version": 2, "label": "new"}, name="nightly", repetitions=3)
    assert (begun.status_code, begun.json()["total"]) == (202, 12)
    plan = desk.finished(begun.json()["id"])
    assert (plan["state"], plan["done"], plan["failed"]) == ("succeeded", 12, 0)
    old, new = (arm["experiment_id"] for arm in plan["arms"])
    results = desk.results(new, executions=6)
    assert (results["experiment"]["name"], results["summary"]["repetitions"]) == ("nightly · new", 3)
    assert results["experiment"]["metadata"]["prompt_version"] == 2
    (used,) = results["prompts"]
    assert (used["name"], used["version"]) == ("answer", 2)
    assert desk.client.get(f"{desk.api}/prompts/{used['prompt_id']}").json()["name"] == "answer"
    listed = {one["id"]: one for one in desk.client.get(f"{desk.api}/experiments").json()["data"]}[new]
    assert listed["prompts"] == [{"name": "answer", "version": 2}]
    assert (listed["items"], listed["errors"], listed["dataset_version"]) == (6, 0, plan["dataset_version"])
    rows = {row["input"]["q"]: row for row in desk.items(new)}
    assert [execution["output"] for execution in rows["二"]["executions"]] == ["echo: 二!"] * 3
    assert rows["one"]["expected_output"] == "expected 0"
    desk.results(old, executions=6)
    trace = rows["one"]["executions"][0]["trace_id"]
    observations = desk.client.get("/api/public/v2/observations", params={"traceId": trace, "fields": "core,basic,io,model"})
    kinds = {row["type"]: row for row in observations.raise_for_status().json()["data"]}
    assert json.loads(kinds["GENERATION"]["input"])[-1] == {"role": "user", "content": "one!"}
    assert kinds["SPAN"]["environment"] == "experiment"


def test_old_clients_read_repetitions_as_run_items(desk: ExperimentDesk) -> None:
    desk.prompt("answer", "{{input}}")
    plan = desk.finished(desk.start(desk.dataset("x", name="old/clients"), repetitions=2).json()["id"])
    desk.results(plan["arms"][0]["experiment_id"], executions=2)
    run = desk.client.get("/api/public/datasets/old%2Fclients/runs/run").raise_for_status().json()
    assert len(run["datasetRunItems"]) == 2
    assert len({item["traceId"] for item in run["datasetRunItems"]}) == 2


def test_tools_and_structured_output_reach_the_model_and_a_prompt_without_variables_gets_the_input(
    desk: ExperimentDesk, provider: LlmProvider
) -> None:
    desk.prompt("answer", "You are terse.")
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}}, "required": ["ok"], "additionalProperties": False}
    tool = {"name": "weather", "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}}
    arms = ({"output_schema": schema, "label": "json"}, {"model": "tool", "tools": [tool], "label": "tools"})
    plan = desk.finished(desk.start(desk.dataset({"q": 1}), *arms).json()["id"])
    structured, called = (desk.items(arm["experiment_id"]) for arm in plan["arms"])
    assert (
        eventually(lambda: desk.items(plan["arms"][0]["experiment_id"])[0]["executions"][0]["output"]) == {"ok": False}
        or structured
    )
    assert "weather" in str(
        eventually(lambda: desk.items(plan["arms"][1]["experiment_id"])[0]["executions"][0]["output"]) or called
    )
    asked = next(request for request in provider.requests if request.get("response_format"))
    assert [message["role"] for message in asked["messages"]] == ["system", "user"]
    assert asked["messages"][1]["content"] == '{"q":1}'


def test_a_failing_item_is_its_own_failure_and_can_be_tried_again(desk: ExperimentDesk, provider: LlmProvider) -> None:
    desk.prompt("answer", "{{input}}")
    plan_id = desk.start(desk.dataset("a", "b"), {"model": "error-400"}).json()["id"]
    plan = desk.finished(plan_id)
    assert (plan["state"], plan["done"], plan["failed"], len(plan["errors"])) == ("succeeded", 2, 2, 1)
    again = desk.client.post(f"{desk.api}/experiment-plans/{plan_id}/resume", json={"retry_failed": True})
    assert again.status_code == 202
    assert desk.finished(plan_id)["done"] == 2
    assert len(desk.items(plan["arms"][0]["experiment_id"])) == 2


def test_a_connection_that_refuses_stops_the_run_with_its_words_and_resuming_goes_on(
    desk: ExperimentDesk, provider: LlmProvider
) -> None:
    desk.prompt("answer", "{{input}}")
    desk.connect(f"{provider.url}/v1", secret="sk-wrong")
    plan_id = desk.start(desk.dataset("a", "b", "c")).json()["id"]
    plan = desk.finished(plan_id)
    assert (plan["state"], plan["done"]) == ("failed", 0)
    assert "does not accept the API key" in plan["halted"]
    desk.connect(f"{provider.url}/v1")
    desk.client.post(f"{desk.api}/experiment-plans/{plan_id}/resume", json={}).raise_for_status()
    plan = desk.finished(plan_id)
    assert (plan["state"], plan["done"], plan["halted"]) == ("succeeded", 3, "")


def test_a_stopped_run_keeps_what_it_has_and_goes_on_when_resumed(desk: ExperimentDesk) -> None:
    desk.prompt("answer", "{{input}} one two three four five six seven eight")
    plan_id = desk.start(desk.dataset(*range(30)), {"model": "slow"}).json()["id"]
    eventually(lambda: desk.plan(plan_id)["done"] > 0)
    desk.client.post(f"{desk.api}/experiment-plans/{plan_id}/stop").raise_for_status()
    stopped = desk.finished(plan_id)
    assert (stopped["state"], stopped["total"]) == ("cancelled", 30)
    assert desk.client.post(f"{desk.api}/experiment-plans/{plan_id}/resume", json={}).status_code == 202
    assert desk.client.post(f"{desk.api}/experiment-plans/{plan_id}/resume", json={}).status_code == 409
    plan = desk.finished(plan_id)
    assert (plan["state"], plan["done"]) == ("succeeded", 30)
    assert len(desk.items(plan["arms"][0]["experiment_id"])) == 30


def test_what_cannot_run_is_refused_before_anything_is_made(desk: ExperimentDesk) -> None:
    desk.prompt("answer", "{{input}}")
    empty, full = desk.dataset(name="empty"), desk.dataset("x", name="full")
    assert desk.start(empty).status_code == 400
    assert "no LLM connection" in desk.start(full, {"provider": "nobody"}).text
    assert desk.start(full, {"prompt_version": 7}).status_code == 404
    assert desk.start(full, {"label": "a"}, {"label": "a"}).status_code == 400
    assert desk.client.get(f"{desk.api}/experiments").json()["data"] == []
    assert desk.start(full).status_code == 202
    assert desk.start(full).status_code == 409


def test_a_past_version_of_the_dataset_can_be_run(desk: ExperimentDesk) -> None:
    desk.prompt("answer", "{{input}}")
    dataset = desk.dataset("first", "second")
    versions = desk.client.get(f"{desk.api}/datasets/{dataset}/versions").json()["data"]
    plan = desk.finished(desk.start(dataset, dataset_version=versions[-1]["at"]).json()["id"])
    assert (plan["total"], plan["done"]) == (1, 1)


def test_a_remote_trigger_is_a_signed_post(desk: ExperimentDesk) -> None:
    dataset = desk.dataset("x")
    address = f"{desk.api}/datasets/{dataset}/remote-trigger"
    assert desk.client.post(f"{address}/fire", json={}).status_code == 404
    with receiver() as application:
        saved = desk.client.put(address, json={"url": application.url, "payload": {"model": "m"}}).raise_for_status().json()
        assert desk.client.get(address).json() == {"url": application.url, "payload": {"model": "m"}, "secret": None}
        assert desk.client.post(f"{address}/fire", json={"payload": {"n": 1}}).json()["status"] == 200
        (got,) = application.wait_for(1)
        application.answers.append(503)
        assert desk.client.post(f"{address}/fire", json={"is_test": True}).json()["status"] == 503
        renewed = desk.client.post(f"{address}/secret").json()["secret"]
    assert renewed not in (None, saved["secret"])
    assert json.loads(application.received[1].body)["test"] is True
    gone = desk.client.post(f"{address}/fire", json={}).raise_for_status().json()
    assert (gone["status"], gone["error"] != "") == (None, True)
    firings = desk.client.get(f"{address}/firings").json()["data"]
    assert [(one["status"], one["is_test"]) for one in firings] == [(None, False), (503, True), (200, False)]
    assert json.loads(got.body)["payload"] == {"n": 1}
    assert json.loads(got.body)["datasetName"] == "qa"
    headers = {name.lower(): value for name, value in got.headers.items()}
    moment, _, signature = headers["x-lumetra-signature"].removeprefix("t=").partition(",v1=")
    expected = hmac.new(saved["secret"].encode(), f"{moment}.{got.body}".encode(), hashlib.sha256).hexdigest()
    assert signature == expected
    assert desk.client.put(address, json={"url": "http://10.0.0.1/x"}).status_code == 400
    assert desk.client.delete(address).status_code == 204
