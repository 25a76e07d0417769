"""How usage keys relate: which names mean the same bucket, and at which price a bucket without its own price is charged."""

from __future__ import annotations

from typing import Final

REQUEST_FEE: Final = "request_fee"
"""Cost key of the flat fee per call."""

_SPELLINGS: Final[dict[str, tuple[str, ...]]] = {
    "input": ("input_tokens", "prompt_tokens", "promptTokens", "prompt", "inputTokens", "promptTokenCount"),
    "output": ("output_tokens", "completion_tokens", "completionTokens", "completion", "outputTokens", "candidatesTokenCount"),
    "input_cached_tokens": (
        "input_cached", "input_cache_read", "input_cache_read_tokens", "cache_read_input_tokens", "input_cached_text_tokens",
        "cacheReadInputTokens", "cachedContentTokenCount",
    ),
    "input_cache_creation": (
        "input_cache_creation_tokens", "input_cache_write", "input_cache_write_tokens", "cache_creation_input_tokens",
        "cacheWriteInputTokens",
    ),
    "input_cache_creation_5m": ("input_cache_write_5m", "ephemeral_5m_input_tokens"),
    "input_cache_creation_1h": ("input_cache_write_1h", "ephemeral_1h_input_tokens"),
    "input_text_tokens": ("input_text",),
    "input_audio_tokens": ("input_audio",),
    "input_image_tokens": ("input_image",),
    "input_video_tokens": ("input_video",),
    "input_cached_audio_tokens": ("input_audio_cached_tokens", "input_cached_audio"),
    "input_cached_image_tokens": ("input_image_cached_tokens", "input_cached_image"),
    "input_cached_video_tokens": (),
    "input_tool_use_tokens": ("input_tool_tokens", "toolUsePromptTokenCount"),
    "output_text_tokens": ("output_text",),
    "output_audio_tokens": ("output_audio",),
    "output_image_tokens": ("output_image",),
    "output_video_tokens": ("output_video",),
    "output_reasoning_tokens": ("output_reasoning", "thoughtsTokenCount", "thoughts_token_count"),
    "output_citation_tokens": ("input_citation_tokens", "citation_tokens"),
    "output_accepted_prediction_tokens": (),
    "output_rejected_prediction_tokens": (),
    "input_audio_seconds": ("audio_seconds", "input_seconds"),
    "output_audio_seconds": ("output_seconds",),
    "input_characters": ("characters",),
    "pages": ("input_document_pages", "document_pages"),
    "search_requests": ("rerank_searches", "search_units"),
    "web_search_requests": ("web_searches", "web_search_queries"),
    "code_execution_requests": ("code_executions",),
    "storage_search_requests": ("storage_searches", "file_search_requests"),
    "social_search_requests": ("social_searches",),
}  # fmt: skip

CANONICAL: Final[dict[str, str]] = {name: bucket for bucket, names in _SPELLINGS.items() for name in (bucket, *names)}

PARENTS: Final[dict[str, tuple[str, ...]]] = {
    "input_cached_tokens": ("input",),
    "input_cache_creation": ("input",),
    "input_cache_creation_5m": ("input_cache_creation", "input"),
    "input_cache_creation_1h": ("input_cache_creation", "input"),
    "input_text_tokens": ("input",),
    "input_audio_tokens": ("input",),
    "input_image_tokens": ("input",),
    "input_video_tokens": ("input",),
    "input_cached_audio_tokens": ("input_cached_tokens", "input_audio_tokens", "input"),
    "input_cached_image_tokens": ("input_cached_tokens", "input_image_tokens", "input"),
    "input_cached_video_tokens": ("input_cached_tokens", "input_video_tokens", "input"),
    "input_tool_use_tokens": ("input",),
    "output_text_tokens": ("output",),
    "output_audio_tokens": ("output",),
    "output_image_tokens": ("output",),
    "output_video_tokens": ("output",),
    "output_reasoning_tokens": ("output",),
    "output_accepted_prediction_tokens": ("output",),
    "output_rejected_prediction_tokens": ("output",),
}
"""A bucket that was carved out of a whole and has no price of its own is charged like that whole, which is what providers do
that publish no separate rate (OpenAI: reasoning tokens are billed as output tokens). Only buckets of tokens have parents."""


def canonical(key: str) -> str:
    """The bucket that a usage or price key means; unknown keys mean themselves."""
    return CANONICAL.get(key, key)
