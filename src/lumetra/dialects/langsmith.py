"""LangSmith's OpenTelemetry export (`LANGSMITH_OTEL_ENABLED`). Content and usage come as GenAI attributes."""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_tags
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType

KINDS: Final[dict[str, ObservationType]] = {
    "llm": "GENERATION",
    "chain": "CHAIN",
    "tool": "TOOL",
    "retriever": "RETRIEVER",
    "embedding": "EMBEDDING",
    "prompt": "SPAN",
    "parser": "SPAN",
}
"""`langsmith.span.kind` → observation type. It is believed before `gen_ai.operation.name`, which the exporter
derives from it with a loss (a retriever is said to be `embeddings`)."""

METADATA: Final = "langsmith.metadata."
SESSIONS: Final = (METADATA + "thread_id", METADATA + "session_id", METADATA + "conversation_id")
USERS: Final = (METADATA + "user_id",)
TAGS: Final = "langsmith.span.tags"
MODEL: Final = (METADATA + "ls_model_name", "ls_model_name")


CALLS: Final = ("llm", "embedding")
"""Runs that call a model. What other runs say about tokens they took over from the runs inside them."""


def is_sum(span: Span) -> bool:
    """True for a run whose tokens are those of its children."""
    kind = span.attributes.get("langsmith.span.kind")
    return isinstance(kind, str) and kind.lower() not in CALLS


def read_type(span: Span, fields: Fields) -> None:
    """By the kind of the run."""
    fields.type = KINDS.get(str(span.attributes.get("langsmith.span.kind")).lower())


def read_fields(span: Span, fields: Fields) -> None:
    """Thread, user, tags, metadata."""
    attributes = span.attributes
    fields.session_id = fields.session_id or span.take_text(*SESSIONS)
    fields.user_id = fields.user_id or span.take_text(*USERS)
    if fields.tags is None and TAGS in attributes:
        fields.tags = as_tags(attributes[TAGS])
        if fields.tags is not None:
            del attributes[TAGS]
    for key in [key for key in attributes if key.startswith(METADATA)]:
        name = key[len(METADATA) :] or "metadata"
        if name not in fields.metadata and key not in MODEL:
            fields.metadata[name] = json_text.as_json(attributes.pop(key))


def read_metering(span: Span, fields: Fields) -> None:
    """The model's name, where GenAI attributes have none."""
    if fields.model is None:
        fields.model = span.take_text(*MODEL)


DIALECT: Final = Dialect(
    name="langsmith",
    prefixes=("langsmith.", "ls_model_name"),
    scopes=("langsmith",),
    read_type=read_type,
    read_metering=read_metering,
    read_fields=read_fields,
)
