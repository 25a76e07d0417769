"""GenAI attributes up to 1.36 that still arrive: `gen_ai.prompt` and `gen_ai.completion`, whole or one key a field (Traceloop, LiteLLM)."""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.flattened import take_flattened
from lumetra.dialects.span import Fields, Span
from lumetra.domain import json_text

CONTENT: Final = {"input": "gen_ai.prompt", "output": "gen_ai.completion"}
"""Field → attribute that holds it whole; with a dot behind it, the prefix of its parts."""

_NOT_CONTENT: Final = ("gen_ai.prompt.name", "gen_ai.prompt.version")


def read_content(span: Span, fields: Fields) -> None:
    """The whole text, else the messages rebuilt from their parts."""
    attributes = span.attributes
    for field, key in CONTENT.items():
        if getattr(fields, field) is not None:
            continue
        if attributes.get(key) not in (None, ""):
            setattr(fields, field, json_text.as_text(attributes.pop(key)))
            continue
        if not any(name.startswith(key + ".") and name not in _NOT_CONTENT for name in attributes):
            continue
        kept = {name: attributes.pop(name) for name in _NOT_CONTENT if name in attributes}
        setattr(fields, field, json_text.as_text(take_flattened(span, key + ".")))
        attributes.update(kept)


DIALECT: Final = Dialect(
    name="gen_ai_legacy", prefixes=("gen_ai.prompt", "gen_ai.completion", "gen_ai.system"), read_content=read_content
)
