"""A test server that speaks ClickHouse's HTTP interface on top of the chDB engine. It is no ClickHouse server: one process,
no users, no cluster. It runs in a process of its own: `python -m tests.servers.clickhouse_http FOLDER PORT`.

Served: queries with bound parameters and settings in the URL, results in the format of the query's FORMAT clause, inserts
with the data in the body, compressed bodies, and errors with their code, as clickhouse-connect's HTTP client uses them.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import lz4.frame
import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.servers.ports import free_port, wait_for_port

# Parameters of the interface itself; every other one is a setting.
_RESERVED = frozenset(
    {
        "query", "database", "user", "password", "query_id", "session_id", "session_timeout", "session_check", "compress",
        "decompress", "wait_end_of_query", "buffer_size", "quota_key", "role", "default_format", "client_protocol_version",
        "send_progress_in_http_headers", "http_headers_progress_interval_ms", "enable_http_compression",
    }
)  # fmt: skip
_INSERT = re.compile(rb"\A\s*(INSERT\s+INTO\b.*?)\s+FORMAT\s+(\w+)[ \t]*(?:\r?\n|\Z)", re.IGNORECASE | re.DOTALL)
_SELECT = re.compile(rb"\A\s*(SELECT|WITH)\b", re.IGNORECASE)
_FORMAT = re.compile(rb"\bFORMAT\s+(\w+)\s*;?\s*\Z", re.IGNORECASE)
_CODE = re.compile(r"Code: (\d+)")
_DECOMPRESS: dict[str, Callable[[bytes], bytes]] = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.decompress,
    "deflate": zlib.decompress,
    "lz4": lz4.frame.decompress,
}


class Engine:
    """The chDB engine of this process; every request gets a connection, and with it settings, of its own."""

    def __init__(self, folder: str) -> None:
        import chdb

        self._connect = lambda: chdb.connect(folder)
        self._keeps_the_engine_open = self._connect()

    def run(self, statement: bytes, parameters: dict[str, str], settings: dict[str, str]) -> Answer:
        """Run one statement. A result in a format that can be cut anywhere is streamed. Raises the engine's error."""
        connection = self._connect()
        try:
            for name, value in settings.items():
                quoted = value.replace("\\", "\\\\").replace("'", "\\'")
                connection.query(f"SET {name} = '{quoted}'", "TabSeparated")
            insert = _INSERT.match(statement)
            if insert and statement[insert.end() :]:
                with connection.send_insert(insert.group(1).decode(), insert.group(2).decode()) as inserter:
                    inserter.append(statement[insert.end() :])
                    written = str(inserter.finish().rows_written)
                connection.close()
                return Answer(iter(()), "", {"written_rows": written})
            named = _FORMAT.search(statement)
            if named and named.group(1) == b"Native" and _SELECT.match(statement):
                return Answer(_stream(connection, statement, parameters), "Native", {})
            result = connection.query(statement.decode(), "TabSeparated", params=parameters)
            content = result.bytes() or b""
            connection.close()
            return Answer(iter((content,)), named.group(1).decode() if named else "TabSeparated" if content else "", {})
        except BaseException:
            connection.close()
            raise


@dataclass(frozen=True)
class Answer:
    """What a statement came to: the body in chunks, its format (empty: no result), and the summary for the header."""

    chunks: Iterator[bytes]
    format: str
    summary: dict[str, str]


def _stream(connection: Any, statement: bytes, parameters: dict[str, str]) -> Iterator[bytes]:
    result = connection.send_query(statement.decode(), "Native", params=parameters)
    first = next(result, None)  # before anything is sent, so that an error of the query becomes a response of its own

    def chunks() -> Iterator[bytes]:
        try:
            chunk = first
            while chunk is not None:
                yield chunk.bytes()
                chunk = next(result, None)
        finally:
            result.close()
            connection.close()

    return chunks()


def build_app(engine: Engine) -> Starlette:
    """The application: `/ping`, and everything else at `/`."""

    async def ping(request: Request) -> Response:
        return PlainTextResponse("Ok.\n")

    async def query(request: Request) -> Response:
        url = dict(request.query_params)
        body = _DECOMPRESS[request.headers.get("content-encoding", "")](await request.body())
        statement = url["query"].encode() + (b"\n" + body if body else b"") if "query" in url else body
        parameters = {name.removeprefix("param_"): value for name, value in url.items() if name.startswith("param_")}
        settings = {name: value for name, value in url.items() if not name.startswith("param_") and name not in _RESERVED}
        try:
            answer = await run_in_threadpool(engine.run, statement, parameters, settings)
        except Exception as error:
            return _refuse(str(error))
        headers = {"X-ClickHouse-Summary": json.dumps(answer.summary), "X-ClickHouse-Timezone": "UTC"}
        if answer.format:
            headers["X-ClickHouse-Format"] = answer.format
        return StreamingResponse(answer.chunks, headers=headers)

    return Starlette(routes=[Route("/ping", ping), Route("/", query, methods=["GET", "POST"])])


def _refuse(message: str) -> Response:
    text = message[message.find("Code: ") :] if "Code: " in message else message
    code = _CODE.search(text)
    return PlainTextResponse(text, 500, {"X-ClickHouse-Exception-Code": code.group(1) if code else "1002"})


@contextmanager
def clickhouse_server(folder: Path) -> Generator[str]:
    """Start the server over `folder` in a process of its own and yield its DSN."""
    port = free_port()
    command = [sys.executable, "-m", __name__, str(folder), str(port)]
    process: subprocess.Popen[Any] = subprocess.Popen(command, cwd=Path(__file__).parents[2])
    try:
        wait_for_port(port, process, seconds=180)
        yield f"clickhouse://default@127.0.0.1:{port}/default"
    finally:
        process.terminate()
        process.wait(90)


if __name__ == "__main__":
    uvicorn.run(build_app(Engine(sys.argv[1])), host="127.0.0.1", port=int(sys.argv[2]), log_level="warning", access_log=False)
