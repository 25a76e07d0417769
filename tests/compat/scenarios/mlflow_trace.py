"""MLflow's tracing API, exported to an OTLP endpoint instead of an MLflow server."""

import os

os.environ["MLFLOW_TRACKING_URI"] = "http://127.0.0.1:9"  # asked for, not used: spans go to the OTLP endpoint

import mlflow
from mlflow.entities import SpanType
from patience import report

with mlflow.start_span("app", span_type=SpanType.CHAIN) as root:
    root.set_inputs({"question": "你好?"})
    with mlflow.start_span("call", span_type=SpanType.CHAT_MODEL) as span:
        span.set_inputs({"messages": [{"role": "user", "content": "你好?"}], "model": "gpt-4o"})
        span.set_attribute("mlflow.chat.tokenUsage", {"input_tokens": 100, "output_tokens": 9, "total_tokens": 109})
        span.set_attribute("mlflow.llm.model", "gpt-4o")
        span.set_outputs({"choices": [{"message": {"role": "assistant", "content": "再见"}}]})
    with mlflow.start_span("look up", span_type=SpanType.RETRIEVER) as span:
        span.set_inputs({"query": "你好"})
        span.set_outputs([{"page_content": "a greeting"}])
    root.set_outputs("再见")
    trace_id = f"{root._span.get_span_context().trace_id:032x}"
report(trace_id=trace_id)
