"""MLflow tracing (2.14–3.x), whose attribute values are JSON text."""

from __future__ import annotations

from typing import Any, Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_costs, as_list, as_mapping
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

TYPES: Final[dict[str, ObservationType]] = {
    "LLM": "GENERATION",
    "CHAT_MODEL": "GENERATION",
    "CHAIN": "CHAIN",
    "WORKFLOW": "CHAIN",
    "AGENT": "AGENT",
    "TOOL": "TOOL",
    "RETRIEVER": "RETRIEVER",
    "RERANKER": "RETRIEVER",
    "MEMORY": "RETRIEVER",
    "EMBEDDING": "EMBEDDING",
    "EVALUATOR": "EVALUATOR",
    "GUARDRAIL": "GUARDRAIL",
}
"""`mlflow.spanType` → observation type."""

CONTENT: Final = {"input": "mlflow.spanInputs", "output": "mlflow.spanOutputs"}
MODEL: Final = "mlflow.llm.model"
USAGE: Final = "mlflow.chat.tokenUsage"
COST: Final = "mlflow.llm.cost"
TOOLS: Final = "mlflow.chat.tools"
USER: Final = "mlflow.trace.user"
SESSION: Final = "mlflow.trace.session"
_COSTS: Final = {"input_cost": "input", "output_cost": "output", "total_cost": "total"}


def read_type(span: Span, fields: Fields) -> None:
    """By `mlflow.spanType`."""
    kind = _plain(span.attributes.get("mlflow.spanType"))
    fields.type = TYPES.get(kind.upper()) if isinstance(kind, str) else None


def read_fields(span: Span, fields: Fields) -> None:
    """User, session, tools offered."""
    attributes = span.attributes
    for field, key in (("user_id", USER), ("session_id", SESSION)):
        value = _plain(attributes.get(key))
        if getattr(fields, field) is None and isinstance(value, str) and value:
            setattr(fields, field, value)
            del attributes[key]
    offered = as_list(attributes.get(TOOLS))
    if not fields.tool_definitions and offered:
        fields.tool_definitions = tools.definitions_of(offered)


def read_metering(span: Span, fields: Fields) -> None:
    """Model, token usage and cost."""
    attributes = span.attributes
    model = _plain(attributes.get(MODEL))
    if fields.model is None and isinstance(model, str) and model:
        fields.model = model
        del attributes[MODEL]
    usage = as_mapping(attributes.get(USAGE))
    if fields.usage is None and usage:
        fields.usage, fields.usage_form = usage, UsageForm.MLFLOW
        del attributes[USAGE]
    costs = as_costs(attributes.get(COST))
    if fields.cost is None and costs and costs.keys() <= _COSTS.keys():
        fields.cost = {_COSTS[name]: cost for name, cost in costs.items()}
        del attributes[COST]


def read_content(span: Span, fields: Fields) -> None:
    """A span's inputs and outputs."""
    for field, key in CONTENT.items():
        if getattr(fields, field) is None:
            value = span.take(key)
            if value is not None:
                setattr(fields, field, json_text.as_text(_plain(value)))


def _plain(value: Any) -> Any:
    """A JSON-quoted text without its quotes; other values as they are."""
    if not isinstance(value, str) or value[:1] != '"':
        return value
    parsed = json_text.parse(value)
    return parsed if isinstance(parsed, str) else value


DIALECT: Final = Dialect(
    name="mlflow",
    prefixes=("mlflow.",),
    read_type=read_type,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
