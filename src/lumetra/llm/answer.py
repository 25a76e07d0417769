"""What a call of a language model asks, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class CallRequest:
    """What to ask. `tools` are `{name, description, parameters}`; `output_schema` is a JSON Schema the answer must follow.

    `parameters` are the library's settings (temperature, max_tokens, top_p, …); `provider_options` go into the request's
    body as they are.
    """

    model: str
    messages: Sequence[Mapping[str, Any]]
    parameters: Mapping[str, Any] = field(default_factory=dict[str, Any])
    provider_options: Mapping[str, Any] = field(default_factory=dict[str, Any])
    tools: Sequence[Mapping[str, Any]] = ()
    output_schema: Mapping[str, Any] | None = None
    timeout_seconds: float = 120


@dataclass(frozen=True, kw_only=True)
class Piece:
    """A part of the answer that has just arrived; one of the two is not empty."""

    text: str = ""
    reasoning: str = ""


@dataclass(frozen=True, kw_only=True)
class ToolCall:
    """A tool that the model wants called; `arguments` is JSON text."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, kw_only=True)
class CallResult:
    """The whole answer. Times in milliseconds; `first_token_ms` is None when not streamed. `usage` holds exclusive buckets."""

    text: str
    reasoning: str
    tool_calls: list[ToolCall]
    model: str
    finish_reason: str
    usage: dict[str, float]
    latency_ms: float
    first_token_ms: float | None
