"""Evaluators and evaluation rules with the generated clients of the official SDKs (wire contract 9.7, 9.8)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(500)]

REST = "refund policy"
OF_SCREEN = {
    "screen plain": ("observation", "type:(GENERATION OR TOOL) level:>=WARNING -environment:dev metadata.tier:gold"),
    "screen rest": ("observation", f"type:TOOL {REST}"),
    "screen items": ("experiment_item", "dataset:d1"),
    "screen trace": ("trace", "user:ann"),
}
OWN = ["stringObject", "lumetraFilter", "grammar", "="]


def rules_of_the_screen(project: TestProject) -> None:
    """Rules as people write them on the screen, in the grammar."""
    with project.client() as client:
        base = f"/api/v1/projects/{project.id}"
        content = {"kind": "check", "check": "length", "parameters": {"minimum": 1}}
        made = client.post(f"{base}/evaluators", json={"name": "long enough", "content": content}).raise_for_status().json()
        for name, (target, filter_) in OF_SCREEN.items():
            body = {"name": name, "target": target, "filter": filter_, "evaluators": [{"evaluator_id": made["evaluator"]["id"]}]}
            client.post(f"{base}/evaluation-rules", json=body).raise_for_status()


def filters_of_the_screen(project: TestProject) -> dict[str, tuple[str, str]]:
    """(target, filter) by the name of the rule, as the screen shows them now."""
    with project.client() as client:
        rows = client.get(f"/api/v1/projects/{project.id}/evaluation-rules").raise_for_status().json()["data"]
    return {row["name"]: (row["target"], row["filter"]) for row in rows if row["name"] in OF_SCREEN}


@using("python-4", "python-5")
def test_python_makes_evaluators_and_rules_and_reads_back_what_the_screen_wrote(project: TestProject, sdk: Environment) -> None:
    rules_of_the_screen(project)
    facts = sdk.run("evaluators_python.py", project.langfuse_environ())
    assert facts["judge"] == {
        "status": "active", "variables": ["answer"], "prompt": [["user", "Judge {{answer}}"]],
        "mapping": [["answer", "output", "$.content"]], "output": "NUMERIC",
    }  # fmt: skip
    assert facts["code"] == {
        "source": "def evaluate(ctx):\n    return len(ctx.output) < 5\n",
        "language": "PYTHON",
        "type": "code",
    }
    assert (facts["metadata_only"], facts["second"]) == (["changed", 1], [2, ["system", "user"], ["good", "bad"]])
    assert (facts["versions"], facts["got"], facts["by_page"]) == ([2, 1], "short", ["short", "quality", "long enough"])
    gold = [["stringOptions", "type", None, "any of", ["GENERATION"]], ["stringObject", "metadata", "tier", "=", "gold"]]
    assert facts["rule"] == {"filter": gold, "sampling": 0.5, "enabled": True, "assigned": [True, False]}
    assert facts["assignments"] == [True]
    root = ["boolean", "isExperimentItemRootSpan", None, "=", True]
    assert facts["items"] == [root]
    assert facts["renamed"] == ["gold only", gold[:1], 0.5]
    assert facts["emptied"] == [False, []]
    assert facts["of_screen"] == {
        "screen plain": [
            ["stringOptions", "type", None, "any of", ["GENERATION", "TOOL"]],
            ["stringOptions", "level", None, "any of", ["WARNING", "ERROR"]],
            ["stringOptions", "environment", None, "none of", ["dev"]],
            ["stringObject", "metadata", "tier", "=", "gold"],
        ],
        "screen rest": [["stringOptions", "type", None, "any of", ["TOOL"]], [*OWN, REST]],
        "screen items": [root, ["stringOptions", "datasetId", None, "any of", ["d1"]]],
        "screen trace": [["string", "userId", None, "=", "ann"]],
    }
    assert facts["written_back"] == {name: rows for name, rows in facts["of_screen"].items() if name != "screen trace"}
    now = filters_of_the_screen(project)
    assert now["screen rest"] == ("observation", f"type:=TOOL {REST}")
    assert now["screen items"] == ("experiment_item", "experiment_dataset_id:=d1")
    assert (facts["missing"], facts["missing_rule"]) == ([404, "resource_not_found"], [404, "resource_not_found"])
    assert facts["invalid"] == facts["legacy"] == [400, "invalid_request"]
    assert facts["switched_off"] is False
    assert (facts["deleted"], facts["left"]) == ([True, True], ["short", "long enough"])


@using("python-4.15")
def test_the_last_python_client_of_the_unstable_api_reads_every_rule(project: TestProject, sdk: Environment) -> None:
    rules_of_the_screen(project)
    facts = sdk.run("evaluators_python_4_15.py", project.langfuse_environ())
    assert facts["versions"] == [True, 1, 2]
    assert facts["evaluators"]["helps"] == ["llm_as_judge", ["output"], 2]
    code = ["input", "output", "metadata", "toolCalls", "experimentItemExpectedOutput", "experimentItemMetadata"]
    assert facts["evaluators"]["short"] == ["code", code, 1]
    assert facts["got"] == ["whether it helps", "Judge {{output}}"]
    assert facts["rule"] == ["observation", "active", "helps", [["output", "output", "$.content"]]]
    assert facts["items"] == ["experiment", ["helps", "short"], "inactive"]
    assert facts["changed"] == [0.25, "inactive", [["type", ["GENERATION"]]]]
    assert facts["trace"] == ["trace", 5000, ["NEW"]]
    assert facts["taken"] == ["ConflictError", "conflict"]
    assert facts["missing"] == ["NotFoundError", "resource_not_found"]
    assert facts["deleted"] == [True, True]


@using("js-5")
def test_javascript_makes_evaluators_and_rules_and_reads_back_what_the_screen_wrote(
    project: TestProject, sdk: Environment
) -> None:
    rules_of_the_screen(project)
    facts: dict[str, Any] = sdk.run("evaluators_js.mjs", project.langfuse_environ())
    prompt = [{"role": "user", "content": "Judge {{answer}}"}]
    assert facts["judge"] == {"prompt": prompt, "variables": ["answer"], "output": "NUMERIC", "status": "active"}
    assert facts["described"] == ["changed", 1]
    assert facts["second"] == [2, [{"role": "user", "content": "Rate {{answer}}"}], "BOOLEAN"]
    assert facts["versions"] == [2, 1]
    conditions, sampling, assigned = facts["rule"]
    assert [one["operator"] for one in conditions] == ["any of", "is set"]
    assert (sampling, assigned) == (1, [True, False])
    assert facts["changed"] == [0.25, conditions, 1]
    assert facts["same"] and [one["column"] for one in facts["screen"]] == ["type", "lumetraFilter"]
    assert (facts["missing"], facts["invalid"]) == ([404, "resource_not_found"], [400, "invalid_request"])
    assert (facts["deleted"], facts["left"]) == ([True, True], ["short", "long enough"])
