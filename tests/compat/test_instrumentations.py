"""LangChain, OpenTelemetry exporters, OpenInference and Traceloop, as people use them, read back through the newest API."""

from __future__ import annotations

import base64
import json
from typing import Any

import httpx2
import pytest

from tests.builders.eventually import eventually
from tests.builders.projects import TestProject
from tests.compat.environments import Environment, using

pytestmark = [pytest.mark.compat, pytest.mark.timeout(300, func_only=True)]

FIELDS = "core,basic,io,usage,model,metadata,trace_context,metrics"


def otlp_environ(project: TestProject, protocol: str = "http/protobuf") -> dict[str, str]:
    token = base64.b64encode(f"{project.public_key}:{project.secret_key}".encode()).decode()
    return {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{project.url}/api/public/otel",
        "OTEL_EXPORTER_OTLP_HEADERS": f"Authorization=Basic%20{token}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": protocol,
        "OTEL_EXPORTER_OTLP_TIMEOUT": "60",
    }


def observations(client: httpx2.Client, trace_id: str, count: int) -> dict[str, Any]:
    """The trace's observations by name, once there are `count`."""

    def found() -> dict[str, Any] | None:
        answer = client.get("/api/public/v2/observations", params={"traceId": trace_id, "fields": FIELDS})
        rows = answer.raise_for_status().json()["data"]
        return {row["name"]: row for row in rows} if len(rows) == count else None

    return eventually(found)


@using("langchain")
def test_langchain_callback_handler_carries_session_and_user(sdk: Environment, project: TestProject, openai_url: str) -> None:
    facts = sdk.run("langchain_callback.py", project.langfuse_environ() | {"OPENAI_BASE_URL": openai_url})
    assert facts["answer"] == "再见"
    assert (facts["users"], facts["sessions"]) == (["ana"], ["s-lc"])
    assert {"RunnableSequence", "ChatPromptTemplate", "ChatOpenAI", "StrOutputParser"} <= set(facts["names"])
    assert facts["generation"]["model"].startswith("gpt-4o")
    assert facts["generation"]["usage"]["output"] == 9
    assert "你好?" in facts["generation"]["input"]


@using("opentelemetry")
def test_an_opentelemetry_exporter_over_protobuf_is_read_with_the_genai_conventions(
    sdk: Environment, project: TestProject, client: httpx2.Client
) -> None:
    facts = sdk.run("otel_genai.py", otlp_environ(project))
    rows = observations(client, facts["trace_id"], 3)
    agent, chat, tool = rows["invoke_agent shopper"], rows["chat gpt-4o"], rows["search"]
    assert (agent["type"], chat["type"], tool["type"]) == ("AGENT", "GENERATION", "TOOL")
    assert {row["environment"] for row in rows.values()} == {"staging"}
    assert (chat["userId"], chat["sessionId"]) == ("ana", "s-otel")
    assert chat["model"] == "gpt-4o"
    assert chat["usageDetails"]["input"] == 60
    assert chat["usageDetails"]["input_cached_tokens"] == 40
    assert "你好" in chat["input"]
    assert "再见" in chat["output"]
    assert json.loads(tool["input"]) == {"q": "shoes"}
    params = {"traceId": facts["trace_id"], "fields": "details,subject"}
    score = eventually(lambda: client.get("/api/public/v3/scores", params=params).json()["data"])[0]
    assert (score["name"], score["value"], score["comment"]) == ("relevance", 0.25, "nothing found")
    assert score["subject"]["id"] == tool["id"]


@using("opentelemetry")
def test_unmapped_attributes_keep_their_type(sdk: Environment, project: TestProject, client: httpx2.Client) -> None:
    facts = sdk.run("otel_genai.py", otlp_environ(project))
    chat = observations(client, facts["trace_id"], 3)["chat gpt-4o"]
    text = json.dumps(chat["metadata"])
    assert "shop.vip" in text
    assert "true" in text
    assert "shop.cart" in text


@using("openinference", "traceloop")
def test_an_instrumented_openai_client_becomes_a_generation(
    sdk: Environment, project: TestProject, client: httpx2.Client, openai_url: str
) -> None:
    facts = sdk.run("instrumented_openai.py", otlp_environ(project) | {"OPENAI_BASE_URL": openai_url})
    rows = observations(client, facts["trace_id"], 2)
    generation = next(row for row in rows.values() if row["type"] == "GENERATION")
    assert generation["model"].startswith("gpt-4o")
    assert generation["usageDetails"]["output"] == 9
    assert sum(v for k, v in generation["usageDetails"].items() if k.startswith("input")) == 100
    assert "你好?" in generation["input"]
    assert "再见" in generation["output"]


LEGACY = {"OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "true"}
LATEST = {
    "OTEL_SEMCONV_STABILITY_OPT_IN": "gen_ai_latest_experimental",
    "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT": "event_only",
}


@using("openai_v2")
@pytest.mark.parametrize("generation", [LEGACY, LATEST], ids=["message events", "operation details"])
def test_messages_that_opentelemetry_sends_as_logs_become_the_content_of_their_span(
    sdk: Environment, project: TestProject, client: httpx2.Client, openai_url: str, generation: dict[str, str]
) -> None:
    facts = sdk.run("instrumented_openai_v2.py", otlp_environ(project) | generation | {"OPENAI_BASE_URL": openai_url})

    def chat() -> dict[str, Any]:
        row = observations(client, facts["trace_id"], 2)["chat gpt-4o"]
        return row if row["input"] and row["output"] and row["model"] else {}

    found = eventually(chat)
    assert (found["type"], found["environment"]) == ("GENERATION", "staging")
    assert found["model"].startswith("gpt-4o")
    assert found["usageDetails"]["output"] == 9
    assert [message["role"] for message in json.loads(found["input"])] == ["system", "user"]
    assert "你好?" in found["input"]
    assert "再见" in found["output"]
    params = {"traceId": facts["trace_id"], "fields": "details"}
    score = eventually(lambda: client.get("/api/public/v3/scores", params=params).json()["data"])[0]
    assert (score["name"], score["value"]) == ("relevance", 0.25)
