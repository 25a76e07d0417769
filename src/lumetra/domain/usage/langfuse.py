"""What Langfuse SDKs send: the legacy `usage` object and the free `usageDetails` map, in which raw provider shapes also arrive.

Source: Langfuse wire contract 3.4 (shapes (a) and (b), then a free map) and 5.2 (total = as sent, else the sum of all keys).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, cast

from lumetra.domain.usage.anthropic import ANTHROPIC_KEYS, BEDROCK_KEYS, read_anthropic, read_bedrock
from lumetra.domain.usage.google import GEMINI_KEYS, read_gemini
from lumetra.domain.usage.openai import CHAT_KEYS, EMBEDDING_KEYS, RESPONSES_KEYS, read_openai_chat, read_openai_responses
from lumetra.domain.usage.reading import MAXIMUM_KEY_LENGTH, MAXIMUM_KEYS, Raw, Sheet, UsageReading, check_quantity
from lumetra.domain.usage.telemetry import read_telemetry
from lumetra.domain.usage.units import read_unit

_TOTALS: Final = ("total", "total_tokens", "totalTokens")
_SINGULAR_DETAILS: Final = frozenset({"input_token_details", "output_token_details"})
_LANGCHAIN_DETAILS: Final = frozenset({"cache_read", "cache_creation", "reasoning", "audio"})


def read_legacy(raw: Raw) -> UsageReading:
    """`{input, output, total, unit}` or `{promptTokens, completionTokens, totalTokens}`; costs in it are read by `read_costs`."""
    sheet = Sheet(raw)
    unit = read_unit(raw.get("unit"))
    sheet.put("input", sheet.number("input", "promptTokens", "prompt_tokens"), unit)
    sheet.put("output", sheet.number("output", "completionTokens", "completion_tokens"), unit)
    total = sheet.number("total", "totalTokens", "total_tokens")
    reading = sheet.finish(total)
    if unit and "total" in reading.quantities:
        reading.units["total"] = unit
    return reading


def read_details(raw: Raw) -> UsageReading:
    """`usageDetails`: a provider's raw shape when its keys say so, else a free map whose keys are kept as they were sent.

    A free map may give a key's unit: `{"input": {"value": 12.5, "unit": "seconds"}}`.
    """
    reader = recognise(raw)
    if reader is not None:
        return reader(raw)
    sheet = Sheet(raw)
    total: float | None = None
    for key, sent in list(raw.items())[:MAXIMUM_KEYS]:
        if sent is None:
            continue
        value, unit = sent, None
        if isinstance(sent, Mapping):
            described = cast(Raw, sent)
            value, unit = described.get("value"), read_unit(described.get("unit"))
        number = check_quantity(value) if len(key) <= MAXIMUM_KEY_LENGTH else f"is longer than {MAXIMUM_KEY_LENGTH} characters"
        if isinstance(number, str):
            sheet.problems[key[:MAXIMUM_KEY_LENGTH]] = f"{key[:MAXIMUM_KEY_LENGTH]} {number}"
        elif key in _TOTALS:
            total = number
        else:
            sheet.put(key, number, unit)
    if len(raw) > MAXIMUM_KEYS:
        sheet.problems["…"] = f"{len(raw) - MAXIMUM_KEYS} keys beyond the first {MAXIMUM_KEYS} were not taken"
    return sheet.finish(total)


def recognise(raw: Raw) -> Callable[[Raw], UsageReading] | None:
    """The reader of the provider whose raw response usage this is, by keys that no free map would have; None for a free map."""
    keys = frozenset(raw)
    if keys >= CHAT_KEYS or "prompt_tokens_details" in keys or keys == EMBEDDING_KEYS:
        return read_openai_chat
    if "input_tokens" in keys and ANTHROPIC_KEYS & keys and "total_tokens" not in keys:
        return read_anthropic
    if keys & GEMINI_KEYS:
        return read_gemini
    if keys >= BEDROCK_KEYS:
        return read_bedrock
    if keys >= RESPONSES_KEYS or raw.get("type") == "duration":
        return read_telemetry if _is_langchain(raw) else read_openai_responses
    return None


def _is_langchain(raw: Raw) -> bool:
    details = (raw.get(name) for name in _SINGULAR_DETAILS)
    return any(isinstance(detail, Mapping) and _LANGCHAIN_DETAILS & cast(Raw, detail).keys() for detail in details)
