"""Usage in tracing conventions: GenAI, OpenInference, Traceloop, Vercel AI SDK, MLflow, LangChain.

Sources: OTel GenAI conventions 1.41 and main (`gen_ai.usage.input_tokens` includes cached, `output_tokens` includes reasoning);
OpenInference spec 2026-08 (`llm.token_count.*`); Langfuse wire contract 4.7 for aliases and bucket names; AI SDK 4 to 6
`LanguageModelUsage`; langchain-core `UsageMetadata`; MLflow `mlflow.chat.tokenUsage`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple, cast

import msgspec

from lumetra.domain.usage.reading import MAXIMUM_KEYS, Raw, Sheet, UsageReading, check_quantity, exact_sum
from lumetra.domain.usage.units import unit_of_key

PREFIXES: Final = ("gen_ai.usage.", "llm.token_count.", "ai.usage.", "llm.usage.")

INPUT: Final = ("input_tokens", "prompt_tokens", "prompt", "inputTokens", "promptTokens")
OUTPUT: Final = ("output_tokens", "completion_tokens", "completion", "outputTokens", "completionTokens")
TOTAL: Final = ("total_tokens", "total", "tokens", "totalTokens")


def _everywhere(*names: str) -> tuple[str, ...]:
    return names + tuple(f"details.{name}" for name in names)


INPUT_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "input_cached_tokens": (
        "cache_read.input_tokens",
        *_everywhere("cache_read_input_tokens", "cache_read_tokens", "cached_tokens", "cached_input_tokens", "cached_content_tokens"),
        *_everywhere("input_cached_tokens", "input_cache_read", "prompt_cache_hit_tokens"),
        "prompt_details.cache_read", "prompt_details.cache_input", "prompt_tokens_details.cached_tokens",
        "input_tokens_details.cached_tokens", "input_token_details.cache_read", "inputTokenDetails.cacheReadTokens",
        "cachedInputTokens", "cached_content_token_count",
    ),
    "input_cache_creation": (
        "cache_write.input_tokens", "cache_creation.input_tokens",
        *_everywhere("cache_creation_input_tokens", "cache_write_input_tokens", "cache_creation_tokens", "cache_write_tokens"),
        *_everywhere("input_cache_creation", "input_cache_write"),
        "prompt_details.cache_write", "prompt_tokens_details.cache_write_tokens", "input_tokens_details.cache_write_tokens",
        "input_token_details.cache_creation", "inputTokenDetails.cacheWriteTokens",
    ),
    "input_audio_tokens": (
        "audio.input_tokens", *_everywhere("input_audio_tokens"), "prompt_details.audio", "prompt_tokens_details.audio_tokens",
        "input_token_details.audio",
    ),
    "input_image_tokens": ("image.input_tokens", *_everywhere("input_image_tokens")),
    "input_video_tokens": ("video.input_tokens", *_everywhere("input_video_tokens")),
}  # fmt: skip

CREATION_5M: Final = _everywhere(
    "ephemeral_5m_input_tokens", "input_cache_creation_5m", "cache_creation.ephemeral_5m_input_tokens"
)
CREATION_1H: Final = _everywhere(
    "ephemeral_1h_input_tokens", "input_cache_creation_1h", "cache_creation.ephemeral_1h_input_tokens"
)

OUTPUT_PARTS: Final[dict[str, tuple[str, ...]]] = {
    "output_reasoning_tokens": (
        "reasoning.output_tokens", *_everywhere("reasoning_tokens", "output_reasoning_tokens", "thoughts_tokens"),
        "completion_details.reasoning", "completion_tokens_details.reasoning_tokens", "output_tokens_details.reasoning_tokens",
        "output_token_details.reasoning", "outputTokenDetails.reasoningTokens", "reasoningTokens", "thoughts_token_count",
    ),
    "output_audio_tokens": (
        "audio.output_tokens", *_everywhere("output_audio_tokens"), "completion_details.audio",
        "completion_tokens_details.audio_tokens", "output_token_details.audio",
    ),
    "output_image_tokens": ("image.output_tokens", *_everywhere("output_image_tokens")),
    "output_accepted_prediction_tokens": (
        *_everywhere("accepted_prediction_tokens"), "completion_tokens_details.accepted_prediction_tokens",
    ),
    "output_rejected_prediction_tokens": (
        *_everywhere("rejected_prediction_tokens"), "completion_tokens_details.rejected_prediction_tokens",
    ),
}  # fmt: skip

_NOT_COUNTED: Final = (
    "noCacheTokens", "inputTokenDetails.noCacheTokens", "text.input_tokens", "text.output_tokens", "textTokens",
    "outputTokenDetails.textTokens",
)  # fmt: skip
"""What remains of a whole once its details are carved out: stated by some emitters, never needed."""


def _aliases() -> dict[str, tuple[str, int]]:
    """Sent name → (bucket, rank); of several names for one bucket the one of lowest rank counts."""
    table = {
        "whole_input": INPUT, "whole_output": OUTPUT, "whole_total": TOTAL, "not_counted": _NOT_COUNTED,
        "input_cache_creation_5m": CREATION_5M, "input_cache_creation_1h": CREATION_1H, **INPUT_PARTS, **OUTPUT_PARTS,
    }  # fmt: skip
    ranked: dict[str, tuple[str, int]] = {}
    for bucket, names in table.items():
        for rank, name in enumerate(names):
            ranked.setdefault(name, (bucket, rank))
            ranked.setdefault(f"details.{name}", (bucket, rank + 100))
    return ranked


_ALIASES: Final = _aliases()
_NESTED: Final = frozenset(name.rpartition(".")[0] for name in _ALIASES if "." in name)

_PROVIDER_KEYS: Final = {
    "openai": {
        "cached_tokens": "cachedPromptTokens", "reasoning_tokens": "reasoningTokens",
        "accepted_prediction_tokens": "acceptedPredictionTokens", "rejected_prediction_tokens": "rejectedPredictionTokens",
    },
    "anthropic.usage": {
        "cache_read_input_tokens": "cache_read_input_tokens", "cache_creation_input_tokens": "cache_creation_input_tokens",
        "ephemeral_5m_input_tokens": "cache_creation.ephemeral_5m_input_tokens",
        "ephemeral_1h_input_tokens": "cache_creation.ephemeral_1h_input_tokens",
    },
    "anthropic": {
        "cache_read_input_tokens": "cacheReadInputTokens", "cache_creation_input_tokens": "cacheCreationInputTokens",
    },
    "bedrock.usage": {
        "cache_read_input_tokens": "cacheReadInputTokens", "cache_write_input_tokens": "cacheWriteInputTokens",
    },
}  # fmt: skip
"""What the AI SDK leaves only in `providerMetadata`: our name → the provider's, per section."""


