"""The sample project: every screen gets something, and sending it again adds nothing."""

import time
from typing import Any

import httpx2

from lumetra.features.sample.annotation import create_annotation
from lumetra.features.sample.evaluators import RULE, create_evaluators
from lumetra.features.sample.send import send_sample
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


def read(client: httpx2.Client, path: str, **params: str) -> Any:
    return client.get(path, params=params).raise_for_status().json()


def experiments_when_stored(client: httpx2.Client) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        rows = read(client, "/api/public/experiments", fromStartTime="2020-01-01T00:00:00Z", fields="core,scores")["data"]
        if len(rows) == 2 and all(row["itemCount"] == 22 for row in rows):
            return {row["name"]: row for row in rows}
        time.sleep(0.1)
    raise AssertionError("the experiments did not become visible")


def test_the_sample_fills_prompts_traces_and_experiments_and_is_the_same_when_sent_twice(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    for _ in range(2):
        send_sample(running.url, project.public_key, project.secret_key, sessions=3)
        prompts = {row["name"]: row["versions"] for row in read(client, "/api/public/v2/prompts")["data"]}
        assert prompts == {"docs-qa/answer": [1, 2, 3], "docs-qa/condense": [1], "support/agent": [1]}
        assert set(experiments_when_stored(client)) == {"answer v2", "answer v3"}
        listed = read(client, f"/api/v1/projects/{project.id}/experiments")["data"]
        means = {one["name"]: one["score_means"] for one in listed}
        assert means["answer v3"]["short"] > means["answer v2"]["short"]
        assert means["answer v3"]["facts"] < means["answer v2"]["facts"]
        assert all(one["cost_usd"] > 0 for one in listed)
        items = read(client, "/api/public/dataset-items", datasetName="docs-qa/regressions")
        assert items["meta"]["totalItems"] == 22
        queues = read(client, f"/api/v1/projects/{project.id}/annotation-queues")["data"]
        assert [queue["name"] for queue in queues] == ["Answers to read"]
        configs = read(client, f"/api/v1/projects/{project.id}/score-configs")["data"]
        assert {config["name"] for config in configs} == {"answered", "quality", "problem"}


def test_what_is_missing_of_the_sample_is_made_again_and_nothing_else(project: TestProject, client: httpx2.Client) -> None:
    base = f"/api/v1/projects/{project.id}"
    lists = {name: f"{base}/{name}" for name in ("evaluators", "score-configs", "annotation-queues", "evaluation-rules")}

    def everything() -> dict[str, dict[str, str]]:
        return {name: {one["name"]: one["id"] for one in read(client, path)["data"]} for name, path in lists.items()}

    def create() -> None:
        create_evaluators(client, base)
        create_annotation(client, base)

    create()
    made = everything()
    assert {name: len(ids) for name, ids in made.items()} == {
        "evaluators": 2,
        "score-configs": 3,
        "annotation-queues": 1,
        "evaluation-rules": 2,
    }
    lost = made["evaluation-rules"].pop(RULE)
    client.delete(f"{lists['evaluation-rules']}/{lost}").raise_for_status()
    create()
    again = everything()
    assert again["evaluation-rules"].pop(RULE) != lost
    assert again == made
    assert [len(read(client, path)["data"]) for path in lists.values()] == [2, 3, 1, 2]


def test_the_samples_rule_judges_about_half_of_the_answers(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    send_sample(running.url, project.public_key, project.secret_key, sessions=20)
    asked = len(read(client, "/api/public/traces", name="docs-qa-turn", limit="100")["data"])
    deadline = time.monotonic() + 90
    names: set[str] = set()
    while time.monotonic() < deadline and names != {"names-a-command", "short-enough"}:
        judged = read(client, "/api/public/v2/scores", source="EVAL", limit="100")["data"]
        names = {score["name"] for score in judged}
        time.sleep(0.2)
    assert names == {"names-a-command", "short-enough"}
    assert len({score["traceId"] for score in judged}) < asked


def test_the_sample_gives_people_some_answers_to_read(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    send_sample(running.url, project.public_key, project.secret_key, sessions=40)
    (queue,) = read(client, f"/api/v1/projects/{project.id}/annotation-queues")["data"]
    items = f"/api/v1/projects/{project.id}/annotation-queues/{queue['id']}/items"
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline and not (waiting := read(client, items)["data"]):
        time.sleep(0.2)
    assert waiting
    asked = read(client, "/api/public/traces", name="docs-qa-turn", limit="100")["data"]
    assert {item["object_id"] for item in waiting} <= {trace["id"] for trace in asked}


def test_calls_of_the_sample_name_the_prompt_version_that_they_used(
    running: RunningApp, project: TestProject, client: httpx2.Client
) -> None:
    send_sample(running.url, project.public_key, project.secret_key, sessions=30)
    experiments_when_stored(client)
    rules = {1: "in the language of the question.", 2: "in at most five sentences"}
    calls = read(client, "/api/public/observations", name="ChatOpenAI", type="GENERATION", limit="100")["data"]
    answers = [call for call in calls if call["promptName"] == "docs-qa/answer"]
    assert answers
    assert {call["promptName"] for call in calls} == {"docs-qa/answer", "docs-qa/condense"}
    assert all(rules[call["promptVersion"]] in str(call["input"]) for call in answers)
