"""What each convention's attributes become. The sets are written after what the named packages send."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from lumetra.domain.observation import Observation, Score
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.otlp import START_NS, a_provenance, a_request, a_span

START_US = START_NS // 1000


def decode(attributes: dict[str, Any], *, scope: str = "", **span: Any) -> tuple[Observation, list[Score]]:
    request = a_request(a_span(attributes, **span), scope=(scope, "1"))
    decoded = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
    assert decoded.rejected == []
    return decoded.observations[0], decoded.scores


def read(attributes: dict[str, Any], **span: Any) -> Observation:
    return decode(attributes, **span)[0]


def rest(found: Observation) -> dict[str, Any]:
    return json.loads(found.metadata.get("attributes", "{}"))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"gen_ai.operation.name": "retrieval"}, "RETRIEVER"),
        ({"gen_ai.operation.name": "search_memory"}, "RETRIEVER"),
        ({"gen_ai.operation.name": "invoke_workflow"}, "CHAIN"),
        ({"gen_ai.operation.name": "plan"}, "CHAIN"),
        ({"gen_ai.operation.name": "create_agent"}, "AGENT"),
        ({"gen_ai.operation.name": "update_memory"}, "TOOL"),
        ({"gen_ai.operation.name": "embeddings"}, "EMBEDDING"),
        ({"mcp.method.name": "tools/call"}, "TOOL"),
        ({"gen_ai.tool.call.id": "c"}, "TOOL"),
        ({"gen_ai.request.model": "m"}, "GENERATION"),
        ({"openinference.span.kind": "RERANKER"}, "RETRIEVER"),
        ({"openinference.span.kind": "GUARDRAIL"}, "GUARDRAIL"),
        ({"openinference.span.kind": "LLM", "gen_ai.operation.name": "embeddings"}, "GENERATION"),
        ({"traceloop.span.kind": "workflow"}, "CHAIN"),
        ({"llm.request.type": "rerank"}, "RETRIEVER"),
        ({"db.system": "chroma", "db.operation": "query"}, "RETRIEVER"),
        ({"mlflow.spanType": '"CHAT_MODEL"'}, "GENERATION"),
        ({"mlflow.spanType": "RETRIEVER"}, "RETRIEVER"),
        ({"genkit:metadata:subtype": "tool.v2"}, "TOOL"),
        ({"langsmith.span.kind": "retriever", "gen_ai.operation.name": "embeddings"}, "RETRIEVER"),
        ({"langfuse.observation.type": "guardrail", "openinference.span.kind": "LLM"}, "GUARDRAIL"),
        ({"model": "gpt-4o"}, "GENERATION"),
        ({"http.method": "GET"}, "SPAN"),
    ],
)
def test_types(attributes: dict[str, Any], expected: str) -> None:
    assert read(attributes).type == expected


def test_langfuse_python_before_3_4_sent_generations_as_spans() -> None:
    attributes = {"langfuse.observation.type": "span", "langfuse.observation.model.name": "gpt-4o"}
    request = a_request(a_span(attributes), scope=("langfuse-sdk", "3.2.1"))
    decoded = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
    assert decoded.observations[0].type == "GENERATION"
    assert read(attributes).type == "SPAN"


def test_langfuse_counts_before_everything_else() -> None:
    found = read(
        {
            "langfuse.observation.input": "ours", "input.value": "theirs", "gen_ai.prompt": "also theirs",
            "langfuse.user.id": "u1", "user.id": "u2", "langfuse.observation.model.name": "m1", "gen_ai.response.model": "m2",
            "langfuse.observation.usage_details": '{"input": 1}', "gen_ai.usage.input_tokens": 99,
        }
    )  # fmt: skip
    assert (found.input, found.user_id, found.model, found.usage) == ("ours", "u1", "m1", {"input": 1, "total": 1})
    assert rest(found) == {
        "input.value": "theirs", "gen_ai.prompt": "also theirs", "user.id": "u2", "gen_ai.response.model": "m2",
        "gen_ai.usage.input_tokens": 99,
    }  # fmt: skip


def test_usage_details_that_are_no_json_are_noted_and_kept() -> None:
    found = read({"langfuse.observation.usage_details": "{broken"})
    assert found.usage == {}
    assert rest(found) == {"langfuse.observation.usage_details": "{broken"}
    assert "usage_details" in found.metadata["lumetra_notes"]


def test_gen_ai_message_events_become_messages() -> None:
    events = [
        ("gen_ai.system.message", {"content": "Be brief", "gen_ai.system": "openai"}),
        ("gen_ai.user.message", {"content": "Hi"}),
        ("gen_ai.choice", {"index": 0, "finish_reason": "stop", "message": '{"role": "assistant", "content": "Hello"}'}),
    ]
    found = read({"gen_ai.operation.name": "chat", "gen_ai.request.model": "m"}, events=events)
    assert json.loads(found.input) == [{"role": "system", "content": "Be brief"}, {"role": "user", "content": "Hi"}]
    assert json.loads(found.output)["message"]["content"] == "Hello"
    assert "events" not in found.metadata


def test_gen_ai_details_event_holds_the_messages() -> None:
    event = {
        "gen_ai.system_instructions": [{"type": "text", "content": "Be brief"}],
        "gen_ai.input.messages": [{"role": "user", "parts": [{"type": "text", "content": "Hi"}]}],
        "gen_ai.output.messages": [{"role": "assistant", "parts": []}],
    }
    found = read({"gen_ai.operation.name": "chat"}, events=[("gen_ai.client.inference.operation.details", event)])
    assert [message["role"] for message in json.loads(found.input)] == ["system", "user"]
    assert json.loads(found.output)[0]["role"] == "assistant"


def test_an_evaluation_event_becomes_a_score_of_its_span() -> None:
    event = {
        "gen_ai.evaluation.name": "relevance",
        "gen_ai.evaluation.score.value": 0.8,
        "gen_ai.evaluation.score.label": "good",
        "gen_ai.evaluation.explanation": "on topic",
        "gen_ai.response.id": "r1",
    }
    span = {"events": [("gen_ai.evaluation.result", event), ("gen_ai.evaluation.result", {"gen_ai.evaluation.name": "x"})]}
    found, (score,) = decode({}, **span)
    assert (score.name, score.value, score.data_type, score.comment, score.source) == (
        "relevance",
        0.8,
        "NUMERIC",
        "on topic",
        "EVAL",
    )
    assert (score.trace_id, score.observation_id) == (found.trace_id, found.id)
    assert score.metadata == {"gen_ai.response.id": '"r1"', "label": '"good"'}
    assert len(json.loads(found.metadata["events"])) == 1
    assert decode({}, **span)[1][0].id == score.id


def test_openinference_judgements_become_scores_of_span_trace_and_session() -> None:
    _, scores = decode(
        {
            "session.id": "s1",
            "annotations.0.annotation.name": "correct",
            "annotations.0.annotation.label": "yes",
            "annotations.0.annotation.annotator_kind": "HUMAN",
            "trace.evaluations.0.evaluation.name": "quality",
            "trace.evaluations.0.evaluation.score": 0.5,
            "session.annotations.0.annotation.name": "mood",
            "session.annotations.0.annotation.score": 1,
        }
    )
    found = {score.name: score for score in scores}
    assert (found["correct"].data_type, found["correct"].string_value, found["correct"].source) == (
        "CATEGORICAL",
        "yes",
        "ANNOTATION",
    )
    assert found["correct"].observation_id != ""
    assert (found["quality"].value, found["quality"].observation_id) == (0.5, "")
    assert (found["mood"].session_id, found["mood"].trace_id) == ("s1", "")


def test_openinference_messages_are_rebuilt_when_there_is_no_whole_input() -> None:
    found = read(
        {
            "openinference.span.kind": "LLM",
            "llm.input_messages.0.message.role": "user",
            "llm.input_messages.0.message.contents.0.message_content.type": "text",
            "llm.input_messages.0.message.contents.0.message_content.text": "Hi",
            "llm.output_messages.0.message.role": "assistant",
            "llm.output_messages.0.message.tool_calls.0.tool_call.id": "c1",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.name": "search",
            "llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments": "{}",
            "llm.token_count.prompt": 10,
            "llm.token_count.prompt_details.cache_read": 4,
            "llm.cost.total": 0.1,
            "llm.model_name": "m",
        }
    )
    assert json.loads(found.input) == [{"role": "user", "contents": [{"type": "text", "text": "Hi"}]}]
    assert (found.tool_call_names, found.usage["input"], found.provided_cost) == (["search"], 6, {"total": Decimal("0.1")})
    assert rest(found) == {"openinference.span.kind": "LLM"}


def test_traceloop_before_the_genai_conventions() -> None:
    found = read(
        {
            "llm.request.type": "chat",
            "gen_ai.system": "OpenAI",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.prompt.0.role": "user",
            "gen_ai.prompt.0.content": "Hi",
            "gen_ai.prompt.10.content": "last",
            "gen_ai.prompt.2.content": "second",
            "gen_ai.completion.0.role": "assistant",
            "gen_ai.completion.0.tool_calls.0.name": "search",
            "gen_ai.completion.0.tool_calls.0.arguments": "{}",
            "gen_ai.usage.prompt_tokens": 5,
            "gen_ai.usage.completion_tokens": 2,
            "llm.usage.total_tokens": 7,
            "llm.request.functions.0.name": "search",
            "llm.request.functions.0.description": "Search",
            "llm.request.functions.0.parameters": "{}",
            "traceloop.association.properties.session_id": "s",
            "traceloop.association.properties.user_id": "u",
            "traceloop.association.properties.plan": "pro",
            "traceloop.workflow.name": "w",
        }
    )
    assert [message.get("content") for message in json.loads(found.input)] == ["Hi", "second", "last"]
    assert (found.type, found.usage, found.dialect) == ("GENERATION", {"input": 5, "output": 2, "total": 7}, "traceloop")
    assert (found.session_id, found.user_id, found.metadata["plan"]) == ("s", "u", '"pro"')
    assert (found.tool_call_names, list(found.tool_definitions)) == (["search"], ["search"])


def test_vercel_ai_folds_tool_calls_into_the_answer_and_links_the_prompt() -> None:
    found = read(
        {
            "ai.operationId": "ai.streamText.doStream",
            "ai.model.id": "gpt-4o",
            "ai.prompt.messages": '[{"role":"user","content":"Hi"}]',
            "ai.response.text": "Let me look",
            "ai.response.toolCalls": '[{"toolCallId":"c1","toolName":"search","args":{"q":1}}]',
            "ai.response.msToFirstChunk": 120.5,
            "ai.usage.promptTokens": 10,
            "ai.usage.completionTokens": 5,
            "ai.telemetry.metadata.langfusePrompt": '{"name":"greeting","version":3}',
        }
    )
    assert json.loads(found.output)["content"] == "Let me look"
    assert found.tool_call_names == ["search"]
    assert (found.prompt_name, found.prompt_version) == ("greeting", 3)
    assert found.completion_start_time_us == START_US + 120_500
    assert (found.usage["input"], found.usage["output"], found.name) == (10, 5, "ai.streamText.doStream")


def test_mlflow_values_are_json() -> None:
    found = read(
        {
            "mlflow.spanType": '"LLM"',
            "mlflow.spanInputs": '"question"',
            "mlflow.spanOutputs": '{"answer": "\\u4f60"}',
            "mlflow.chat.tokenUsage": '{"input_tokens": 3, "output_tokens": 4, "total_tokens": 7}',
            "mlflow.llm.model": '"gpt-4o"',
            "mlflow.llm.cost": '{"input_cost": 0.1, "total_cost": 0.3}',
            "mlflow.trace.session": '"s"',
        }
    )
    assert (found.input, found.output, found.model, found.session_id) == ("question", '{"answer":"你"}', "gpt-4o", "s")
    assert found.usage == {"input": 3, "output": 4, "total": 7}
    assert found.provided_cost == {"input": Decimal("0.1"), "total": Decimal("0.3")}


def test_google_adk_model_calls_and_the_placeholders_of_its_tools() -> None:
    request = json.dumps(
        {"model": "gemini-2.5-flash", "config": {"tools": [{"function_declarations": [{"name": "f", "description": "d"}]}]}}
    )
    response = json.dumps(
        {"content": {"parts": [{"function_call": {"name": "f", "args": {"a": 1}}}]},
         "usage_metadata": {"prompt_token_count": 10, "candidates_token_count": 5, "total_token_count": 15, "cached_content_token_count": 4}}
    )  # fmt: skip
    call = read(
        {
            "gen_ai.system": "gcp.vertex.agent",
            "gen_ai.request.model": "gemini-2.5-flash",
            "gcp.vertex.agent.llm_request": request,
            "gcp.vertex.agent.llm_response": response,
            "gcp.vertex.agent.session_id": "s",
            "gen_ai.usage.input_tokens": 10,
        },
        name="call_llm",
        scope="gcp.vertex.agent",
    )
    assert (call.type, call.session_id, call.input, call.output) == ("GENERATION", "s", request, response)
    assert (call.usage["input"], call.usage["input_cached_tokens"], call.usage["output"]) == (6, 4, 5)
    assert (list(call.tool_definitions), call.tool_call_names, call.dialect) == (["f"], ["f"], "google_adk")
    tool = read(
        {
            "gcp.vertex.agent.llm_request": "{}",
            "gcp.vertex.agent.tool_call_args": '{"a":1}',
            "gcp.vertex.agent.tool_response": '{"r":2}',
        },
        name="execute_tool f",
    )
    assert (tool.type, tool.input, tool.output) == ("TOOL", '{"a":1}', '{"r":2}')


def test_genkit_models_carry_their_usage_in_their_output() -> None:
    found = read(
        {
            "genkit:name": "googleai/gemini-2.5-flash",
            "genkit:metadata:subtype": "model",
            "genkit:input": '{"messages":[],"config":{"temperature":0.5}}',
            "genkit:output": '{"message":{},"usage":{"inputTokens":7,"outputTokens":10,"thoughtsTokens":4,"totalTokens":17}}',
        }
    )
    assert (found.type, found.name, found.model) == ("GENERATION", "googleai/gemini-2.5-flash", "googleai/gemini-2.5-flash")
    assert (found.usage["input"], found.usage["output"], found.usage["output_reasoning_tokens"]) == (7, 6, 4)
    assert found.model_parameters == '{"temperature":0.5}'


@pytest.mark.parametrize("prefix", ["lk.", "lk.pii."])
def test_livekit_turns(prefix: str) -> None:
    found = read({f"{prefix}user_input": "hello", f"{prefix}response.text": "hi", "lk.response.ttft": 0.5}, name="agent_turn")
    assert (found.type, found.input, found.output, found.dialect) == ("AGENT", "hello", "hi", "livekit")
    assert found.completion_start_time_us == START_US + 500_000
    assert read({"lk.speech_id": "s"}, name="llm_request_run").level == "DEBUG"
    around = {"gen_ai.request.model": "gpt-4o", "lk.chat_ctx": "{}"}
    assert [read(around, name=name).type for name in ("llm_node", "llm_request_run")] == ["CHAIN", "SPAN"]


def test_langsmith_runs() -> None:
    found = read(
        {
            "langsmith.span.kind": "llm",
            "langsmith.metadata.thread_id": "t",
            "langsmith.metadata.user_id": "u",
            "langsmith.metadata.plan": "pro",
            "langsmith.metadata.ls_model_name": "gpt-4o",
            "langsmith.span.tags": "a, b",
            "gen_ai.prompt": '{"messages":[]}',
            "gen_ai.completion": '{"generations":[]}',
        }
    )
    assert (found.type, found.session_id, found.user_id, found.tags, found.model) == (
        "GENERATION",
        "t",
        "u",
        ["a", "b"],
        "gpt-4o",
    )
    assert (found.input, found.output, found.metadata["plan"]) == ('{"messages":[]}', '{"generations":[]}', '"pro"')


def test_litellm_and_openrouter_costs() -> None:
    litellm = read({"gen_ai.cost.input_cost": 0.1, "gen_ai.cost.total_cost": 0.3, "gen_ai.operation.name": "chat"})
    assert litellm.provided_cost == {"input": Decimal("0.1"), "total": Decimal("0.3")}
    assert read({"gen_ai.usage.cost": 0.25}).provided_cost == {"total": Decimal("0.25")}


def test_older_pydantic_ai_event_lists() -> None:
    messages = json.dumps(
        [{"role": "user", "content": "Hi", "event.name": "gen_ai.user.message"},
         {"event.name": "gen_ai.choice", "index": 0, "message": {"role": "assistant", "content": "Hello"}}]
    )  # fmt: skip
    found = read({"events": messages, "logfire.msg": "chat gpt-4o", "logfire.level_num": 13}, scope="pydantic-ai")
    assert [message["content"] for message in json.loads(found.input)] == ["Hi"]
    assert json.loads(found.output)["message"]["content"] == "Hello"
    assert (found.name, found.level, found.dialect) == ("chat gpt-4o", "WARNING", "pydantic_ai")


def test_identity_in_metadata_as_the_langchain_handler_takes_it() -> None:
    found = read(
        {
            "langfuse.observation.metadata.langfuse_session_id": "s",
            "langfuse.observation.metadata": '{"langfuse_user_id": "u", "langfuse_tags": ["a"]}',
        }
    )
    assert (found.session_id, found.user_id, found.tags) == ("s", "u", ["a"])


def test_the_environment_of_the_span_counts_before_that_of_its_resource() -> None:
    span = a_span({"deployment.environment": "Staging"})
    for resource, expected in (({"deployment.environment": "prod"}, "staging"), ({"langfuse.environment": "dev"}, "dev")):
        request = a_request(span, resource={**resource, "service.version": "7"})
        decoded = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
        assert (decoded.observations[0].environment, decoded.observations[0].version) == (expected, "7")


def test_experiment_attributes() -> None:
    found = read(
        {"langfuse.experiment.id": "e", "langfuse.experiment.item.expected_output": '{"a": 1}', "langfuse.experiment.name": "n"}
    )
    assert found.experiment is not None
    assert (found.experiment.id, found.experiment.name, found.experiment.item_expected_output) == ("e", "n", '{"a": 1}')


@pytest.mark.parametrize("version", [2**64, -1, 1.8446744073709552e19, "99999999999"])
def test_a_prompt_version_that_no_column_holds_stays_an_attribute(version: object) -> None:
    found = read({"langfuse.observation.prompt.name": "p", "langfuse.observation.prompt.version": str(version)})
    assert found.prompt_version is None
    assert rest(found) == {"langfuse.observation.prompt.version": str(version)}
