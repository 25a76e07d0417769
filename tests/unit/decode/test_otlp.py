"""What a trace export request becomes."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from lumetra.domain.errors import Refusal
from lumetra.ingest.decode.decoded import Decoded
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.otlp import START_NS, TRACE_ID, a_provenance, a_request, a_span, as_otlp_json

PROTOBUF = "application/x-protobuf"


def decode(request: ExportTraceServiceRequest) -> Decoded:
    return decode_otlp(parse_otlp(request.SerializeToString(), PROTOBUF), a_provenance())


def test_a_langfuse_generation_becomes_an_observation_with_all_its_fields() -> None:
    span = a_span(
        {
            "langfuse.observation.type": "generation",
            "langfuse.observation.input": '[{"role": "user", "content": "\\u4f60\\u597d"}]',
            "langfuse.observation.output": "Hello, world",
            "langfuse.observation.model.name": "gpt-4o",
            "langfuse.observation.model.parameters": '{"temperature": 0.2}',
            "langfuse.observation.usage_details": '{"input": 10, "output": 5}',
            "langfuse.observation.cost_details": '{"input": 0.1, "total": 0.30000000000000001}',
            "langfuse.observation.prompt.name": "greeting",
            "langfuse.observation.prompt.version": 3,
            "langfuse.observation.level": "WARN",
            "langfuse.observation.status_message": "slow",
            "langfuse.observation.completion_start_time": '"2025-10-09T08:53:20.500000Z"',
            "langfuse.observation.metadata.topic": '"greetings"',
            "langfuse.observation.metadata.plain": "text",
            "langfuse.observation.metadata.nested": '{"a": [1, 2]}',
            "user.id": "user-1",
            "session.id": "session-1",
            "langfuse.trace.name": "chat",
            "langfuse.trace.tags": ["a", "b"],
            "langfuse.environment": "Production",
            "langfuse.release": "r1",
            "langfuse.version": "v1",
            "langfuse.internal.is_app_root": True,
            "unknown": 5,
        },
        name="call",
        parent_id="00f067aa0ba902b6",
    )
    decoded = decode(a_request(span, scope=("langfuse-sdk", "5.0.4")))
    (found,) = decoded.observations
    assert (found.trace_id, found.id, found.parent_id) == (TRACE_ID, "00f067aa0ba902b7", "00f067aa0ba902b6")
    assert (found.type, found.name, found.level, found.status_message) == ("GENERATION", "call", "WARNING", "slow")
    assert found.input == '[{"role":"user","content":"你好"}]'
    assert found.output == "Hello, world"
    assert (found.model, found.model_parameters) == ("gpt-4o", '{"temperature": 0.2}')
    assert found.usage == {"input": 10, "output": 5, "total": 15}
    assert found.provided_cost == {"input": Decimal("0.1"), "total": Decimal("0.300000000000000010")}
    assert (found.prompt_name, found.prompt_version) == ("greeting", 3)
    assert found.completion_start_time_us == START_NS // 1000 + 500_000
    assert (found.user_id, found.session_id, found.trace_name, found.tags) == ("user-1", "session-1", "chat", ["a", "b"])
    assert (found.environment, found.release, found.version, found.is_app_root) == ("production", "r1", "v1", True)
    assert found.metadata["topic"] == '"greetings"'
    assert found.metadata["plain"] == '"text"'
    assert json.loads(found.metadata["nested"]) == {"a": [1, 2]}
    assert found.metadata["attributes"] == '{"unknown":5}'
    assert json.loads(found.metadata["scope"])["name"] == "langfuse-sdk"
    assert found.dialect == "langfuse"
    assert decoded.traces == []


def test_what_spans_say_about_their_trace_becomes_one_update() -> None:
    root = a_span({"langfuse.trace.input": "question", "langfuse.trace.public": True, "langfuse.trace.metadata.plan": "pro"})
    child = a_span(
        {"langfuse.trace.input": "not this", "langfuse.trace.output": "answer", "langfuse.trace.metadata.seats": "5"},
        span_id="00f067aa0ba902b8",
        parent_id="00f067aa0ba902b7",
    )
    (update,) = decode(a_request(root, child)).traces
    assert (update.input, update.output, update.public) == ("question", "answer", True)
    assert update.metadata == {"plan": '"pro"', "seats": "5"}


def test_a_gen_ai_chat_has_exclusive_usage_and_its_system_instructions_first() -> None:
    span = a_span(
        {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4o",
            "gen_ai.response.model": "gpt-4o-2024-08-06",
            "gen_ai.request.temperature": 0.5,
            "gen_ai.system_instructions": '[{"type":"text","content":"Be brief"}]',
            "gen_ai.input.messages": '[{"role":"user","parts":[{"type":"text","content":"Weather?"}]}]',
            "gen_ai.output.messages": '[{"role":"assistant","parts":[{"type":"tool_call","id":"c1","name":"weather",'
            '"arguments":{"city":"Paris"}}],"finish_reason":"tool_call"}]',
            "gen_ai.tool.definitions": '[{"type":"function","name":"weather","description":"Look","parameters":{}}]',
            "gen_ai.usage.input_tokens": 100,
            "gen_ai.usage.output_tokens": 20,
            "gen_ai.usage.cache_read.input_tokens": 40,
            "gen_ai.response.time_to_first_chunk": 0.25,
            "gen_ai.conversation.id": "conversation-1",
        },
        name="chat gpt-4o",
    )
    (found,) = decode(a_request(span)).observations
    assert (found.type, found.model, found.session_id) == ("GENERATION", "gpt-4o-2024-08-06", "conversation-1")
    assert found.usage == {"input": 60, "input_cached_tokens": 40, "output": 20, "total": 120}
    assert [message["role"] for message in json.loads(found.input)] == ["system", "user"]
    assert found.model_parameters == '{"temperature":0.5}'
    assert found.completion_start_time_us == START_NS // 1000 + 250_000
    assert found.tool_call_names == ["weather"]
    assert json.loads(found.tool_calls[0]) == {
        "id": "c1", "name": "weather", "arguments": '{"city":"Paris"}', "type": "tool_call", "index": 0,
    }  # fmt: skip
    assert json.loads(found.tool_definitions["weather"])["description"] == "Look"
    assert json.loads(found.metadata["attributes"])["gen_ai.request.model"] == "gpt-4o"


def test_an_agent_span_does_not_count_the_tokens_of_its_children() -> None:
    span = a_span(
        {"gen_ai.operation.name": "invoke_agent", "gen_ai.request.model": "gpt-4o", "gen_ai.usage.input_tokens": 100},
    )
    (found,) = decode(a_request(span)).observations
    assert (found.type, found.model, found.usage) == ("AGENT", "", {})
    assert json.loads(found.metadata["attributes"])["gen_ai.usage.input_tokens"] == 100


def test_json_and_protobuf_of_one_request_decode_to_the_same() -> None:
    request = a_request(
        a_span(
            {"a": 1, "b": "x", "c": [1, 2.5, {"d": True}], "e": float("nan"), "f": b"\x01\x02", "gen_ai.usage.input_tokens": 7}
        ),
        resource={"service.name": "s", "deployment.environment.name": "prod"},
    )
    from_json = decode_otlp(parse_otlp(as_otlp_json(request), "application/json; charset=utf-8"), a_provenance())
    assert from_json == decode(request)
    assert from_json.observations[0].environment == "prod"


def test_a_bad_span_is_rejected_and_its_neighbours_are_kept() -> None:
    body = b"""{"resourceSpans":[{"scopeSpans":[{"spans":[
        {"traceId":"%s","spanId":"0000000000000001","name":"good"},
        {"traceId":"%s","name":"no id"},
        {"traceId":"%s","spanId":"0000000000000003","attributes":"nonsense"},
        17,
        {"traceId":"%s","spanId":"0000000000000005","startTimeUnixNano":"soon"},
        {"trace_id":"%s","span_id":"0000000000000006","start_time_unix_nano":1760000000000000000}
    ]}]}]}""" % ((TRACE_ID.encode(),) * 5)
    parsed = parse_otlp(body, "application/json")
    decoded = decode_otlp(parsed, a_provenance())
    assert parsed.span_count == 6
    assert [found.id for found in decoded.observations] == ["0000000000000001", "0000000000000006"]
    assert [rejection.reason for rejection in decoded.rejected] == [
        "spanId is missing",
        "attributes must be a list",
        "a span must be an object, not int",
        "startTimeUnixNano must be a whole number, as text or number",
    ]


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"\xff\xfe garbage", PROTOBUF),
        (a_request(a_span()).SerializeToString()[:-3], PROTOBUF),
        (b'{"resourceSpans": [', "application/json"),
        (b"[]", "application/json"),
        (b'{"resourceSpans": 5}', "application/json"),
        (b"[" * 100_000, "application/json"),
        (b"", "text/plain"),
        (b"", ""),
    ],
)
def test_what_is_no_trace_request_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_otlp(body, content_type)
    assert refusal.value.status == 400
    if "json" not in content_type and content_type != PROTOBUF:
        assert refusal.value.message == "Invalid content type"


def test_an_empty_body_is_an_empty_request() -> None:
    assert parse_otlp(b"", PROTOBUF).span_count == 0
    assert parse_otlp(b"{}", "application/json").span_count == 0


def test_text_that_is_not_unicode_is_repaired() -> None:
    request = a_request(a_span({"k": "wrong: XX"}, name="name XX"), a_span({}, span_id="00f067aa0ba902b8"))
    body = request.SerializeToString().replace(b"XX", b"\xed\xa0")
    decoded = decode_otlp(parse_otlp(body, PROTOBUF), a_provenance())
    assert decoded.observations[0].name.startswith("name \ufffd")
    assert len(decoded.observations) == 2
    text = as_otlp_json(a_request(a_span({"k": "v"}, name="lone"))).replace(b"lone", b"lone \\ud800")
    assert decode_otlp(parse_otlp(text, "application/json"), a_provenance()).observations[0].name == "lone \ufffd"


def test_times_outside_of_what_can_be_stored_are_moved_and_noted() -> None:
    spans = [
        a_span(span_id="0000000000000001", start_ns=0, end_ns=0),
        a_span(span_id="0000000000000002", start_ns=1_000, end_ns=0),
        a_span(span_id="0000000000000003", start_ns=2**64 - 1, end_ns=2**64 - 1),
        a_span(span_id="0000000000000004", start_ns=START_NS, end_ns=START_NS - 5_000),
    ]
    missing, early, late, backwards = decode(a_request(*spans)).observations
    assert missing.start_time_us == START_NS // 1000
    assert (early.start_time_us, early.end_time_us) == (1, 1)
    assert late.start_time_us == 10_413_791_999_999_999
    assert "start_time" in json.loads(late.metadata["lumetra_notes"])
    assert backwards.end_time_us == backwards.start_time_us


def test_ids_may_be_short_but_not_endless() -> None:
    spans = [a_span(trace_id="01", span_id="02"), a_span(span_id="ab" * 10_000)]
    decoded = decode(a_request(*spans))
    assert [(found.trace_id, found.id) for found in decoded.observations] == [("01", "02")]
    assert "at most 800" in decoded.rejected[0].reason


def test_a_large_input_is_kept_whole_and_a_huge_one_is_cut_with_a_marker() -> None:
    spans = [
        a_span({"langfuse.observation.input": "x" * 5_000_000}),
        a_span({"langfuse.observation.input": "x" * 20_000_001, "langfuse.observation.metadata.big": "y" * 5_000_001}),
    ]
    whole, cut = decode(a_request(*spans)).observations
    assert len(whole.input) == 5_000_000
    assert cut.input.endswith("…[truncated: 20000000 of 20000001 characters kept]")
    assert set(json.loads(cut.metadata["lumetra_notes"])) == {"input", "metadata.big"}
    assert json.loads(cut.metadata["big"]).endswith("characters kept]")


def test_a_failed_span_has_the_level_error_and_its_exception_as_message() -> None:
    events = [("exception", {"exception.type": "ValueError", "exception.message": "no"})]
    (found,) = decode(a_request(a_span(status=(2, ""), events=events))).observations
    assert (found.level, found.status_message) == ("ERROR", "ValueError: no")
    assert json.loads(found.metadata["events"])[0]["name"] == "exception"
