"""Checks of texts: length, words that must or must not appear, patterns, links."""

from __future__ import annotations

from typing import Final, Literal, Self
from urllib.parse import urlsplit

import re2
from pydantic import BaseModel, ConfigDict, Field, model_validator

from lumetra.features.evaluation.checks.verdict import CannotCheck, Verdict, text_of

_LINK: Final = re2.compile(r"""https?://[^\s<>"'`\])}]+""")
_PATTERN_MEMORY_BYTES: Final = 8 * 1024**2


class Parameters(BaseModel):
    """Unknown parameters are refused."""

    model_config = ConfigDict(extra="forbid")


class LengthParameters(Parameters):
    """Bounds, both inclusive; at least one is set."""

    unit: Literal["characters", "words", "lines"] = "characters"
    minimum: int | None = Field(default=None, ge=0)
    maximum: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _bounded(self) -> Self:
        if self.minimum is None and self.maximum is None:
            raise ValueError("give a minimum or a maximum")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise ValueError("the minimum is above the maximum")
        return self


def check_length(value: object, _expected: object, parameters: LengthParameters) -> Verdict:
    """True when the text is as long as asked."""
    text = text_of(value)
    length = {"characters": len(text), "words": len(text.split()), "lines": len(text.splitlines())}[parameters.unit]
    low = parameters.minimum is not None and length < parameters.minimum
    high = parameters.maximum is not None and length > parameters.maximum
    bounds = f"{parameters.minimum if parameters.minimum is not None else 0} to {'any' if parameters.maximum is None else parameters.maximum}"
    return Verdict(not low and not high, f"{length} {parameters.unit}; asked for {bounds}")


class ContainsParameters(Parameters):
    """Texts to look for. `none` turns the check round: no text may appear."""

    texts: list[str] = Field(min_length=1, max_length=200)
    match: Literal["all", "any", "none"] = "all"
    ignore_case: bool = True

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        if not all(self.texts):
            raise ValueError("an empty text is in every text")
        return self


def check_contains(value: object, _expected: object, parameters: ContainsParameters) -> Verdict:
    """True when the texts appear as asked."""

    def form(text: str) -> str:
        return text.casefold() if parameters.ignore_case else text

    whole = form(text_of(value))
    found = [text for text in parameters.texts if form(text) in whole]
    missing = [text for text in parameters.texts if text not in found]
    passed = {"all": not missing, "any": bool(found), "none": not found}[parameters.match]
    said = f"found: {', '.join(found) or 'none'}; missing: {', '.join(missing) or 'none'}"
    return Verdict(passed, said)


class RegexParameters(Parameters):
    """An RE2 pattern. `matches` false: the text must not match."""

    pattern: str = Field(min_length=1, max_length=5_000)
    whole: bool = False
    matches: bool = True

    @model_validator(mode="after")
    def _compiles(self) -> Self:
        try:
            _compiled(self.pattern)
        except re2.error as error:
            raise ValueError(f"not a regular expression (RE2 syntax): {_words(error)}") from error
        return self


def check_regex(value: object, _expected: object, parameters: RegexParameters) -> Verdict:
    """True when the text matches. RE2 takes time in proportion to the text, whatever the pattern."""
    pattern, text = _compiled(parameters.pattern), text_of(value)
    match = pattern.fullmatch(text) if parameters.whole else pattern.search(text)
    if match is None:
        return Verdict(not parameters.matches, "the pattern does not match")
    return Verdict(parameters.matches, f"the pattern matches at character {match.start()}: {(match.group(0) or '')[:200]}")


def _words(error: Exception) -> str:
    said = error.args[0] if error.args else ""
    return said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)


def _compiled(pattern: str) -> re2._Regexp:  # pyright: ignore[reportPrivateUsage]  (the library exports no name for it)
    options = re2.Options()
    options.max_mem = _PATTERN_MEMORY_BYTES
    options.log_errors = False
    return re2.compile(pattern, options)


class LinkParameters(Parameters):
    """`domains` non-empty: only links to these hosts and their subdomains count."""

    domains: list[str] = Field(default=[], max_length=100)
    present: bool = True


def check_link(value: object, _expected: object, parameters: LinkParameters) -> Verdict:
    """True when a link is present, or absent when that is asked."""
    links = [link.rstrip(".,;:!?") for link in _LINK.findall(text_of(value))]
    wanted = [domain.lower().removeprefix("*.") for domain in parameters.domains]
    counted = [link for link in links if not wanted or _is_of(link, wanted)]
    said = f"{len(counted)} of {len(links)} links count" + (f": {', '.join(counted[:5])}" if counted else "")
    return Verdict(bool(counted) is parameters.present, said)


def _is_of(link: str, domains: list[str]) -> bool:
    try:
        host = (urlsplit(link).hostname or "").lower()
    except ValueError:
        return False
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


class NumberParameters(Parameters):
    """How far apart two numbers may be: `absolute`, or `relative` to the expected one; either suffices."""

    absolute: float = Field(default=0, ge=0)
    relative: float = Field(default=0, ge=0)


def check_number(value: object, expected: object, parameters: NumberParameters) -> Verdict:
    """True when the last number in the value is the expected one, within the tolerance."""
    got, wanted = number_in(value), number_in(expected)
    if wanted is None:
        raise CannotCheck("The expected output holds no number")
    if got is None:
        return Verdict(False, "the value holds no number")
    distance = abs(got - wanted)
    allowed = max(parameters.absolute, parameters.relative * abs(wanted))
    return Verdict(distance <= allowed, f"{got:g} is {distance:g} away from {wanted:g}; allowed {allowed:g}")


_NUMBER: Final = re2.compile(r"[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:[eE][-+]?\d+)?|[-+]?\.\d+")


def number_in(value: object) -> float | None:
    """The number a value is, or the last one its text holds (answers tend to end with their result)."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    found = _NUMBER.findall(text_of(value)) if value is not None else []
    return float(found[-1].replace(",", "")) if found else None
