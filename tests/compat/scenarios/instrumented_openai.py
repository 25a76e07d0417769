"""The OpenAI client instrumented by OpenInference or by Traceloop, exported by the OpenTelemetry SDK."""

from openai import OpenAI
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report

try:  # each environment has one of them
    from openinference.instrumentation.openai import OpenAIInstrumentor
except ImportError:
    from opentelemetry.instrumentation.openai import OpenAIInstrumentor

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
OpenAIInstrumentor().instrument(tracer_provider=provider)
with provider.get_tracer("app").start_as_current_span("app") as root:
    OpenAI(api_key="test").chat.completions.create(
        model="gpt-4o",
        temperature=0.2,
        messages=[{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "你好?"}],
    )
    trace_id = f"{root.get_span_context().trace_id:032x}"
provider.shutdown()
report(trace_id=trace_id)
