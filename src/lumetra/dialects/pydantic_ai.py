"""Pydantic AI (instrumentation versions 1–4) and Logfire, which shares its attributes."""

from __future__ import annotations

from typing import Any, Final, cast

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.gen_ai import with_instructions
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_list, as_mapping, as_number, as_tags
from lumetra.domain import json_text
from lumetra.domain.observation import Level

AGENT_RUNS: Final = ("agent run", "invoke_agent")
TOOL_RUNS: Final = ("running tool", "execute_tool")
MESSAGES: Final = ("pydantic_ai.all_messages", "all_messages")
TOOL_CONTENT: Final = {"input": "tool_arguments", "output": "tool_response"}
_ANSWERS: Final = ("assistant", "gen_ai.choice")
_LEVELS: Final[tuple[tuple[float, Level], ...]] = ((17, "ERROR"), (13, "WARNING"), (9, "DEFAULT"), (1, "DEBUG"))
"""OpenTelemetry severity numbers, as `logfire.level_num` has them, from the highest."""


def read_type(span: Span, fields: Fields) -> None:
    """Agents and tools of the versions before `gen_ai.operation.name`."""
    if span.name.startswith(AGENT_RUNS) and ("agent_name" in span.attributes or "all_messages_events" in span.attributes):
        fields.type = "AGENT"
    elif span.name.startswith(TOOL_RUNS) and "tool_arguments" in span.attributes:
        fields.type = "TOOL"


def read_name(span: Span, fields: Fields) -> None:
    """Logfire's message, which says what happened with its values filled in."""
    fields.name = span.take_text("logfire.msg")


def read_fields(span: Span, fields: Fields) -> None:
    """Logfire's level and tags; the tools that a request offered."""
    attributes = span.attributes
    number = as_number(attributes.get("logfire.level_num"))
    if fields.level is None and number is not None:
        fields.level = next((level for least, level in _LEVELS if number >= least), None)
    if fields.tags is None and "logfire.tags" in attributes:
        fields.tags = as_tags(attributes["logfire.tags"])
        if fields.tags is not None:
            del attributes["logfire.tags"]
    if not fields.tool_definitions:
        request = as_mapping(attributes.get("model_request_parameters"))
        if request is not None:
            offered = [*(as_list(request.get("function_tools")) or []), *(as_list(request.get("output_tools")) or [])]
            fields.tool_definitions = tools.definitions_of(offered)


def read_events(span: Span, fields: Fields) -> None:
    """Messages as a list of events in one attribute (versions 1 and 2): `prompt` with `all_messages_events`, and Logfire's `events`."""
    attributes = span.attributes
    if fields.input is None and attributes.get("prompt") not in (None, ""):
        fields.input = json_text.as_text(attributes.pop("prompt"))
    for key in ("all_messages_events", "events"):
        messages = as_list(attributes.get(key))
        if messages is None or (fields.input is not None and fields.output is not None):
            continue
        last = len(messages)
        while last and _is_answer(messages[last - 1]):
            last -= 1
        asked, answered = messages[:last], messages[last:]
        took_input = fields.input is None
        if took_input and asked:
            fields.input = json_text.write(asked)
        if fields.output is None and answered:
            fields.output = json_text.write(answered[0] if len(answered) == 1 else answered)
            answered = []
        if (took_input or not asked) and not answered:
            del attributes[key]


def read_content(span: Span, fields: Fields) -> None:
    """All messages of a run and its final result (version 3 and later)."""
    attributes = span.attributes
    if fields.input is None:
        value = span.take(*MESSAGES)
        if value is not None:
            fields.input = with_instructions(attributes.pop("gen_ai.system_instructions", None), value)
    if fields.output is None:
        value = span.take("final_result")
        fields.output = None if value is None else json_text.as_text(value)


def read_tool_content(span: Span, fields: Fields) -> None:
    """A tool's arguments and response."""
    for field, key in TOOL_CONTENT.items():
        if getattr(fields, field) is None:
            value = span.take(key)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))


def _is_answer(message: Any) -> bool:
    if not isinstance(message, dict):
        return False
    node = cast(dict[str, Any], message)
    return node.get("event.name") in ("gen_ai.choice",) or node.get("role") in _ANSWERS


DIALECT: Final = Dialect(
    name="pydantic_ai",
    prefixes=(
        "pydantic_ai.",
        "logfire.",
        "all_messages",
        "final_result",
        "model_request_parameters",
        "agent_name",
        "tool_arguments",
    ),
    marks=("pydantic_ai.", "logfire.", "all_messages_events", "model_request_parameters"),
    scopes=("pydantic-ai", "logfire"),
    read_type=read_type,
    read_name=read_name,
    read_content=read_content,
    read_fields=read_fields,
)
EVENT_LISTS: Final = Dialect(name="pydantic_ai", prefixes=("all_messages_events", "events", "prompt"), read_content=read_events)
TOOL_CONTENT_ONLY: Final = Dialect(
    name="pydantic_ai", prefixes=("tool_arguments", "tool_response"), read_content=read_tool_content
)
