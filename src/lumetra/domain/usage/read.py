"""One entry for every form: `read_usage` for quantities, `read_costs` for what the sender says it cost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Final

import msgspec

from lumetra.domain.usage.anthropic import read_anthropic, read_bedrock
from lumetra.domain.usage.billed import read_cohere, read_mistral, read_ollama
from lumetra.domain.usage.forms import UsageForm
from lumetra.domain.usage.google import read_gemini, read_genkit, read_google_adk
from lumetra.domain.usage.langfuse import read_details, read_legacy
from lumetra.domain.usage.openai import read_openai_chat, read_openai_responses
from lumetra.domain.usage.reading import MAXIMUM_KEY_LENGTH, MAXIMUM_KEYS, Raw, UsageReading
from lumetra.domain.usage.telemetry import read_telemetry, read_vercel

_READERS: Final[dict[UsageForm, Callable[[Raw], UsageReading]]] = {
    UsageForm.LANGFUSE_DETAILS: read_details,
    UsageForm.LANGFUSE_LEGACY: read_legacy,
    UsageForm.OPENAI_CHAT: read_openai_chat,
    UsageForm.OPENAI_RESPONSES: read_openai_responses,
    UsageForm.ANTHROPIC: read_anthropic,
    UsageForm.BEDROCK: read_bedrock,
    UsageForm.GEMINI: read_gemini,
    UsageForm.GENKIT: read_genkit,
    UsageForm.GOOGLE_ADK: read_google_adk,
    UsageForm.COHERE: read_cohere,
    UsageForm.OLLAMA: read_ollama,
    UsageForm.MISTRAL: read_mistral,
    UsageForm.LANGCHAIN: read_telemetry,
    UsageForm.GEN_AI: read_telemetry,
    UsageForm.OPENINFERENCE: read_telemetry,
    UsageForm.TRACELOOP: read_telemetry,
    UsageForm.VERCEL_AI: read_vercel,
    UsageForm.MLFLOW: read_telemetry,
}

_LEGACY_COSTS: Final = {"inputCost": "input", "outputCost": "output", "totalCost": "total"}
_MAXIMUM_COST: Final = Decimal(10) ** 6
_SMALLEST_COST: Final = Decimal(1).scaleb(-18)


class CostReading(msgspec.Struct):
    """Costs as sent, in the sender's currency (USD unless a project says otherwise), and why a key was not taken."""

    costs: dict[str, Decimal] = {}
    problems: dict[str, str] = {}


def read_usage(form: UsageForm, raw: Mapping[str, object]) -> UsageReading:
    """Turn one provider's or convention's usage mapping into exclusive buckets. Never raises on content; unknown keys are harmless.

    For dotted conventions `raw` may be all attributes of a span or only the usage ones, with or without their prefix.
    """
    return _READERS[form](raw)


def read_costs(raw: Mapping[str, object]) -> CostReading:
    """Read `costDetails`, or `inputCost`, `outputCost`, `totalCost` out of a legacy `usage`. Non-negative numbers only.

    Legacy objects are recognised by those names, so that their quantities are not taken for money. Numeric text is taken.
    """
    if any(name in raw for name in _LEGACY_COSTS):
        raw = {bucket: raw.get(name) for name, bucket in _LEGACY_COSTS.items()}
    reading = CostReading()
    for key, value in list(raw.items())[:MAXIMUM_KEYS]:
        if value is None:
            continue
        cost = _check_cost(value) if len(key) <= MAXIMUM_KEY_LENGTH else "has a name that is too long"
        if isinstance(cost, str):
            reading.problems[key[:MAXIMUM_KEY_LENGTH]] = f"cost of {key[:MAXIMUM_KEY_LENGTH]} {cost}"
        else:
            reading.costs[key] = cost
    return reading


def _check_cost(value: object) -> Decimal | str:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return "is not a number"
    try:
        cost = Decimal(repr(value) if isinstance(value, float) else value)
    except InvalidOperation:
        return "is text, not a number"
    if cost.is_nan():
        return "is not a number (NaN)"
    if cost < 0:
        return "is negative"
    if cost >= _MAXIMUM_COST:
        return "is absurdly large (10^6 or more for one call)"
    return cost.quantize(_SMALLEST_COST) if cost.as_tuple().exponent < -18 else cost  # type: ignore[operator]  # finite: an int
