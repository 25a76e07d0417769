"""Langfuse Python 2 sends usage in its old forms: units, costs inside the usage, and the first camelCase shape."""

from langfuse import Langfuse
from patience import report

langfuse = Langfuse()
trace = langfuse.trace(name="usage forms")


def call(name, model, **sent):
    trace.generation(name=name, model=model, input="i", output="o", **sent).end()


call("tokens", "gpt-4o", usage={"input": 1000, "output": 100, "total": 1100, "unit": "TOKENS"})
call("characters", "tts-1", usage={"input": 500, "unit": "CHARACTERS"})
call("costs", "gpt-4o", usage={"input": 1000, "output": 100, "unit": "TOKENS", "input_cost": 0.5})
call("zero", "gpt-4o", usage={"input": 1000, "output": 100, "total_cost": 0})
call("openai", "gpt-4o", usage={"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100})
call(
    "details",
    "gpt-4o",
    usage_details={"input": 900, "cache_read_input_tokens": 100, "output": 100},
    cost_details={"output": 0.25},
)
langfuse.flush()
report(trace_id=trace.id)
