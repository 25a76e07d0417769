"""Vercel AI SDK 3–6 (`experimental_telemetry`). Its inner spans carry the calls; its outer spans sum them up again."""

from __future__ import annotations

from typing import Any, Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.gen_ai import USAGE as GEN_AI_USAGE
from lumetra.dialects.gen_ai import take_parameters
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_int, as_list, as_mapping, as_number, as_tags
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

CALLS: Final[dict[str, ObservationType]] = {
    "ai.generateText.doGenerate": "GENERATION",
    "ai.streamText.doStream": "GENERATION",
    "ai.generateObject.doGenerate": "GENERATION",
    "ai.streamObject.doStream": "GENERATION",
    "ai.embed.doEmbed": "EMBEDDING",
    "ai.embedMany.doEmbed": "EMBEDDING",
    "ai.rerank.doRerank": "RETRIEVER",
    "ai.toolCall": "TOOL",
}
"""`ai.operationId` → observation type."""

SUMS: Final = frozenset(
    {"ai.generateText", "ai.streamText", "ai.generateObject", "ai.streamObject", "ai.embed", "ai.embedMany", "ai.rerank"}
)
"""Outer operations: their model and usage are those of the calls inside, and counting them would count twice."""

MODEL: Final = ("gen_ai.response.model", "ai.response.model", "ai.model.id", "gen_ai.request.model")
METADATA: Final = "ai.telemetry.metadata."
SETTINGS: Final = "ai.settings."
PARAMETERS: Final = ("ai.response.finishReason", "ai.finishReason")
INPUTS: Final = ("ai.prompt.messages", "ai.prompt", "ai.toolCall.args", "ai.values", "ai.value", "ai.documents")
OUTPUTS: Final = (
    "ai.result.text", "ai.toolCall.result", "ai.response.object", "ai.result.object", "ai.response.toolCalls", "ai.result.toolCalls",
    "ai.embeddings", "ai.embedding", "ai.ranking",
)  # fmt: skip
FIRST_CHUNK: Final = ("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk")
PROVIDER: Final = "ai.response.providerMetadata"


def _operation(span: Span) -> str:
    """The operation, without the function id that `operation.name` carries behind it."""
    operation = span.attributes.get("ai.operationId") or span.attributes.get("operation.name")
    return operation.partition(" ")[0] if isinstance(operation, str) else ""


def read_type(span: Span, fields: Fields) -> None:
    """By the operation; calls of a model only when they name one (wire contract 4.4, rule 5)."""
    found = CALLS.get(_operation(span))
    if found in ("GENERATION", "EMBEDDING") and fields.model is None and not any(key in span.attributes for key in MODEL):
        return
    fields.type = found or ("TOOL" if "ai.toolCall.name" in span.attributes else None)


def read_name(span: Span, fields: Fields) -> None:
    """A tool's name, else `functionId:operation`."""
    tool = span.take_text("ai.toolCall.name")
    operation = span.attributes.get("ai.operationId")
    if tool is not None:
        fields.name = tool
    elif isinstance(operation, str) and operation:
        function = span.attributes.get("ai.telemetry.functionId")
        fields.name = f"{function}:{operation}" if isinstance(function, str) and function else operation


def read_fields(span: Span, fields: Fields) -> None:
    """Identity, tags, metadata and prompt link from `ai.telemetry.metadata.*`; settings; time to first chunk; tools offered."""
    attributes = span.attributes
    fields.user_id = fields.user_id or span.take_text(METADATA + "userId")
    fields.session_id = fields.session_id or span.take_text(METADATA + "sessionId")
    if fields.tags is None and METADATA + "tags" in attributes:
        fields.tags = as_tags(attributes[METADATA + "tags"])
        if fields.tags is not None:
            del attributes[METADATA + "tags"]
    _read_prompt(span, fields)
    for key in [key for key in attributes if key.startswith(METADATA)]:
        name = key[len(METADATA) :] or "metadata"
        if name not in fields.metadata:
            fields.metadata[name] = json_text.as_json(attributes.pop(key))
    if not isinstance(fields.model_parameters, str):
        known = fields.model_parameters or {}
        settings = take_parameters(span, SETTINGS, known) or {}
        if "finishReason" not in settings and "finishReason" not in known:
            reason = next((key for key in PARAMETERS if key in attributes), None)
            if reason is not None:
                settings["finishReason"] = attributes.pop(reason)
        if settings:
            fields.model_parameters = {**settings, **known}
    if fields.completion_start_us is None:
        _read_first_chunk(span, fields)
    if not fields.tool_definitions and "ai.prompt.tools" in attributes:
        fields.tool_definitions = tools.definitions_of(as_list(attributes["ai.prompt.tools"]))
        if fields.tool_definitions:
            del attributes["ai.prompt.tools"]


def read_metering(span: Span, fields: Fields) -> None:
    """Model and usage of a call; nothing of the outer operations."""
    if _operation(span) in SUMS:
        return
    attributes = span.attributes
    if fields.model is None:
        fields.model = span.take_text(*MODEL)
    if fields.usage is not None:
        return
    own = {key: value for key, value in attributes.items() if key.startswith("ai.usage.") and value is not None}
    shared = {
        key: value
        for key, value in attributes.items()
        if key.startswith(GEN_AI_USAGE) and value is not None and "cost" not in key
    }
    if not own and not shared:
        return
    usage: dict[str, Any] = {**own, **shared}
    if PROVIDER in attributes:
        usage[PROVIDER] = attributes[PROVIDER]
    fields.usage, fields.usage_form = usage, UsageForm.VERCEL_AI
    for key in usage:
        if key != PROVIDER:
            del attributes[key]


def read_content(span: Span, fields: Fields) -> None:
    """Prompt and answer. A text that comes with tool calls becomes one assistant message with both."""
    if fields.input is None:
        value = span.take(*INPUTS)
        fields.input = None if value is None else json_text.as_text(value)
    if fields.output is not None:
        return
    text = span.take("ai.response.text")
    if text is not None:
        calls = as_list(span.attributes.get("ai.response.toolCalls"))
        if calls:
            del span.attributes["ai.response.toolCalls"]
            fields.output = json_text.write({"role": "assistant", "content": text, "tool_calls": calls})
        else:
            fields.output = json_text.as_text(text)
        return
    value = span.take(*OUTPUTS)
    fields.output = None if value is None else json_text.as_text(value)


def _read_prompt(span: Span, fields: Fields) -> None:
    key = METADATA + "langfusePrompt"
    prompt = as_mapping(span.attributes.get(key))
    if prompt is None or fields.prompt_name is not None:
        return
    name, version = prompt.get("name"), as_int(prompt.get("version"))
    if isinstance(name, str) and version is not None:
        fields.prompt_name, fields.prompt_version = name, version
        del span.attributes[key]


def _read_first_chunk(span: Span, fields: Fields) -> None:
    for key in FIRST_CHUNK:
        milliseconds = as_number(span.attributes.get(key))
        if milliseconds is not None and 0 <= milliseconds < 1e9:
            fields.completion_start_us = span.start_us + round(milliseconds * 1000)
            del span.attributes[key]
            return


DIALECT: Final = Dialect(
    name="vercel_ai",
    prefixes=("ai.",),
    read_type=read_type,
    read_name=read_name,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
