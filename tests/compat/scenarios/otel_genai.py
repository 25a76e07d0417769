"""A plain OpenTelemetry application with the GenAI conventions, over the protocol named in the environment."""

import json
import os

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report

if os.environ["OTEL_EXPORTER_OTLP_PROTOCOL"] == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider(resource=Resource.create({"service.name": "shop", "deployment.environment.name": "staging"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
tracer = provider.get_tracer("shop", "1.0")
with tracer.start_as_current_span(
    "invoke_agent shopper",
    attributes={
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "shopper",
        "user.id": "ana",
        "session.id": "s-otel",
    },
) as root:
    with tracer.start_as_current_span("chat gpt-4o") as span:
        span.set_attributes(
            {
                "gen_ai.operation.name": "chat",
                "gen_ai.provider.name": "openai",
                "gen_ai.request.model": "gpt-4o",
                "gen_ai.request.temperature": 0.2,
                "gen_ai.input.messages": json.dumps([{"role": "user", "parts": [{"type": "text", "content": "你好"}]}]),
                "gen_ai.output.messages": json.dumps(
                    [{"role": "assistant", "parts": [{"type": "text", "content": "再见"}], "finish_reason": "stop"}]
                ),
                "gen_ai.usage.input_tokens": 100,
                "gen_ai.usage.cache_read.input_tokens": 40,
                "gen_ai.usage.output_tokens": 9,
                "shop.cart": [1, 2],
                "shop.vip": True,
            }
        )
    with tracer.start_as_current_span("execute_tool search") as span:
        span.set_attributes(
            {
                "gen_ai.operation.name": "execute_tool",
                "gen_ai.tool.name": "search",
                "gen_ai.tool.call.arguments": '{"q": "shoes"}',
                "gen_ai.tool.call.result": "[]",
            }
        )
        span.add_event(
            "gen_ai.evaluation.result",
            {
                "gen_ai.evaluation.name": "relevance",
                "gen_ai.evaluation.score.value": 0.25,
                "gen_ai.evaluation.explanation": "nothing found",
            },
        )
    trace_id = f"{root.get_span_context().trace_id:032x}"
provider.shutdown()
report(trace_id=trace_id)
