"""Providers that report billed quantities in a shape of their own: Cohere, Ollama, Mistral's audio and OCR.

Sources: docs.cohere.com "Chat" and "Rerank" response `meta.billed_units`; Ollama API reference, `prompt_eval_count` and
`eval_count`; docs.mistral.ai API reference, `usage` (prompt_audio_seconds) and OCR `usage_info.pages_processed`.
"""

from __future__ import annotations

from lumetra.domain.usage.openai import read_openai_chat
from lumetra.domain.usage.reading import Raw, Sheet, UsageReading


def read_cohere(raw: Raw) -> UsageReading:
    """Billed units, which is what the invoice counts, else the plain token counts. Accepts `meta`, `usage` or their content."""
    sheet = Sheet(raw)
    for root in ("billed_units.", "meta.billed_units.", "usage.billed_units.", "tokens.", "meta.tokens.", "usage.tokens.", ""):
        tokens = sheet.number(f"{root}input_tokens"), sheet.number(f"{root}output_tokens")
        searches, labels = sheet.number(f"{root}search_units"), sheet.number(f"{root}classifications")
        images = sheet.number(f"{root}images")
        if any(value is not None for value in (*tokens, searches, labels, images)):
            sheet.put("input", tokens[0])
            sheet.put("output", tokens[1])
            sheet.put("search_requests", searches, "requests")
            sheet.put("classification_requests", labels, "requests")
            sheet.put("input_images", images, "images")
            break
    return sheet.finish()


def read_ollama(raw: Raw) -> UsageReading:
    """`prompt_eval_count` and `eval_count`; durations are timings, not usage."""
    sheet = Sheet(raw)
    sheet.put("input", sheet.number("prompt_eval_count"))
    sheet.put("output", sheet.number("eval_count"))
    return sheet.finish()


def read_mistral(raw: Raw) -> UsageReading:
    """Chat in OpenAI's shape, audio input in seconds beside it, OCR in pages."""
    if "pages_processed" not in raw:
        return read_openai_chat(raw)
    sheet = Sheet(raw)
    sheet.put("pages", sheet.number("pages_processed"), "pages")
    return sheet.finish()
