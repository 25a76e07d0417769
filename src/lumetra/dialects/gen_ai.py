"""OpenTelemetry GenAI conventions, current generation: 1.37–1.41 and what has landed on main since. Older forms: gen_ai_legacy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_cost, as_int, as_number
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

OPERATIONS: Final[dict[str, ObservationType]] = {
    "chat": "GENERATION",
    "completion": "GENERATION",
    "text_completion": "GENERATION",
    "generate_content": "GENERATION",
    "generate": "GENERATION",
    "generate_live_content": "GENERATION",
    "realtime_inference": "GENERATION",
    "embeddings": "EMBEDDING",
    "invoke_agent": "AGENT",
    "create_agent": "AGENT",
    "execute_tool": "TOOL",
    "retrieval": "RETRIEVER",
    "search_memory": "RETRIEVER",
    "invoke_workflow": "CHAIN",
    "plan": "CHAIN",
    "handle_conversation_turn": "CHAIN",
    "create_memory": "TOOL",
    "update_memory": "TOOL",
    "upsert_memory": "TOOL",
    "delete_memory": "TOOL",
    "create_memory_store": "TOOL",
    "delete_memory_store": "TOOL",
    "guardrail": "GUARDRAIL",
    "evaluate": "EVALUATOR",
}
"""`gen_ai.operation.name` → observation type."""

NOT_METERED: Final = ("invoke_agent", "agent_step")
"""Operations whose tokens are those of their children: counting them would count twice (wire contract 4.5)."""

MODEL: Final = ("gen_ai.response.model", "gen_ai.request.model")
REQUEST: Final = "gen_ai.request."
USAGE: Final = "gen_ai.usage."
COSTS: Final = ("gen_ai.usage.cost", "gen_ai.usage.total_cost")
INPUTS: Final = (
    "gen_ai.input.messages", "gen_ai.tool.call.arguments", "mcp.request.argument", "gen_ai.retrieval.query.text",
    "gen_ai.retrieval.query", "gen_ai.memory.query.text",
)  # fmt: skip
OUTPUTS: Final = (
    "gen_ai.output.messages", "gen_ai.tool.call.result", "mcp.response.value", "gen_ai.retrieval.documents", "gen_ai.memory.records",
)  # fmt: skip


def is_sum(span: Span) -> bool:
    """True for a span whose tokens are those of its children."""
    return span.attributes.get("gen_ai.operation.name") in NOT_METERED


def read_type(span: Span, fields: Fields) -> None:
    """By the operation, or by MCP's method."""
    attributes = span.attributes
    operation = attributes.get("gen_ai.operation.name")
    if isinstance(operation, str) and operation:
        fields.type = OPERATIONS.get(operation)
    elif attributes.get("mcp.method.name") == "tools/call":
        fields.type = "TOOL"


def read_tool_type(span: Span, fields: Fields) -> None:
    """A span that names a tool or a call of one is a tool (wire contract 4.4, rule 7)."""
    if "gen_ai.tool.name" in span.attributes or "gen_ai.tool.call.id" in span.attributes:
        fields.type = "TOOL"


def read_name(span: Span, fields: Fields) -> None:
    """A tool's name."""
    fields.name = span.take_text("gen_ai.tool.name")


def read_fields(span: Span, fields: Fields) -> None:
    """Session, parameters, prompt link, time to first token, tools offered."""
    attributes = span.attributes
    if fields.session_id is None:
        fields.session_id = span.take_text("gen_ai.conversation.id")
    if fields.model_parameters is None:
        fields.model_parameters = take_parameters(span, REQUEST)
    if fields.prompt_name is None and "gen_ai.prompt.name" in attributes and "mcp.method.name" not in attributes:
        fields.prompt_name = span.take_text("gen_ai.prompt.name")
        version = as_int(attributes.get("gen_ai.prompt.version"))
        if version is not None:
            fields.prompt_version = version
            del attributes["gen_ai.prompt.version"]
    if fields.completion_start_us is None:
        seconds = as_number(attributes.get("gen_ai.response.time_to_first_chunk"))
        if seconds is not None and 0 <= seconds < 1e6:
            fields.completion_start_us = span.start_us + round(seconds * 1e6)
            del attributes["gen_ai.response.time_to_first_chunk"]
    if not fields.tool_definitions and "gen_ai.tool.definitions" in attributes:
        fields.tool_definitions = tools.definitions_of(attributes["gen_ai.tool.definitions"])
        if fields.tool_definitions:
            del attributes["gen_ai.tool.definitions"]


