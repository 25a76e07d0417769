"""Whatever a span holds: decoding never raises, and every attribute is found again somewhere."""

from __future__ import annotations

import importlib
import itertools
import json
import pkgutil
from collections.abc import Iterator
from typing import Any

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

import lumetra.dialects
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.examples import examples
from tests.builders.otlp import a_provenance, a_request, a_span, as_otlp_json

SUFFIXES = ("0.message.role", "0.message.content", "1.message.tool_calls.0.tool_call.function.name", "0.role", "1.content", "a", "b.c",
            "0.annotation.name", "0.annotation.score", "0.evaluation.label", "0.name", "0.tool.json_schema", "10001.x", "")  # fmt: skip


def known_keys() -> list[str]:
    """Every attribute key and prefix that stands in a table of a dialect."""
    found: set[str] = set()
    for module_info in pkgutil.iter_modules(lumetra.dialects.__path__):
        module = importlib.import_module(f"lumetra.dialects.{module_info.name}")
        for value in vars(module).values():
            found.update(texts_in(value))
    return sorted(key for key in found if len(key) < 80 and " " not in key)


def texts_in(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in [*value, *value.values()]:
            yield from texts_in(item)
    elif isinstance(value, (tuple, frozenset)):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, lumetra.dialects.dialect.Dialect):
        yield from (*value.prefixes, *value.events)


KEYS = known_keys()
keys = st.sampled_from(KEYS) | st.builds(
    lambda key, end: f"{key.rstrip('.')}.{end}", st.sampled_from(KEYS), st.sampled_from(SUFFIXES)
)
telling = st.sampled_from([
    "generation", "LLM", "chat", "model", "true", "5", "0.5", '"2025-01-01T00:00:00Z"', "[]", "{}", "null", '{"input": 5}', "{", '"', "ERROR",
    "ai.generateText.doGenerate", "CHAT_MODEL", "invoke_agent", "NaN", "\\ud800", "[" * 2000, '{"name": "n", "version": 3}', "", "1e999",
])  # fmt: skip
scalars = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats()
    | st.text(max_size=10)
    | st.binary(max_size=5)
    | telling
)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
)
names = st.sampled_from(["", "agent run", "agent_turn", "invocation", "call_llm x", "a span"])
scopes = st.sampled_from(
    ["", "langfuse-sdk", "ai", "pydantic-ai", "genkit-tracer", "openinference.instrumentation.openai", "gcp.vertex.agent"]
)
event_names = st.sampled_from([key for key in KEYS if key.startswith("gen_ai.")] + ["exception", ""])
events = st.lists(st.tuples(event_names, st.dictionaries(keys, anything, max_size=4)), max_size=4)


@settings(max_examples=examples(150))
@given(st.dictionaries(keys, anything, max_size=15), names, scopes, events)
def test_no_span_makes_decoding_raise_or_be_lost(attributes: dict[str, Any], name: str, scope: str, told: list[Any]) -> None:
    request = a_request(a_span(attributes, name=name, events=told), scope=(scope, "3.2.1"))
    decoded = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
    assert decoded.rejected == []
    (found,) = decoded.observations
    for text in found.metadata.values():
        json.loads(text)
    msgspec.msgpack.encode(decoded)
    for text in texts_of(msgspec.to_builtins(decoded)):
        text.encode()


@settings(max_examples=examples(80))
@given(st.dictionaries(keys, anything, max_size=8), events)
def test_json_and_protobuf_of_one_request_decode_to_the_same(attributes: dict[str, Any], told: list[Any]) -> None:
    request = a_request(a_span(attributes, events=told))
    protobuf = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
    assert decode_otlp(parse_otlp(as_otlp_json(request), "application/json"), a_provenance()) == protobuf


SHAPES = [
    lambda token: token,
    lambda token: [token],
    lambda token: {"k": token},
    lambda token: json.dumps({"name": token, "x": [token]}),
    lambda token: json.dumps([{"role": "assistant", "content": token}]),
    lambda token: json.dumps(token),
    lambda token: [json.dumps({"type": "function", "name": token})],
]


@settings(max_examples=examples(150))
@given(st.lists(st.tuples(keys, st.sampled_from(SHAPES)), max_size=15, unique_by=lambda pair: pair[0]), telling, names, scopes)
def test_every_attribute_is_found_again(pairs: list[Any], kind: str, name: str, scope: str) -> None:
    count = itertools.count()
    tokens: dict[str, str] = {}
    attributes: dict[str, Any] = {"openinference.span.kind": kind, "ai.operationId": kind, "gen_ai.operation.name": kind}
    for key, shape in pairs:
        tokens[key] = f"tok{next(count)}en"
        attributes[key] = shape(tokens[key])
    request = a_request(a_span(attributes, name=name), scope=(scope, "1"))
    decoded = decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance())
    everything = json.dumps(msgspec.to_builtins(decoded))
    for key, token in tokens.items():
        assert token in everything, f"{key} = {attributes[key]!r} was lost"


def texts_of(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from texts_of(key)
            yield from texts_of(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts_of(item)
