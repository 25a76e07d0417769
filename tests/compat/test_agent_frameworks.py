"""Agent frameworks that trace themselves: the same small agent in each, read back with its calls, its tool and its tokens."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using
from tests.compat.test_instrumentations import FIELDS, otlp_environ

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]


def observations(client: httpx2.Client, trace_id: str, count: int) -> list[dict[str, Any]]:
    """The trace's observations, oldest first, once there are `count`."""

    def found() -> list[dict[str, Any]] | None:
        answer = client.get("/api/public/v2/observations", params={"traceId": trace_id, "fields": FIELDS})
        rows = answer.raise_for_status().json()["data"]
        return sorted(rows, key=lambda row: row["startTime"]) if len(rows) == count else None

    return eventually(found)


def of_type(rows: list[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["type"] == kind]


def assert_the_agent_is_whole(rows: list[dict[str, Any]], answer: str) -> None:
    """Two calls of the model, the first of which asks for the tool; nothing around them counts their tokens again."""
    called, answered = of_type(rows, "GENERATION")
    for call in (called, answered):
        assert call["model"] == "tool"
        assert {key: value for key, value in call["usageDetails"].items() if value} == {
            "input": 10, "input_cached_tokens": 2, "output": 7, "total": 19,
        }  # fmt: skip
        assert "Wetter in Zürich" in call["input"]
    assert "get_weather" in called["output"]
    assert answer in answered["output"]
    (tool,) = of_type(rows, "TOOL")
    assert (tool["name"], json.loads(tool["input"])) == ("get_weather", {"city": "Zürich"})
    assert "sunny in Zürich" in tool["output"]
    metered = [row["id"] for row in rows if row["usageDetails"]]
    assert sorted(metered) == sorted([called["id"], answered["id"]])


@using("pydantic_ai")
def test_a_pydantic_ai_agent_is_read_whole(
    sdk: Environment, project: TestProject, client: httpx2.Client, provider_url: str
) -> None:
    facts = sdk.run("pydantic_ai_agent.py", otlp_environ(project) | {"OPENAI_BASE_URL": provider_url})
    rows = observations(client, facts["trace_id"], 5)
    assert_the_agent_is_whole(rows, facts["answer"])
    (agent,) = of_type(rows, "AGENT")
    assert facts["answer"] in agent["output"]


@using("genkit")
def test_a_genkit_flow_is_read_whole(sdk: Environment, project: TestProject, client: httpx2.Client) -> None:
    facts = sdk.run("genkit_flow.mjs", otlp_environ(project) | {"OTEL_EXPORTER_OTLP_TIMEOUT": "60000"})
    rows = observations(client, facts["trace_id"], 6)
    (flow,), (tool,) = of_type(rows, "CHAIN"), of_type(rows, "TOOL")
    assert (flow["name"], json.loads(flow["input"])) == ("ask", "Wie ist das Wetter in Zürich?")
    assert facts["answer"] in flow["output"]
    assert (tool["name"], json.loads(tool["input"])) == ("get_weather", {"city": "Zürich"})
    calls = of_type(rows, "GENERATION")
    assert [(call["model"], call["usageDetails"]["input"], call["usageDetails"]["output"]) for call in calls] == [
        ("test/tool", 12, 7),
        ("test/tool", 12, 7),
    ]
    assert "get_weather" in calls[0]["output"]
    assert facts["answer"] in calls[1]["output"]
    assert sorted(row["id"] for row in rows if row["usageDetails"]) == sorted(call["id"] for call in calls)


@using("livekit")
def test_a_livekit_agent_is_read_whole(sdk: Environment, project: TestProject, client: httpx2.Client, provider_url: str) -> None:
    facts = sdk.run("livekit_agent.py", otlp_environ(project) | {"OPENAI_BASE_URL": provider_url})
    rows = observations(client, facts["trace_id"], 18)
    assert_the_agent_is_whole(rows, facts["answer"])
    turn = next(row for row in rows if row["name"] == "agent_turn")
    assert (turn["type"], turn["output"]) == ("AGENT", facts["answer"])
    assert "Wetter in Zürich" in turn["input"]


@using("logfire")
def test_logfires_spans_messages_and_calls_are_read(
    sdk: Environment, project: TestProject, client: httpx2.Client, provider_url: str
) -> None:
    facts = sdk.run("logfire_app.py", otlp_environ(project) | {"OPENAI_BASE_URL": provider_url})
    rows = {row["name"]: row for row in observations(client, facts["trace_id"], 7)}
    root, message, chat = rows["asking about Zürich"], rows["basket of ana is empty"], rows["Chat Completion with 'gpt-4o'"]
    assert {row["environment"] for row in rows.values()} == {"staging"}
    assert (message["level"], message["parentObservationId"]) == ("WARNING", root["id"])
    assert "vip" in root["tags"]
    assert (chat["type"], chat["model"], chat["usageDetails"]["output"]) == ("GENERATION", "gpt-4o", 7)
    assert "你好?" in chat["input"]
    assert "echo: 你好?" in chat["output"]
    assert rows["weather run"]["type"] == "AGENT"
    assert json.loads(rows["get_weather"]["input"]) == {"city": "Zürich"}
    assert facts["answer"] in rows["weather run"]["output"]


@using("vercel_ai")
@pytest.mark.parametrize(("spans", "count"), [("present", 7), ("legacy", 5)])
def test_the_vercel_ai_sdk_is_read_whole(
    sdk: Environment, project: TestProject, client: httpx2.Client, provider_url: str, spans: str, count: int
) -> None:
    # The JavaScript exporters read milliseconds where the Python ones read seconds.
    told = {"OPENAI_BASE_URL": provider_url, "SPANS": spans, "OTEL_EXPORTER_OTLP_TIMEOUT": "60000"}
    facts = sdk.run("vercel_ai.mjs", otlp_environ(project) | told)
    rows = observations(client, facts["trace_id"], count)
    assert_the_agent_is_whole(rows, facts["answer"])


@using("google_adk")
@pytest.mark.parametrize(("schema", "count"), [("1", 8), ("2", 6)])
def test_a_google_adk_agent_is_read_whole_in_both_of_its_forms(
    sdk: Environment, project: TestProject, client: httpx2.Client, schema: str, count: int
) -> None:
    told = {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "SPAN_ONLY", "ADK_TELEMETRY_SCHEMA_VERSION_OPT_IN": schema}
    facts = sdk.run("google_adk_agent.py", otlp_environ(project) | told)
    rows = observations(client, facts["trace_id"], count)
    called, answered = of_type(rows, "GENERATION")
    for call in (called, answered):
        assert call["model"] == "gemini-2.5-flash"
        assert call["usageDetails"] == {"input": 60, "input_cached_tokens": 40, "output": 9, "total": 109}
        assert "你好?" in call["input"]
    assert facts["answer"] in answered["output"]
    assert [row["id"] for row in rows if row["usageDetails"]] == [called["id"], answered["id"]]
    (tool,) = of_type(rows, "TOOL")
    assert (json.loads(tool["input"]), json.loads(tool["output"])) == ({"city": "Zürich"}, {"result": "sunny in Zürich"})
    assert {row["sessionId"] for row in rows} == {facts["session_id"]}


@using("langsmith")
def test_langsmith_runs_are_read_whole(sdk: Environment, project: TestProject, client: httpx2.Client) -> None:
    facts = sdk.run("langsmith_runs.py", otlp_environ(project))
    rows = {row["name"]: row for row in observations(client, facts["trace_id"], 3)}
    assert {name: row["type"] for name, row in rows.items()} == {"pipeline": "CHAIN", "look_up": "TOOL", "call": "GENERATION"}
    call = rows["call"]
    assert (call["model"], call["usageDetails"]) == ("gpt-4o", {"input": 100, "output": 9, "total": 109})
    assert "你好?" in call["input"]
    assert "再见" in call["output"]
    assert (rows["pipeline"]["usageDetails"], rows["look_up"]["usageDetails"]) == ({}, {})


@using("mlflow")
def test_an_mlflow_trace_is_read_whole(sdk: Environment, project: TestProject, client: httpx2.Client) -> None:
    facts = sdk.run("mlflow_trace.py", otlp_environ(project))
    rows = {row["name"]: row for row in observations(client, facts["trace_id"], 3)}
    assert {name: row["type"] for name, row in rows.items()} == {"app": "CHAIN", "call": "GENERATION", "look up": "RETRIEVER"}
    call = rows["call"]
    assert (call["model"], call["usageDetails"]) == ("gpt-4o", {"input": 100, "output": 9, "total": 109})
    assert "你好?" in call["input"]
    assert "再见" in call["output"]
    assert "再见" in rows["app"]["output"]
