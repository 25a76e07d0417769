"""How much CPU decoding a span costs, by dialect: `python -m bench.decode [--spans 2000]`.

Work: traces of ten spans (chain, retriever, embedding, tools, three generations with 2–6 KB of messages in and 1 KB out),
50 spans a request. Prints the best of several rounds, in µs of this process's CPU time, without parsing the request.
"""

from __future__ import annotations

import argparse
import json
import platform
import random
import time
from collections.abc import Callable
from typing import Any

from opentelemetry.proto.trace.v1.trace_pb2 import Span

from lumetra.ingest.decode.batch import decode_batch, parse_batch
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.otlp import a_provenance, a_request, a_span, as_otlp_json

WORDS = [
    "the",
    "answer",
    "model",
    "trace",
    "user",
    "prompt",
    "模型",
    "回答",
    "token",
    "cost",
    "latency",
    "session",
    "retrieval",
    "document",
    "context",
]
KINDS = ("chain", "retriever", "embedding", "generation", "tool", "generation", "tool", "span", "generation", "agent")
Attributes = dict[str, Any]


def text(randomness: random.Random, size: int) -> str:
    """Some text of about `size` characters."""
    return " ".join(randomness.choice(WORDS) for _ in range(size // 6))


def messages(randomness: random.Random) -> list[dict[str, str]]:
    """A conversation of 2–6 KB."""
    size = randomness.randint(2000, 6000)
    roles = ("system", "user", "assistant", "user")
    return [{"role": role, "content": text(randomness, size // 4)} for role in roles]


def langfuse(kind: str, r: random.Random) -> Attributes:
    """As the Langfuse Python SDK 5 sends it."""
    found: Attributes = {
        "langfuse.observation.type": kind,
        "langfuse.environment": "production",
        "user.id": f"user-{r.randint(1, 99)}",
        "session.id": f"session-{r.randint(1, 99)}",
        "langfuse.trace.name": "chat",
        "langfuse.trace.tags": ["a", "b"],
        "langfuse.release": "2026.10",
        "langfuse.observation.input": json.dumps({"query": text(r, 300)}),
        "langfuse.observation.output": json.dumps({"answer": text(r, 300)}, ensure_ascii=False),
        "langfuse.observation.metadata.topic": '"docs"',
        "langfuse.observation.metadata.retry": "1",
    }
    if kind == "generation":
        found |= {
            "langfuse.observation.input": json.dumps(messages(r)),
            "langfuse.observation.output": json.dumps({"role": "assistant", "content": text(r, 1000)}),
            "langfuse.observation.model.name": "gpt-4o",
            "langfuse.observation.model.parameters": '{"temperature": 0.2, "max_tokens": 512}',
            "langfuse.observation.usage_details": '{"input": 1200, "output": 300, "total": 1500}',
            "langfuse.observation.completion_start_time": '"2025-10-09T08:53:20.500000Z"',
        }
    return found


def gen_ai(kind: str, r: random.Random) -> Attributes:
    """As OpenTelemetry's GenAI instrumentations send it."""
    if kind != "generation":
        return {
            "gen_ai.operation.name": {"tool": "execute_tool", "agent": "invoke_agent"}.get(kind, "retrieval"),
            "gen_ai.tool.name": "search",
            "gen_ai.tool.call.arguments": json.dumps({"q": text(r, 300)}),
            "gen_ai.tool.call.result": json.dumps({"r": text(r, 300)}, ensure_ascii=False),
            "server.address": "api.openai.com",
            "gen_ai.conversation.id": "c1",
        }
    parts = [{"role": m["role"], "parts": [{"type": "text", "content": m["content"]}]} for m in messages(r)]
    return {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o-2024-08-06",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.request.temperature": 0.2,
        "gen_ai.request.max_tokens": 512,
        "gen_ai.input.messages": json.dumps(parts, ensure_ascii=False),
        "gen_ai.output.messages": json.dumps([{"role": "assistant", "parts": [{"type": "text", "content": text(r, 1000)}]}]),
        "gen_ai.usage.input_tokens": 1200,
        "gen_ai.usage.output_tokens": 300,
        "gen_ai.usage.cache_read.input_tokens": 200,
        "gen_ai.response.finish_reasons": ["stop"],
        "gen_ai.conversation.id": "c1",
        "server.address": "api.openai.com",
        "server.port": 443,
    }


def openinference(kind: str, r: random.Random) -> Attributes:
    """As OpenInference's instrumentations send it."""
    names = {"generation": "LLM", "span": "CHAIN"}
    found: Attributes = {
        "openinference.span.kind": names.get(kind, kind.upper()),
        "input.value": json.dumps({"query": text(r, 300)}),
        "input.mime_type": "application/json",
        "output.value": text(r, 300),
        "session.id": "s",
        "user.id": "u",
        "metadata": '{"topic": "docs"}',
    }
    if kind == "generation":
        said = messages(r)
        found |= {
            "input.value": json.dumps({"messages": said, "model": "gpt-4o"}),
            "llm.model_name": "gpt-4o",
            "llm.invocation_parameters": '{"temperature": 0.2}',
            "llm.token_count.prompt": 1200,
            "llm.token_count.completion": 300,
            "llm.token_count.total": 1500,
            "llm.token_count.prompt_details.cache_read": 200,
        }
        for index, message in enumerate(said):
            found[f"llm.input_messages.{index}.message.role"] = message["role"]
            found[f"llm.input_messages.{index}.message.content"] = message["content"]
    return found


def traceloop(kind: str, r: random.Random) -> Attributes:
    """As OpenLLMetry's instrumentations send it."""
    if kind != "generation":
        return {
            "traceloop.span.kind": "task",
            "traceloop.entity.name": "step",
            "traceloop.entity.input": json.dumps({"q": text(r, 300)}),
            "traceloop.entity.output": json.dumps({"r": text(r, 300)}),
            "traceloop.association.properties.session_id": "s",
            "traceloop.association.properties.plan": "pro",
        }
    found: Attributes = {
        "llm.request.type": "chat",
        "gen_ai.system": "openai",
        "gen_ai.request.model": "gpt-4o",
        "gen_ai.response.model": "gpt-4o",
        "gen_ai.usage.prompt_tokens": 1200,
        "gen_ai.usage.completion_tokens": 300,
        "llm.usage.total_tokens": 1500,
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.content": text(r, 1000),
    }
    for index, message in enumerate(messages(r)):
        found[f"gen_ai.prompt.{index}.role"] = message["role"]
        found[f"gen_ai.prompt.{index}.content"] = message["content"]
    return found


def vercel_ai(kind: str, r: random.Random) -> Attributes:
    """As the Vercel AI SDK sends it."""
    if kind != "generation":
        return {
            "ai.operationId": "ai.toolCall",
            "ai.toolCall.name": "search",
            "ai.toolCall.args": json.dumps({"q": text(r, 300)}),
        }
    return {
        "operation.name": "ai.generateText.doGenerate",
        "ai.operationId": "ai.generateText.doGenerate",
        "ai.model.id": "gpt-4o",
        "ai.model.provider": "openai.chat",
        "ai.prompt.messages": json.dumps(messages(r)),
        "ai.response.text": text(r, 1000),
        "ai.response.finishReason": "stop",
        "ai.settings.maxRetries": 2,
        "ai.usage.promptTokens": 1200,
        "ai.usage.completionTokens": 300,
        "ai.telemetry.metadata.userId": "u",
        "ai.telemetry.metadata.plan": "pro",
        "gen_ai.usage.input_tokens": 1200,
        "gen_ai.usage.output_tokens": 300,
    }


DIALECTS: dict[str, Callable[[str, random.Random], Attributes]] = {
    "langfuse": langfuse,
    "gen_ai": gen_ai,
    "openinference": openinference,
    "traceloop": traceloop,
    "vercel_ai": vercel_ai,
}


def spans_of(make: Callable[[str, random.Random], Attributes], count: int) -> list[Span]:
    """Spans of traces of ten."""
    randomness = random.Random(7)
    return [
        a_span(
            make(KINDS[index % 10], randomness),
            name=KINDS[index % 10],
            trace_id=f"{index // 10 + 1:032x}",
            span_id=f"{index + 1:016x}",
            parent_id="" if index % 10 == 0 else f"{index - index % 10 + 1:016x}",
        )
        for index in range(count)
    ]


def best(work: Callable[[], object], rounds: int) -> float:
    """Seconds of this process's CPU time, the best of `rounds`."""
    times: list[float] = []
    for _ in range(rounds):
        begin = time.process_time()
        work()
        times.append(time.process_time() - begin)
    return min(times)


def bench_otlp(count: int, rounds: int) -> None:
    """Print the table of OTLP dialects."""
    provenance = a_provenance()
    print("| dialect | bytes a span | parse protobuf | decode | parse JSON | decode JSON |")
    print("|---|---|---|---|---|---|")
    for name, make in DIALECTS.items():
        spans = spans_of(make, count)
        resource = {"service.name": "bench", "telemetry.sdk.name": "opentelemetry", "telemetry.sdk.language": "python"}
        requests = [a_request(*spans[at : at + 50], resource=resource) for at in range(0, count, 50)]
        cells: list[float] = []
        for kind, bodies in (
            ("application/x-protobuf", [request.SerializeToString() for request in requests]),
            ("application/json", [as_otlp_json(request) for request in requests]),
        ):
            parsed = [parse_otlp(body, kind) for body in bodies]
            cells.append(best(lambda kind=kind, bodies=bodies: [parse_otlp(body, kind) for body in bodies], rounds) / count * 1e6)
            cells.append(best(lambda parsed=parsed: [decode_otlp(one, provenance) for one in parsed], rounds) / count * 1e6)
        size = sum(request.ByteSize() for request in requests) // count
        print(f"| {name} | {size} | {cells[0]:.1f} | {cells[1]:.1f} | {cells[2]:.1f} | {cells[3]:.1f} |")


def bench_batch(count: int, rounds: int) -> None:
    """Print what a Langfuse batch event costs."""
    randomness = random.Random(7)
    said = "2025-10-09T08:53:20.000Z"
    events: list[dict[str, Any]] = []
    for index in range(count):
        body = {"id": f"o{index}", "traceId": f"t{index // 10}", "name": "call", "startTime": said, "metadata": {"a": 1}}
        if index % 3 == 0:
            body |= {
                "input": messages(randomness),
                "output": text(randomness, 1000),
                "model": "gpt-4o",
                "usage": {"input": 5, "output": 2},
            }
        kind = "generation-create" if index % 3 == 0 else "span-create"
        events.append({"id": f"e{index}", "timestamp": said, "type": kind, "body": body})
    bodies = [json.dumps({"batch": events[at : at + 50]}, ensure_ascii=False).encode() for at in range(0, count, 50)]
    parsed = [parse_batch(body) for body in bodies]
    provenance = a_provenance(source="api")
    split = best(lambda: [parse_batch(body) for body in bodies], rounds) / count * 1e6
    decode = best(lambda: [decode_batch(one, provenance) for one in parsed], rounds) / count * 1e6
    print(f"\nLangfuse batch events: split {split:.1f} µs, decode {decode:.1f} µs each ({sum(map(len, bodies)) // count} bytes)")


def main() -> None:
    """Run the benchmark."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--spans", type=int, default=2000)
    arguments.add_argument("--rounds", type=int, default=5)
    options = arguments.parse_args()
    print(
        f"µs of CPU a span, best of {options.rounds} rounds over {options.spans} spans; Python {platform.python_version()}, {platform.machine()}\n"
    )
    bench_otlp(options.spans, options.rounds)
    bench_batch(options.spans, options.rounds)


if __name__ == "__main__":
    main()
