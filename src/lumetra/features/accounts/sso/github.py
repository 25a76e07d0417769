"""GitHub and GitHub Enterprise: OAuth without OpenID Connect, so who signed in is asked of GitHub's API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge

from lumetra.features.accounts.email_address import read_email
from lumetra.features.accounts.sso.ask_provider import ask, ask_object
from lumetra.features.accounts.sso.problems import SsoProblem
from lumetra.features.accounts.sso.provider import Person, Secrets, redeem_code
from lumetra.settings import SsoSettings

_PUBLIC = "https://github.com"


@dataclass(frozen=True)
class GitHubProvider:
    """Implements `Provider`. The account's number is the subject: names can be given away."""

    name: str
    settings: SsoSettings

    @property
    def _address(self) -> str:
        return self.settings.issuer.rstrip("/")

    @property
    def _api(self) -> str:
        return "https://api.github.com" if self._address == _PUBLIC else f"{self._address}/api/v3"

    def authorization_url(self, secrets: Secrets, redirect_uri: str) -> str:
        """See Provider. GitHub signs no token, so the nonce has no place here."""
        return prepare_grant_uri(
            f"{self._address}/login/oauth/authorize",
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=self.settings.scopes,
            state=secrets.state,
            code_challenge=create_s256_code_challenge(secrets.verifier),
            code_challenge_method="S256",
        )

    def redeem(self, code: str, secrets: Secrets, redirect_uri: str) -> Person:
        """See Provider."""
        url = f"{self._address}/login/oauth/access_token"
        tokens = redeem_code(url, self.settings, code, secrets, redirect_uri, auth_method="client_secret_post")
        headers = {"Authorization": f"Bearer {tokens.get('access_token', '')}", "X-GitHub-Api-Version": "2022-11-28"}
        user = ask_object("GET", f"{self._api}/user", headers=headers)
        number = user.get("id")
        if not isinstance(number, int):
            raise SsoProblem("provider_refused", "GitHub did not say who signed in")
        email, verified = _primary(ask("GET", f"{self._api}/user/emails", headers=headers))
        name = user.get("name") or user.get("login")
        return Person(
            issuer=self._address,
            subject=str(number),
            email=email,
            email_verified=bool(email) and (verified or self.settings.trust_email),
            name=name.strip()[:200] if isinstance(name, str) else "",
        )


def _primary(addresses: Any) -> tuple[str, bool]:
    """The account's primary address, and whether GitHub has verified it."""
    for entry in addresses if isinstance(addresses, list) else []:
        if isinstance(entry, dict) and entry.get("primary") is True:
            return read_email(entry.get("email")), entry.get("verified") is True
    return "", False
