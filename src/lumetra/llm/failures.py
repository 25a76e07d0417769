"""What can go wrong in a call, in words a person can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast

import httpx2

from lumetra.domain.errors import Refusal

FailureKind = Literal[
    "auth", "billing", "rate_limit", "unreachable", "timeout", "bad_model", "bad_request", "provider_error", "cut_stream",
    "refused", "bad_answer",
]  # fmt: skip


@dataclass(eq=False)  # not frozen: context managers set the traceback of what passes through them
class CallFailure(Exception):
    """A failed call. `message` says what happened and what to do; `status` is the provider's HTTP status, 0 without one."""

    kind: FailureKind
    message: str
    status: int = 0

    @property
    def may_pass(self) -> bool:
        """True when the same call may succeed later."""
        return self.kind in {"rate_limit", "unreachable", "timeout", "provider_error", "cut_stream"}


_MAX_DETAIL: Final = 600


def read_refusal(error: BaseException) -> CallFailure | None:
    """The failure behind a refusal of ours; None for anything else."""
    if _find(error, httpx2.TooManyRedirects):
        return CallFailure("refused", "The provider's address redirects more than 10 times")
    refusal = _find(error, Refusal)
    if isinstance(refusal, Refusal):
        return CallFailure("refused" if refusal.code == "outbound_refused" else "bad_request", refusal.message)
    return None


def read_network_failure(error: BaseException) -> CallFailure | None:
    """The failure behind an error of the network; None for anything else."""
    if _find(error, httpx2.TimeoutException) or isinstance(error, TimeoutError):
        return CallFailure("timeout", "The provider did not answer in time")
    if _find(error, httpx2.TransportError) or isinstance(error, OSError):
        return CallFailure("unreachable", f"The provider cannot be reached{describe(error)}")
    return None


def _find(error: BaseException | None, kind: type[BaseException]) -> BaseException | None:
    """The first error of a kind in the chain of causes."""
    seen = 0
    while error is not None and seen < 20:
        if isinstance(error, kind):
            return error
        error, seen = error.__cause__ or error.__context__, seen + 1
    return None


def describe(error: BaseException) -> str:
    """What the provider said, to be put behind a sentence; empty when it said nothing."""
    body = getattr(error, "body", None)
    text = (_message_in(body) or str(body)) if body else str(error)
    return f": {text[:_MAX_DETAIL]}" if text else ""


def _message_in(body: object) -> str:
    """The words in an error body of the usual forms: `{message}`, `{error: {message}}`, `{error: text}`, `{detail}`."""
    if not isinstance(body, dict):
        return ""
    held = cast("dict[str, object]", body)
    for name in ("message", "error", "detail"):
        value = held.get(name)
        if isinstance(value, str) and value:
            return value
        if (inner := _message_in(value)) != "":
            return inner
    return ""
