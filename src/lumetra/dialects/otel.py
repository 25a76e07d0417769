"""OpenTelemetry's own conventions: user and session, service and deployment of the resource, errors of a span."""

from __future__ import annotations

from typing import Final

from lumetra.dialects.dialect import Dialect
from lumetra.dialects.span import Fields, Span

ENVIRONMENT: Final = ("langfuse.environment", "deployment.environment.name", "deployment.environment")
"""Sources of the environment, each looked up on the span and then on its resource (wire contract 4.5)."""

_ERROR: Final = 2


def read_fields(span: Span, fields: Fields) -> None:
    """Identity, versions and environment: from the span, else from its resource."""
    attributes = span.attributes
    if fields.user_id is None and ("user.id" in attributes or "enduser.id" in attributes):
        fields.user_id = span.take_text("user.id", "enduser.id")
    if fields.session_id is None and "session.id" in attributes:
        fields.session_id = span.take_text("session.id")
    resource = span.resource
    if fields.environment is None:
        for key in ENVIRONMENT:
            value = attributes.get(key) or resource.get(key)
            if isinstance(value, str) and value:
                fields.environment = value
                break
    if fields.version is None:
        fields.version = span.take_text("service.version") or _text(
            resource.get("langfuse.version") or resource.get("service.version")
        )
    if fields.release is None:
        fields.release = _text(resource.get("langfuse.release"))


def read_outcome(span: Span, fields: Fields) -> None:
    """Level and status message from the span's status; a failed span without a message takes it from its exception."""
    if fields.level is None and span.status_code == _ERROR:
        fields.level = "ERROR"
    if fields.status_message is None and span.status_message:
        fields.status_message = span.status_message
    if fields.level == "ERROR" and fields.status_message is None:
        fields.status_message = _exception_message(span) or _text(span.attributes.get("error.type"))


def _exception_message(span: Span) -> str | None:
    for event in span.events:
        if event.name in ("exception", "gen_ai.client.operation.exception"):
            kind, message = event.attributes.get("exception.type"), event.attributes.get("exception.message")
            return ": ".join(part for part in (kind, message) if isinstance(part, str) and part) or None
    return None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


DIALECT: Final = Dialect(name="otel", read_fields=read_fields)
OUTCOME: Final = Dialect(name="otel", read_fields=read_outcome)
