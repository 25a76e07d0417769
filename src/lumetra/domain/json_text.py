"""JSON as text: parse what emitters send, write what we store (real Unicode, no lost digits). Never raises on odd input."""

from __future__ import annotations

import json
import re
from typing import Any, Final, cast

import msgspec
import orjson

MISSING: Final = object()
"""Answer of `parse` when the text is not JSON. Distinct from null."""

_decoder: Final = msgspec.json.Decoder()  # unlike orjson it keeps whole numbers of any size
_LONE_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_OPENERS: Final = frozenset('{["')


def parse(text: str | bytes) -> object:
    """The value of a JSON text, or MISSING. Also takes what strict JSON forbids and emitters send: NaN, Infinity, lone surrogates."""
    try:
        return _decoder.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        pass
    try:
        return clean(json.loads(text))
    except (ValueError, RecursionError):
        return MISSING


def write(value: object) -> str:
    """A value as compact JSON text with real Unicode characters. What JSON cannot hold becomes text: NaN as "NaN", bytes as base16."""
    try:
        return orjson.dumps(value).decode()
    except (TypeError, ValueError, RecursionError):
        pass
    try:
        return json.dumps(clean(value), ensure_ascii=False, separators=(",", ":"), default=_describe)
    except (ValueError, RecursionError):
        return '"[nested too deeply to be kept]"'


def as_text(value: object) -> str:
    """Input, output and the like as they are stored: a string as it was sent, anything else as JSON."""
    if isinstance(value, str):
        return unescape(value) if may_be_escaped(value) else value
    return "" if value is None else write(value)


def value_of(text: str) -> Any:
    """Stored input, output and the like as the APIs give them: JSON where the text is JSON, else the text; None when empty."""
    if not text:
        return None
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return text


def as_json(value: object) -> str:
    """An attribute's value as the JSON text of a metadata value. A string that holds JSON is that JSON; other strings are quoted.

    Langfuse SDKs serialise metadata values (Python 5 all of them, the others what is not a string), so `"a"`, `[1]` and `5`
    in a string mean the values (wire contract 0.2).
    """
    if not isinstance(value, str):
        return write(value)
    if not value or (value[0] not in _OPENERS and value[0] not in "-0123456789tfn"):
        return write(value)
    try:
        orjson.loads(value)
    except ValueError:
        lenient = parse(value) if value[0] in _OPENERS else MISSING
        return write(value if lenient is MISSING else lenient)
    return unescape(value) if may_be_escaped(value) else value


def may_be_escaped(text: str) -> bool:
    """Whether `unescape` can change the text. Looked up for every input and output: searching one character, then backwards, is
    several times faster than searching two of them forwards.
    """
    return "\\" in text and text.rfind("\\u") >= 0


def unescape(text: str) -> str:
    """JSON text with its `\\uXXXX` escapes turned into characters, so that search finds them. Text that is not JSON stays as it is."""
    if not text or text.lstrip()[:1] not in _OPENERS:
        return text
    value = parse(text)
    return text if value is MISSING else write(value)


def valid_unicode(text: str) -> str:
    """The text with every lone surrogate replaced by U+FFFD, so that it can be stored as UTF-8."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)


def clean(value: object) -> object:
    """The same value with valid Unicode everywhere and without numbers that JSON lacks (NaN and infinities become their names)."""
    if isinstance(value, str):
        return valid_unicode(value)
    if isinstance(value, float):
        return value if value - value == 0 else ("NaN" if value != value else "Infinity" if value > 0 else "-Infinity")
    if isinstance(value, dict):
        return {valid_unicode(str(key)): clean(item) for key, item in cast(dict[object, object], value).items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in cast(list[object], value)]
    return value


def _describe(value: object) -> str:
    return value.hex() if isinstance(value, bytes) else str(value)
