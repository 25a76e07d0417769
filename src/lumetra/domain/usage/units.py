"""Units of usage. Only like units may be added, so every bucket has one; tokens unless its name or the sender says otherwise."""

from __future__ import annotations

from typing import Final

TOKENS: Final = "tokens"

_BY_LAST_WORD: Final = {
    "tokens": TOKENS, "token": TOKENS,
    "characters": "characters", "character": "characters", "chars": "characters",
    "seconds": "seconds", "second": "seconds",
    "milliseconds": "milliseconds", "millisecond": "milliseconds", "ms": "milliseconds",
    "images": "images", "image": "images",
    "requests": "requests", "request": "requests", "searches": "requests", "queries": "requests", "calls": "requests",
    "pages": "pages", "page": "pages",
    "credits": "credits", "credit": "credits",
}  # fmt: skip


def unit_of_key(key: str) -> str:
    """The unit that a bucket's name says: its last word when that is a unit (`input_audio_seconds`), tokens otherwise.

    A bare `image` counts images, but `input_image` is a bucket of tokens, as OpenAI and Google bill images in prompts.
    """
    head, _, last = key.rpartition("_")
    unit = _BY_LAST_WORD.get(last.lower())
    if unit is None or (head and last == "image"):
        return TOKENS
    return unit


def read_unit(value: object) -> str | None:
    """A sent unit in our spelling (`TOKENS` → `tokens`); a project's own unit passes in lower case. None when it is no unit."""
    if not isinstance(value, str) or not value.strip() or len(value) > 40:
        return None
    word = value.strip().lower()
    return _BY_LAST_WORD.get(word, word)
