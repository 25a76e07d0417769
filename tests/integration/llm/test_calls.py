"""Calls of language models against the local test provider, in both of its dialects."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from typing import Any

import pytest

from lumetra.engines.outbound import AllowedHosts
from lumetra.llm.answer import CallRequest, CallResult, Piece
from lumetra.llm.call import complete, stream
from lumetra.llm.connection import Adapter, Connection
from lumetra.llm.discover import discover_models
from lumetra.llm.failures import CallFailure
from tests.servers.llm_provider import GOOD_KEY, MODELS, LlmProvider, llm_provider

LOCAL = AllowedHosts.parse("127.0.0.1")
TOOL = {
    "name": "weather",
    "description": "The weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
}
PIXEL = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


@pytest.fixture(scope="module")
def provider() -> Generator[LlmProvider]:
    with llm_provider() as running:
        yield running


@pytest.fixture(params=["openai", "anthropic"])
def adapter(request: pytest.FixtureRequest) -> Adapter:
    return request.param


def connect(provider: LlmProvider, adapter: Adapter, secret: str = GOOD_KEY) -> Connection:
    url = provider.url + ("/v1" if adapter == "openai" else "")
    return Connection(id="c", provider="test", adapter=adapter, secret=secret, base_url=url)


def ask(model: str, text: Any = "hello there", **more: Any) -> CallRequest:
    return CallRequest(model=model, messages=[{"role": "system", "content": "s"}, {"role": "user", "content": text}], **more)


async def collect(connection: Connection, request: CallRequest) -> tuple[list[str], CallResult]:
    pieces: list[str] = []
    async for item in stream(connection, request, LOCAL):
        if isinstance(item, Piece):
            pieces.append(item.text)
        else:
            return pieces, item
    raise AssertionError("the stream ended without a result")


def test_an_answer_streams_in_pieces_and_ends_with_usage_and_times(provider: LlmProvider, adapter: Adapter) -> None:
    pieces, result = asyncio.run(collect(connect(provider, adapter), ask("echo")))
    assert pieces == ["echo:", " hello", " there"] and result.text == "echo: hello there"
    assert result.usage["output"] == 7 and result.usage["input"] + result.usage.get("input_cached_tokens", 0) == 12
    assert result.first_token_ms is not None and 0 < result.first_token_ms <= result.latency_ms


def test_an_answer_in_one_piece_says_the_same(provider: LlmProvider, adapter: Adapter) -> None:
    result = asyncio.run(
        complete(connect(provider, adapter), ask("echo", parameters={"temperature": 0.5, "max_tokens": 50}), LOCAL)
    )
    assert result.text == "echo: hello there" and result.finish_reason == "stop"
    assert provider.requests[-1]["temperature"] == 0.5


def test_tools_are_called_and_their_results_sent_back(provider: LlmProvider, adapter: Adapter) -> None:
    connection = connect(provider, adapter)
    _, called = asyncio.run(collect(connection, ask("tool", tools=[TOOL])))
    call = called.tool_calls[0]
    assert (call.name, call.arguments.replace(" ", "")) == ("weather", '{"city":"Zürich"}') or "Z\\u00fcrich" in call.arguments
    again = CallRequest(
        model="tool",
        messages=[
            {"role": "user", "content": "weather?"},
            {
                "role": "assistant",
                "content": "",
                "tool_calls": [{"id": call.id, "function": {"name": call.name, "arguments": call.arguments}}],
            },
            {"role": "tool", "tool_call_id": call.id, "content": "sunny"},
        ],
        tools=[TOOL],
    )
    _, result = asyncio.run(collect(connection, again))
    assert result.text == "echo: sunny"


def test_a_schema_is_sent_and_its_json_comes_back(provider: LlmProvider) -> None:
    schema = {
        "type": "object",
        "properties": {"score": {"type": "number", "minimum": 0.5}},
        "required": ["score"],
        "additionalProperties": False,
    }
    result = asyncio.run(complete(connect(provider, "openai"), ask("echo", output_schema=schema), LOCAL))
    assert result.text == '{"score": 0.5}'


def test_images_reach_the_model(provider: LlmProvider, adapter: Adapter) -> None:
    content = [{"type": "text", "text": "What is this?"}, {"type": "image_url", "image_url": {"url": PIXEL}}]
    _, result = asyncio.run(collect(connect(provider, adapter), ask("vision", content)))
    assert result.text == "I see 1 image(s)"


@pytest.mark.parametrize(
    ("model", "kind"),
    [
        ("error-401", "auth"),
        ("error-403", "auth"),
        ("error-404", "bad_model"),
        ("error-429", "rate_limit"),
        ("error-500", "provider_error"),
        ("error-400", "bad_request"),
        ("cut", "cut_stream"),
    ],
)
def test_each_failure_is_named(provider: LlmProvider, adapter: Adapter, model: str, kind: str) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(collect(connect(provider, adapter), ask(model)))
    assert failed.value.kind == kind, failed.value.message
    assert len(failed.value.message) > 20


def test_a_spent_account_is_told_from_a_rate_limit(provider: LlmProvider) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connect(provider, "openai"), ask("billing"), LOCAL))
    assert failed.value.kind == "billing"


def test_garbage_in_a_stream_is_a_readable_failure(provider: LlmProvider) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(collect(connect(provider, "openai"), ask("garbage")))
    assert failed.value.kind in {"cut_stream", "bad_answer"}


def test_a_provider_that_hangs_is_given_up_on(provider: LlmProvider, adapter: Adapter) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connect(provider, adapter), ask("hang", timeout_seconds=0.5), LOCAL))
    assert failed.value.kind == "timeout"


def test_a_wrong_key_and_a_closed_port_are_told_apart(provider: LlmProvider, adapter: Adapter) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connect(provider, adapter, "sk-bad"), ask("echo"), LOCAL))
    assert failed.value.kind == "auth"
    nowhere = Connection(id="c", provider="x", adapter=adapter, secret="s", base_url="http://127.0.0.1:9/v1")
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(nowhere, ask("echo"), LOCAL))
    assert failed.value.kind == "unreachable"


def test_private_addresses_are_refused_unless_allowed(provider: LlmProvider, adapter: Adapter) -> None:
    with pytest.raises(CallFailure) as failed:
        asyncio.run(complete(connect(provider, adapter), ask("echo"), AllowedHosts.parse("")))
    assert failed.value.kind == "refused" and "private" in failed.value.message


def test_models_are_discovered(provider: LlmProvider, adapter: Adapter) -> None:
    assert asyncio.run(discover_models(connect(provider, adapter), LOCAL)) == MODELS
    with pytest.raises(CallFailure):
        asyncio.run(discover_models(connect(provider, adapter, "bad"), LOCAL))
