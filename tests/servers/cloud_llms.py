"""The wire forms of OpenAI's Responses, Azure OpenAI, Google AI Studio, Vertex AI and Bedrock, spoken by a local server for tests.

It answers every question with `echo: <last text>` and keeps each request as it came. The model `denied` is refused with 403 and
`cut` ends its stream in the middle, in each provider's own words.
"""

from __future__ import annotations

import json
import ssl
import struct
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

TOKEN = "ya29.local"


@dataclass(frozen=True)
class Seen:
    """One request: path decoded, query by name, headers in lower case, the JSON body."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: dict[str, Any]


@dataclass
class CloudLlms:
    """The running server."""

    url: str
    requests: list[Seen] = field(default_factory=list)

    @property
    def last(self) -> Seen:
        """The newest request for an answer."""
        return self.requests[-1]


@contextmanager
def cloud_llms(certificate: Path | None = None) -> Generator[CloudLlms]:
    """Serve on a free port of 127.0.0.1 until the block ends; over TLS with a file that holds key and certificate."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    if certificate is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    provider = CloudLlms(f"http{'s' if certificate else ''}://127.0.0.1:{server.server_address[1]}")
    server.provider = provider
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length") or 0))
        parts = urlsplit(self.path)
        if parts.path == "/token":
            self._answer(200, {"access_token": TOKEN, "expires_in": 3600, "token_type": "Bearer"})
            return
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        seen = Seen(unquote(parts.path), query, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw))
        self.server.provider.requests.append(seen)
        speak = next((speak for mark, speak in _DIALECTS if mark in seen.path), None)
        if speak is None:
            self._answer(404, {"error": {"message": f"no such address {seen.path}"}})
            return
        status, kind, chunks = speak(seen)
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        for chunk in chunks:
            self.wfile.write(chunk)
        self.close_connection = True

    def _answer(self, status: int, body: dict[str, Any]) -> None:
        raw = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(raw)))
        self.end_headers()
        self.wfile.write(raw)


Spoken = tuple[int, str, Iterator[bytes]]


def _json(body: dict[str, Any], status: int = 200) -> Spoken:
    return status, "application/json", iter([json.dumps(body).encode()])


def _words(text: str, model: str) -> list[str]:
    first, _, rest = text.partition(" ")
    return [first] if model == "cut" else [first, f" {rest}"]


