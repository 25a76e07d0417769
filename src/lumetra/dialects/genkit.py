"""Firebase Genkit: `genkit:*`."""

from __future__ import annotations

from typing import Any, Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_mapping
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

SUBTYPES: Final[dict[str, ObservationType]] = {
    "model": "GENERATION",
    "background-model": "GENERATION",
    "embedder": "EMBEDDING",
    "tool": "TOOL",
    "tool.v2": "TOOL",
    "retriever": "RETRIEVER",
    "reranker": "RETRIEVER",
    "evaluator": "EVALUATOR",
    "flow": "CHAIN",
}
"""`genkit:metadata:subtype` → observation type (wire contract 4.4, rule 4; flow and reranker are ours)."""

MODELS: Final = frozenset({"model", "background-model"})
CONTENT: Final = {"input": "genkit:input", "output": "genkit:output"}
SESSION: Final = "genkit:sessionId"


def _subtype(span: Span) -> str:
    return str(span.attributes.get("genkit:metadata:subtype") or "")


def read_type(span: Span, fields: Fields) -> None:
    """By the subtype of the action."""
    fields.type = SUBTYPES.get(_subtype(span))


def read_name(span: Span, fields: Fields) -> None:
    """The action's name; it stays where it is, because a model's name is its model too."""
    name = span.attributes.get("genkit:name")
    fields.name = name if isinstance(name, str) and name else None


def read_fields(span: Span, fields: Fields) -> None:
    """Session; state as level; a model's config and tools."""
    attributes = span.attributes
    if fields.session_id is None:
        fields.session_id = span.take_text(SESSION)
    if fields.level is None and attributes.get("genkit:state") == "error":
        fields.level = "ERROR"
    if _subtype(span) not in MODELS:
        return
    request = as_mapping(attributes.get("genkit:input")) or {}
    if fields.model_parameters is None:
        fields.model_parameters = as_mapping(request.get("config"))
    if not fields.tool_definitions:
        fields.tool_definitions = tools.definitions_of(request.get("tools"))


def read_metering(span: Span, fields: Fields) -> None:
    """A model's name and its response's usage."""
    if _subtype(span) not in MODELS:
        return
    name = span.attributes.get("genkit:name")
    if fields.model is None and isinstance(name, str) and name:
        fields.model = name
    response: dict[str, Any] = as_mapping(span.attributes.get("genkit:output")) or {}
    usage = as_mapping(response.get("usage"))
    if fields.usage is None and usage:
        fields.usage, fields.usage_form = usage, UsageForm.GENKIT


def read_content(span: Span, fields: Fields) -> None:
    """An action's input and output."""
    for field, key in CONTENT.items():
        if getattr(fields, field) is None:
            value = span.take(key)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))


DIALECT: Final = Dialect(
    name="genkit",
    prefixes=("genkit:",),
    scopes=("genkit-tracer",),
    read_type=read_type,
    read_name=read_name,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
