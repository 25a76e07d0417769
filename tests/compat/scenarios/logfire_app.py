"""An application instrumented by Logfire: spans and messages of its own, a Pydantic AI agent, and the OpenAI client."""

import os

import logfire
from openai import OpenAI
from patience import report
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

url = os.environ["OPENAI_BASE_URL"]
logfire.configure(send_to_logfire=False, console=False, service_name="shop", environment="staging", inspect_arguments=False)
logfire.instrument_pydantic_ai()
client = OpenAI(base_url=url, api_key="sk-good")
logfire.instrument_openai(client)
agent = Agent(OpenAIChatModel("tool", provider=OpenAIProvider(base_url=url, api_key="sk-good")), name="weather")


@agent.tool_plain
def get_weather(city: str) -> str:
    """The weather of a city."""
    return f"sunny in {city}"


with logfire.span("asking about {city}", city="Zürich", _tags=["vip"]) as root:
    answer = agent.run_sync("Wie ist das Wetter in Zürich?").output
    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "你好?"}])
    logfire.warn("basket of {user} is empty", user="ana")
    trace_id = f"{root.get_span_context().trace_id:032x}"
logfire.shutdown()
report(trace_id=trace_id, answer=answer)