def strip_prefixes(raw: Raw) -> dict[str, object]:
    """The usage attributes among `raw`, without their convention's prefix. A mapping without any prefix is taken whole."""
    found: dict[str, object] = {}
    for key, value in raw.items():
        if key.startswith(PREFIXES):
            for prefix in PREFIXES:
                if key.startswith(prefix):
                    found.setdefault(key[len(prefix) :], value)
    return found or dict(raw)


def read_telemetry(raw: Raw) -> UsageReading:
    """Any of the conventions whose input includes its cached tokens and whose output includes its reasoning tokens.

    Emitters do not all keep to that. Two facts show it: details larger than their whole, and a sent total that only adds up
    when the details are counted beside it. Then they are taken as standing beside it.
    """
    return _read(Sheet(strip_prefixes(raw)))


def read_vercel(raw: Raw) -> UsageReading:
    """`ai.usage.*` with `gen_ai.usage.*` behind it, and the provider's own figures from `ai.response.providerMetadata`.

    AI SDK 4 and 5 hand on Anthropic's and Bedrock's `input_tokens`, which exclude cached tokens; AI SDK 6 adds them. The
    provider's raw `input_tokens` in the metadata tells the two apart.
    """
    values = {key: value for key, value in strip_prefixes(raw).items() if "roviderMetadata" not in key}
    metadata = _provider_metadata(raw)
    if not metadata:
        return _read(Sheet(values))
    for section, names in _PROVIDER_KEYS.items():
        found = Sheet(metadata)
        for target, source in names.items():
            if (amount := found.number(f"{section}.{source}")) is not None:
                values.setdefault(target, amount)
    figures = Sheet(metadata)
    raw_input = figures.number("anthropic.usage.input_tokens")
    if raw_input is None:
        return _read(Sheet(values), cache_beside="anthropic" in metadata and not figures.mapping("anthropic").get("usage"))
    return _read(Sheet(values), cache_beside=raw_input == Sheet(values).number(*INPUT))


