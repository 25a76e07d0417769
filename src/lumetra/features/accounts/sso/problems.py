"""What can go wrong on the way through an identity provider. The browser learns the code; the reason goes to the log."""

from __future__ import annotations

import logging
from typing import Final, Literal

from lumetra.domain.errors import Refusal

log = logging.getLogger(__name__)

ProblemCode = Literal[
    "account_exists",
    "denied",
    "email_missing",
    "email_unverified",
    "flow_expired",
    "identity_taken",
    "invitation_gone",
    "provider_down",
    "provider_refused",
    "provider_unknown",
]


_WORDS: Final[dict[ProblemCode, str]] = {
    "account_exists": "There is an account with this e-mail already. Sign in to it as before, then link the provider on its page.",
    "denied": "The provider was not allowed to sign you in.",
    "email_missing": "The provider did not say which e-mail address is yours.",
    "email_unverified": "The provider has not verified your e-mail address.",
    "flow_expired": "This sign-in took too long, or was begun in another browser.",
    "identity_taken": "This identity signs in to another account already.",
    "invitation_gone": "This invitation was used, withdrawn or has expired.",
    "provider_down": "The provider cannot be reached at the moment.",
    "provider_refused": "The provider's answer could not be accepted.",
    "provider_unknown": "There is no such provider here.",
}


class SsoProblem(Refusal):
    """A sign-in that ends on a page which explains `code`. `reason` is for the operator's log only: it may quote the provider."""

    def __init__(self, code: ProblemCode, reason: str) -> None:
        super().__init__(_WORDS[code], code=code)
        self.reason = reason


def log_problem(provider: str, problem: Refusal) -> None:
    """One line for the operator, without secrets: line breaks of what a stranger sent cannot forge another line."""
    reason = problem.reason if isinstance(problem, SsoProblem) else problem.message
    log.warning("sign-in with %s failed: %s: %s", _plain(provider), problem.code, _plain(reason))


def _plain(text: str) -> str:
    return text[:500].encode("unicode_escape").decode()
