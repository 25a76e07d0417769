"""What Lumetra asks of an identity provider, whatever its protocol, and what it learns from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from authlib.oauth2.auth import ClientAuth
from authlib.oauth2.rfc6749.parameters import prepare_token_request

from lumetra.features.accounts.sso.ask_provider import ask_object
from lumetra.settings import SsoSettings


@dataclass(frozen=True)
class Secrets:
    """What one sign-in is bound to: `state` against foreign answers, `nonce` against foreign tokens, `verifier` (PKCE) against a stolen code."""

    state: str
    nonce: str
    verifier: str


@dataclass(frozen=True)
class Person:
    """Who signed in, in the provider's words. `issuer` and `subject` together never change; `email` is empty when it gave none."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    name: str


class Provider(Protocol):
    """One identity provider. Both calls may ask it over the network and raise SsoProblem."""

    @property
    def name(self) -> str:
        """The name in the settings and in addresses."""
        ...

    @property
    def settings(self) -> SsoSettings:
        """How the operator set it up."""
        ...

    def authorization_url(self, secrets: Secrets, redirect_uri: str) -> str:
        """Where to send the browser."""
        ...

    def redeem(self, code: str, secrets: Secrets, redirect_uri: str) -> Person:
        """Exchange the code that the browser brought back for who it is."""
        ...


def redeem_code(
    url: str, settings: SsoSettings, code: str, secrets: Secrets, redirect_uri: str, *, auth_method: str
) -> dict[str, Any]:
    """The token endpoint's answer to an authorization code (RFC 6749, 4.1.3, with PKCE)."""
    body = prepare_token_request("authorization_code", code=code, redirect_uri=redirect_uri, code_verifier=secrets.verifier)
    headers = {"Content-Type": "application/x-www-form-urlencoded;charset=UTF-8", "Accept": "application/json"}
    client = ClientAuth(settings.client_id, settings.client_secret, auth_method if settings.client_secret else "none")
    url, headers, body = client.prepare("POST", url, headers, body)
    return ask_object("POST", url, headers=headers, body=body)
