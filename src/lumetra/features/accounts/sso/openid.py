"""An OpenID provider: authorization code flow with PKCE, and the checks of OpenID Connect Core 1.0, 3.1.3.7 on its ID token."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from lumetra.domain.clock import Clock
from lumetra.features.accounts.email_address import read_email
from lumetra.features.accounts.sso.ask_provider import ask_object
from lumetra.features.accounts.sso.discovery import Discovery, Metadata
from lumetra.features.accounts.sso.problems import SsoProblem
from lumetra.features.accounts.sso.provider import Person, Secrets, redeem_code
from lumetra.settings import SsoSettings

LEEWAY_SECONDS: Final = 60
"""How far the provider's clock may be from ours."""


@dataclass(frozen=True)
class OpenIdProvider:
    """Implements `Provider`."""

    name: str
    settings: SsoSettings
    discovery: Discovery
    clock: Clock

    def authorization_url(self, secrets: Secrets, redirect_uri: str) -> str:
        """See Provider."""
        return prepare_grant_uri(
            self.discovery.metadata().authorization_endpoint,
            client_id=self.settings.client_id,
            response_type="code",
            redirect_uri=redirect_uri,
            scope=self.settings.scopes,
            state=secrets.state,
            nonce=secrets.nonce,
            code_challenge=create_s256_code_challenge(secrets.verifier),
            code_challenge_method="S256",
        )

    def redeem(self, code: str, secrets: Secrets, redirect_uri: str) -> Person:
        """See Provider. What the ID token leaves out (Okta keeps it short) is asked of the userinfo endpoint."""
        metadata = self.discovery.metadata()
        tokens = redeem_code(
            metadata.token_endpoint, self.settings, code, secrets, redirect_uri, auth_method=metadata.auth_method
        )
        claims: dict[str, Any] = dict(self._verified(tokens, metadata, secrets.nonce))
        if not claims.get("email") and metadata.userinfo_endpoint:
            userinfo = self._userinfo(metadata.userinfo_endpoint, tokens, claims["sub"])
            claims = {**userinfo, **{name: value for name, value in claims.items() if value not in (None, "")}}
        return self._person(claims)

    def _verified(self, tokens: Mapping[str, Any], metadata: Metadata, nonce: str) -> CodeIDToken:
        """The claims of the ID token: signed by the provider, made for us, for this very sign-in, and not expired."""
        text = tokens.get("id_token")
        if not isinstance(text, str):
            raise SsoProblem("provider_refused", "the provider sent no ID token: is `openid` among the scopes?")
        try:
            token = self._decoded(text, metadata.algorithms)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": metadata.issuer},
                    "aud": {"essential": True, "value": self.settings.client_id},
                },
                params={"nonce": nonce, "client_id": self.settings.client_id, "access_token": tokens.get("access_token")},
            )
            claims.validate(now=int(self.clock().timestamp()), leeway=LEEWAY_SECONDS)
        except (JoseError, ValueError, TypeError) as error:
            raise SsoProblem("provider_refused", f"the ID token is not valid: {error}") from error
        if not claims["sub"]:
            raise SsoProblem("provider_refused", "the ID token names nobody")
        return claims

    def _decoded(self, text: str, algorithms: list[str]) -> jwt.Token:
        """Checks the signature. A key that is not known may be new: the provider's keys are then read once more."""
        keys = self.discovery.keys()
        try:
            return jwt.decode(text, keys, algorithms=algorithms)
        except (InvalidKeyIdError, ValueError):
            newer: KeySet = self.discovery.keys(since=keys)
            return jwt.decode(text, newer, algorithms=algorithms)

    def _userinfo(self, url: str, tokens: Mapping[str, Any], subject: Any) -> dict[str, Any]:
        answer = ask_object("GET", url, headers={"Authorization": f"Bearer {tokens.get('access_token', '')}"})
        if answer.get("sub") != subject:
            raise SsoProblem("provider_refused", "userinfo speaks of somebody else than the ID token")
        return answer

    def _person(self, claims: Mapping[str, Any]) -> Person:
        email = read_email(claims.get("email"))
        name = claims.get("name") or claims.get("preferred_username")
        return Person(
            issuer=claims["iss"],
            subject=claims["sub"],
            email=email,
            email_verified=bool(email) and (self.settings.trust_email or _is_verified(claims)),
            name=name.strip()[:200] if isinstance(name, str) else "",
        )


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Cognito writes a string; Microsoft has a claim of its own, for addresses whose domain the tenant has proven."""
    return any(claims.get(name) in (True, "true", "True", "1", 1) for name in ("email_verified", "xms_edov"))
