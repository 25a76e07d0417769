"""The three kinds of error: a Refusal (the caller can act), a Transient (retry may help), and everything else, which is a bug."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


class LumetraError(Exception):
    """Root of every error that Lumetra raises on purpose."""


class Refusal(LumetraError):
    """We know the cause and the caller can act on it.

    `code` is stable and machine-readable, `status` is the HTTP status, `message` says what was wrong, where,
    and what would be right. `detail` holds structured facts (a JSON-serialisable mapping or list).
    """

    status = 400
    code = "invalid_request"

    def __init__(
        self,
        message: str,
        *,
        code: str | None = None,
        detail: Mapping[str, Any] | list[Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or type(self).code
        self.detail = detail


class Unauthenticated(Refusal):
    """No credentials, or credentials that are not known."""

    status = 401
    code = "unauthenticated"


class Forbidden(Refusal):
    """Known credentials without the permission that this call needs."""

    status = 403
    code = "forbidden"


class AccessDenied(Forbidden):
    """Forbidden by authentication itself, before anything was looked up: these credentials never may do this."""


class NotFound(Refusal):
    """The thing does not exist in this project (or belongs to another one: the answer is the same)."""

    status = 404
    code = "not_found"


class Conflict(Refusal):
    """The request contradicts the present state, such as a name already taken."""

    status = 409
    code = "conflict"


class TooLarge(Refusal):
    """The payload exceeds a stated bound."""

    status = 413
    code = "payload_too_large"


class Unprocessable(Refusal):
    """Well-formed, but it cannot be carried out as asked."""

    status = 422
    code = "unprocessable"


class TooManyRequests(Refusal):
    """A rate or pressure bound was reached; `retry_after_seconds` says when to come back."""

    status = 429
    code = "rate_limited"

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message, detail={"retry_after_seconds": retry_after_seconds})
        self.retry_after_seconds = retry_after_seconds


class Transient(LumetraError):
    """An engine or a remote party failed in a way that a later retry may cure. Answered 503 with Retry-After."""

    retry_after_seconds = 5


class OutOfMemory(Transient):
    """An engine had no memory for this at this moment; less at a time, or the same later, may pass."""
