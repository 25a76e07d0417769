"""How jobs are stored: JSON, never pickle, so that whoever can write to the database cannot run code in our process."""

from __future__ import annotations

from typing import Any

import msgspec
from dbos import Serializer

from lumetra.domain import errors

_MARK = "$error"
_KINDS: dict[str, type[errors.LumetraError]] = {
    kind.__name__: kind
    for kind in (
        errors.Refusal,
        errors.Unauthenticated,
        errors.Forbidden,
        errors.NotFound,
        errors.Conflict,
        errors.TooLarge,
        errors.Unprocessable,
        errors.Transient,
    )
}


class JobError(Exception):
    """An error of a step that was read back from its record and is none of ours. Its text is `Type: message`."""


def describe_error(error: BaseException) -> str:
    """`Type: message`; an error that was read back keeps the text of the original."""
    return str(error) if isinstance(error, JobError) else f"{type(error).__name__}: {error}"


def _encode_other(value: Any) -> Any:
    if not isinstance(value, BaseException):
        raise TypeError(f"a job stores JSON only, got {type(value).__name__}")
    kind = type(value).__name__ if type(value) in _KINDS.values() else ""
    return {_MARK: kind, "text": str(value) if kind else describe_error(value), "code": getattr(value, "code", None)}


def _decode_error(value: dict[str, Any]) -> Exception:
    kind = _KINDS.get(value[_MARK])
    if kind is None:
        return JobError(value["text"])
    if issubclass(kind, errors.Refusal):
        return kind(value["text"], code=value["code"])
    return kind(value["text"])


class JsonSerializer(Serializer):
    """JSON. Refusals and Transients come back as what they were, other errors as JobError, datetimes as ISO-8601 text."""

    def serialize(self, data: Any) -> str:
        """Encode; raises TypeError for what JSON cannot hold."""
        return msgspec.json.encode(data, enc_hook=_encode_other).decode()

    def deserialize(self, serialized_data: str) -> Any:
        """Decode what `serialize` made."""
        value = msgspec.json.decode(serialized_data)
        return _decode_error(value) if isinstance(value, dict) and _MARK in value else value

    def name(self) -> str:
        """Stored beside every value."""
        return "lumetra_json"
