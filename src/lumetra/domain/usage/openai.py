"""OpenAI's shapes, which most other vendors copy. Details are part of their whole and are carved out of it.

Sources: openai-python 3.54 `types/completion_usage.py`, `types/responses/response_usage.py`,
`types/realtime/realtime_response_usage.py`, `types/audio/transcription.py`, `types/images_response.py`; names of the carved
buckets (`input_<detail>`, `output_<detail>`): Langfuse wire contract 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from lumetra.domain.usage.reading import Raw, Sheet, UsageReading, check_quantity, exact_sum

CHAT_KEYS: Final = frozenset({"prompt_tokens", "completion_tokens"})
EMBEDDING_KEYS: Final = frozenset({"prompt_tokens", "total_tokens"})
RESPONSES_KEYS: Final = frozenset({"input_tokens", "output_tokens"})

# Where a cached token also counts in a modality: text first, because that is what prompt caches mostly hold.
_MODALITIES: Final = ("text_tokens", "image_tokens", "audio_tokens", "video_tokens")


def read_openai_chat(raw: Raw) -> UsageReading:
    """`prompt_tokens`, `completion_tokens`, `total_tokens` and their details.

    Vendors that copied the shape differ in four places: DeepSeek says `prompt_cache_hit_tokens` (part of prompt_tokens;
    api-docs.deepseek.com, "Context Caching"), Moonshot `cached_tokens` at top level, Perplexity and xAI report reasoning
    beside completion_tokens (docs.x.ai, "Reasoning": total = prompt + completion + reasoning), which the sent total shows.
    """
    sheet = Sheet(raw)
    prompt = sheet.number("prompt_tokens")
    completion = sheet.number("completion_tokens")
    total = sheet.number("total_tokens")
    details = _details(sheet, "prompt_tokens_details", "prompt_token_details")
    details.setdefault("cached_tokens", sheet.number("prompt_cache_hit_tokens", "cached_tokens"))
    output = _details(sheet, "completion_tokens_details", "completion_token_details")
    output.setdefault("reasoning_tokens", sheet.number("reasoning_tokens"))
    reasoning = output.get("reasoning_tokens")
    if (
        reasoning
        and None not in (prompt, completion, total)
        and total == exact_sum((prompt or 0.0, completion or 0.0, reasoning))
    ):
        completion = exact_sum((completion or 0.0, reasoning))
    _put_input(sheet, prompt, details, "prompt_tokens")
    sheet.carve("output", completion, {f"output_{name}": value for name, value in output.items()}, source="completion_tokens")
    sheet.put("input_citation_tokens", sheet.number("citation_tokens"))
    sheet.put("web_search_requests", sheet.number("num_search_queries", "server_tool_use.web_search_requests"), "requests")
    sheet.put("input_audio_seconds", sheet.number("prompt_audio_seconds"), "seconds")
    return sheet.finish(total)


def read_openai_responses(raw: Raw) -> UsageReading:
    """`input_tokens`, `output_tokens`, `total_tokens` and details, in the plural (Responses) or singular (realtime) spelling.

    A transcription billed by duration sends `{"type": "duration", "seconds": …}` instead.
    """
    sheet = Sheet(raw)
    if raw.get("type") == "duration":
        sheet.put("input_audio_seconds", sheet.number("seconds"), "seconds")
        return sheet.finish()
    _put_input(
        sheet, sheet.number("input_tokens"), _details(sheet, "input_tokens_details", "input_token_details"), "input_tokens"
    )
    output = _details(sheet, "output_tokens_details", "output_token_details")
    parts = {f"output_{name}": value for name, value in output.items()}
    sheet.carve("output", sheet.number("output_tokens"), parts, source="output_tokens")
    return sheet.finish(sheet.number("total_tokens"))


def _details(sheet: Sheet, *names: str) -> dict[str, float | None]:
    """Numbers of a details mapping; nested mappings are left for the caller, nulls are dropped."""
    found: dict[str, float | None] = {}
    for name in names:
        for key, value in sheet.mapping(name).items():
            if value is None or isinstance(value, Mapping):
                continue
            number = check_quantity(value)
            if isinstance(number, str):
                sheet.problems[f"{name}.{key}"] = f"{name}.{key} {number}"
            else:
                found[key] = number
    return {key: value for key, value in found.items() if value is not None}


def _put_input(sheet: Sheet, whole: float | None, details: dict[str, float | None], source: str) -> None:
    """Carve the prompt. Cached tokens of a modality are moved out of that modality, so that no token stands in two buckets."""
    parts = {name: value for name, value in details.items() if value is not None}
    cached = parts.pop("cached_tokens", None)
    by_modality = _cached_by_modality(sheet)
    if cached is not None and by_modality:
        parts, cached = _move_named_cache(parts, cached, by_modality)
    if cached is not None:
        parts = _move_overlap(parts, cached, whole)
        parts["cached_tokens"] = cached
    sheet.carve("input", whole, {f"input_{name}": value for name, value in parts.items()}, source=source)


def _cached_by_modality(sheet: Sheet) -> dict[str, float]:
    for name in ("input_token_details", "input_tokens_details", "prompt_tokens_details"):
        nested = sheet.mapping(name).get("cached_tokens_details")
        if isinstance(nested, Mapping):
            numbers = {key: check_quantity(value) for key, value in cast(Raw, nested).items() if value is not None}
            return {key: value for key, value in numbers.items() if isinstance(value, float)}
    return {}


def _move_named_cache(parts: dict[str, float], cached: float, by_modality: Mapping[str, float]) -> tuple[dict[str, float], float]:
    """Move cached audio and image tokens, which have prices of their own, out of their modality; text stays `cached_tokens`."""
    moved = dict(parts)
    for name in ("audio_tokens", "image_tokens"):
        amount = min(by_modality.get(name, 0.0), cached)
        if amount > 0:
            moved[name] = max(exact_sum((moved.get(name, 0.0), -amount)), 0.0)
            moved[f"cached_{name}"] = amount
            cached = exact_sum((cached, -amount))
    return moved, cached


def _move_overlap(parts: dict[str, float], cached: float, whole: float | None) -> dict[str, float]:
    """When modalities and cached tokens together exceed the whole, cached tokens are counted in a modality too: take them out."""
    if whole is None:
        return parts
    excess = exact_sum([*parts.values(), cached, -whole])
    moved = dict(parts)
    for name in _MODALITIES:
        if excess <= 0:
            break
        amount = min(moved.get(name, 0.0), excess, cached)
        if amount > 0:
            moved[name] = exact_sum((moved[name], -amount))
            excess = exact_sum((excess, -amount))
    return moved
