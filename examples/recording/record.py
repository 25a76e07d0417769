"""Runs the examples against the scripted provider and records what their SDKs send, for `lumetra demo` to replay.

    python examples/recording/record.py src/lumetra/features/sample/recorded.jsonl.gz

One line of the result is one session: its application, and its traces with spans (OTLP JSON) and scores, all times as microseconds
since the session's start, stretched back to real time.
"""

from __future__ import annotations

import base64
import gzip
import importlib.util
import json
import os
import sys
import threading
import time
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any

from conversations import DOCS_QA, SUPPORT_AGENT, Feedback
from scripted_provider import TIME_SCALE, start_provider

HERE = Path(__file__).parent
TURN_PAUSE_SECONDS = 25.0


class _Sink(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    bodies: list[tuple[str, dict[str, str], bytes]]

    def log_message(self, *_: Any) -> None:
        """Quiet."""

    def do_POST(self) -> None:
        """Keep the body, accept it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        self.bodies.append((self.path, {k.lower(): v for k, v in self.headers.items()}, body))
        answer = b'{"message":"Accepted"}' if self.path.endswith("/scores") else b"{}"
        self.send_response(202 if self.path.endswith("/scores") else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)


def load(path: str) -> ModuleType:
    """An example as a module, from its file."""
    spec = importlib.util.spec_from_file_location(path.replace("/", "_"), HERE.parent / path / "app.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_docs_qa() -> None:
    """Every Q&A conversation, with the users' feedback as scores."""
    from langfuse import get_client

    docs_qa = load("docs_qa")
    for number, conversation in enumerate(DOCS_QA):
        chain, history = docs_qa.build_chain(model=conversation.model), []
        for turn in conversation.turns:
            handler_trace = None
            try:
                with get_client().start_as_current_observation(name="docs-qa-turn", as_type="span", input=turn.question) as root:
                    handler_trace = root.trace_id
                    answer = docs_qa.ask(
                        chain,
                        turn.question,
                        history,
                        session_id=f"docs-qa:{number}",
                        user_id="user",
                        tags=["docs-qa", conversation.language],
                    )
                    root.update(output=answer)
            except Exception as error:  # the scripted failures are part of the recording
                print("  scripted failure:", type(error).__name__)
            _feedback(get_client(), handler_trace, turn.feedback)
            time.sleep(TURN_PAUSE_SECONDS / TIME_SCALE / 20)


def run_support_agent() -> None:
    """Every agent conversation."""
    from langfuse import get_client, propagate_attributes
    from langfuse.openai import OpenAI

    agent = load("tool_agent")
    for number, conversation in enumerate(SUPPORT_AGENT):
        client, messages = OpenAI(max_retries=0), [{"role": "system", "content": agent.SYSTEM}]
        for turn in conversation.turns:
            messages.append({"role": "user", "content": turn.says})
            trace_id = None
            try:
                with (
                    propagate_attributes(
                        session_id=f"support:{number}", user_id="user", tags=["support-agent"], trace_name="support-agent"
                    ),
                    get_client().start_as_current_observation(name="support-turn", as_type="span", input=turn.says) as root,
                ):
                    trace_id = root.trace_id
                    root.update(output=agent.answer(client, messages, conversation.model))
            except Exception as error:  # the scripted failures are part of the recording
                print("  scripted failure:", type(error).__name__)
            _feedback(get_client(), trace_id, turn.feedback)
            time.sleep(TURN_PAUSE_SECONDS / TIME_SCALE / 20)


def _feedback(client: Any, trace_id: str | None, feedback: Feedback | None) -> None:
    if trace_id and feedback:
        client.create_score(
            name="user-feedback", value=feedback.thumb, data_type="BOOLEAN", trace_id=trace_id, comment=feedback.comment or None
        )


def collect(bodies: list[tuple[str, dict[str, str], bytes]]) -> list[dict[str, Any]]:
    """Recorded requests as sessions, ordered as they happened."""
    from google.protobuf.json_format import MessageToDict
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

    traces: dict[str, list[dict[str, Any]]] = defaultdict(list)
    scores: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for path, headers, body in bodies:
        if path.endswith("/scores"):
            for score in json.loads(body):
                scores[score["traceId"]].append(
                    {k: score[k] for k in ("name", "value", "dataType", "comment", "timestamp") if score.get(k) is not None}
                )
            continue
        sdk = {k: v for k, v in headers.items() if k.startswith("x-langfuse-sdk")}
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    record = {
                        "sdk": sdk,
                        "resource": MessageToDict(resource.resource),
                        "scope": MessageToDict(scope.scope),
                        "span": MessageToDict(span),
                    }
                    for key in ("traceId", "spanId", "parentSpanId"):
                        if key in record["span"]:
                            record["span"][key] = base64.b64decode(record["span"][key]).hex()
                    traces[record["span"]["traceId"]].append(record)
    sessions: dict[str, list[str]] = defaultdict(list)
    for trace_id, records in sorted(traces.items(), key=lambda item: min(int(r["span"]["startTimeUnixNano"]) for r in item[1])):
        sessions[_session_of(records) or trace_id].append(trace_id)
    return [_session(key, [(t, traces[t], scores[t]) for t in ids]) for key, ids in sessions.items()]


def _session_of(records: list[dict[str, Any]]) -> str:
    for record in records:
        for attribute in record["span"].get("attributes", []):
            if attribute["key"] == "session.id":
                return attribute["value"]["stringValue"]
    return ""


def _session(key: str, traces: list[tuple[str, list[dict[str, Any]], list[dict[str, Any]]]]) -> dict[str, Any]:
    rows, clock = [], 0
    for _, records, scores in traces:
        start = min(int(r["span"]["startTimeUnixNano"]) for r in records)
        end = 0
        for record in records:
            span = record["span"]
            for field in ("startTimeUnixNano", "endTimeUnixNano"):
                span[field] = round((int(span[field]) - start) / 1000 * TIME_SCALE)
            for event in span.get("events", []):
                event["timeUnixNano"] = round((int(event["timeUnixNano"]) - start) / 1000 * TIME_SCALE)
            end = max(end, span["endTimeUnixNano"])
            span["attributes"] = [_relative(a, start) for a in span.get("attributes", [])]
        for score in scores:
            score.pop("timestamp", None)
        rows.append({"offset_us": clock, "spans": records, "scores": scores})
        clock += end + int(TURN_PAUSE_SECONDS * 1e6)
    return {
        "application": key.split(":", maxsplit=1)[0] if ":" in key else "release-notes",
        "session": key if ":" in key else "",
        "traces": rows,
    }


def _relative(attribute: dict[str, Any], start_ns: int) -> dict[str, Any]:
    if attribute["key"] != "langfuse.observation.completion_start_time":
        return attribute
    from datetime import datetime

    moment = datetime.fromisoformat(attribute["value"]["stringValue"].strip('"').replace("Z", "+00:00"))
    offset = round((moment.timestamp() * 1e9 - start_ns) / 1000 * TIME_SCALE)
    return {"key": attribute["key"], "value": {"relativeUs": offset}}


def main() -> None:
    """Record everything into the file named on the command line."""
    provider = start_provider()
    _Sink.bodies = []
    sink = ThreadingHTTPServer(("127.0.0.1", 0), _Sink)
    threading.Thread(target=sink.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{sink.server_address[1]}"
    os.environ |= {
        "OPENAI_BASE_URL": f"http://127.0.0.1:{provider.server_address[1]}/v1", "OPENAI_API_KEY": "scripted",
        "LANGFUSE_HOST": address, "LANGFUSE_BASE_URL": address, "LANGFUSE_PUBLIC_KEY": "pk-lf-recording", "LANGFUSE_SECRET_KEY": "sk-lf-recording",
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"{address}/api/public/otel",
    }  # fmt: skip
    run_docs_qa()
    run_support_agent()
    from langfuse import get_client

    get_client().flush()
    import subprocess

    subprocess.run([sys.executable, str(HERE.parent / "otel_app" / "app.py")], check=True)
    sessions = collect(_Sink.bodies)
    with gzip.open(sys.argv[1], "wt", encoding="utf-8", compresslevel=9) as file:
        for session in sessions:
            file.write(json.dumps(session, ensure_ascii=False) + "\n")
    print(
        f"{len(sessions)} sessions, {sum(len(s['traces']) for s in sessions)} traces, {sum(len(t['spans']) for s in sessions for t in s['traces'])} spans, {Path(sys.argv[1]).stat().st_size} bytes"
    )


if __name__ == "__main__":
    main()
