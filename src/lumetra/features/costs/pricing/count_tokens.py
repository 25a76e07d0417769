"""Counts tokens where none were sent, with OpenAI's public encodings. The data ships with the package; nothing is fetched."""

from __future__ import annotations

import base64
import gzip
import threading
from importlib import resources
from typing import Any, Final, cast

import msgspec
import tiktoken
from tiktoken.model import encoding_name_for_model

from lumetra.domain.observation import Observation
from lumetra.domain.pricing.conditions import CompiledVersion

# The patterns of `tiktoken_ext/openai_public.py` (MIT), which cannot be asked for them without fetching the ranks.
_PATTERNS: Final = {
    "cl100k_base": r"""'(?i:[sdmt]|ll|ve|re)|[^\r\n\p{L}\p{N}]?+\p{L}++|\p{N}{1,3}+| ?[^\s\p{L}\p{N}]++[\r\n]*+|\s++$|\s*[\r\n]|\s+(?!\S)|\s""",
    "o200k_base": "|".join(
        (
            r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
            r"""[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?""",
            r"""\p{N}{1,3}""",
            r""" ?[^\s\p{L}\p{N}]+[\r\n/]*""",
            r"""\s*[\r\n]+""",
            r"""\s+(?!\S)""",
            r"""\s+""",
        )
    ),
}
_FALLBACK: Final = "cl100k_base"
_PIECE: Final = 4_000
"""Texts are encoded in pieces of so many characters: a long run without spaces would take time quadratic in its length."""
_COUNTED: Final = 400_000
"""Characters counted exactly; the rest of a longer text is taken to have the same density."""


class TokenCounter:
    """Counts for models whose tokenizer is OpenAI's. Thread-safe; loads an encoding (some 0.3 s) when it is first needed."""

    def __init__(self) -> None:
        self._encodings: dict[str, tiktoken.Encoding] = {}
        self._lock = threading.Lock()

    def __call__(self, observation: Observation, version: CompiledVersion) -> dict[str, float] | None:
        """`input`, `output`, `total`; null for other tokenizers and when there is no text.

        Rule: OpenAI cookbook, "How to count tokens with tiktoken": 3 tokens around a message, 1 for a name, 3 for the reply;
        `tokensPerMessage` and `tokensPerName` of the model's tokenizer configuration replace them (wire contract 5.2).
        """
        if version.model.tokenizer != "openai" or not (observation.input or observation.output):
            return None
        config = version.model.tokenizer_config
        encoding = self._encoding(_encoding_name(str(config.get("tokenizerModel") or observation.model)))
        per_message = _whole(config.get("tokensPerMessage"), 3)
        per_name = _whole(config.get("tokensPerName"), 1)
        used_input = float(_count_input(encoding, observation.input, per_message, per_name))
        used_output = float(_count(encoding, _content(observation.output)))
        return {"input": used_input, "output": used_output, "total": used_input + used_output}

    def _encoding(self, name: str) -> tiktoken.Encoding:
        known = self._encodings.get(name)
        if known is not None:
            return known
        with self._lock:
            if name not in self._encodings:
                self._encodings[name] = tiktoken.Encoding(
                    name, pat_str=_PATTERNS[name], mergeable_ranks=load_ranks(name), special_tokens={}
                )
            return self._encodings[name]


def load_ranks(name: str) -> dict[bytes, int]:
    """The byte-pair ranks of an encoding from the package's data."""
    packed = resources.files("lumetra.features.costs.pricing").joinpath("tokenizers", f"{name}.tiktoken.gz").read_bytes()
    pairs = (line.split() for line in gzip.decompress(packed).splitlines() if line)
    return {base64.b64decode(token): int(rank) for token, rank in pairs}


def _encoding_name(model: str) -> str:
    """tiktoken's own table, by the name without folders; newer encodings that are no data of ours are near to o200k."""
    try:
        name = encoding_name_for_model(model.rpartition("/")[2])
    except KeyError:
        return "o200k_base" if "gpt-5" in model or "gpt-6" in model else _FALLBACK
    return name if name in _PATTERNS else ("o200k_base" if name.startswith("o200k") else _FALLBACK)


def _count_input(encoding: tiktoken.Encoding, text: str, per_message: int, per_name: int) -> int:
    messages = _messages(text)
    if messages is None:
        return _count(encoding, text)
    total = 3
    for message in messages:
        total += per_message + (per_name if isinstance(message.get("name"), str) else 0)
        total += sum(_count(encoding, _text(value)) for value in message.values() if value is not None)
    return total


def _messages(text: str) -> list[dict[str, Any]] | None:
    """Chat messages, as a list or under `messages`; null for anything else."""
    value = _decode(text)
    if isinstance(value, dict):
        value = cast(dict[str, Any], value).get("messages")
    if not isinstance(value, list) or not value:
        return None
    items = cast(list[Any], value)
    return items if all(isinstance(item, dict) and "role" in item for item in items) else None


def _content(text: str) -> str:
    """What the model wrote: the content of an answer in the shape of a message, else the text as it is."""
    value = _decode(text)
    if isinstance(value, dict):
        content = cast(dict[str, Any], value).get("content")
        if isinstance(content, str):
            return content
    return text


def _decode(text: str) -> Any:
    if not text.startswith(("{", "[")) or len(text) > _COUNTED:
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _count(encoding: tiktoken.Encoding, text: str) -> int:
    counted = text[:_COUNTED]
    pieces = (counted[start : start + _PIECE] for start in range(0, len(counted), _PIECE))
    tokens = sum(len(encoding.encode_ordinary(piece)) for piece in pieces)
    return tokens if len(text) <= _COUNTED else round(tokens * len(text) / _COUNTED)


def _whole(value: object, default: int) -> int:
    return value if isinstance(value, int) and 0 <= value <= 1000 else default
