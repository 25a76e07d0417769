"""Evaluators and rules as the Langfuse clients drive them (wire contract 9.7 and 9.8)."""

from __future__ import annotations

from tests.builders.evaluation import Evaluation, answer

OUTPUT = {
    "dataType": "NUMERIC",
    "minValue": 0,
    "maxValue": 1,
    "scoreReasoningInstructions": "why",
    "scoreValueInstructions": "how good",
}
MODEL = {"provider": "local", "model": "echo"}


def test_the_newer_api_makes_an_evaluator_and_a_rule_that_scores(evaluation: Evaluation) -> None:
    client = evaluation.client
    body = {
        "name": "quality", "type": "llm_as_judge", "prompt": "Judge {{answer}}", "modelConfig": MODEL, "outputDefinition": OUTPUT,
        "variableMapping": [{"variable": "answer", "source": "output", "jsonPath": "$.content"}],
    }  # fmt: skip
    made = client.post("/api/public/v2/evaluators", json=body).json()
    assert made["prompt"] == [{"role": "user", "content": "Judge {{answer}}"}] and made["outputDefinition"] == OUTPUT
    assert (made["status"], made["version"], made["variables"]) == ("active", 1, ["answer"])
    conditions = [
        {"type": "stringOptions", "column": "type", "operator": "any of", "value": ["GENERATION"]},
        {"type": "string", "column": "name", "operator": "contains", "value": "llm"},
    ]
    rule = client.post(
        "/api/public/v2/evaluation-rules",
        json={"name": "all", "enabled": True, "filter": conditions, "evaluatorAssignments": [{"evaluatorId": made["id"]}]},
    ).json()
    assert rule["filter"] == conditions and rule["sampling"] == 1
    evaluation.provider.replies.append(answer(0.25))
    (score,) = evaluation.scores_until(evaluation.send(reply="forty-two"), 1)
    assert (score["name"], score["value"]) == ("quality", 0.25)
    assert evaluation.provider.requests[0]["messages"][0]["content"] == "Judge forty-two"
    changed = client.patch(
        f"/api/public/v2/evaluators/{made['id']}",
        json={"type": "llm_as_judge", "prompt": "Rate {{output}}", "outputDefinition": OUTPUT},
    )
    assert changed.json()["version"] == 2 and changed.json()["evaluationRuleAssignments"][0]["evaluationRuleId"] == rule["id"]
    versions = client.get(f"/api/public/v2/evaluators/{made['id']}/versions", params={"limit": 1}).json()
    assert [one["version"] for one in versions["data"]] == [2] and versions["meta"]["cursor"]
    assert client.patch(f"/api/public/v2/evaluation-rules/{rule['id']}", json={"enabled": False}).json()["enabled"] is False
    assert client.delete(f"/api/public/v2/evaluation-rules/{rule['id']}").json() == {"id": rule["id"]}
    assert client.delete(f"/api/public/v2/evaluators/{made['id']}").json() == {"id": made["id"]}
    assert client.get("/api/public/v2/evaluators").json() == {"data": [], "meta": {}}


def test_the_older_api_makes_the_next_version_by_name_and_rules_by_name(evaluation: Evaluation) -> None:
    client = evaluation.client
    output = {
        "dataType": "CATEGORICAL",
        "reasoning": {"description": "why"},
        "score": {"description": "which", "categories": ["good", "bad"]},
    }
    body = {"name": "kind", "prompt": "Sort {{output}}", "modelConfig": MODEL, "outputDefinition": output}
    first = client.post("/api/public/unstable/evaluators", json=body).json()
    second = client.post("/api/public/unstable/evaluators", json=body).json()
    assert (first["id"], first["version"], second["version"]) == (second["id"], 1, 2)
    assert second["outputDefinition"]["score"]["categories"] == ["good", "bad"] and second["prompt"] == "Sort {{output}}"
    named = {"evaluator": {"name": "kind", "type": "llm_as_judge"}, "mapping": [{"variable": "output", "source": "output"}]}
    rule = client.post(
        "/api/public/unstable/evaluation-rules", json={"name": "r", "target": "observation", "enabled": True, **named}
    )
    assert rule.status_code == 200 and (rule.json()["status"], rule.json()["evaluator"]["name"]) == ("active", "kind")
    assert client.post("/api/public/unstable/evaluation-rules", json={"name": "r", "enabled": True, **named}).status_code == 409
    missing = {"name": "other", "enabled": True, "evaluator": {"name": "nobody", "type": "code"}}
    assert client.post("/api/public/unstable/evaluation-rules", json=missing).status_code == 404
    assert client.patch(f"/api/public/unstable/evaluation-rules/{rule.json()['id']}", json={}).status_code == 400
    typescript = {"name": "ts", "type": "code", "sourceCode": "export const evaluate = 1", "sourceCodeLanguage": "TYPESCRIPT"}
    assert client.post("/api/public/unstable/evaluators", json=typescript).status_code == 422
    listed = client.get("/api/public/unstable/evaluators").json()
    assert listed["meta"]["totalItems"] == 1 and listed["data"][0]["evaluationRuleCount"] == 1
