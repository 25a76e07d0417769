"""LangSmith's tracing decorators, sent as OpenTelemetry spans instead of to LangSmith."""

import os

os.environ |= {
    "LANGSMITH_TRACING": "true",
    "LANGSMITH_OTEL_ENABLED": "true",
    "LANGSMITH_OTEL_ONLY": "true",
    "LANGSMITH_API_KEY": "none",
}

from langsmith import Client, traceable
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report, until


class Ended(SpanProcessor):
    """The trace ids of ended spans: the client makes them on a thread of its own, after the run."""

    def __init__(self):
        self.traces = []

    def on_end(self, span):
        self.traces.append(f"{span.get_span_context().trace_id:032x}")


provider, ended = TracerProvider(), Ended()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
provider.add_span_processor(ended)
trace.set_tracer_provider(provider)
client = Client(tracing_mode="otel", otel_tracer_provider=provider)


@traceable(run_type="llm", metadata={"ls_provider": "openai", "ls_model_name": "gpt-4o"}, client=client)
def call(messages):
    return {
        "choices": [{"message": {"role": "assistant", "content": "再见"}}],
        "usage_metadata": {"input_tokens": 100, "output_tokens": 9, "total_tokens": 109},
    }


@traceable(run_type="tool", client=client)
def look_up(word):
    return word.upper()


@traceable(run_type="chain", name="pipeline", client=client)
def pipeline(question):
    look_up("hi")
    return call([{"role": "user", "content": question}])


pipeline("你好?")
client.flush()
until(lambda: len(ended.traces) == 3)
provider.shutdown()
report(trace_id=ended.traces[0])
