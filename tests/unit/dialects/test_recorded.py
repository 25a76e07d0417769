"""Requests recorded from real instrumentations (tests/unit/dialects/recorded), calling an OpenAI-compatible endpoint."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from lumetra.domain.observation import Observation
from lumetra.ingest.decode.decoded import Decoded
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.otlp import a_provenance

RECORDED = Path(__file__).parent / "recorded"


def decode(name: str) -> Decoded:
    decoded = decode_otlp(parse_otlp((RECORDED / f"{name}.json").read_bytes(), "application/json"), a_provenance())
    assert decoded.rejected == []
    return decoded


def generations(name: str) -> list[Observation]:
    return [found for found in decode(name).observations if found.type == "GENERATION"]


OPENAI_CALLERS = [
    "openinference", "traceloop", "pydantic_ai_v2", "pydantic_ai_v6", "vercel_ai_6", "langfuse_python_4", "langfuse_python_5",
]  # fmt: skip


@pytest.mark.parametrize("name", OPENAI_CALLERS)
def test_every_instrumentation_of_the_same_calls_tells_the_same(name: str) -> None:
    called, answered = [found for found in generations(name) if found.name != "llm"]
    for found in (called, answered):
        assert found.model == "gpt-4o-2024-08-06"
        assert {key: value for key, value in found.usage.items() if value} == {
            "input": 41, "input_cached_tokens": 16, "output": 13, "output_reasoning_tokens": 4, "total": 74,
        }  # fmt: skip
        assert found.usage_problems == {}
        assert "get_weather" in found.tool_definitions
        assert json.loads(found.input)
        assert found.level == "DEFAULT"
    assert called.tool_call_names == ["get_weather"]
    call = json.loads(called.tool_calls[0])
    assert (call["id"], json.loads(call["arguments"])) == ("call_1", {"city": "Paris"})
    assert answered.tool_call_names == []
    assert "巴黎晴" in answered.output


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("openinference", ["GENERATION", "GENERATION", "EMBEDDING"]),
        ("langchain_openinference", ["SPAN", "GENERATION", "CHAIN"]),
        ("traceloop", ["GENERATION", "GENERATION", "EMBEDDING"]),
        ("pydantic_ai_v2", ["GENERATION", "TOOL", "GENERATION", "AGENT"]),
        ("pydantic_ai_v6", ["GENERATION", "TOOL", "GENERATION", "AGENT"]),
        ("vercel_ai_6", ["GENERATION", "TOOL", "GENERATION", "SPAN"]),
        ("langfuse_python_3", ["GENERATION", "SPAN"]),
        (
            "langfuse_python_5",
            ["GENERATION", "TOOL", "GENERATION", "GENERATION", "EMBEDDING", "EVENT", "RETRIEVER", "CHAIN"],
        ),
    ],
)
def test_types_follow_what_each_span_did(name: str, expected: list[str]) -> None:
    assert [found.type for found in decode(name).observations] == expected


def test_tokens_of_an_agent_or_an_outer_call_are_not_counted_again() -> None:
    for name in ("pydantic_ai_v2", "pydantic_ai_v6", "vercel_ai_6"):
        outer = decode(name).observations[-1]
        assert (outer.model, outer.usage) == ("", {})
        assert "巴黎晴" in outer.output


def test_identity_and_tags_are_found_where_each_convention_puts_them() -> None:
    for name in ("openinference", "vercel_ai_6", "langfuse_python_4", "langfuse_python_5"):
        found = generations(name)[0]
        assert (found.user_id, found.session_id, found.tags) == ("user-1", "session-1", ["a", "b"])
    assert generations("openinference")[0].metadata["topic"] == '"weather"'
    assert generations("vercel_ai_6")[0].metadata["plan"] == '"pro"'


def test_langfuse_5_tells_text_from_numbers_in_metadata() -> None:
    root = decode("langfuse_python_5").observations[-1]
    assert (root.metadata["s"], root.metadata["n"], root.metadata["deep"]) == ('"123"', "5", '{"a":[1]}')


def test_langfuse_generations_keep_what_was_set_on_them() -> None:
    for name in ("langfuse_python_3", "langfuse_python_4", "langfuse_python_5", "langfuse_js_5"):
        (found,) = [found for found in generations(name) if found.name == "llm"]
        assert (found.model, found.output, found.environment) == ("gpt-4o", "sunny", "test")
        assert found.input == '[{"role":"user","content":"Weather? 天气"}]'
        assert found.provided_cost == {"total": Decimal("0.001")}
        assert json.loads(found.model_parameters) == {"temperature": 0.2}


def test_langfuse_js_links_the_prompt_and_tells_the_time_to_the_first_token() -> None:
    (found,) = generations("langfuse_js_5")
    assert (found.prompt_name, found.prompt_version, found.level, found.status_message) == ("greeting", 3, "WARNING", "slow")
    assert found.completion_start_time_us is not None
    assert found.completion_start_time_us >= found.start_time_us
    assert decode("langfuse_js_5").observations[-1].type == "CHAIN"


def test_langfuse_3_says_on_its_root_what_belongs_to_the_trace() -> None:
    (update,) = decode("langfuse_python_3").traces
    assert (update.name, update.user_id, update.session_id, update.tags) == ("weather", "user-1", "session-1", ["a", "b"])
    assert (update.input, update.output, update.public) == ("question", '{"a": 1}', True)
    assert update.metadata == {"plan": '"pro"'}


def test_metadata_propagated_to_every_span_is_on_the_trace_and_on_each_observation() -> None:
    decoded = decode("langfuse_python_5")
    (update,) = decoded.traces
    assert update.metadata == {"plan": '"pro"'}
    assert [found.metadata.get("plan") for found in decoded.observations[:-1]] == ['"pro"'] * 7


@pytest.mark.parametrize(
    ("name", "dialect"),
    [
        ("openinference", "openinference"),
        ("pydantic_ai_v6", "pydantic_ai"),
        ("vercel_ai_6", "vercel_ai"),
        ("langfuse_python_5", "langfuse"),
        ("traceloop", "gen_ai"),
    ],
)
def test_the_dialect_is_recorded(name: str, dialect: str) -> None:
    assert {found.dialect for found in decode(name).observations} == {dialect}