def _responses(seen: Seen) -> Spoken:
    model = seen.body["model"]
    if model == "denied":
        return _json({"error": {"message": "You may not use this model", "code": "denied", "type": "denied", "param": None}}, 403)
    text = f"echo: {_last_text(seen.body['input'])}"
    usage = {
        "input_tokens": 12, "output_tokens": 7, "total_tokens": 19, "input_tokens_details": {"cached_tokens": 2},
        "output_tokens_details": {"reasoning_tokens": 3},
    }  # fmt: skip
    part = {"type": "output_text", "text": text, "annotations": []}
    item = {"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [part]}
    whole: dict[str, Any] = {
        "id": "resp_1", "object": "response", "created_at": 1, "model": model, "status": "completed", "output": [item],
        "usage": usage, "parallel_tool_calls": True, "tool_choice": "auto", "tools": [],
    }  # fmt: skip
    if not seen.body.get("stream"):
        return _json(whole)
    where = {"item_id": "msg_1", "output_index": 0, "content_index": 0}

    def events() -> Iterator[bytes]:
        begun = {**whole, "status": "in_progress", "output": [], "usage": None}
        frames: list[dict[str, Any]] = [
            {"type": "response.created", "response": begun},
            {"type": "response.output_item.added", "output_index": 0, "item": {**item, "status": "in_progress", "content": []}},
            {"type": "response.content_part.added", **where, "part": {**part, "text": ""}},
            *({"type": "response.output_text.delta", **where, "delta": word, "logprobs": []} for word in _words(text, model)),
        ]
        if model != "cut":
            frames += [
                {"type": "response.output_text.done", **where, "text": text, "logprobs": []},
                {"type": "response.output_item.done", "output_index": 0, "item": item},
                {"type": "response.completed", "response": whole},
            ]
        for number, frame in enumerate(frames):
            yield f"event: {frame['type']}\ndata: {json.dumps({**frame, 'sequence_number': number})}\n\n".encode()

    return 200, "text/event-stream", events()


def _azure(seen: Seen) -> Spoken:
    model = seen.path.split("/deployments/")[1].split("/")[0]
    if model == "denied":
        return _json({"error": {"code": "403", "message": "Access denied due to Virtual Network/Firewall rules."}}, 403)
    text = f"echo: {_last_text(seen.body['messages'])}"
    head = {"id": "c1", "created": 1, "model": "gpt-4o-2024-11-20"}
    usage = {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19}
    if not seen.body.get("stream"):
        choice = {
            "index": 0,
            "message": {"role": "assistant", "content": text},
            "finish_reason": "stop",
            "content_filter_results": {},
        }
        return _json({**head, "object": "chat.completion", "choices": [choice], "usage": usage, "prompt_filter_results": []})

    def frames() -> Iterator[bytes]:
        chunk = {**head, "object": "chat.completion.chunk"}
        yield _sse({**chunk, "model": "", "choices": [], "prompt_filter_results": [{"prompt_index": 0}]})
        for word in _words(text, model):
            yield _sse({**chunk, "choices": [{"index": 0, "delta": {"content": word}, "finish_reason": None}]})
        if model != "cut":
            yield _sse({**chunk, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
            yield _sse({**chunk, "choices": [], "usage": usage})
            yield b"data: [DONE]\n\n"

    return 200, "text/event-stream", frames()


def _google(seen: Seen) -> Spoken:
    model, _, verb = seen.path.split("/models/")[1].partition(":")
    if model == "denied":
        return _json(
            {"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}}, 403
        )
    text = f"echo: {_last_text(seen.body['contents'])}"
    usage = {"promptTokenCount": 12, "candidatesTokenCount": 7, "totalTokenCount": 19}

    def frame(word: str, finish: str | None) -> dict[str, Any]:
        candidate = {"index": 0, "content": {"role": "model", "parts": [{"text": word}]}}
        return {
            "candidates": [{**candidate, "finishReason": finish} if finish else candidate], "usageMetadata": usage,
            "modelVersion": model, "responseId": "r1",
        }  # fmt: skip

    if verb == "generateContent":
        return _json(frame(text, "STOP"))
    words = _words(text, model)
    frames = [_sse(frame(word, "STOP" if n == 1 else None)) for n, word in enumerate(words)]
    return 200, "text/event-stream", iter(frames)


def _claude_on_vertex(seen: Seen) -> Spoken:
    model, _, verb = seen.path.split("/models/")[1].partition(":")
    if model.endswith("denied"):
        return _json(
            {"error": {"code": 403, "message": "The caller does not have permission", "status": "PERMISSION_DENIED"}}, 403
        )
    text = f"echo: {_last_text(seen.body['messages'])}"
    head: dict[str, Any] = {"id": "msg_1", "type": "message", "role": "assistant", "model": model, "stop_sequence": None}
    if verb == "rawPredict":
        content = [{"type": "text", "text": text}]
        usage = {"input_tokens": 12, "output_tokens": 7}
        return _json({**head, "content": content, "stop_reason": "end_turn", "usage": usage})
    words = _words(text, "cut" if model.endswith("cut") else model)
    start = {**head, "content": [], "stop_reason": None, "usage": {"input_tokens": 12, "output_tokens": 1}}
    events: list[dict[str, Any]] = [
        {"type": "message_start", "message": start},
        {"type": "content_block_start", "index": 0, "content_block": {"type": "text", "text": ""}},
        *({"type": "content_block_delta", "index": 0, "delta": {"type": "text_delta", "text": word}} for word in words),
    ]
    if len(words) > 1:
        events += [
            {"type": "content_block_stop", "index": 0},
            {"type": "message_delta", "delta": {"stop_reason": "end_turn", "stop_sequence": None}, "usage": {"output_tokens": 7}},
            {"type": "message_stop"},
        ]
    return 200, "text/event-stream", (f"event: {e['type']}\ndata: {json.dumps(e)}\n\n".encode() for e in events)


def _bedrock(seen: Seen) -> Spoken:
    model, _, verb = seen.path.removeprefix("/model/").rpartition("/")
    if model.endswith("denied"):
        return _json({"message": "User is not authorized to perform: bedrock:InvokeModel"}, 403)
    text = f"echo: {_last_text(seen.body['messages'])}"
    usage = {"inputTokens": 12, "outputTokens": 7, "totalTokens": 19}
    if verb == "converse":
        message = {"role": "assistant", "content": [{"text": text}]}
        return _json({"output": {"message": message}, "stopReason": "end_turn", "usage": usage, "metrics": {"latencyMs": 5}})
    words = _words(text, "cut" if model.endswith("cut") else model)
    events: list[tuple[str, dict[str, Any]]] = [
        ("messageStart", {"role": "assistant"}),
        *(("contentBlockDelta", {"contentBlockIndex": 0, "delta": {"text": word}}) for word in words),
    ]
    if len(words) > 1:
        events += [
            ("contentBlockStop", {"contentBlockIndex": 0}),
            ("messageStop", {"stopReason": "end_turn"}),
            ("metadata", {"usage": usage, "metrics": {"latencyMs": 5}}),
        ]
    return 200, "application/vnd.amazon.eventstream", (_aws_frame(kind, body) for kind, body in events)


_DIALECTS = (
    ("/responses", _responses),
    ("/openai/deployments/", _azure),
    ("/publishers/anthropic/models/", _claude_on_vertex),
    (":generateContent", _google),
    (":streamGenerateContent", _google),
    ("/model/", _bedrock),
)


def _sse(body: dict[str, Any]) -> bytes:
    return f"data: {json.dumps(body)}\n\n".encode()


def _aws_frame(kind: str, body: dict[str, Any]) -> bytes:
    """One message of Amazon's event stream: lengths, headers, payload, both checksums."""
    head = b"".join(
        struct.pack("!B", len(name)) + name.encode() + b"\x07" + struct.pack("!H", len(value)) + value.encode()
        for name, value in ((":event-type", kind), (":content-type", "application/json"), (":message-type", "event"))
    )
    payload = json.dumps(body).encode()
    prelude = struct.pack("!II", 16 + len(head) + len(payload), len(head))
    message = prelude + struct.pack("!I", zlib.crc32(prelude)) + head + payload
    return message + struct.pack("!I", zlib.crc32(message))


def _last_text(messages: Any) -> str:
    """The text of the last message, whatever the dialect calls its parts."""
    if isinstance(messages, str):
        return messages
    last = messages[-1]
    parts = last.get("content") or last.get("parts")
    return parts if isinstance(parts, str) else " ".join(part["text"] for part in parts)