def read_metering(span: Span, fields: Fields) -> None:
    """Model, usage, and a cost that the client knew."""
    if fields.model is None:
        fields.model = span.take_text(*MODEL)
    read_usage(span, fields, UsageForm.GEN_AI)


def read_usage(span: Span, fields: Fields, form: UsageForm) -> None:
    """Usage under `gen_ai.usage.`, which several conventions share; `form` says whose rules it follows."""
    attributes = span.attributes
    if fields.cost is None:
        for key in COSTS:
            cost = as_cost(attributes[key]) if key in attributes else None
            if cost is not None:
                fields.cost = {"total": cost}
                del attributes[key]
                break
    if fields.usage is not None:
        return
    found = {key: value for key, value in attributes.items() if key.startswith(USAGE) and value is not None}
    usage = {key[len(USAGE) :]: value for key, value in found.items() if not key.startswith(COSTS)}
    if not usage:
        return
    fields.usage, fields.usage_form = usage, form
    for key in usage:
        del attributes[USAGE + key]


def read_content(span: Span, fields: Fields) -> None:
    """Messages, else a tool call's arguments and result, a retrieval's query and documents."""
    attributes = span.attributes
    if fields.input is None:
        instructions = attributes.get("gen_ai.system_instructions")
        value = span.take(*INPUTS)
        if value is not None or instructions is not None:
            fields.input = with_instructions(instructions, value)
            attributes.pop("gen_ai.system_instructions", None)
    if fields.output is None:
        value = span.take(*OUTPUTS)
        if value is not None:
            fields.output = json_text.as_text(value)


def with_instructions(instructions: Any, messages: Any) -> str:
    """The messages with the system instructions as the first of them, as JSON text. Either may be None."""
    text = "" if messages is None else json_text.as_text(messages)
    if instructions is None or instructions == "":
        return text
    parsed = json_text.parse(instructions) if isinstance(instructions, str) else instructions
    body = {"parts": parsed} if isinstance(parsed, list) else {"content": instructions}
    system = json_text.write({"role": "system", **body})
    if not text:
        return f"[{system}]"
    if text[0] == "[" and text[-1] == "]":
        rest = text[1:].lstrip()
        return f"[{system}{rest}" if rest == "]" else f"[{system},{rest}"
    return f"[{system},{json_text.write({'role': 'user', 'content': text})}]"


def take_parameters(span: Span, prefix: str, known: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    """The model's parameters under this prefix, without the model's name. One that `known` holds with another value stays."""
    attributes = span.attributes
    parameters: dict[str, Any] = {}
    for key in [key for key in attributes if key.startswith(prefix) and not key.endswith((".model", ".model_name"))]:
        name = key[len(prefix) :]
        if not known or known.get(name, attributes[key]) == attributes[key]:
            parameters[name] = attributes.pop(key)
    return parameters or None


DIALECT: Final = Dialect(
    name="gen_ai",
    prefixes=("gen_ai.", "mcp."),
    marks=("gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.usage.", "gen_ai.request.", "gen_ai.input.", "mcp."),
    read_type=read_type,
    read_name=read_name,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
TOOL_BY_NAME: Final = Dialect(name="gen_ai", prefixes=("gen_ai.tool.",), read_type=read_tool_type)
