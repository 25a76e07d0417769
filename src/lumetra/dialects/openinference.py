"""OpenInference (Arize Phoenix and its instrumentations; specification of August 2026)."""

from __future__ import annotations

from itertools import count
from typing import Any, Final, cast

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.flattened import take_flattened
from lumetra.dialects.gen_ai import take_parameters
from lumetra.dialects.gen_ai_events import make_score
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_cost, as_mapping, as_number, as_tags
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType, ScoreSource
from lumetra.domain.usage import UsageForm

KINDS: Final[dict[str, ObservationType]] = {
    "LLM": "GENERATION",
    "EMBEDDING": "EMBEDDING",
    "CHAIN": "CHAIN",
    "RETRIEVER": "RETRIEVER",
    "RERANKER": "RETRIEVER",
    "AGENT": "AGENT",
    "TOOL": "TOOL",
    "GUARDRAIL": "GUARDRAIL",
    "EVALUATOR": "EVALUATOR",
    "PROMPT": "SPAN",
}
"""`openinference.span.kind` → observation type."""

MODEL: Final = (
    "llm.response.model_name", "llm.response.model", "llm.model_name", "llm.request.model_name", "embedding.model_name",
    "reranker.model_name",
)  # fmt: skip
USAGE: Final = "llm.token_count."
COSTS: Final = {"llm.cost.prompt": "input", "llm.cost.completion": "output", "llm.cost.total": "total"}
WHOLE: Final = {"input": ("input.value", "input.mime_type"), "output": ("output.value", "output.mime_type")}
INPUT_PARTS: Final = ("llm.input_messages.", "llm.prompts.", "reranker.input_documents.", "embedding.embeddings.")
OUTPUT_PARTS: Final = ("llm.output_messages.", "llm.choices.", "retrieval.documents.", "reranker.output_documents.")
JUDGEMENTS: Final = {
    "annotations.": "observation",
    "evaluations.": "observation",
    "trace.annotations.": "trace",
    "trace.evaluations.": "trace",
    "session.annotations.": "session",
    "session.evaluations.": "session",
}
"""Prefix of judgements in a span → what they judge."""

WRAPPERS: Final = frozenset(
    {
        "message",
        "message_content",
        "tool_call",
        "document",
        "tool",
        "embedding",
        "annotation",
        "evaluation",
        "prompt",
        "completion",
    }
)
_JUDGEMENT_PREFIXES: Final = tuple(JUDGEMENTS)
_SOURCES: Final[dict[str, ScoreSource]] = {"HUMAN": "ANNOTATION", "LLM": "EVAL", "CODE": "EVAL"}


def read_type(span: Span, fields: Fields) -> None:
    """By `openinference.span.kind`."""
    kind = span.attributes.get("openinference.span.kind")
    fields.type = KINDS.get(kind.upper()) if isinstance(kind, str) else None


def read_fields(span: Span, fields: Fields) -> None:
    """Tags, metadata, parameters, tools offered, judgements."""
    attributes = span.attributes
    if fields.tags is None and "tag.tags" in attributes:
        fields.tags = as_tags(attributes["tag.tags"])
        if fields.tags is not None:
            del attributes["tag.tags"]
    _read_metadata(span, fields)
    if fields.model_parameters is None:
        parameters = as_mapping(attributes.get("llm.invocation_parameters"))
        if parameters is not None:
            del attributes["llm.invocation_parameters"]
            fields.model_parameters = parameters
        else:
            fields.model_parameters = take_parameters(span, "llm.invocation_parameters.")
    if not fields.tool_definitions:
        offered = take_flattened(span, "llm.tools.", WRAPPERS)
        if offered is not None:
            fields.tool_definitions = tools.definitions_of([_schema(tool) for tool in cast(list[Any], offered)])
    if not any(key.startswith(_JUDGEMENT_PREFIXES) for key in attributes):
        return
    for prefix, target in JUDGEMENTS.items():
        _read_judgements(take_flattened(span, prefix, WRAPPERS), target, fields)


