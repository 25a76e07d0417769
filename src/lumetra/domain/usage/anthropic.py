"""Anthropic's Messages API and Amazon Bedrock's Converse: both report cached and cache-writing tokens beside `input_tokens`.

Sources: platform.claude.com "Prompt caching", section "Tracking cache performance" (total input = cache_read_input_tokens +
cache_creation_input_tokens + input_tokens) and anthropic-python 2.12 `types/usage.py`; AWS Bedrock API reference, TokenUsage
(`inputTokens` does not include cache reads and writes), botocore 1.44 `bedrock-runtime` service model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from lumetra.domain.usage.reading import Raw, Sheet, UsageReading, check_quantity, exact_sum

ANTHROPIC_KEYS: Final = frozenset({"cache_creation_input_tokens", "cache_read_input_tokens", "cache_creation", "server_tool_use"})
BEDROCK_KEYS: Final = frozenset({"inputTokens", "outputTokens"})


def read_anthropic(raw: Raw) -> UsageReading:
    """Already exclusive on the input side; cache writes are split by lifetime; thinking is part of `output_tokens`."""
    sheet = Sheet(raw)
    sheet.put("input", sheet.number("input_tokens"))
    sheet.put("input_cached_tokens", sheet.number("cache_read_input_tokens"))
    _put_cache_writes(
        sheet,
        sheet.number("cache_creation_input_tokens"),
        sheet.number("cache_creation.ephemeral_5m_input_tokens"),
        sheet.number("cache_creation.ephemeral_1h_input_tokens"),
        "cache_creation_input_tokens",
    )
    thinking = sheet.number("output_tokens_details.thinking_tokens")
    sheet.carve("output", sheet.number("output_tokens"), {"output_reasoning_tokens": thinking}, source="output_tokens")
    for name in ("web_search_requests", "web_fetch_requests", "code_execution_requests"):
        sheet.put(name, sheet.number(f"server_tool_use.{name}"), "requests")
    return sheet.finish()


def read_bedrock(raw: Raw) -> UsageReading:
    """Converse: `inputTokens`, `outputTokens`, `cacheReadInputTokens`, `cacheWriteInputTokens`, `cacheDetails` by lifetime."""
    sheet = Sheet(raw)
    sheet.put("input", sheet.number("inputTokens", "inputTokenCount"))
    sheet.put("input_cached_tokens", sheet.number("cacheReadInputTokens", "cacheReadInputTokenCount"))
    by_lifetime = _cache_details(sheet)
    _put_cache_writes(
        sheet,
        sheet.number("cacheWriteInputTokens", "cacheWriteInputTokenCount"),
        by_lifetime.get("5m"),
        by_lifetime.get("1h"),
        "cacheWriteInputTokens",
    )
    sheet.put("output", sheet.number("outputTokens", "outputTokenCount"))
    return sheet.finish(sheet.number("totalTokens"))


def _put_cache_writes(sheet: Sheet, whole: float | None, five: float | None, hour: float | None, source: str) -> None:
    """Writes by lifetime; what is left without one keeps the general bucket, which is left out when it would be an empty rest."""
    if five is None and hour is None:
        sheet.put("input_cache_creation", whole)
        return
    parts = {"input_cache_creation_5m": five, "input_cache_creation_1h": hour}
    if whole is not None and whole == exact_sum((five or 0.0, hour or 0.0)):
        whole = None
    sheet.carve("input_cache_creation", whole, parts, source=source)


def _cache_details(sheet: Sheet) -> dict[str, float]:
    found: dict[str, float] = {}
    entries = sheet.raw.get("cacheDetails")
    for entry in cast(list[object], entries) if isinstance(entries, list) else []:
        if isinstance(entry, Mapping):
            item = cast(Raw, entry)
            amount = check_quantity(item.get("inputTokens"))
            if isinstance(amount, float):
                lifetime = str(item.get("ttl"))
                found[lifetime] = exact_sum((found.get(lifetime, 0.0), amount))
    return found
