"""A model provider for tests: speaks OpenAI's chat completions and Anthropic's messages, streamed and not; production code has no idea of it.

The model's name says what happens: `echo`, `tool`, `vision`, `slow`, `hang`, `garbage`, `cut`, `error-<status>`, `billing`.
Anything else echoes. A JSON schema in the request is answered with the smallest instance of it. `replies` overrides
what the next calls say, `answer` what all say; `requests` holds what was asked.
"""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import time
from collections import deque
from collections.abc import AsyncGenerator, Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

GOOD_KEY = "sk-good"
MODELS = ["cut", "echo", "error-500", "garbage", "hang", "slow", "tool", "vision"]


@dataclass
class LlmProvider:
    """The running server. `url` has no path; OpenAI connections add `/v1`."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    replies: deque[str] = field(default_factory=deque)
    answer: Callable[[str, bool], str] | None = None
    """(everything that was said, whether a schema was asked for) → the answer, in place of the echo."""

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/models", self.models),
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
                Route("/v1/messages", self.messages, methods=["POST"]),
            ]
        )

    async def models(self, request: Request) -> Response:
        if not _has_key(request):
            return _openai_error(401, "Incorrect API key provided", "invalid_api_key")
        return JSONResponse({"object": "list", "data": [{"id": name, "object": "model"} for name in MODELS]})

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        failure = await self._failure(request, body["model"])
        if failure is not None:
            status, message, code = failure
            return _openai_error(status, message, code)
        schema = (body.get("response_format") or {}).get("json_schema", {}).get("schema")
        tools = [tool["function"]["name"] for tool in body.get("tools") or []]
        text, call = self._answer(body["model"], body["messages"], tools, schema)
        usage = {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19, "prompt_tokens_details": {"cached_tokens": 2}}
        if body.get("stream"):
            return StreamingResponse(_openai_stream(body["model"], text, call, usage), media_type="text/event-stream")
        message: dict[str, Any] = {"role": "assistant", "content": text or None}
        if call:
            message["tool_calls"] = [_openai_call(call)]
        return JSONResponse(
            {
                "id": "chatcmpl-1", "object": "chat.completion", "created": int(time.time()), "model": body["model"], "usage": usage,
                "choices": [{"index": 0, "message": message, "finish_reason": "tool_calls" if call else "stop"}],
            }
        )  # fmt: skip

    async def messages(self, request: Request) -> Response:
        body = await request.json()
        self.requests.append(body)
        failure = await self._failure(request, body["model"])
        if failure is not None:
            status, message, code = failure
            return JSONResponse({"type": "error", "error": {"type": code, "message": message}}, status)
        tools = [tool["name"] for tool in body.get("tools") or []]
        schema = ((body.get("output_config") or {}).get("format") or body.get("output_format") or {}).get("schema")
        text, call = self._answer(body["model"], body["messages"], tools, schema)
        if body.get("stream"):
            return StreamingResponse(_anthropic_stream(body["model"], text, call), media_type="text/event-stream")
        content: list[dict[str, Any]] = [{"type": "text", "text": text}] if text else []
        if call:
            content.append({"type": "tool_use", "id": "toolu_1", "name": call[0], "input": call[1]})
        return JSONResponse(
            {
                "id": "msg_1", "type": "message", "role": "assistant", "model": body["model"], "content": content,
                "stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None,
                "usage": {"input_tokens": 12, "output_tokens": 7},
            }
        )  # fmt: skip

    async def _failure(self, request: Request, model: str) -> tuple[int, str, str] | None:
        if not _has_key(request):
            return 401, "Incorrect API key provided", "invalid_api_key"
        if model == "hang":
            await asyncio.sleep(60)
        if model == "billing":
            return 429, "You exceeded your current quota, please check your plan and billing details", "insufficient_quota"
        if model.startswith("error-"):
            status = int(model.removeprefix("error-"))
            return status, f"You asked for {status}", {404: "model_not_found", 429: "rate_limit_exceeded"}.get(status, "error")
        return None

    def _answer(
        self, model: str, messages: list[dict[str, Any]], tools: list[str], schema: dict[str, Any] | None
    ) -> tuple[str, tuple[str, dict[str, Any]] | None]:
        if self.replies:
            return self.replies.popleft(), None
        last = messages[-1]
        if self.answer is not None:
            return self.answer("\n".join(_text_of(message) for message in messages), schema is not None), None
        if schema is not None:
            return json.dumps(smallest(schema)), None
        if model == "vision":
            images = [part for part in last["content"] if isinstance(part, dict) and part["type"] in {"image_url", "image"}]
            return f"I see {len(images)} image(s)", None
        is_tool_result = last["role"] == "tool" or _first_type(last) == "tool_result"
        if model == "tool" and tools and not is_tool_result:
            return "", (tools[0], {"city": "Zürich"})
        return f"echo: {_text_of(last)}", None


def smallest(schema: dict[str, Any]) -> Any:
    """A small instance of a JSON Schema."""
    if "enum" in schema:
        return schema["enum"][0]
    match schema.get("type"):
        case "object":
            return {name: smallest(inner) for name, inner in schema.get("properties", {}).items()}
        case "array":
            return [smallest(schema.get("items", {}))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case _:
            return "text"


@contextmanager
def llm_provider() -> Generator[LlmProvider]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    listener = socket.create_server(("127.0.0.1", 0))
    provider = LlmProvider(url=f"http://127.0.0.1:{listener.getsockname()[1]}")
    server = uvicorn.Server(uvicorn.Config(provider.app(), log_level="warning", access_log=False, timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield provider
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def _has_key(request: Request) -> bool:
    return GOOD_KEY in (request.headers.get("authorization", ""), request.headers.get("x-api-key", "")) or (
        request.headers.get("authorization") == f"Bearer {GOOD_KEY}"
    )


def _openai_error(status: int, message: str, code: str) -> Response:
    return JSONResponse({"error": {"message": message, "type": code, "code": code, "param": None}}, status)


def _openai_call(call: tuple[str, dict[str, Any]]) -> dict[str, Any]:
    return {"id": "call_1", "type": "function", "function": {"name": call[0], "arguments": json.dumps(call[1])}}


async def _openai_stream(
    model: str, text: str, call: tuple[str, dict[str, Any]] | None, usage: dict[str, Any]
) -> AsyncGenerator[str]:
    def chunk(delta: dict[str, Any], finish: str | None = None) -> str:
        choice = {"index": 0, "delta": delta, "finish_reason": finish}
        frame = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [choice]}
        return f"data: {json.dumps(frame)}\n\n"

    yield chunk({"role": "assistant", "content": ""})
    for index, word in enumerate(_pieces(text)):
        if model == "slow":
            await asyncio.sleep(0.2)
        if model == "garbage" and index == 1:
            yield "data: {this is no json\n\n"
        if model == "cut" and index == 1:
            return
        yield chunk({"content": word})
    if call:
        yield chunk({"tool_calls": [{"index": 0, **_openai_call(call)}]})
    yield chunk({}, "tool_calls" if call else "stop")
    frame = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": model, "choices": [], "usage": usage}
    yield f"data: {json.dumps(frame)}\n\n"
    yield "data: [DONE]\n\n"


async def _anthropic_stream(model: str, text: str, call: tuple[str, dict[str, Any]] | None) -> AsyncGenerator[str]:
    def event(kind: str, **more: Any) -> str:
        return f"event: {kind}\ndata: {json.dumps({'type': kind, **more})}\n\n"

    head = {
        "id": "msg_1", "type": "message", "role": "assistant", "model": model, "content": [], "stop_reason": None,
        "stop_sequence": None, "usage": {"input_tokens": 12, "output_tokens": 1},
    }  # fmt: skip
    yield event("message_start", message=head)
    if text:
        yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        for index, word in enumerate(_pieces(text)):
            if model == "cut" and index == 1:
                return
            yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": word})
        yield event("content_block_stop", index=0)
    if call:
        block = {"type": "tool_use", "id": "toolu_1", "name": call[0], "input": {}}
        yield event("content_block_start", index=0, content_block=block)
        yield event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": json.dumps(call[1])})
        yield event("content_block_stop", index=0)
    stop = {"stop_reason": "tool_use" if call else "end_turn", "stop_sequence": None}
    yield event("message_delta", delta=stop, usage={"output_tokens": 7})
    yield event("message_stop")


def _pieces(text: str) -> list[str]:
    words = text.split(" ")
    return [word if index == 0 else f" {word}" for index, word in enumerate(words)] if text else []


def _first_type(message: dict[str, Any]) -> str:
    content = message["content"]
    return content[0].get("type", "") if isinstance(content, list) and content and isinstance(content[0], dict) else ""


def _text_of(message: Any) -> str:
    """All text of a message, however deep its parts lie."""
    content = message.get("content") if isinstance(message, dict) else message
    if isinstance(content, str):
        return content
    if isinstance(message, dict) and isinstance(message.get("text"), str):
        return message["text"]
    return " ".join(_text_of(part) for part in content or [])
