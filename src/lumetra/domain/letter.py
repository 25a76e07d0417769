"""What Lumetra writes to people by mail: plain words and links, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["en", "zh"]
"""The languages that Lumetra writes in."""

DEFAULT_LANGUAGE: Final[Language] = "en"


@dataclass(frozen=True)
class LetterLink:
    """A place to go to. `url` is absolute."""

    label: str
    url: str


@dataclass(frozen=True)
class Letter:
    """One letter, in the order in which it is read. Everything is plain text: what somebody else wrote may stand in it.

    `quote` is somebody else's text, lines kept. `small_print` says why the letter came. `preferences` leads to where such
    letters are switched off; None for those that somebody asked for.
    """

    language: Language
    subject: str
    paragraphs: Sequence[str]
    quote: str = ""
    action: LetterLink | None = None
    small_print: Sequence[str] = ()
    preferences: LetterLink | None = None


def letter_language(accept_language: str) -> Language:
    """The language of a browser's `Accept-Language` header that we write in, else English. Browsers name the preferred first."""
    for tag in accept_language.split(","):
        language = tag.strip().partition(";")[0].partition("-")[0].lower()
        if language == "zh":
            return "zh"
        if language == "en":
            return "en"
    return DEFAULT_LANGUAGE


def known_language(language: str | None) -> Language:
    """What a user's row or a form says, when it is a language that we write in."""
    return "zh" if language == "zh" else DEFAULT_LANGUAGE
