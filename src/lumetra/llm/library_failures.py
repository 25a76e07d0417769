"""What the library's own errors mean. Apart from `failures` because the library takes long to load."""

from __future__ import annotations

from typing import Final

from pydantic_ai import exceptions as lib

from lumetra.llm.failures import CallFailure, FailureKind, describe, read_network_failure, read_refusal

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


def read_failure(error: BaseException, *, streamed: bool) -> CallFailure:
    """The failure behind whatever the library or the network raised. `streamed`: part of an answer had already come."""
    if isinstance(error, CallFailure):
        return error
    if (refused := read_refusal(error)) is not None:
        return refused
    status = error.status_code if isinstance(error, lib.ModelHTTPError) else 0
    if streamed and status == 0:
        return CallFailure("cut_stream", f"The answer broke off in the middle{describe(error)}")
    for kind_of, kind, words in _CLASSES:
        if isinstance(error, kind_of):
            return CallFailure(kind, f"{words}{describe(error)}", status)
    if status:
        kind, words = _BY_STATUS.get(
            status, ("provider_error" if status >= 500 else "bad_request", f"The provider answered {status}")
        )
        return CallFailure(kind, f"{words}{describe(error)}", status)
    if (network := read_network_failure(error)) is not None:
        return network
    if isinstance(error, lib.UserError):
        return CallFailure("bad_request", f"This connection cannot make such a call{describe(error)}")
    return CallFailure("bad_answer", f"The provider's answer could not be read{describe(error)}")
