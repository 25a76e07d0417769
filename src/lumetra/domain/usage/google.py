"""Google's shapes: Gemini and Vertex `usageMetadata`, the Agent Development Kit, Genkit.

Sources: google-genai 2.34 `GenerateContentResponseUsageMetadata` (promptTokenCount includes cachedContentTokenCount;
totalTokenCount = prompt + candidates + toolUsePrompt + thoughts, so candidates exclude thoughts); Genkit `GenerationUsage`
with the rule of the Langfuse wire contract 4.7 (output includes thoughts).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, cast

from lumetra.domain.usage.reading import Raw, Sheet, UsageReading, check_quantity, exact_sum
from lumetra.domain.usage.telemetry import read_telemetry

GEMINI_KEYS: Final = frozenset({"promptTokenCount", "prompt_token_count", "candidatesTokenCount", "candidates_token_count"})


def read_gemini(raw: Raw) -> UsageReading:
    """Camel case (REST) or snake case (Python). Modalities other than text get buckets of their own, without their cached share."""
    sheet = Sheet(raw)
    cached_by = _modalities(sheet, "cacheTokensDetails", "cache_tokens_details")
    cached = sheet.number("cachedContentTokenCount", "cached_content_token_count")
    parts: dict[str, float | None] = {}
    for modality, amount in _modalities(sheet, "promptTokensDetails", "prompt_tokens_details").items():
        parts[f"input_{modality}_tokens"] = max(exact_sum((amount, -cached_by.get(modality, 0.0))), 0.0)
    for modality, amount in cached_by.items():
        parts[f"input_cached_{modality}_tokens"] = amount
        cached = None if cached is None else max(exact_sum((cached, -amount)), 0.0)
    parts["input_cached_tokens"] = cached
    sheet.carve("input", sheet.number("promptTokenCount", "prompt_token_count"), parts, source="promptTokenCount")
    sheet.put("input_tool_use_tokens", sheet.number("toolUsePromptTokenCount", "tool_use_prompt_token_count"))
    made = _modalities(sheet, "candidatesTokensDetails", "candidates_tokens_details")
    candidates = sheet.number("candidatesTokenCount", "candidates_token_count", "responseTokenCount", "response_token_count")
    sheet.carve(
        "output", candidates, {f"output_{name}_tokens": value for name, value in made.items()}, source="candidatesTokenCount"
    )
    sheet.put("output_reasoning_tokens", sheet.number("thoughtsTokenCount", "thoughts_token_count"))
    return sheet.finish(sheet.number("totalTokenCount", "total_token_count"))


def read_google_adk(raw: Raw) -> UsageReading:
    """The Agent Development Kit: Gemini's own figures from the recorded response, else the GenAI attributes of the span."""
    for candidate in (raw.get("usage_metadata"), raw.get("usageMetadata"), raw):
        if isinstance(candidate, Mapping) and GEMINI_KEYS & cast(Raw, candidate).keys():
            return read_gemini(cast(Raw, candidate))
    return read_telemetry(raw)


def read_genkit(raw: Raw) -> UsageReading:
    """Genkit's `GenerationUsage`: tokens, and characters, images, videos and audio files when no tokens were counted."""
    sheet = Sheet(raw)
    cached = sheet.number("cachedContentTokens")
    sheet.carve("input", sheet.number("inputTokens"), {"input_cached_tokens": cached}, source="inputTokens")
    thoughts = sheet.number("thoughtsTokens")
    sheet.carve("output", sheet.number("outputTokens"), {"output_reasoning_tokens": thoughts}, source="outputTokens")
    for side in ("input", "output"):
        sheet.put(f"{side}_characters", sheet.number(f"{side}Characters"), "characters")
        sheet.put(f"{side}_images", sheet.number(f"{side}Images"), "images")
        sheet.put(f"{side}_videos", sheet.number(f"{side}Videos"), "videos")
        sheet.put(f"{side}_audio_files", sheet.number(f"{side}AudioFiles"), "files")
    return sheet.finish(sheet.number("totalTokens"))


def _modalities(sheet: Sheet, *names: str) -> dict[str, float]:
    """Tokens by modality in lower case, text left out: text is what remains of the whole."""
    found: dict[str, float] = {}
    for name in names:
        entries = sheet.raw.get(name)
        for entry in cast(list[object], entries) if isinstance(entries, list) else []:
            if not isinstance(entry, Mapping):
                continue
            item = cast(Raw, entry)
            modality = str(item.get("modality", "")).rpartition(".")[2].lower()
            amount = check_quantity(item.get("tokenCount", item.get("token_count")))
            if isinstance(amount, float) and modality not in ("", "text", "modality_unspecified"):
                found[modality] = exact_sum((found.get(modality, 0.0), amount))
    return found
