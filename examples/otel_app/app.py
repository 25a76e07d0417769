"""A release-notes writer on plain OpenTelemetry: no LLM observability SDK, only the GenAI semantic conventions and an OTLP exporter.

    OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:3000/api/public/otel \
    OTEL_EXPORTER_OTLP_HEADERS="Authorization=Basic $(printf 'pk-lf-…:sk-lf-…' | base64 -w0)" \
        python examples/otel_app/app.py
"""

from __future__ import annotations

import json
import sys

from openai import OpenAI
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode

COMMITS = {
    "219": ["checkout: retry payments twice", "checkout: raise the payment deadline to 6 s", "docs: explain spending limits"],
    "220": ["search: rank exact titles first", "search: index Chinese and Japanese words", "build: cache layers by branch"],
}


def configure() -> TracerProvider:
    """Export to the endpoint and with the headers of the environment."""
    provider = TracerProvider(
        resource=Resource.create(
            {"service.name": "release-notes", "service.version": "1.4.0", "deployment.environment.name": "production"}
        )
    )
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
    return provider


def chat(client: OpenAI, tracer: trace.Tracer, model: str, system: str, user: str) -> str:
    """One model call as a span of the GenAI conventions (1.37 and later)."""
    with tracer.start_as_current_span(f"chat {model}", kind=SpanKind.CLIENT) as span:
        span.set_attributes(
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": model,
                "gen_ai.request.temperature": 0.3,
                "gen_ai.system_instructions": json.dumps([{"type": "text", "content": system}]),
                "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": user}]}]),
            }
        )
        try:
            reply = client.chat.completions.create(
                model=model, temperature=0.3, messages=[{"role": "system", "content": system}, {"role": "user", "content": user}]
            )
        except Exception as error:
            span.set_attribute("error.type", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR, str(error)))
            raise
        text, usage = reply.choices[0].message.content or "", reply.usage
        output = [{"role": "assistant", "parts": [{"type": "text", "content": text}], "finish_reason": "stop"}]
        span.set_attributes(
            {"gen_ai.response.model": reply.model, "gen_ai.response.id": reply.id, "gen_ai.output.messages": json.dumps(output)}
        )
        if usage:
            span.set_attributes(
                {"gen_ai.usage.input_tokens": usage.prompt_tokens, "gen_ai.usage.output_tokens": usage.completion_tokens}
            )
        return text


def write_notes(client: OpenAI, release: str, *, model: str = "gpt-4o-mini") -> str:
    """Collect the commits of a release, draft its notes, and have the draft checked."""
    tracer = trace.get_tracer("release-notes", "1.4.0")
    with tracer.start_as_current_span(
        "invoke_workflow release-notes", attributes={"gen_ai.operation.name": "invoke_workflow", "user.id": "ci"}
    ):
        with tracer.start_as_current_span("execute_tool list_commits") as span:
            span.set_attributes(
                {
                    "gen_ai.operation.name": "execute_tool",
                    "gen_ai.tool.name": "list_commits",
                    "gen_ai.tool.call.arguments": json.dumps({"release": release}),
                }
            )
            commits = COMMITS[release]
            span.set_attribute("gen_ai.tool.call.result", json.dumps(commits))
        draft = chat(client, tracer, model, "Write release notes for users: one line a change, no jargon.", "\n".join(commits))
        return chat(client, tracer, model, "Check these release notes: keep what users notice, drop the rest.", draft)


def main() -> None:
    """Write notes for the releases given on the command line."""
    provider = configure()
    for release in sys.argv[1:] or list(COMMITS):
        print(write_notes(OpenAI(), release))
    provider.shutdown()


if __name__ == "__main__":
    main()
