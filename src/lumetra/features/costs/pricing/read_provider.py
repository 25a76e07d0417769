"""Which provider served a call, as far as its metadata says: the same model name has different prices at different sellers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec


class _Attributes(msgspec.Struct, kw_only=True):
    """The attributes, left over by the dialects, that name a provider; all others are skipped without being parsed."""

    provider_name: object = msgspec.field(name="gen_ai.provider.name", default="")
    system: object = msgspec.field(name="gen_ai.system", default="")
    llm_provider: object = msgspec.field(name="llm.provider", default="")
    llm_system: object = msgspec.field(name="llm.system", default="")
    ai_provider: object = msgspec.field(name="ai.model.provider", default="")


_DECODER: Final = msgspec.json.Decoder(_Attributes)
_MARKS: Final = ('.provider"', '.provider.name"', '.system"')
_PLAIN_KEYS: Final = ("ls_provider", "provider")


def read_provider(metadata: Mapping[str, str]) -> str:
    """The provider's name as it was sent (`openai`, `azure.ai.openai`, `anthropic.messages`), or empty.

    Looks at the attributes that became no field (`metadata.attributes`) and at LangChain's `ls_provider`.
    """
    if not metadata:
        return ""
    for key in _PLAIN_KEYS:
        if key in metadata:
            return _text(metadata[key])
    attributes = metadata.get("attributes")
    if attributes is None or not any(mark in attributes for mark in _MARKS):
        return ""
    try:
        found = _DECODER.decode(attributes)
    except (msgspec.DecodeError, UnicodeError):
        return ""
    for value in (found.provider_name, found.system, found.llm_provider, found.ai_provider, found.llm_system):
        if isinstance(value, str) and value:
            return value[:100]
    return ""


def _text(json_text: str) -> str:
    return json_text.strip('"')[:100]
