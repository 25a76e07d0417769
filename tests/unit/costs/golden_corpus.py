"""Golden cases: what providers report and what they charge for it.

Each case names the response shape (SDK or API reference) and the pricing page it was written from, with the day it was read;
shapes were checked against the SDKs installed for the tests (openai 3.54, anthropic 2.12, google-genai 2.34, botocore 1.44).
`bill` is worked out by hand: (quantity, US dollars per million units); `per_unit` lines are (quantity, dollars per unit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lumetra.domain.usage import UsageForm as F

MARCH_2026_US = 1_772_366_400_000_000  # 2026-03-01T12:00:00Z
NOVEMBER_2026_US = 1_793_534_400_000_000  # 2026-11-01T12:00:00Z
NIGHT_US = 1_772_395_200_000_000  # 2026-03-01T20:00:00Z

OPENAI = "openai.com/api/pricing, read 2026-10-14; openai-python types/completion_usage.py"
RESPONSES = "openai.com/api/pricing, read 2026-10-14; openai-python types/responses/response_usage.py"
REALTIME = "developers.openai.com/api/docs/models/gpt-realtime, 2026-10; types/realtime/realtime_response_usage.py"
ANTHROPIC = "platform.claude.com pricing, read 2026-10-14; anthropic-python types/usage.py"
GOOGLE = "ai.google.dev/gemini-api/docs/pricing, read 2026-10-14; google-genai GenerateContentResponseUsageMetadata"
BEDROCK = "aws.amazon.com/bedrock/pricing, 2026-10; Bedrock API reference, TokenUsage"
OTEL = "OpenTelemetry GenAI conventions 1.41, gen_ai.usage.*"


@dataclass(frozen=True)
class Case:
    name: str
    source: str
    form: F
    raw: Mapping[str, Any]
    model: str
    buckets: Mapping[str, float]
    bill: list[tuple[float, str]] = field(default_factory=list)
    per_unit: list[tuple[float, str]] = field(default_factory=list)
    at_us: int = MARCH_2026_US
    parameters: str = ""
    metadata: Mapping[str, str] = field(default_factory=dict)
    own_prices: Mapping[str, str] | None = None
    provider_total: float | None = None


def chat(prompt: int, completion: int, prompt_details: Any = None, completion_details: Any = None, **more: Any) -> dict[str, Any]:
    raw = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion, **more}
    if prompt_details is not None:
        raw["prompt_tokens_details"] = prompt_details
    if completion_details is not None:
        raw["completion_tokens_details"] = completion_details
    return raw


def responses(used_input: int, output: int, cached: int = 0, reasoning: int = 0) -> dict[str, Any]:
    return {
        "input_tokens": used_input,
        "input_tokens_details": {"cached_tokens": cached},
        "output_tokens": output,
        "output_tokens_details": {"reasoning_tokens": reasoning},
        "total_tokens": used_input + output,
    }


def gemini(prompt: int, candidates: int, **more: Any) -> dict[str, Any]:
    extra = more.get("thoughtsTokenCount", 0) + more.get("toolUsePromptTokenCount", 0)
    return {
        "promptTokenCount": prompt,
        "candidatesTokenCount": candidates,
        "totalTokenCount": prompt + candidates + extra,
        **more,
    }


def converse(used_input: int, output: int, read: int = 0, write: int = 0, **more: Any) -> dict[str, Any]:
    total = used_input + output + read + write
    cache = {"cacheReadInputTokens": read, "cacheWriteInputTokens": write} if read or write else {}
    return {"inputTokens": used_input, "outputTokens": output, "totalTokens": total, **cache, **more}


CASES: list[Case] = [
    # --- OpenAI, chat completions ---
    Case("openai chat", OPENAI, F.OPENAI_CHAT, chat(12310, 482), "gpt-4o",
         {"input": 12310, "output": 482}, [(12310, "2.5"), (482, "10")]),
    Case("openai chat, dated name", OPENAI, F.OPENAI_CHAT, chat(19, 10), "gpt-4o-2024-08-06",
         {"input": 19, "output": 10}, [(19, "2.5"), (10, "10")]),
    Case("openai chat, cached prompt", OPENAI, F.OPENAI_CHAT, chat(2006, 300, {"cached_tokens": 1920}), "gpt-4o",
         {"input": 86, "input_cached_tokens": 1920, "output": 300}, [(86, "2.5"), (1920, "1.25"), (300, "10")]),
    Case("openai chat, whole prompt cached", OPENAI, F.OPENAI_CHAT, chat(1024, 1, {"cached_tokens": 1024}), "gpt-4o-mini",
         {"input": 0, "input_cached_tokens": 1024, "output": 1}, [(1024, "0.075"), (1, "0.6")]),
    Case("openai chat, reasoning", OPENAI, F.OPENAI_CHAT, chat(75, 1186, {"cached_tokens": 0}, {"reasoning_tokens": 1024}), "o3",
         {"input": 75, "input_cached_tokens": 0, "output": 162, "output_reasoning_tokens": 1024}, [(75, "2"), (162, "8"), (1024, "8")]),
    Case("openai o3 before its price cut of 2025-06-10", OPENAI, F.OPENAI_CHAT, chat(1000, 500), "o3",
         {"input": 1000, "output": 500}, [(1000, "10"), (500, "40")], at_us=1_746_100_800_000_000),
    Case("openai chat, predicted output", OPENAI, F.OPENAI_CHAT,
         chat(204, 300, None, {"accepted_prediction_tokens": 250, "rejected_prediction_tokens": 30}), "gpt-4o",
         {"input": 204, "output": 20, "output_accepted_prediction_tokens": 250, "output_rejected_prediction_tokens": 30},
         [(204, "2.5"), (300, "10")]),
    Case("openai flex processing", OPENAI, F.OPENAI_CHAT, chat(10000, 2000, {"cached_tokens": 4000}), "gpt-5",
         {"input": 6000, "input_cached_tokens": 4000, "output": 2000}, [(6000, "0.625"), (4000, "0.0625"), (2000, "5")],
         at_us=NOVEMBER_2026_US, parameters='{"service_tier":"flex"}'),
    Case("openai priority processing, as the response says it", OPENAI, F.OPENAI_CHAT, chat(10000, 2000), "gpt-5",
         {"input": 10000, "output": 2000}, [(10000, "2.5"), (2000, "20")], at_us=NOVEMBER_2026_US,
         metadata={"attributes": '{"openai.response.service_tier":"priority"}'}),
    Case("openai default tier named", OPENAI, F.OPENAI_CHAT, chat(10000, 2000), "gpt-5",
         {"input": 10000, "output": 2000}, [(10000, "1.25"), (2000, "10")], at_us=NOVEMBER_2026_US,
         parameters='{"service_tier":"default"}'),
    Case("openai batch", OPENAI, F.OPENAI_CHAT, chat(100000, 20000), "gpt-4.1",
         {"input": 100000, "output": 20000}, [(100000, "1"), (20000, "4")], at_us=NOVEMBER_2026_US,
         parameters='{"service_tier":"batch"}'),
    Case("openai cache write of newer models", OPENAI, F.OPENAI_CHAT,
         chat(5000, 10, {"cached_tokens": 1000, "cache_write_tokens": 3000}), "house",
         {"input": 1000, "input_cached_tokens": 1000, "input_cache_write_tokens": 3000, "output": 10},
         [(1000, "2"), (1000, "0.2"), (3000, "2.5"), (10, "8")],
         own_prices={"input": "0.000002", "input_cached_tokens": "0.0000002", "input_cache_creation": "0.0000025", "output": "0.000008"}),
    Case("openai through a gateway's name", OPENAI, F.OPENAI_CHAT, chat(10, 10), "openai/gpt-4o-mini",
         {"input": 10, "output": 10}, [(10, "0.15"), (10, "0.6")]),
    # --- OpenAI, responses, realtime, audio, images, embeddings ---
    Case("openai responses", RESPONSES, F.OPENAI_RESPONSES, responses(328, 52), "gpt-4.1",
         {"input": 328, "input_cached_tokens": 0, "output": 52, "output_reasoning_tokens": 0}, [(328, "2"), (52, "8")]),
    Case("openai responses, cached and reasoning", RESPONSES, F.OPENAI_RESPONSES, responses(4096, 1500, 3072, 1280), "gpt-5-mini",
         {"input": 1024, "input_cached_tokens": 3072, "output": 220, "output_reasoning_tokens": 1280},
         [(1024, "0.25"), (3072, "0.025"), (1500, "2")]),
    Case("openai realtime, cached text and audio", REALTIME, F.OPENAI_RESPONSES,
         {"total_tokens": 1273, "input_tokens": 1000, "output_tokens": 273,
          "input_token_details": {"text_tokens": 400, "audio_tokens": 600, "cached_tokens": 384,
                                  "cached_tokens_details": {"text_tokens": 320, "audio_tokens": 64}},
          "output_token_details": {"text_tokens": 73, "audio_tokens": 200}}, "gpt-realtime",
         {"input": 0, "input_text_tokens": 80, "input_cached_tokens": 320, "input_audio_tokens": 536,
          "input_cached_audio_tokens": 64, "output": 0, "output_text_tokens": 73, "output_audio_tokens": 200},
         [(80, "4"), (320, "0.4"), (536, "32"), (64, "0.4"), (73, "16"), (200, "64")]),
    Case("openai realtime, text only", REALTIME, F.OPENAI_RESPONSES,
         {"total_tokens": 30, "input_tokens": 20, "output_tokens": 10, "input_token_details": {"text_tokens": 20, "cached_tokens": 0},
          "output_token_details": {"text_tokens": 10}}, "gpt-realtime",
         {"input": 0, "input_text_tokens": 20, "input_cached_tokens": 0, "output": 0, "output_text_tokens": 10},
         [(20, "4"), (10, "16")]),
    Case("openai transcription by tokens", "types/audio/transcription.py; openai.com/api/pricing 2026-10", F.OPENAI_RESPONSES,
         {"type": "tokens", "input_tokens": 14, "input_token_details": {"text_tokens": 0, "audio_tokens": 14}, "output_tokens": 45,
          "total_tokens": 59}, "gpt-4o-transcribe",
         {"input": 0, "input_text_tokens": 0, "input_audio_tokens": 14, "output": 45}, [(14, "6"), (45, "10")]),
    Case("whisper by duration", "types/audio/transcription_verbose.py: UsageDuration; whisper-1 $0.006 a minute, 2026-10",
         F.OPENAI_RESPONSES, {"type": "duration", "seconds": 127.5}, "whisper-1", {"input_audio_seconds": 127.5},
         per_unit=[(127.5, "0.0001")]),
    Case("whisper seconds in a free map", "whisper-1 $0.006 a minute, 2026-10", F.LANGFUSE_DETAILS, {"input_audio_seconds": 3.5},
         "whisper-1", {"input_audio_seconds": 3.5}, per_unit=[(3.5, "0.0001")]),
    Case("text to speech by characters", "tts-1 $15 / 1M characters, 2026-10", F.LANGFUSE_DETAILS, {"input_characters": 4096},
         "tts-1", {"input_characters": 4096}, [(4096, "15")]),
    Case("text to speech, legacy unit", "tts-1-hd $30 / 1M characters, 2026-10", F.LANGFUSE_LEGACY,
         {"input": 1000, "unit": "CHARACTERS"}, "house", {"input": 1000}, [(1000, "30")], own_prices={"input": "0.00003"}),
    Case("image generation by tokens", "types/images_response.py; gpt-image-1, 2026-10", F.OPENAI_RESPONSES,
         {"input_tokens": 50, "input_tokens_details": {"text_tokens": 40, "image_tokens": 10}, "output_tokens": 4160,
          "total_tokens": 4210}, "gpt-image-1",
         {"input": 0, "input_text_tokens": 40, "input_image_tokens": 10, "output": 4160}, [(40, "5"), (10, "10"), (4160, "40")]),
    Case("image generation by image", "dall-e-3 1024x1024 standard $0.04 an image, 2024-11", F.LANGFUSE_DETAILS, {"output_images": 3},
         "house", {"output_images": 3}, per_unit=[(3, "0.04")], own_prices={"output_images": "0.04"}),
    Case("embeddings", "openai.com/api/pricing 2026-10; types/create_embedding_response.py", F.LANGFUSE_DETAILS,
         {"prompt_tokens": 8191, "total_tokens": 8191}, "text-embedding-3-small", {"input": 8191}, [(8191, "0.02")]),
    Case("embeddings, large", "openai.com/api/pricing 2026-10", F.GEN_AI, {"gen_ai.usage.input_tokens": 777},
         "text-embedding-3-large", {"input": 777}, [(777, "0.13")]),
    Case("web search of the responses API", "openai.com/api/pricing: $10 / 1k calls, 2026-10", F.LANGFUSE_DETAILS,
         {"input": 1000, "output": 100, "web_search_requests": 3}, "gpt-4.1",
         {"input": 1000, "output": 100, "web_search_requests": 3}, [(1000, "2"), (100, "8")], [(3, "0.01")]),
    # --- Azure ---
    Case("azure openai", "azure.microsoft.com OpenAI pricing, 2026-10: as OpenAI", F.OPENAI_CHAT,
         chat(1000, 200, {"cached_tokens": 512, "audio_tokens": 0}), "gpt-4o",
         {"input": 488, "input_cached_tokens": 512, "input_audio_tokens": 0, "output": 200},
         [(488, "2.5"), (512, "1.25"), (200, "10")], metadata={"attributes": '{"gen_ai.system":"az.ai.openai"}'}),
    Case("azure openai by deployment date", "azure.microsoft.com OpenAI pricing, 2026-10", F.OPENAI_CHAT, chat(10, 20),
         "gpt-4o-mini-2024-07-18", {"input": 10, "output": 20}, [(10, "0.15"), (20, "0.6")], metadata={"ls_provider": '"azure"'}),
    # --- Anthropic ---
    Case("anthropic", ANTHROPIC, F.ANTHROPIC, {"input_tokens": 2095, "output_tokens": 503}, "claude-sonnet-4-5",
         {"input": 2095, "output": 503}, [(2095, "3"), (503, "15")]),
    Case("anthropic, cache read and 5 minute write", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 21, "cache_read_input_tokens": 188086, "cache_creation_input_tokens": 456,
          "cache_creation": {"ephemeral_5m_input_tokens": 456, "ephemeral_1h_input_tokens": 0}, "output_tokens": 393},
         "claude-sonnet-4-5-20250929",
         {"input": 21, "input_cached_tokens": 188086, "input_cache_creation_5m": 456, "input_cache_creation_1h": 0, "output": 393},
         [(21, "3"), (188086, "0.3"), (456, "3.75"), (393, "15")]),
    Case("anthropic, 1 hour write", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 2048, "cache_read_input_tokens": 1800, "cache_creation_input_tokens": 248,
          "cache_creation": {"ephemeral_5m_input_tokens": 148, "ephemeral_1h_input_tokens": 100}, "output_tokens": 503},
         "claude-sonnet-4-5",
         {"input": 2048, "input_cached_tokens": 1800, "input_cache_creation_5m": 148, "input_cache_creation_1h": 100, "output": 503},
         [(2048, "3"), (1800, "0.3"), (148, "3.75"), (100, "6"), (503, "15")]),
    Case("anthropic, write without lifetime", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 10, "cache_read_input_tokens": 0, "cache_creation_input_tokens": 1000, "output_tokens": 5},
         "claude-opus-4-1", {"input": 10, "input_cached_tokens": 0, "input_cache_creation": 1000, "output": 5},
         [(10, "15"), (1000, "18.75"), (5, "75")]),
    Case("anthropic, context above 200k", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 1000, "cache_read_input_tokens": 200000, "cache_creation_input_tokens": 0, "output_tokens": 1000},
         "claude-sonnet-4-5", {"input": 1000, "input_cached_tokens": 200000, "input_cache_creation": 0, "output": 1000},
         [(1000, "6"), (200000, "0.6"), (1000, "22.5")]),
    Case("anthropic, context of exactly 200k", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 1000, "cache_read_input_tokens": 199000, "output_tokens": 1000}, "claude-sonnet-4-5",
         {"input": 1000, "input_cached_tokens": 199000, "output": 1000}, [(1000, "3"), (199000, "0.3"), (1000, "15")]),
    Case("anthropic, batch", ANTHROPIC, F.ANTHROPIC, {"input_tokens": 1000, "output_tokens": 1000, "service_tier": "batch"},
         "claude-sonnet-4-5", {"input": 1000, "output": 1000}, [(1000, "1.5"), (1000, "7.5")], at_us=NOVEMBER_2026_US,
         metadata={"service_tier": '"batch"'}),
    Case("anthropic, web search", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 105, "output_tokens": 6039, "cache_read_input_tokens": 7123,
          "server_tool_use": {"web_search_requests": 2, "web_fetch_requests": 0}}, "claude-sonnet-4-5",
         {"input": 105, "output": 6039, "input_cached_tokens": 7123, "web_search_requests": 2, "web_fetch_requests": 0},
         [(105, "3"), (7123, "0.3"), (6039, "15")], [(2, "0.01")]),
    Case("anthropic, thinking", ANTHROPIC, F.ANTHROPIC,
         {"input_tokens": 50, "output_tokens": 900, "output_tokens_details": {"thinking_tokens": 700}}, "claude-haiku-4-5",
         {"input": 50, "output": 200, "output_reasoning_tokens": 700}, [(50, "1"), (900, "5")]),
    Case("anthropic on Vertex, by @date", "cloud.google.com Vertex pricing, 2026-10", F.ANTHROPIC,
         {"input_tokens": 100, "output_tokens": 10}, "claude-sonnet-4-5@20250929", {"input": 100, "output": 10},
         [(100, "3"), (10, "15")]),
    Case("anthropic, as Langfuse SDK users send it", "langfuse.com docs, Anthropic integration", F.LANGFUSE_DETAILS,
         {"input": 100, "output": 10, "cache_read_input_tokens": 1000, "cache_creation_input_tokens": 200}, "claude-sonnet-4-5",
         {"input": 100, "output": 10, "cache_read_input_tokens": 1000, "cache_creation_input_tokens": 200},
         [(100, "3"), (10, "15"), (1000, "0.3"), (200, "3.75")]),
    # --- Google ---
    Case("gemini", GOOGLE, F.GEMINI, gemini(264, 80), "gemini-2.5-flash", {"input": 264, "output": 80}, [(264, "0.3"), (80, "2.5")]),
    Case("gemini, thinking", GOOGLE, F.GEMINI, gemini(10, 20, thoughtsTokenCount=512), "gemini-2.5-pro",
         {"input": 10, "output": 20, "output_reasoning_tokens": 512}, [(10, "1.25"), (532, "10")]),
    Case("gemini, prompt above 200k", GOOGLE, F.GEMINI, gemini(250000, 1000, thoughtsTokenCount=500), "gemini-2.5-pro",
         {"input": 250000, "output": 1000, "output_reasoning_tokens": 500}, [(250000, "2.5"), (1500, "15")]),
    Case("gemini, cached content", GOOGLE, F.GEMINI, gemini(696219, 214, cachedContentTokenCount=696190), "gemini-2.5-flash",
         {"input": 29, "input_cached_tokens": 696190, "output": 214}, [(29, "0.3"), (696190, "0.03"), (214, "2.5")]),
    Case("gemini, audio input", GOOGLE, F.GEMINI,
         gemini(1200, 30, promptTokensDetails=[{"modality": "TEXT", "tokenCount": 200}, {"modality": "AUDIO", "tokenCount": 1000}]),
         "gemini-2.5-flash", {"input": 200, "input_audio_tokens": 1000, "output": 30}, [(200, "0.3"), (1000, "1"), (30, "2.5")]),
    Case("gemini, cached audio", GOOGLE, F.GEMINI,
         gemini(1200, 30, cachedContentTokenCount=700,
                promptTokensDetails=[{"modality": "TEXT", "tokenCount": 200}, {"modality": "AUDIO", "tokenCount": 1000}],
                cacheTokensDetails=[{"modality": "TEXT", "tokenCount": 100}, {"modality": "AUDIO", "tokenCount": 600}]),
         "gemini-2.5-flash",
         {"input": 100, "input_audio_tokens": 400, "input_cached_audio_tokens": 600, "input_cached_tokens": 100, "output": 30},
         [(100, "0.3"), (400, "1"), (600, "0.1"), (100, "0.03"), (30, "2.5")]),
    Case("gemini, tool use prompt", GOOGLE, F.GEMINI, gemini(100, 50, toolUsePromptTokenCount=300), "gemini-2.5-flash-lite",
         {"input": 100, "input_tool_use_tokens": 300, "output": 50}, [(400, "0.1"), (50, "0.4")]),
    Case("gemini, python names", GOOGLE, F.GEMINI,
         {"prompt_token_count": 50, "candidates_token_count": 5, "total_token_count": 55, "cached_content_token_count": None},
         "models/gemini-2.5-flash", {"input": 50, "output": 5}, [(50, "0.3"), (5, "2.5")]),
    Case("gemini, images in the prompt cost as text", GOOGLE, F.GEMINI,
         gemini(520, 10, promptTokensDetails=[{"modality": "IMAGE", "tokenCount": 516}, {"modality": "TEXT", "tokenCount": 4}]),
         "gemini-2.5-pro", {"input": 4, "input_image_tokens": 516, "output": 10}, [(520, "1.25"), (10, "10")]),
    Case("genkit", "Genkit GenerationUsage; contract 4.7", F.GENKIT,
         {"inputTokens": 100, "outputTokens": 80, "thoughtsTokens": 50, "totalTokens": 180}, "gemini-2.5-flash",
         {"input": 100, "output": 30, "output_reasoning_tokens": 50}, [(100, "0.3"), (80, "2.5")]),
    Case("google adk", GOOGLE, F.GOOGLE_ADK, {"usage_metadata": {"prompt_token_count": 7, "candidates_token_count": 3,
         "thoughts_token_count": 2, "total_token_count": 12}}, "gemini-2.5-flash",
         {"input": 7, "output": 3, "output_reasoning_tokens": 2}, [(7, "0.3"), (5, "2.5")]),
    # --- Bedrock ---
    Case("bedrock converse, regional claude", BEDROCK, F.BEDROCK, converse(100, 50, 1000, 200),
         "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
         {"input": 100, "input_cached_tokens": 1000, "input_cache_creation": 200, "output": 50},
         [(100, "3.3"), (1000, "0.33"), (200, "4.125"), (50, "16.5")]),
    Case("bedrock converse, cache by lifetime", BEDROCK, F.BEDROCK,
         converse(100, 50, 0, 300, cacheDetails=[{"ttl": "5m", "inputTokens": 100}, {"ttl": "1h", "inputTokens": 200}]),
         "us.anthropic.claude-sonnet-4-5-20250929-v1:0",
         {"input": 100, "input_cached_tokens": 0, "input_cache_creation_5m": 100, "input_cache_creation_1h": 200, "output": 50},
         [(100, "3.3"), (100, "4.125"), (200, "6.6"), (50, "16.5")]),
    Case("bedrock nova", BEDROCK, F.BEDROCK, converse(1000, 500), "amazon.nova-pro-v1:0", {"input": 1000, "output": 500},
         [(1000, "0.8"), (500, "3.2")]),
    # --- others in OpenAI's shape ---
    Case("deepseek, cache hit, peak hours", "api-docs.deepseek.com pricing and context caching, 2025", F.OPENAI_CHAT,
         chat(1000, 200, prompt_cache_hit_tokens=640, prompt_cache_miss_tokens=360), "deepseek-chat",
         {"input": 360, "input_cached_tokens": 640, "output": 200}, [(360, "0.27"), (640, "0.07"), (200, "1.1")]),
    Case("deepseek, cache hit, off-peak hours", "api-docs.deepseek.com pricing, 2025", F.OPENAI_CHAT,
         chat(1000, 200, prompt_cache_hit_tokens=640, prompt_cache_miss_tokens=360), "deepseek-chat",
         {"input": 360, "input_cached_tokens": 640, "output": 200}, [(360, "0.135"), (640, "0.035"), (200, "0.55")], at_us=NIGHT_US),
    Case("deepseek reasoner", "api-docs.deepseek.com pricing, 2025", F.OPENAI_CHAT, chat(10, 500, None, {"reasoning_tokens": 400}),
         "deepseek-reasoner", {"input": 10, "output": 100, "output_reasoning_tokens": 400}, [(10, "0.55"), (500, "2.19")]),
    Case("mistral", "mistral.ai/pricing, 2026-10", F.OPENAI_CHAT, chat(16, 34), "mistral-large-latest", {"input": 16, "output": 34},
         [(16, "2"), (34, "6")]),
    Case("mistral audio in seconds, text out", "docs.mistral.ai usage.prompt_audio_seconds; voxtral, 2026-10", F.MISTRAL,
         chat(0, 0, prompt_audio_seconds=203), "voxtral-mini-2602", {"input": 0, "output": 0, "input_audio_seconds": 203},
         per_unit=[(203, "0.00005")]),
    Case("mistral ocr by page", "mistral.ai/pricing: $2 / 1k pages since 2025-12-18", F.MISTRAL,
         {"pages_processed": 29, "doc_size_bytes": None}, "mistral-ocr-latest", {"pages": 29}, per_unit=[(29, "0.002")]),
    Case("xai, reasoning beside the completion", "docs.x.ai reasoning, 2026", F.OPENAI_CHAT,
         {**chat(32, 9, {"cached_tokens": 8}, {"reasoning_tokens": 100}), "total_tokens": 141}, "grok-4-0709",
         {"input": 24, "input_cached_tokens": 8, "output": 9, "output_reasoning_tokens": 100},
         [(24, "3"), (8, "0.75"), (109, "15")]),
    Case("perplexity, request fee", "docs.perplexity.ai pricing, 2025", F.OPENAI_CHAT, chat(25, 440), "sonar-pro",
         {"input": 25, "output": 440}, [(25, "3"), (440, "15")], [(1, "0.014")]),
    Case("perplexity deep research", "docs.perplexity.ai pricing, 2025", F.OPENAI_CHAT,
         {"prompt_tokens": 33, "completion_tokens": 7163, "total_tokens": 7196, "citation_tokens": 20016, "num_search_queries": 18,
          "reasoning_tokens": 1000}, "sonar-deep-research",
         {"input": 33, "output": 6163, "output_reasoning_tokens": 1000, "input_citation_tokens": 20016, "web_search_requests": 18},
         [(33, "2"), (6163, "8"), (1000, "3"), (20016, "2")], [(18, "0.005")], provider_total=7196),
    Case("groq by name", "groq.com/pricing, 2026", F.OPENAI_CHAT,
         chat(18, 556, queue_time=0.03, prompt_time=0.0003, completion_time=0.46, total_time=0.46), "llama-3.3-70b-versatile",
         {"input": 18, "output": 556}, [(18, "0.59"), (556, "0.79")], metadata={"attributes": '{"gen_ai.provider.name":"groq"}'}),
    Case("cohere chat, billed units", "docs.cohere.com Chat response, 2026; command-r-plus", F.COHERE,
         {"billed_units": {"input_tokens": 5, "output_tokens": 418}, "tokens": {"input_tokens": 71, "output_tokens": 418}},
         "command-r-plus", {"input": 5, "output": 418}, [(5, "2.5"), (418, "10")]),
    Case("cohere rerank by search", "cohere.com/pricing: $2 / 1k searches, 2025", F.COHERE, {"meta": {"billed_units": {"search_units": 1}}},
         "house", {"search_requests": 1}, per_unit=[(1, "0.002")], own_prices={"search_requests": "0.002"}),
    Case("cohere embed", "cohere.com/pricing, 2025", F.COHERE, {"billed_units": {"input_tokens": 1000}}, "embed-v4.0",
         {"input": 1000}, [(1000, "0.12")]),
    Case("voyage embeddings", "voyageai.com pricing, 2026", F.LANGFUSE_DETAILS, {"input_tokens": 5000}, "voyage-3.5",
         {"input_tokens": 5000}, [(5000, "0.06")]),
    Case("ollama on own hardware", "Ollama API reference", F.OLLAMA,
         {"prompt_eval_count": 26, "eval_count": 298, "total_duration": 5043500667}, "house", {"input": 26, "output": 298},
         [(26, "0.1"), (298, "0.1")], own_prices={"input": "0.0000001", "output": "0.0000001"}),
    # --- tracing conventions ---
    Case("genai conventions", OTEL, F.GEN_AI,
         {"gen_ai.usage.input_tokens": 1500, "gen_ai.usage.output_tokens": 300, "gen_ai.usage.cache_read.input_tokens": 1024,
          "gen_ai.usage.reasoning.output_tokens": 120}, "gpt-5",
         {"input": 476, "input_cached_tokens": 1024, "output": 180, "output_reasoning_tokens": 120},
         [(476, "1.25"), (1024, "0.125"), (300, "10")]),
    Case("openinference", "OpenInference spec 2026-08", F.OPENINFERENCE,
         {"llm.token_count.prompt": 1000, "llm.token_count.completion": 100, "llm.token_count.total": 1100,
          "llm.token_count.prompt_details.cache_read": 800, "llm.token_count.prompt_details.cache_write": 50}, "claude-sonnet-4-5",
         {"input": 150, "input_cached_tokens": 800, "input_cache_creation": 50, "output": 100},
         [(150, "3"), (800, "0.3"), (50, "3.75"), (100, "15")]),
    Case("traceloop", "OpenLLMetry 0.62 anthropic: prompt_tokens with cache", F.TRACELOOP,
         {"gen_ai.usage.prompt_tokens": 1100, "gen_ai.usage.completion_tokens": 10, "gen_ai.usage.cache_read_input_tokens": 1000,
          "llm.usage.total_tokens": 1110}, "claude-haiku-4-5",
         {"input": 100, "input_cached_tokens": 1000, "output": 10}, [(100, "1"), (1000, "0.1"), (10, "5")]),
    Case("vercel ai sdk 5, openai", "AI SDK 5 LanguageModelUsage", F.VERCEL_AI,
         {"ai.usage.inputTokens": 500, "ai.usage.outputTokens": 100, "ai.usage.cachedInputTokens": 384, "ai.usage.reasoningTokens": 64},
         "gpt-5-mini", {"input": 116, "input_cached_tokens": 384, "output": 36, "output_reasoning_tokens": 64},
         [(116, "0.25"), (384, "0.025"), (100, "2")]),
    Case("vercel ai sdk 5, anthropic", "AI SDK 5 @ai-sdk/anthropic providerMetadata", F.VERCEL_AI,
         {"ai.usage.inputTokens": 12, "ai.usage.outputTokens": 100, "ai.usage.cachedInputTokens": 5000,
          "ai.response.providerMetadata": '{"anthropic":{"usage":{"input_tokens":12,"cache_read_input_tokens":5000,'
          '"cache_creation_input_tokens":300}}}'}, "claude-sonnet-4-5",
         {"input": 12, "input_cached_tokens": 5000, "input_cache_creation": 300, "output": 100},
         [(12, "3"), (5000, "0.3"), (300, "3.75"), (100, "15")]),
    Case("mlflow", "MLflow mlflow.chat.tokenUsage", F.MLFLOW, {"input_tokens": 10, "output_tokens": 5, "total_tokens": 15},
         "gpt-4o-mini", {"input": 10, "output": 5}, [(10, "0.15"), (5, "0.6")]),
    Case("langchain usage metadata", "langchain-core UsageMetadata", F.LANGCHAIN,
         {"input_tokens": 350, "output_tokens": 240, "total_tokens": 590, "input_token_details": {"cache_read": 100, "cache_creation": 0},
          "output_token_details": {"reasoning": 200}}, "gpt-5",
         {"input": 250, "input_cached_tokens": 100, "input_cache_creation": 0, "output": 40, "output_reasoning_tokens": 200},
         [(250, "1.25"), (100, "0.125"), (240, "10")]),
    # --- a project's own units ---
    Case("mixed units in one call", "audio seconds in, text tokens out; own price", F.LANGFUSE_DETAILS,
         {"input_audio_seconds": 12.75, "output": 42}, "house", {"input_audio_seconds": 12.75, "output": 42}, [(42, "8")],
         [(12.75, "0.0003")], own_prices={"input_audio_seconds": "0.0003", "output": "0.000008"}),
    Case("custom unit", "own price", F.LANGFUSE_DETAILS, {"gpu": {"value": 0.25, "unit": "gpu-hours"}}, "house", {"gpu": 0.25},
         per_unit=[(0.25, "2.4")], own_prices={"gpu": "2.4"}),
    Case("credits", "own price", F.LANGFUSE_DETAILS, {"credits": 17}, "house", {"credits": 17}, per_unit=[(17, "0.01")],
         own_prices={"credits": "0.01"}),
    Case("milliseconds", "own price", F.LANGFUSE_LEGACY, {"input": 1234, "unit": "MILLISECONDS"}, "house", {"input": 1234},
         per_unit=[(1234, "0.000002")], own_prices={"input": "0.000002"}),
    Case("numeric text", "contract 3.4: numeric strings are parsed", F.LANGFUSE_DETAILS, {"input": "1200", "output": "30"}, "gpt-4o",
         {"input": 1200, "output": 30}, [(1200, "2.5"), (30, "10")]),
]  # fmt: skip
