"""Attributes that people set by hand and small tools write without any prefix: `input`, `output`, `model`, `userId`, …"""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span
from lumetra.dialects.values import as_mapping
from lumetra.domain import json_text

CONTENT: Final = ("input", "output")
MODEL: Final = ("model",)
PARAMETERS: Final = "model_config"
USERS: Final = ("userId",)
SESSIONS: Final = ("sessionId",)


def read_fields(span: Span, fields: Fields) -> None:
    """Identity and parameters."""
    if fields.user_id is None:
        fields.user_id = span.take_text(*USERS)
    if fields.session_id is None:
        fields.session_id = span.take_text(*SESSIONS)
    if fields.model_parameters is None:
        fields.model_parameters = as_mapping(span.attributes.get(PARAMETERS))
        if fields.model_parameters is not None:
            del span.attributes[PARAMETERS]


def read_metering(span: Span, fields: Fields) -> None:
    """The model."""
    if fields.model is None:
        fields.model = span.take_text(*MODEL)


def read_content(span: Span, fields: Fields) -> None:
    """Input and output."""
    for field in CONTENT:
        if getattr(fields, field) is None:
            value = span.take(field)
            if value is not None:
                setattr(fields, field, json_text.as_text(value))


DIALECT: Final = Dialect(
    name="otel",
    prefixes=("input", "output", "model", "userId", "sessionId"),
    read_content=read_content,
    read_metering=read_metering,
    read_fields=read_fields,
)
