"""The OpenAI client instrumented by OpenTelemetry itself, which sends messages as events of the log; an evaluator adds a result."""

from openai import OpenAI
from opentelemetry._logs import LogRecord
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.instrumentation.openai_v2 import OpenAIInstrumentor
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import BatchLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report

resource = Resource({"service.name": "shop", "deployment.environment.name": "staging"})
spans, logs = TracerProvider(resource=resource), LoggerProvider(resource=resource)
spans.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
logs.add_log_record_processor(BatchLogRecordProcessor(OTLPLogExporter()))
OpenAIInstrumentor().instrument(tracer_provider=spans, logger_provider=logs)
with spans.get_tracer("app").start_as_current_span("app") as root:
    OpenAI(api_key="test").chat.completions.create(
        model="gpt-4o",
        temperature=0.2,
        messages=[{"role": "system", "content": "Answer briefly."}, {"role": "user", "content": "你好?"}],
    )
    result = {"gen_ai.evaluation.name": "relevance", "gen_ai.evaluation.score.value": 0.25}
    logs.get_logger("judge").emit(LogRecord(event_name="gen_ai.evaluation.result", attributes=result))
    trace_id = f"{root.get_span_context().trace_id:032x}"
logs.shutdown()
spans.shutdown()
report(trace_id=trace_id)
