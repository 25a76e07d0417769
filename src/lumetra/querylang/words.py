"""How free text is folded and cut into words: the Python twin of the column `search_text` (analytics migration 0002)."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# Scripts written with spaces between words; every other character outside ASCII is a token of its own.
_SPACED_SCRIPTS: Final = (
    "LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "HEBREW", "ARABIC", "GEORGIAN", "DEVANAGARI", "BENGALI", "TAMIL", "TELUGU",
)  # fmt: skip
_IGNORABLE: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e0fff]"
)
_ASCII_BREAK: Final = re.compile(r"[^0-9a-z\u0080-\U0010ffff]+")


def fold(text: str) -> str:
    """Case and width folded away (Unicode NFKC case folding), so that equal words have equal text."""
    if text.isascii():
        return text.lower()
    once = unicodedata.normalize("NFKC", _IGNORABLE.sub("", text)).casefold()
    return unicodedata.normalize("NFKC", once)


def tokens(text: str) -> list[str]:
    """The words of a text that a search for it must find, in order, punctuation left out. Empty when there is none."""
    found: list[str] = []
    for token in _split(fold(text)):
        if token not in found and any(char.isalnum() or unicodedata.category(char) in ("So", "Sk") for char in token):
            found.append(token)
    return found


def all_tokens(text: str) -> frozenset[str]:
    """Every token of a stored text, as the index has them."""
    return frozenset(_split(fold(text.replace("\\n", " ").replace("\\t", " "))))


def contains_words(stored: str, wanted: str) -> bool:
    """True when every word of `wanted` is in `stored`, and, if it is more than one word, they stand there as one phrase."""
    needed = tokens(wanted)
    if not needed or not all_tokens(stored).issuperset(needed):
        return False
    return len(needed) == 1 or spaced(wanted.strip()) in spaced(stored.replace("\\n", " ").replace("\\t", " "))


def spaced(text: str) -> str:
    """Folded, with a space on both sides of every character that is a token of its own: what the index was built from."""
    folded = fold(text)
    return folded if folded.isascii() else "".join(char if _joins(char) else f" {char} " for char in folded)


def _split(folded: str) -> list[str]:
    text = folded if folded.isascii() else "".join(char if _joins(char) else f" {char} " for char in folded)
    return [token for token in _ASCII_BREAK.split(text) if token]


def _joins(char: str) -> bool:
    """True for ASCII and for letters of scripts that are written with spaces between words."""
    if char.isascii():
        return True
    if unicodedata.category(char).startswith("M"):
        return True
    return unicodedata.name(char, "").startswith(_SPACED_SCRIPTS) and unicodedata.category(char)[0] == "L"
