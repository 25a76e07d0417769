"""A Pydantic AI agent with a tool, instrumented by itself, exported by the OpenTelemetry SDK."""

import os

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report
from pydantic_ai import Agent
from pydantic_ai.models.instrumented import InstrumentationSettings
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
Agent.instrument_all(InstrumentationSettings(tracer_provider=provider))
model = OpenAIChatModel("tool", provider=OpenAIProvider(base_url=os.environ["OPENAI_BASE_URL"], api_key="sk-good"))
agent = Agent(model, name="weather", instructions="Answer briefly.")


@agent.tool_plain
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


with provider.get_tracer("app").start_as_current_span("app") as root:
    answer = agent.run_sync("Wie ist das Wetter in Zürich?").output
    trace_id = f"{root.get_span_context().trace_id:032x}"
provider.shutdown()
report(trace_id=trace_id, answer=answer)
