"""LiveKit Agents (0.x–1.x): `lk.*`; since 1.8 what users said stands under `lk.pii.*`."""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_number
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType

TYPES: Final[dict[str, ObservationType]] = {
    "agent_turn": "AGENT",
    "start_agent_activity": "AGENT",
    "function_tool": "TOOL",
    "llm_node": "CHAIN",
    "llm_request_run": "SPAN",
}
"""Span name → observation type (wire contract 4.4, rule 9). Around and inside of the one `llm_request` that is metered stand spans that
name the model too; as generations without usage their tokens would be estimated and counted again."""

DEBUG: Final = ("llm_request_run", "tts_request_run", "drain_agent_activity", "eou_detection")
"""Spans of the machinery inside a turn."""

INPUTS: Final = ("input_text", "user_transcript", "chat_ctx", "user_input", "function_tool.arguments", "instructions")
OUTPUTS: Final = ("response.text", "function_tool.output", "response.function_calls")
_PREFIXES: Final = ("lk.", "lk.pii.")


def read_type(span: Span, fields: Fields) -> None:
    """By the span's name."""
    fields.type = TYPES.get(span.name)


def read_fields(span: Span, fields: Fields) -> None:
    """Level of the machinery's spans, and time to first token."""
    if fields.level is None and span.name in DEBUG and span.status_code != 2:
        fields.level = "DEBUG"
    seconds = as_number(span.attributes.get("lk.response.ttft"))
    if fields.completion_start_us is None and seconds is not None and 0 <= seconds < 1e6:
        fields.completion_start_us = span.start_us + round(seconds * 1e6)
        del span.attributes["lk.response.ttft"]


def read_content(span: Span, fields: Fields) -> None:
    """What was said, shown or called, and the answer."""
    for field, names in (("input", INPUTS), ("output", OUTPUTS)):
        if getattr(fields, field) is None:
            value = span.take(*(prefix + name for name in names for prefix in _PREFIXES))
            if value is not None:
                setattr(fields, field, json_text.as_text(value))


DIALECT: Final = Dialect(
    name="livekit",
    prefixes=("lk.",),
    scopes=("livekit-agents",),
    read_type=read_type,
    read_content=read_content,
    read_fields=read_fields,
)
