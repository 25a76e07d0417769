"""An OpenAI-compatible endpoint that answers from the script, so that the examples run and can be recorded without a key.

Answers stream word by word; times are divided by `TIME_SCALE`, and the recorder stretches them again.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from conversations import DOCS_QA, RELEASE_NOTES, SUPPORT_AGENT, ToolCall

TIME_SCALE = 10.0
_WORD = re.compile(r"[A-Za-z0-9_`-]+|[\u3040-\u30ff\u4e00-\u9fff]")


def count_tokens(text: str) -> int:
    """Roughly what a tokenizer would say: a token per CJK character, one per four others."""
    cjk = sum(1 for character in text if "\u3040" <= character <= "\u9fff")
    return max(1, cjk + (len(text) - cjk) // 4)


def embed(text: str, dimensions: int = 256) -> list[float]:
    """A bag of words hashed into a unit vector: near texts share words, which is all a sample needs."""
    vector = [0.0] * dimensions
    for word in _WORD.findall(text.lower()):
        digest = hashlib.blake2b(word.encode(), digest_size=8).digest()
        vector[int.from_bytes(digest[:4], "big") % dimensions] += 1.0 if digest[4] & 1 else -1.0
    norm = sum(x * x for x in vector) ** 0.5 or 1.0
    return [x / norm for x in vector]


class Move:
    """What the model does next: words or a tool call, how slowly, or with which failure."""

    def __init__(self, text: str = "", tool: ToolCall | None = None, fault: int | None = None, slow: float = 0.0) -> None:
        self.text, self.tool, self.fault, self.slow = text, tool, fault, slow


class Script:
    """Finds the scripted move for a list of messages. A fault happens once per place; the retry of the script is the next turn."""

    def __init__(self) -> None:
        self._failed: set[str] = set()
        self._lock = threading.Lock()

    def next_move(self, messages: list[dict[str, Any]]) -> Move:
        system = str(messages[0]["content"])
        user = next(str(m["content"]) for m in reversed(messages) if m["role"] == "user")
        if system.startswith("Rewrite the last question"):
            return Move(next((t.standalone for c in DOCS_QA for t in c.turns if t.question == user and t.standalone), user))
        if "release notes" in system:
            notes = next(notes for notes in RELEASE_NOTES if notes.draft == user or notes.commit in user)
            return Move(notes.final if system.startswith("Check") else notes.draft)
        if "support agent" in system:
            return self._agent_move(messages, user)
        return self._docs_move(user)

    def _docs_move(self, user: str) -> Move:
        turns = [t for c in DOCS_QA for t in c.turns if t.question == user]
        for turn in turns:
            if turn.fault and (turn.fault != 429 or self._first_time(turn.question)):
                return Move(fault=turn.fault)
        turn = next(t for t in reversed(turns) if t.answer)
        return Move(turn.answer, slow=turn.slow_seconds)

    def _agent_move(self, messages: list[dict[str, Any]], user: str) -> Move:
        said = [str(m["content"]) for m in messages if m["role"] == "user"]
        conversation = next(c for c in SUPPORT_AGENT if c.turns[0].says == said[0])
        turn = conversation.turns[len(said) - 1]
        if turn.fault:
            return Move(fault=turn.fault)
        after = messages[len(messages) - 1 - [m["role"] for m in reversed(messages)].index("user") :]
        move = turn.moves[sum(1 for m in after if m["role"] == "assistant")]
        return Move(move) if isinstance(move, str) else Move(tool=move)

    def _first_time(self, place: str) -> bool:
        with self._lock:
            first = place not in self._failed
            self._failed.add(place)
            return first


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    script: Script
    seen_systems: set[str]

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def _json(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_POST(self) -> None:
        """Embeddings and chat completions."""
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/embeddings"):
            inputs = request["input"] if isinstance(request["input"], list) else [request["input"]]
            data = [{"object": "embedding", "index": i, "embedding": embed(str(text))} for i, text in enumerate(inputs)]
            tokens = sum(count_tokens(str(text)) for text in inputs)
            self._json(
                200,
                {
                    "object": "list",
                    "model": request["model"],
                    "data": data,
                    "usage": {"prompt_tokens": tokens, "total_tokens": tokens},
                },
            )
            return
        self._chat(request)

    def _chat(self, request: dict[str, Any]) -> None:
        move = self.script.next_move(request["messages"])
        if move.fault:
            time.sleep(0.4 / TIME_SCALE)
            kind = {429: "Rate limit reached for requests", 500: "The server had an error while processing your request"}[
                move.fault
            ]
            self._json(move.fault, {"error": {"message": kind, "type": "server_error", "code": str(move.fault)}})
            return
        time.sleep((random.uniform(0.25, 0.7) + move.slow) / TIME_SCALE)
        usage = self._usage(request["messages"], move)
        name = f"chatcmpl-{random.getrandbits(60):015x}"
        if request.get("stream"):
            self._stream(request, move, usage, name)
            return
        time.sleep(usage["completion_tokens"] * 0.016 / TIME_SCALE)
        message: dict[str, Any] = {"role": "assistant", "content": move.text or None}
        if move.tool:
            message["tool_calls"] = [self._call(move.tool)]
        choice = {"index": 0, "message": message, "finish_reason": "tool_calls" if move.tool else "stop"}
        self._json(
            200,
            {
                "id": name,
                "object": "chat.completion",
                "created": int(time.time()),
                "model": _served(request["model"]),
                "choices": [choice],
                "usage": usage,
            },
        )

    def _stream(self, request: dict[str, Any], move: Move, usage: dict[str, Any], name: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        base = {"id": name, "object": "chat.completion.chunk", "created": int(time.time()), "model": _served(request["model"])}
        pieces = re.findall(r".{1,12}", move.text, re.DOTALL)
        for piece in pieces:
            self._event(
                base | {"choices": [{"index": 0, "delta": {"role": "assistant", "content": piece}, "finish_reason": None}]}
            )
            time.sleep(count_tokens(piece) * 0.016 / TIME_SCALE)
        self._event(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        self._event(base | {"choices": [], "usage": usage})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, body: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(body).encode() + b"\n\n")
        self.wfile.flush()

    def _usage(self, messages: list[dict[str, Any]], move: Move) -> dict[str, Any]:
        prompt = sum(count_tokens(json.dumps(m, ensure_ascii=False)) + 4 for m in messages)
        completion = count_tokens(move.text or json.dumps(move.tool))
        cached = (
            prompt // 128 * 128 if prompt > 1024 or (str(messages[0]["content"]) in self.seen_systems and prompt > 400) else 0
        )
        self.seen_systems.add(str(messages[0]["content"]))
        return {
            "prompt_tokens": prompt,
            "completion_tokens": completion,
            "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": min(cached, prompt)},
            "completion_tokens_details": {"reasoning_tokens": 0},
        }

    @staticmethod
    def _call(tool: ToolCall) -> dict[str, Any]:
        return {
            "id": f"call_{random.getrandbits(48):012x}",
            "type": "function",
            "function": {"name": tool.name, "arguments": json.dumps(tool.arguments, ensure_ascii=False)},
        }


def _served(model: str) -> str:
    return {
        "gpt-4o": "gpt-4o-2024-08-06",
        "gpt-4o-mini": "gpt-4o-mini-2024-07-18",
        "gpt-4.1": "gpt-4.1-2025-04-14",
        "gpt-4.1-mini": "gpt-4.1-mini-2025-04-14",
    }.get(model, model)


def start_provider(port: int = 0) -> ThreadingHTTPServer:
    """Serve on loopback in a thread; the address is `server.server_address`, `server.shutdown()` ends it."""
    _Handler.script, _Handler.seen_systems = Script(), set()
    server = ThreadingHTTPServer(("127.0.0.1", port), _Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


if __name__ == "__main__":
    running = start_provider(8123)
    print(f"OPENAI_BASE_URL=http://127.0.0.1:{running.server_address[1]}/v1  OPENAI_API_KEY=scripted")
    threading.Event().wait()