def _read(sheet: Sheet, *, cache_beside: bool = False) -> UsageReading:
    found, unknown = _collect(sheet)
    wholes = _Wholes(found.get("whole_input"), found.get("whole_output"), found.get("whole_total"))
    inputs = {bucket: value for bucket, value in found.items() if bucket.startswith("input_")}
    outputs = {bucket: value for bucket, value in found.items() if bucket.startswith("output_")}
    _split_creation(inputs)
    cache = exact_sum(value for name, value in inputs.items() if "cache" in name)
    reasoning = outputs.get("output_reasoning_tokens", 0.0)
    cache_out, reasoning_out = _stand_beside(wholes, cache, reasoning)
    given_input, given_output = wholes.input, wholes.output
    if given_input is not None and (cache_beside or cache_out):
        given_input = exact_sum((given_input, cache))
    if given_output is not None and reasoning_out:
        given_output = exact_sum((given_output, reasoning))
    sheet.carve("input", given_input, inputs, source="input_tokens")
    sheet.carve("output", given_output, outputs, source="output_tokens")
    reading = sheet.finish(wholes.total)
    # Nobody says what an unknown number is a part of: it is kept under its own name, outside of the total.
    for name, value in unknown.items():
        if name not in reading.quantities:
            reading.quantities[name] = value
            reading.units[name] = unit_of_key(name)
    return reading


class _Wholes(NamedTuple):
    input: float | None
    output: float | None
    total: float | None


def _collect(sheet: Sheet) -> tuple[dict[str, float], dict[str, float]]:
    """One pass over the mapping: numbers by bucket, and numbers of unknown names. Bad values become problems."""
    ranks: dict[str, int] = {}
    found: dict[str, float] = {}
    unknown: dict[str, float] = {}
    for name, value in _flatten(sheet.raw):
        if value is None:
            continue
        bucket, rank = _ALIASES.get(name, ("", 0))
        if not bucket and (isinstance(value, bool | str) or "cost" in name):
            continue
        number = check_quantity(value)
        if isinstance(number, str):
            if bucket or isinstance(value, int | float):
                sheet.problems[name] = f"{name} {number}"
        elif not bucket:
            unknown[name.removeprefix("details.")] = number
        elif rank < ranks.get(bucket, 1000):
            ranks[bucket], found[bucket] = rank, number
    return found, unknown


def _flatten(raw: Raw) -> Iterator[tuple[str, object]]:
    for name, value in list(raw.items())[:MAXIMUM_KEYS]:
        if isinstance(value, Mapping):
            if name in _NESTED:
                for key, item in list(cast(Raw, value).items())[:MAXIMUM_KEYS]:
                    yield f"{name}.{key}", item
        else:
            yield name, value


def _stand_beside(wholes: _Wholes, cache: float, reasoning: float) -> tuple[bool, bool]:
    """Whether cached tokens stand beside the input, and reasoning tokens beside the output."""
    cache_out = wholes.input is not None and cache > wholes.input
    reasoning_out = wholes.output is not None and reasoning > wholes.output
    if wholes.input is None or wholes.output is None or wholes.total is None:
        return cache_out, reasoning_out
    missing = exact_sum((wholes.total, -wholes.input, -wholes.output))
    for cache_beside in (cache_out, True):
        for reasoning_beside in (reasoning_out, True):
            if missing == exact_sum((cache * cache_beside, reasoning * reasoning_beside)):
                return cache_beside, reasoning_beside
    return cache_out, reasoning_out


def _split_creation(inputs: dict[str, float]) -> None:
    """Cache writes by lifetime come out of the general bucket, which disappears when nothing is left in it."""
    five, hour = inputs.get("input_cache_creation_5m"), inputs.get("input_cache_creation_1h")
    if "input_cache_creation" not in inputs or (five is None and hour is None):
        return
    rest = exact_sum((inputs.pop("input_cache_creation"), -(five or 0.0), -(hour or 0.0)))
    if rest > 0:
        inputs["input_cache_creation"] = rest


def _provider_metadata(raw: Raw) -> Raw:
    found = raw.get("ai.response.providerMetadata", raw.get("providerMetadata"))
    if isinstance(found, str):
        try:
            found = msgspec.json.decode(found)
        except msgspec.DecodeError:
            return {}
    return cast(Raw, found) if isinstance(found, Mapping) else {}
