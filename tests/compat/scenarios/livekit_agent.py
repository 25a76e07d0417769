"""A LiveKit agent with a tool, driven by text and without a room, exported by the OpenTelemetry SDK."""

import asyncio
import os

from livekit.agents import Agent, AgentSession, function_tool
from livekit.agents.telemetry import set_tracer_provider
from livekit.plugins import openai
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
set_tracer_provider(provider)


class Weather(Agent):
    """Answers questions about the weather."""

    def __init__(self) -> None:
        super().__init__(instructions="Answer briefly.")

    @function_tool
    async def get_weather(self, city: str) -> str:
        """The weather of a city."""
        return f"sunny in {city}"


async def main() -> str:
    """One turn of a conversation."""
    llm = openai.LLM(model="tool", base_url=os.environ["OPENAI_BASE_URL"], api_key="sk-good")
    async with AgentSession(llm=llm) as session:
        await session.start(Weather())
        result = await session.run(user_input="Wie ist das Wetter in Zürich?")
        return result.events[-1].item.text_content


with provider.get_tracer("app").start_as_current_span("app") as root:
    answer = asyncio.run(main())
    trace_id = f"{root.get_span_context().trace_id:032x}"
provider.shutdown()
report(trace_id=trace_id, answer=answer)
