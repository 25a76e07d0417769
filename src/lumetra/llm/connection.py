"""A way to a model provider, with its secret in the clear: lives only as long as one call."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lumetra.domain.errors import Refusal

Adapter = Literal["openai", "anthropic", "azure", "bedrock", "google-vertex-ai", "google-ai-studio"]
ADAPTERS: Final[tuple[Adapter, ...]] = (
    "openai", "anthropic", "azure", "bedrock", "google-vertex-ai", "google-ai-studio",
)  # fmt: skip
OPENAI_URL: Final = "https://api.openai.com/v1"
ANTHROPIC_URL: Final = "https://api.anthropic.com"
_LOCATION: Final = re.compile(r"^[a-z]+(-[a-z]+\d+)?$")
_REGION: Final = re.compile(r"^[a-z]{2}(-[a-z]+)+-\d+$")


@dataclass(frozen=True, kw_only=True)
class Connection:
    """`config` holds what only one adapter knows: `useResponsesApi`, `region`, `location`."""

    id: str
    provider: str
    adapter: Adapter
    secret: str = field(repr=False)
    base_url: str = ""
    extra_headers: dict[str, str] = field(default_factory=dict[str, str], repr=False)
    models: list[str] = field(default_factory=list[str])
    config: dict[str, Any] = field(default_factory=dict[str, Any])
    calls_per_minute: int | None = None
    """At most so many calls a minute by jobs, over all processes; None: no limit of ours."""
    concurrent_calls: int | None = None
    """At most so many at once by the jobs of one process; None: a default."""


@dataclass(frozen=True)
class Preset:
    """A provider that the form offers ready-made."""

    name: str
    adapter: Adapter
    base_url: str
    needs_secret: bool
    discovers_models: bool
    models: tuple[str, ...] = ()


PRESETS: Final[tuple[Preset, ...]] = (
    Preset(
        "OpenAI", "openai", "", True, True, ("gpt-4.1", "gpt-4.1-mini", "gpt-4o", "gpt-4o-mini", "o4-mini", "gpt-5", "gpt-5-mini")
    ),
    Preset("Anthropic", "anthropic", "", True, True, ("claude-opus-4-1", "claude-sonnet-4-5", "claude-haiku-4-5")),
    Preset("Azure OpenAI", "azure", "", True, False),
    Preset("Amazon Bedrock", "bedrock", "", True, False),
    Preset("Google Vertex AI", "google-vertex-ai", "", True, False, ("gemini-2.5-pro", "gemini-2.5-flash")),
    Preset(
        "Google AI Studio", "google-ai-studio", "", True, True, ("gemini-2.5-pro", "gemini-2.5-flash", "gemini-2.5-flash-lite")
    ),
    Preset("Ollama", "openai", "http://localhost:11434/v1", False, True),
    Preset("vLLM", "openai", "http://localhost:8000/v1", False, True),
    Preset("LiteLLM", "openai", "http://localhost:4000", True, True),
    Preset("OpenRouter", "openai", "https://openrouter.ai/api/v1", True, True),
    Preset("Groq", "openai", "https://api.groq.com/openai/v1", True, True),
    Preset("Mistral", "openai", "https://api.mistral.ai/v1", True, True),
    Preset("DeepSeek", "openai", "https://api.deepseek.com/v1", True, True),
    Preset("Qwen", "openai", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1", True, True),
)


def default_models(adapter: Adapter) -> list[str]:
    """Models that an adapter's own service is known to have; discovery and custom names add to them."""
    return next((list(preset.models) for preset in PRESETS if preset.adapter == adapter and not preset.base_url), [])


def check_region(config: dict[str, Any]) -> str:
    """The AWS region of a Bedrock connection, or a Refusal."""
    region = config.get("region")
    if not isinstance(region, str) or not _REGION.match(region):
        raise Refusal("A Bedrock connection needs config {region} such as 'eu-central-1'")
    return region


def check_location(config: dict[str, Any]) -> str:
    """The Google Cloud location of a Vertex AI connection (`global` when none is given), or a Refusal: it becomes part of a host."""
    location = config.get("location") or "global"
    if not isinstance(location, str) or not _LOCATION.match(location):
        raise Refusal("The location of a Vertex AI connection is 'global' or a region such as 'europe-west4'")
    return location
