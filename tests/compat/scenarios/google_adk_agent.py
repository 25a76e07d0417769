"""A Google ADK agent with a tool and a model of our own, traced by ADK itself."""

import asyncio

from google.adk.agents import LlmAgent
from google.adk.models.base_llm import BaseLlm
from google.adk.models.llm_response import LlmResponse
from google.adk.runners import InMemoryRunner
from google.genai import types
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from patience import report

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
trace.set_tracer_provider(provider)
USAGE = types.GenerateContentResponseUsageMetadata(
    prompt_token_count=100, cached_content_token_count=40, candidates_token_count=9, total_token_count=109
)


class Scripted(BaseLlm):
    """Calls the tool first, then answers with what it said."""

    async def generate_content_async(self, llm_request, stream=False):
        last = llm_request.contents[-1].parts[-1]
        if last.function_response:
            part = types.Part(text=f"再见: {last.function_response.response['result']}")
        else:
            part = types.Part(function_call=types.FunctionCall(id="call_1", name="get_weather", args={"city": "Zürich"}))
        yield LlmResponse(content=types.Content(role="model", parts=[part]), usage_metadata=USAGE)


def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


async def ask():
    agent = LlmAgent(name="weather", model=Scripted(model="gemini-2.5-flash"), instruction="Answer briefly.", tools=[get_weather])
    runner = InMemoryRunner(agent, app_name="shop")
    session = await runner.session_service.create_session(app_name="shop", user_id="ana")
    message = types.Content(role="user", parts=[types.Part(text="你好?")])
    events = [event async for event in runner.run_async(user_id="ana", session_id=session.id, new_message=message)]
    return session.id, events[-1].content.parts[0].text


with provider.get_tracer("app").start_as_current_span("app") as root:
    trace_id = f"{root.get_span_context().trace_id:032x}"
    session_id, answer = asyncio.run(ask())
provider.shutdown()
report(trace_id=trace_id, session_id=session_id, answer=answer)
