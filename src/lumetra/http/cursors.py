"""Opaque cursors: what the last row of a page was sorted by, as URL-safe base64 of JSON. They invert exactly."""

from __future__ import annotations

import base64
import binascii
import json
from typing import Any, cast

from lumetra.domain.errors import Refusal


def write_cursor(values: dict[str, Any]) -> str:
    """The cursor that stands for these values."""
    text = json.dumps(values, separators=(",", ":"), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(cursor: str, **shape: type) -> dict[str, Any]:
    """The values of a cursor. Raises Refusal when it is none, or when a value of `shape` is missing or of another type."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        values: object = json.loads(base64.b64decode(padded.replace("-", "+").replace("_", "/"), validate=True))
    except (ValueError, binascii.Error) as error:
        raise Refusal("Invalid cursor format") from error
    if not isinstance(values, dict):
        raise Refusal("Invalid cursor format")
    found = cast("dict[str, Any]", values)
    if any(not isinstance(found.get(name), kind) for name, kind in shape.items()):
        raise Refusal("Invalid cursor format")
    return found
