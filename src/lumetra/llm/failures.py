"""What can go wrong in a call, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

import httpx2
from pydantic_ai import exceptions as lib

from lumetra.domain.errors import Refusal

FailureKind = Literal[
    "auth", "billing", "rate_limit", "unreachable", "timeout", "bad_model", "bad_request", "provider_error", "cut_stream",
    "refused", "bad_answer",
]  # fmt: skip


@dataclass(frozen=True)
class CallFailure(Exception):
    """A failed call. `message` says what happened and what to do; `status` is the provider's HTTP status, 0 without one."""

    kind: FailureKind
    message: str
    status: int = 0

    @property
    def may_pass(self) -> bool:
        """True when the same call may succeed later."""
        return self.kind in {"rate_limit", "unreachable", "timeout", "provider_error", "cut_stream"}


_CLASSES: Final[tuple[tuple[type[Exception], FailureKind, str], ...]] = (
    (lib.ModelQuotaExceededError, "billing", "The account at the provider is out of credit or over its quota"),
    (lib.ModelAuthenticationError, "auth", "The provider does not accept the API key of this connection"),
    (lib.ModelRateLimitError, "rate_limit", "The provider's rate limit is reached: try again in a moment"),
    (lib.ModelNotFoundError, "bad_model", "The provider does not know this model"),
    (lib.ModelContextWindowExceededError, "bad_request", "The messages are longer than the model's context"),
    (lib.ModelTimeoutError, "timeout", "The provider did not answer in time"),
    (lib.ModelConnectionError, "unreachable", "The provider cannot be reached"),
    (lib.ModelOverloadedError, "provider_error", "The provider is overloaded"),
    (lib.ModelRequestRejectedError, "bad_request", "The provider rejected the request"),
)
_BY_STATUS: Final[dict[int, tuple[FailureKind, str]]] = {
    401: ("auth", "The provider does not accept the API key of this connection"),
    402: ("billing", "The account at the provider is out of credit"),
    403: ("auth", "The API key of this connection may not do this"),
    404: ("bad_model", "The provider does not know this model or address"),
    429: ("rate_limit", "The provider's rate limit is reached: try again in a moment"),
}
_MAX_DETAIL: Final = 600


def read_failure(error: BaseException, *, streamed: bool) -> CallFailure:
    """The failure behind whatever the library or the network raised. `streamed`: part of an answer had already come."""
    if isinstance(error, CallFailure):
        return error
    refusal = _find(error, Refusal)
    if isinstance(refusal, Refusal):
        return CallFailure("refused" if refusal.code == "outbound_refused" else "bad_request", refusal.message)
    status = error.status_code if isinstance(error, lib.ModelHTTPError) else 0
    if streamed and status == 0:
        return CallFailure("cut_stream", f"The answer broke off in the middle{_detail(error)}")
    for kind_of, kind, words in _CLASSES:
        if isinstance(error, kind_of):
            return CallFailure(kind, f"{words}{_detail(error)}", status)
    if status:
        kind, words = _BY_STATUS.get(
            status, ("provider_error" if status >= 500 else "bad_request", f"The provider answered {status}")
        )
        return CallFailure(kind, f"{words}{_detail(error)}", status)
    if _find(error, httpx2.TimeoutException) or isinstance(error, TimeoutError):
        return CallFailure("timeout", "The provider did not answer in time")
    if _find(error, httpx2.TransportError) or isinstance(error, OSError):
        return CallFailure("unreachable", f"The provider cannot be reached{_detail(error)}")
    if isinstance(error, lib.UserError):
        return CallFailure("bad_request", f"This connection cannot make such a call{_detail(error)}")
    return CallFailure("bad_answer", f"The provider's answer could not be read{_detail(error)}")


def _find(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The first error of a kind in the chain of causes."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, kind):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def _detail(error: BaseException) -> str:
    body = getattr(error, "body", None)
    text = str(body) if body else str(error)
    return f": {text[:_MAX_DETAIL]}" if text else ""
