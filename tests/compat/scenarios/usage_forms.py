"""Langfuse Python 3 and later send `usage_details` as providers answer them, and costs per key."""

from langfuse import Langfuse
from patience import report

langfuse = Langfuse()


def call(name, model, **sent):
    langfuse.start_observation(as_type="generation", name=name, model=model, **sent).end()


with langfuse.start_as_current_observation(as_type="span", name="usage forms") as root:
    call("free", "gpt-4o", usage_details={"input": 1000, "output": 100})
    call(
        "chat",
        "gpt-4o",
        usage_details={
            "prompt_tokens": 1000,
            "completion_tokens": 100,
            "total_tokens": 1100,
            "prompt_tokens_details": {"cached_tokens": 400, "audio_tokens": 0},
            "completion_tokens_details": {"reasoning_tokens": 60},
        },
    )
    call(
        "responses",
        "gpt-4o",
        usage_details={
            "input_tokens": 1000,
            "output_tokens": 100,
            "total_tokens": 1100,
            "input_tokens_details": {"cached_tokens": 400},
            "output_tokens_details": {"reasoning_tokens": 60},
        },
    )
    call(
        "anthropic",
        "claude-sonnet-4-5",
        usage_details={
            "input_tokens": 100,
            "output_tokens": 50,
            "cache_read_input_tokens": 800,
            "cache_creation_input_tokens": 100,
        },
    )
    call("costs", "gpt-4o", usage_details={"input": 1000, "output": 100}, cost_details={"input": 0.5})
    call("seconds", "whisper-1", usage_details={"input_audio_seconds": 90})
    trace_id = root.trace_id
langfuse.flush()
report(trace_id=trace_id)
