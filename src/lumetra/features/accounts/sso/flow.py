"""One sign-in on its way through a provider: what it must remember lies sealed in a cookie of the browser that began it."""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta
from typing import Final

import msgspec
from fastapi import Request, Response

from lumetra.engines.cache import Cache
from lumetra.engines.secrets import MasterKey
from lumetra.engines.secrets.sealing import Sealer, UnsealError
from lumetra.features.accounts.authentication.hash_secret import hash_token
from lumetra.features.accounts.sso.problems import SsoProblem
from lumetra.features.accounts.sso.provider import Secrets
from lumetra.http.links import external_url

LIFETIME: Final = timedelta(minutes=10)
PATH: Final = "/api/v1/auth/sso"
_COOKIE: Final = "lumetra_sso_"
_OWN_PATH = re.compile(r"^/(?![/\\])[^\x00-\x20\x7f\\]{0,1500}$")
"""An address of this app: one slash, and nothing that a browser would drop or turn into a second one."""


class Flow(msgspec.Struct, frozen=True, kw_only=True):
    """`user_id` and `session_id` are set when somebody who is signed in links a provider to the own account."""

    provider: str
    state: str
    nonce: str
    verifier: str
    begun_at: float
    next: str = "/"
    invitation: str | None = None
    user_id: str = ""
    session_id: str = ""

    @property
    def secrets(self) -> Secrets:
        """What the provider is given, and what it must give back."""
        return Secrets(self.state, self.nonce, self.verifier)


class Flows:
    """Begins and ends sign-ins. Each has a cookie of its own, so that two tabs do not disturb each other."""

    def __init__(self, master_key: MasterKey, cache: Cache) -> None:
        self._sealer = Sealer(master_key, "sso-flow")
        self._cache = cache

    def begin(
        self,
        provider: str,
        now: datetime,
        *,
        next_path: str = "/",
        invitation: str | None = None,
        user_id: str = "",
        session_id: str = "",
    ) -> Flow:
        """A new sign-in with fresh secrets. A `next_path` that leads out of this app becomes the start page."""
        return Flow(
            provider=provider,
            state=secrets.token_urlsafe(32),
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            begun_at=now.timestamp(),
            next=next_path if _OWN_PATH.match(next_path) else "/",
            invitation=invitation,
            user_id=user_id,
            session_id=session_id,
        )

    def keep(self, flow: Flow, request: Request, response: Response) -> None:
        """Put the sign-in into the browser."""
        sealed = self._sealer.seal(msgspec.json.encode(flow).decode(), flow.state)
        response.set_cookie(
            _cookie_name(flow.state),
            sealed,
            max_age=int(LIFETIME.total_seconds()),
            path=PATH,
            httponly=True,
            samesite="lax",
            secure=external_url(request, "/").startswith("https://"),
        )

    def resume(self, provider: str, state: str, request: Request, now: datetime) -> Flow:
        """The sign-in of a `state` that came back. SsoProblem `flow_expired` when this browser did not begin it, or it is over."""
        sealed = request.cookies.get(_cookie_name(state), "")
        try:
            flow = msgspec.json.decode(self._sealer.unseal(sealed, state), type=Flow)
        except (UnsealError, msgspec.DecodeError, ValueError) as error:
            raise SsoProblem("flow_expired", "no sign-in of this browser waits for this answer") from error
        age = now.timestamp() - flow.begun_at
        if flow.provider != provider or not 0 <= age <= LIFETIME.total_seconds():
            raise SsoProblem("flow_expired", "the sign-in took too long, or belongs to another provider")
        seconds = LIFETIME.total_seconds()
        if self._cache.count(f"accounts.sso.used:{hash_token(state)[:32]}", window_seconds=seconds) > 1:
            raise SsoProblem("flow_expired", "this answer was used before")
        return flow


def drop_flow(response: Response, state: str) -> None:
    """Take the sign-in out of the browser."""
    response.delete_cookie(_cookie_name(state), path=PATH)


def _cookie_name(state: str) -> str:
    return _COOKIE + hash_token(state)[:12]
