"""The rule for names of environments (Langfuse wire contract 3.3)."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

DEFAULT: Final = "default"
MAXIMUM_LENGTH: Final = 40
_ALLOWED: Final = re.compile(r"[a-z0-9_-]+")
_RESERVED: Final = re.compile(r"(?:langfuse[-_])+")


@lru_cache(maxsize=1024)
def normalise_environment(name: str | None, *, internal: bool = False) -> str:
    """Lower case, without leading `langfuse-` or `langfuse_`, cut to 40 characters; `default` when that leaves no valid name.

    Internal writers keep the reserved prefix.
    """
    if not name or name == DEFAULT:
        return DEFAULT
    text = name.lower()
    if not internal and text.startswith("langfuse"):
        text = _RESERVED.sub("", text, count=1)
    text = text[:MAXIMUM_LENGTH]
    return text if _ALLOWED.fullmatch(text) else DEFAULT
