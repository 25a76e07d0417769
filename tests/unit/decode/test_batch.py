"""What the events of an ingestion batch become."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from msgspec import UNSET

from lumetra.domain.errors import Refusal
from lumetra.domain.observation import Score, TraceUpdate
from lumetra.ingest.decode.batch import DecodedBatch, decode_batch, parse_batch
from lumetra.ingest.decode.observation_update import ObservationUpdate
from tests.builders.otlp import a_provenance

SAID = "2025-10-09T08:53:20.000Z"
SAID_US = 1_760_000_000_000_000


def an_event(kind: str, event_id: str = "e1", timestamp: str = SAID, **body: Any) -> dict[str, Any]:
    return {"id": event_id, "timestamp": timestamp, "type": kind, "body": body, "metadata": None}


def decode(*events: Any, **options: Any) -> DecodedBatch:
    body = json.dumps({"batch": list(events), "metadata": {"sdk_name": "python"}}).encode()
    return decode_batch(parse_batch(body), a_provenance(source="api"), **options)


def observation(*events: Any) -> ObservationUpdate:
    decoded = decode(*events)
    assert decoded.problems == []
    return decoded.observations[0]


def test_a_generation_is_read_with_all_its_fields() -> None:
    found = observation(
        an_event(
            "generation-create",
            id="o1",
            traceId="t1",
            name="call",
            startTime="2025-10-09T10:53:20.5+02:00",
            endTime="2025-10-09T08:53:22Z",
            completionStartTime="2025-10-09T08:53:21Z",
            parentObservationId="p1",
            level="WARNING",
            statusMessage="slow",
            version="v1",
            environment="langfuse-Prod",
            input=[{"role": "user", "content": "你好"}],
            output="hi",
            metadata={"a": {"b": 1}, "c": "x"},
            model="gpt-4o",
            modelParameters={"temperature": 0.5, "stop": ["x"]},
            usageDetails={
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "total_tokens": 15,
                "prompt_tokens_details": {"cached_tokens": 4},
            },
            costDetails={"input": 0.1, "bad": "x"},
            promptName="greeting",
            promptVersion=2,
        )
    )
    assert (found.id, found.trace_id, found.type, found.is_create) == ("o1", "t1", "GENERATION", True)
    assert (found.said_at_us, found.start_time_us, found.end_time_us) == (SAID_US, SAID_US + 500_000, SAID_US + 2_000_000)
    assert found.input == '[{"role":"user","content":"你好"}]'
    assert (found.output, found.environment, found.level) == ("hi", "prod", "WARNING")
    assert found.metadata == {"a": '{"b": 1}', "c": '"x"'}
    assert found.model_parameters == '{"temperature":0.5,"stop":["x"]}'
    assert found.usage is not UNSET
    assert found.usage.quantities == {"input": 6, "input_cached_tokens": 4, "output": 5, "total": 15}
    assert found.provided_cost == {"input": Decimal("0.1")}
    assert (found.prompt_name, found.prompt_version) == ("greeting", 2)


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"input": 3, "output": 4, "unit": "TOKENS"}, {"input": 3, "output": 4, "total": 7}),
        ({"promptTokens": 3, "completionTokens": 4, "totalTokens": 9}, {"input": 3, "output": 4, "total": 9}),
    ],
)
def test_legacy_usage_becomes_usage_details(usage: dict[str, Any], expected: dict[str, float]) -> None:
    found = observation(an_event("generation-update", id="o1", usage={**usage, "totalCost": 0.5}))
    assert found.usage is not UNSET
    assert found.usage.quantities == expected
    assert found.provided_cost == {"total": Decimal("0.5")}


def test_null_clears_and_absence_leaves() -> None:
    found = observation(
        an_event(
            "span-update", id="o1", name=None, model=None, statusMessage=None, parentObservationId=None, version=None,
            input=None, output="", metadata={}, endTime=None,
        )
    )  # fmt: skip
    assert (found.name, found.model, found.end_time_us) == (None, None, None)
    untouched = (found.status_message, found.parent_id, found.version, found.input, found.output, found.metadata, found.level)
    assert untouched == (UNSET,) * 7
    assert found.trace_id is UNSET


def test_a_trace_event_is_private_unless_it_says_otherwise() -> None:
    (update,) = decode(an_event("trace-create", id="t1", name="n", tags=["b", "a", "b"], userId=None, metadata=[1])).traces
    assert update == TraceUpdate(
        trace_id="t1", timestamp_us=SAID_US, said_at_us=SAID_US, name="n", user_id=None, tags=["a", "b"], public=False,
        metadata={"metadata": "[1]"},
    )  # fmt: skip


def test_every_event_gets_its_own_answer() -> None:
    decoded = decode(
        an_event("trace-create", "e1", id="t1"),
        an_event("score-create", "e2", name="q", value=1),
        an_event("score-create", "e3", name="q", value=0.5, traceId="t1"),
        an_event("unheard-of", "e4"),
        an_event("span-create", "e5", name=5),
        an_event("agent-create", "e6", name="no id"),
        an_event("span-create", "e7", "yesterday", id="o"),
        an_event("sdk-log", "e8", log="hello"),
        {"type": "trace-create", "timestamp": SAID, "body": {}},
        "not an event",
        an_event("generation-create", "e9", id="o", promptName="p"),
    )
    answer = decoded.answer()
    assert [item["id"] for item in answer["successes"]] == ["e1", "e3"]
    assert [item["id"] for item in answer["errors"]] == ["e2", "e4", "e5", "e6", "e7", "unknown", "unknown", "e9"]
    assert {(item["status"], item["message"]) for item in answer["errors"]} == {(400, "Invalid request data")}
    issue = json.loads(answer["errors"][2]["error"])[0]
    assert issue["path"] == ["body", "name"]
    (score,) = decoded.scores
    assert isinstance(score, Score)
    assert (score.name, score.value, score.timestamp_us) == ("q", 0.5, SAID_US)
    assert len(decoded.rejected) == 8


def test_a_caller_that_may_only_score_gets_an_access_error_for_the_rest() -> None:
    decoded = decode(
        an_event("trace-create", "e1", id="t1"), an_event("score-create", "e2", name="q", value=1, traceId="t"), scores_only=True
    )
    assert decoded.accepted == ["e2"]
    assert decoded.answer()["errors"] == [
        {"id": "e1", "status": 401, "message": "Authentication error", "error": "Access Scope Denied"}
    ]


def test_ids_that_are_missing_are_the_same_whenever_the_batch_is_sent_again() -> None:
    events = [an_event("span-create", "e1", name="s"), an_event("score-create", "e2", name="q", value=1, traceId="t")]
    first, second = decode(*events), decode(*events)
    assert first.observations[0].id == second.observations[0].id != ""
    assert first.scores[0].id == second.scores[0].id != first.observations[0].id


def test_numbers_and_text_that_json_forbids_do_not_cost_the_batch() -> None:
    body = b'{"batch": [{"id": "e1", "timestamp": "%s", "type": "span-create", "body": {"id": "o", "input": {"x": NaN}, "name": "\\ud800"}}]}'
    decoded = decode_batch(parse_batch(body % SAID.encode()), a_provenance())
    assert decoded.accepted == ["e1"]
    assert (decoded.observations[0].input, decoded.observations[0].name) == ('{"x":"NaN"}', "\ufffd")
    wrong = body.replace(b"NaN", b"1").replace(b"\\ud800", b"\xff")
    assert decode_batch(parse_batch(wrong % SAID.encode()), a_provenance()).observations[0].name == "\ufffd"


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"batch": 5}', b"{}", b'{"batch": [' + b"[" * 100_000])
def test_what_is_no_batch_is_refused(body: bytes) -> None:
    with pytest.raises(Refusal) as refusal:
        parse_batch(body)
    assert (refusal.value.status, refusal.value.message) == (400, "Invalid request data")


def test_escaped_text_is_stored_as_characters() -> None:
    assert observation(an_event("span-create", id="o", input="你好")).input == "你好"
    found = observation(an_event("span-create", id="o", input={"q": "你"}, metadata={"k": "你"}))
    assert found.input == '{"q":"你"}'
    assert found.metadata == {"k": '"你"'}