def _read_metadata(span: Span, fields: Fields) -> None:
    """The object's keys become metadata. Those that somebody else has said stay in the attribute."""
    metadata = as_mapping(span.attributes.get("metadata"))
    if metadata is None:
        return
    said = {key: value for key, value in metadata.items() if (key or "metadata") in fields.metadata}
    for key, value in metadata.items():
        if key not in said:
            fields.metadata[key or "metadata"] = json_text.write(value)
    if said:
        span.attributes["metadata"] = said
    else:
        del span.attributes["metadata"]


def read_metering(span: Span, fields: Fields) -> None:
    """Model, token counts and costs."""
    attributes = span.attributes
    if fields.model is None:
        fields.model = span.take_text(*MODEL)
    if fields.cost is None:
        found = {key: as_cost(attributes[key]) for key in COSTS if key in attributes}
        fields.cost = {COSTS[key]: cost for key, cost in found.items() if cost is not None} or None
        for key, cost in found.items():
            if cost is not None:
                del attributes[key]
    if fields.usage is None:
        usage = {key: value for key, value in attributes.items() if key.startswith(USAGE) and value is not None}
        if usage:
            fields.usage, fields.usage_form = usage, UsageForm.OPENINFERENCE
            for key in usage:
                del attributes[key]


def read_content(span: Span, fields: Fields) -> None:
    """`input.value` and `output.value`."""
    for field, (key, mime_type) in WHOLE.items():
        if getattr(fields, field) is None:
            value = span.take(key)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))
                span.attributes.pop(mime_type, None)


def read_messages(span: Span, fields: Fields) -> None:
    """What was flattened into one key a field: messages, documents, embedded texts, a tool's parameters."""
    for field, prefixes in (("input", INPUT_PARTS), ("output", OUTPUT_PARTS)):
        for prefix in prefixes:
            if getattr(fields, field) is not None:
                break
            value = take_flattened(span, prefix, WRAPPERS)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))
    if fields.input is None:
        value = span.take("retrieval.query", "reranker.query", "tool.parameters")
        fields.input = None if value is None else json_text.as_text(value)


def _schema(tool: Any) -> Any:
    """A flattened tool is `{"json_schema": text}` once its wrapper is gone, and the text itself when that is all there is."""
    return cast(dict[str, Any], tool).get("json_schema", tool) if isinstance(tool, dict) else tool


def _read_judgements(found: Any, target: str, fields: Fields) -> None:
    items = cast(list[Any], found) if isinstance(found, list) else [] if found is None else [found]
    for index, item in enumerate(items):
        judgement = cast(dict[str, Any], item) if isinstance(item, dict) else {"value": item}
        value, label = as_number(judgement.get("score")), judgement.get("label")
        name = judgement.get("name")
        if not isinstance(name, str) or not name or (value is None and not isinstance(label, str)):
            free = next(number for number in count(index) if f"{target}_judgement_{number}" not in fields.metadata)
            fields.metadata[f"{target}_judgement_{free}"] = json_text.write(judgement)
            continue
        rest = {
            key: json_text.as_json(part)
            for key, part in judgement.items()
            if key not in ("name", "score", "label", "explanation")
        }
        score = make_score(name, value, label, judgement.get("explanation"), rest)
        score.target = target
        score.source = _SOURCES.get(str(judgement.get("annotator_kind", "")).upper(), "EVAL")
        fields.scores.append(score)


DIALECT: Final = Dialect(
    name="openinference",
    prefixes=(
        "openinference.", "input.", "output.", "llm.", "retrieval.", "reranker.", "embedding.", "tool.", "tag.tags", "metadata",
        *JUDGEMENTS,
    ),
    marks=("openinference.", "input.value", "output.value", "llm.token_count.", "llm.input_messages.", "llm.model_name"),
    scopes=("openinference.",),
    read_type=read_type,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)  # fmt: skip
MESSAGES: Final = Dialect(
    name="openinference", prefixes=("llm.", "retrieval.", "reranker.", "embedding.", "tool."), read_content=read_messages
)
