"""Where `metadata.<path>` points: a key that is written just so, or a path into the JSON under the key before the first dot."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import cast

Scalar = str | float | bool | None


def split_path(key: str) -> tuple[str, list[str]]:
    """The top-level key, and the steps into its JSON (empty without a dot)."""
    head, *rest = key.split(".")
    return head, rest


def read_metadata(metadata: Mapping[str, str], key: str) -> str:
    """The value as JSON text, empty when there is none."""
    if key in metadata:
        return metadata[key]
    head, steps = split_path(key)
    if not steps or head not in metadata:
        return ""
    try:
        value: object = json.loads(metadata[head])
    except ValueError:
        return ""
    for step in steps:
        if not isinstance(value, dict) or step not in value:
            return ""
        value = cast("dict[str, object]", value)[step]
    return json.dumps(value, ensure_ascii=False)


def scalar_text(raw: str) -> str:
    """A JSON string as its text, anything else as it is written."""
    if not raw.startswith('"'):
        return raw
    try:
        value: object = json.loads(raw)
    except ValueError:
        return ""
    return value if isinstance(value, str) else raw
