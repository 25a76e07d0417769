"""Google's Agent Development Kit: `gcp.vertex.agent.*`, beside GenAI attributes."""

from __future__ import annotations

from typing import Any, Final

from lumetra.dialects import tools
from lumetra.dialects.dialect import Dialect
from lumetra.dialects.gen_ai import USAGE
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_mapping
from lumetra.domain import json_text
from lumetra.domain.observation import ObservationType
from lumetra.domain.usage import UsageForm

PREFIX: Final = "gcp.vertex.agent."
INPUTS: Final = (PREFIX + "llm_request", PREFIX + "tool_call_args", PREFIX + "data")
OUTPUTS: Final = (PREFIX + "llm_response", PREFIX + "tool_response")
SESSION: Final = PREFIX + "session_id"
EMPTY: Final = ("{}", "N/A", "")
"""What stands where the kit has nothing to say: a tool's span has an `llm_request` of `{}`."""

TYPES: Final[dict[str, ObservationType]] = {
    "call_llm": "GENERATION",
    "generate_content": "GENERATION",
    "invocation": "CHAIN",
    "agent_run": "AGENT",
    "invoke_agent": "AGENT",
    "execute_tool": "TOOL",
}
"""First word of the span's name → observation type, for versions without `gen_ai.operation.name`."""


_SCOPE: Final = "gcp.vertex.agent"


def is_echo(span: Span) -> bool:
    """True for the `generate_content` span that older telemetry of ADK puts inside `call_llm`: the same call, told again without content."""
    attributes = span.attributes
    return (
        span.scope_name == _SCOPE
        and attributes.get("gen_ai.operation.name") == "generate_content"
        and "gen_ai.system" in attributes
        and "gcp.vertex.agent.event_id" in attributes
    )


def read_type(span: Span, fields: Fields) -> None:
    """By the span's name."""
    fields.type = TYPES.get(span.name.partition(" ")[0])


def read_fields(span: Span, fields: Fields) -> None:
    """Session, and the tools that a request offered."""
    if fields.session_id is None:
        fields.session_id = span.take_text(SESSION)
    if not fields.tool_definitions and '"tools"' in str(span.attributes.get(INPUTS[0], "")):
        request = as_mapping(span.attributes.get(INPUTS[0])) or {}
        config = as_mapping(request.get("config")) or {}
        fields.tool_definitions = tools.definitions_of(config.get("tools"))


def read_metering(span: Span, fields: Fields) -> None:
    """The recorded response's own figures, else the GenAI attributes, which gen_ai reads."""
    if fields.usage is not None:
        return
    text = span.attributes.get(OUTPUTS[0])
    response = as_mapping(text) if isinstance(text, str) and "sage" in text else None
    figures = (response or {}).get("usage_metadata", (response or {}).get("usageMetadata"))
    if isinstance(figures, dict) and figures:
        fields.usage, fields.usage_form = {"usage_metadata": figures}, UsageForm.GOOGLE_ADK
        usage = [key for key in span.attributes if key.startswith(USAGE) and "cost" not in key]
        kept: dict[str, Any] = {key[len(USAGE) :]: span.attributes.pop(key) for key in usage}
        fields.usage = {**kept, "usage_metadata": figures}


def read_content(span: Span, fields: Fields) -> None:
    """Request and response of the model, or arguments and response of a tool."""
    for field, keys in (("input", INPUTS), ("output", OUTPUTS)):
        if getattr(fields, field) is not None:
            continue
        for key in keys:
            if span.attributes.get(key) not in (None, *EMPTY):
                setattr(fields, field, json_text.as_text(span.attributes.pop(key)))
                break


DIALECT: Final = Dialect(
    name="google_adk",
    prefixes=(PREFIX,),
    scopes=(_SCOPE,),
    read_type=read_type,
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
