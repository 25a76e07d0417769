"""OpenLLMetry / Traceloop (up to 0.62). Its indexed messages are read by gen_ai_legacy, its usage by gen_ai."""

from __future__ import annotations

from typing import Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.flattened import take_flattened
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_int
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

KINDS: Final[dict[str, ObservationType]] = {"workflow": "CHAIN", "task": "SPAN", "agent": "AGENT", "tool": "TOOL"}
"""`traceloop.span.kind` → observation type."""

REQUESTS: Final[dict[str, ObservationType]] = {
    "chat": "GENERATION",
    "completion": "GENERATION",
    "embedding": "EMBEDDING",
    "embeddings": "EMBEDDING",
    "rerank": "RETRIEVER",
}
"""`llm.request.type` → observation type."""

VECTOR_DATABASES: Final = ("pinecone", "chroma", "qdrant", "weaviate", "milvus", "marqo", "lancedb")
CONTENT: Final = {
    "input": ("traceloop.entity.input", "gen_ai.task.input"),
    "output": ("traceloop.entity.output", "gen_ai.task.output"),
}
PROPERTIES: Final = "traceloop.association.properties."
USERS: Final = (PROPERTIES + "user_id", PROPERTIES + "userId", "gen_ai.user", "llm.user")
SESSIONS: Final = (PROPERTIES + "session_id", PROPERTIES + "sessionId", PROPERTIES + "thread_id", PROPERTIES + "chat_id")
PARAMETERS: Final = {
    "llm.top_k": "top_k",
    "llm.frequency_penalty": "frequency_penalty",
    "llm.presence_penalty": "presence_penalty",
    "llm.chat.stop_sequences": "stop_sequences",
}
USAGE: Final = "llm.usage."


def read_type(span: Span, fields: Fields) -> None:
    """By the span's kind, else by the request's type, else by the vector database it asks."""
    attributes = span.attributes
    kind, request = attributes.get("traceloop.span.kind"), attributes.get("llm.request.type")
    if isinstance(kind, str):
        fields.type = KINDS.get(kind.lower())
    if fields.type is None and isinstance(request, str):
        fields.type = REQUESTS.get(request.lower())
    if fields.type is None and attributes.get("db.system") in VECTOR_DATABASES and "query" in str(attributes.get("db.operation")):
        fields.type = "RETRIEVER"


def read_fields(span: Span, fields: Fields) -> None:
    """Identity and custom properties, older parameter names, prompt link, tools offered."""
    attributes = span.attributes
    if fields.user_id is None:
        fields.user_id = span.take_text(*USERS)
    if fields.session_id is None:
        fields.session_id = span.take_text(*SESSIONS)
    for key in [key for key in attributes if key.startswith(PROPERTIES)]:
        name = key[len(PROPERTIES) :] or "metadata"
        if name not in fields.metadata:
            fields.metadata[name] = json_text.as_json(attributes.pop(key))
    if not isinstance(fields.model_parameters, str):
        known = fields.model_parameters or {}
        new = [
            key for key, name in PARAMETERS.items() if key in attributes and known.get(name, attributes[key]) == attributes[key]
        ]
        if new:
            fields.model_parameters = {**{PARAMETERS[key]: attributes.pop(key) for key in new}, **known}
    if fields.prompt_name is None and as_int(attributes.get("traceloop.prompt.version")) is not None:
        fields.prompt_name = span.take_text("traceloop.prompt.key")
        fields.prompt_version = as_int(attributes.pop("traceloop.prompt.version")) if fields.prompt_name else None
    if not fields.tool_definitions:
        offered = take_flattened(span, "llm.request.functions.")
        if offered is not None:
            fields.tool_definitions = tools.definitions_of(offered)
            if not fields.tool_definitions:
                attributes["llm.request.functions"] = offered


def read_metering(span: Span, fields: Fields) -> None:
    """Totals under their older names, when no other usage was found."""
    if fields.usage is None:
        usage = {key: value for key, value in span.attributes.items() if key.startswith(USAGE) and value is not None}
        if usage:
            fields.usage, fields.usage_form = usage, UsageForm.TRACELOOP
            for key in usage:
                del span.attributes[key]


def read_content(span: Span, fields: Fields) -> None:
    """An entity's input and output."""
    for field, keys in CONTENT.items():
        if getattr(fields, field) is None:
            value = span.take(*keys)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))


DIALECT: Final = Dialect(
    name="traceloop",
    prefixes=("traceloop.", "llm.", "gen_ai.user", "gen_ai.task.", "db."),
    marks=("traceloop.", "llm.request.type", "llm.usage."),
    read_type=read_type,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
