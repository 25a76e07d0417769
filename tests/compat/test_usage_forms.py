"""Each form in which the official SDKs send usage and costs becomes the same exclusive buckets, priced once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]

PLAIN = {"input": 1000, "output": 100, "total": 1100}
CARVED = {"input": 600, "input_cached_tokens": 400, "output": 40, "output_reasoning_tokens": 60, "total": 1100}


def bills(project: TestProject, trace_id: str, count: int) -> dict[str, dict[str, Any]]:
    """What each call of the trace used and cost, by the call's name."""
    with project.client() as client:
        base = f"/api/v1/projects/{project.id}"

        def calls() -> list[dict[str, Any]]:
            answer = client.get(f"{base}/observations", params={"filter": f"trace_id:{trace_id} type:GENERATION", "limit": 50})
            return answer.json()["data"]

        eventually(lambda: len(calls()) == count)
        return {row["name"]: client.get(f"{base}/costs/observations/{row['id']}").json() for row in calls()}


def used(call: dict[str, Any]) -> dict[str, float]:
    """Its buckets without those that were sent as zero."""
    return {key: value for key, value in call["usage"].items() if value}


@using("python-2")
def test_python_2_sends_units_and_costs_inside_its_usage(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("usage_forms_2.py", project.langfuse_environ())
    calls = bills(project, facts["trace_id"], 6)
    assert calls["tokens"]["usage"] == calls["openai"]["usage"] == PLAIN
    assert calls["tokens"]["total_cost_usd"] == calls["openai"]["total_cost_usd"] == "0.0035"
    assert calls["characters"]["usage"]["input"] == 500
    assert calls["characters"]["usage_units"]["input"] == "characters"
    assert calls["costs"]["total_cost_usd"] == "0.501"  # the sent input cost, and the computed output cost
    assert calls["zero"]["total_cost_usd"] == "0"
    assert calls["details"]["usage"]["output"] == 100
    assert {line["key"]: line["source"] for line in calls["details"]["lines"]}["output"] == "provided"
    assert calls["details"]["total_cost_usd"] == "0.252375"  # 900 × $2.50/M + 100 cached × $1.25/M + the sent 0.25


@using("python-3", "python-4", "python-5")
def test_python_3_and_later_send_what_providers_answered(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("usage_forms.py", project.langfuse_environ())
    calls = bills(project, facts["trace_id"], 6)
    assert calls["free"]["usage"] == PLAIN
    assert used(calls["chat"]) == used(calls["responses"]) == CARVED
    # 600 × $2.50/M + 400 × $1.25/M + 100 × $10/M: reasoning is charged as output
    assert calls["chat"]["total_cost_usd"] == calls["responses"]["total_cost_usd"] == "0.003"
    assert calls["anthropic"]["usage"] == {
        "input": 100, "input_cached_tokens": 800, "input_cache_creation": 100, "output": 50, "total": 1050,
    }  # fmt: skip
    assert calls["anthropic"]["total_cost_usd"] == "0.001665"
    assert calls["costs"]["total_cost_usd"] == "0.501"
    assert calls["seconds"]["total_cost_usd"] == "0.009"  # 90 s × $0.006 a minute


@using("js-5")
def test_javascript_5_sends_what_providers_answered(sdk: Environment, project: TestProject) -> None:
    facts = sdk.run("usage_forms_5.mjs", project.langfuse_environ())
    calls = bills(project, facts["trace_id"], 4)
    assert calls["free"]["usage"] == PLAIN
    assert calls["chat"]["usage"] == CARVED
    assert calls["gemini"]["usage"] == {
        "input": 600, "input_cached_tokens": 400, "output": 50, "output_reasoning_tokens": 150, "total": 1200,
    }  # fmt: skip
    assert calls["costs"]["total_cost_usd"] == "0.501"
