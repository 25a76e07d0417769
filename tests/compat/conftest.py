"""What compat tests share: a small OpenAI-compatible endpoint, and waiting for what an SDK sent."""

from __future__ import annotations

import json
import threading
from collections.abc import Generator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.compat.environments import Environment, environment
from tests.servers.llm_provider import llm_provider


@pytest.fixture(scope="session")
def sdk(request: pytest.FixtureRequest) -> Environment:
    """The environment that the test names (`@using("python-5")`). Made here, so that its making takes nothing of a test's time."""
    return environment(request.param)


class _Completions(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        choice = {"index": 0, "message": {"role": "assistant", "content": "再见"}, "finish_reason": "stop"}
        usage = {
            "prompt_tokens": 100,
            "completion_tokens": 9,
            "total_tokens": 109,
            "prompt_tokens_details": {"cached_tokens": 40},
        }
        body = json.dumps(
            {
                "id": "c1",
                "object": "chat.completion",
                "created": 1,
                "model": "gpt-4o-2024-08-06",
                "choices": [choice],
                "usage": usage,
            }
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="session")
def openai_url() -> Generator[str]:
    """The base URL of an endpoint that answers every chat completion with 再见, 100 tokens in (40 of them cached) and 9 out."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Completions)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def provider_url() -> Generator[str]:
    """The base URL of the test provider, whose model `tool` calls the first tool it is offered and then repeats its result."""
    with llm_provider() as provider:
        yield f"{provider.url}/v1"
