"""One call of a language model through the library. Loading it takes seconds: `call` does so when the first call is made."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator
from typing import Any, Final, cast

import httpx2
from pydantic_ai import messages as lib
from pydantic_ai.direct import model_request, model_request_stream
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.output import OutputObjectDefinition
from pydantic_ai.settings import ModelSettings
from pydantic_ai.tools import ToolDefinition

from lumetra.domain.errors import Refusal
from lumetra.engines.outbound import AllowedHosts, guarded_client
from lumetra.llm.answer import CallRequest, CallResult, Piece, ToolCall
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure
from lumetra.llm.library_failures import read_failure
from lumetra.llm.messages import to_library
from lumetra.llm.open_model import open_model

_SETTINGS: Final = frozenset(
    {"temperature", "max_tokens", "top_p", "top_k", "seed", "presence_penalty", "frequency_penalty", "stop_sequences", "thinking",
     "parallel_tool_calls", "tool_choice", "service_tier", "extra_body"}
)  # fmt: skip

_RETRIES_BY_ITSELF: Final = frozenset({"bedrock"})
"""Adapters whose library knows no setting for it."""


async def complete(connection: Connection, request: CallRequest, allowed: AllowedHosts) -> CallResult:
    """The answer in one piece. Raises CallFailure."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(request.timeout_seconds), _client(allowed, request) as client:
            response = await model_request(
                open_model(connection, request.model, client, allowed),
                to_library(request.messages),
                model_settings=_settings(connection, request),
                model_request_parameters=_parameters(request),
            )
    except Exception as error:
        raise read_failure(error, streamed=False) from error
    return _result(response, request, began, None)


async def stream(connection: Connection, request: CallRequest, allowed: AllowedHosts) -> AsyncGenerator[Piece | CallResult]:
    """Pieces as they come, and at last the CallResult. Raises CallFailure; closing the generator ends the request."""
    began, first = time.monotonic(), None
    try:
        async with asyncio.timeout(request.timeout_seconds), _client(allowed, request) as client:
            model: Model = open_model(connection, request.model, client, allowed)
            async with model_request_stream(
                model,
                to_library(request.messages),
                model_settings=_settings(connection, request),
                model_request_parameters=_parameters(request),
            ) as response:
                async for event in response:
                    piece = _piece(event)
                    if first is None and isinstance(event, lib.PartStartEvent | lib.PartDeltaEvent):
                        first = time.monotonic()
                    if piece is not None:
                        yield piece
                whole = response.get()
    except Exception as error:
        raise read_failure(error, streamed=first is not None) from error
    if not whole.finish_reason:
        raise CallFailure(
            "cut_stream", "The answer broke off in the middle: the provider ended the stream without a finish reason"
        )
    yield _result(whole, request, began, first)


def _client(allowed: AllowedHosts, request: CallRequest) -> httpx2.AsyncClient:
    return guarded_client(allowed, timeout_seconds=request.timeout_seconds)


def _settings(connection: Connection, request: CallRequest) -> ModelSettings:
    unknown = sorted(set(request.parameters) - _SETTINGS)
    if unknown:
        raise Refusal(f"Unknown model parameter {unknown[0]!r}; put what only one provider knows into its options")
    settings: dict[str, Any] = {name: value for name, value in request.parameters.items() if value is not None}
    if request.provider_options:
        settings["extra_body"] = {**dict(settings.get("extra_body") or {}), **request.provider_options}
    if connection.adapter not in _RETRIES_BY_ITSELF:
        settings["max_retries"] = 0
    return cast("ModelSettings", settings)


def _parameters(request: CallRequest) -> ModelRequestParameters:
    tools = [
        ToolDefinition(
            name=str(tool["name"]),
            description=str(tool.get("description") or ""),
            parameters_json_schema=dict(tool.get("parameters") or {"type": "object", "properties": {}}),
        )
        for tool in request.tools
    ]
    if request.output_schema is None:
        return ModelRequestParameters(function_tools=tools)
    schema = dict(request.output_schema)
    name = str(schema.get("title") or "answer").replace(" ", "_")
    return ModelRequestParameters(
        function_tools=tools,
        output_mode="native",
        output_object=OutputObjectDefinition(json_schema=schema, name=name, strict=True),
    )


def _piece(event: object) -> Piece | None:
    if isinstance(event, lib.PartStartEvent):
        if isinstance(event.part, lib.TextPart) and event.part.content:
            return Piece(text=event.part.content)
        if isinstance(event.part, lib.ThinkingPart) and event.part.content:
            return Piece(reasoning=event.part.content)
    if isinstance(event, lib.PartDeltaEvent):
        if isinstance(event.delta, lib.TextPartDelta) and event.delta.content_delta:
            return Piece(text=event.delta.content_delta)
        if isinstance(event.delta, lib.ThinkingPartDelta) and event.delta.content_delta:
            return Piece(reasoning=event.delta.content_delta)
    return None


def _result(response: lib.ModelResponse, request: CallRequest, began: float, first: float | None) -> CallResult:
    calls = [
        ToolCall(id=part.tool_call_id, name=part.tool_name, arguments=part.args_as_json_str())
        for part in response.parts
        if isinstance(part, lib.ToolCallPart)
    ]
    return CallResult(
        text="".join(part.content for part in response.parts if isinstance(part, lib.TextPart)),
        reasoning="".join(part.content for part in response.parts if isinstance(part, lib.ThinkingPart)),
        tool_calls=calls,
        model=response.model_name or request.model,
        finish_reason=str(response.finish_reason or ""),
        usage=_usage(response),
        latency_ms=(time.monotonic() - began) * 1000,
        first_token_ms=None if first is None else (first - began) * 1000,
    )


def _usage(response: lib.ModelResponse) -> dict[str, float]:
    """Exclusive buckets: the library counts cached tokens into its input, and reasoning into its output."""
    usage = response.usage
    read, written = usage.cache_read_tokens or 0, usage.cache_write_tokens or 0
    reasoning = (usage.details or {}).get("reasoning_tokens", 0)
    buckets = {
        "input": max((usage.input_tokens or 0) - read - written, 0),
        "input_cached_tokens": read,
        "input_cache_creation": written,
        "output": max((usage.output_tokens or 0) - reasoning, 0),
        "output_reasoning_tokens": reasoning,
    }
    return {name: float(count) for name, count in buckets.items() if count}
