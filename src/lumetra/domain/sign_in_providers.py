"""Identity providers that Lumetra knows by name, so that their settings need no more than a client and, where it differs, an address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

ProviderKind = Literal["openid", "github"]


@dataclass(frozen=True)
class Preset:
    """What a provider's settings may leave out. An empty `issuer` must be given: each customer of the provider has an own one."""

    label: str
    issuer: str = ""
    example: str = ""
    kind: ProviderKind = "openid"
    scopes: str = "openid email profile"


PRESETS: Final[dict[str, Preset]] = {
    "google": Preset("Google", "https://accounts.google.com"),
    "gitlab": Preset("GitLab", "https://gitlab.com"),
    "github": Preset("GitHub", "https://github.com", kind="github", scopes="read:user user:email"),
    "microsoft": Preset("Microsoft", example="https://login.microsoftonline.com/<tenant id>/v2.0"),
    "okta": Preset("Okta", example="https://<company>.okta.com"),
    "auth0": Preset("Auth0", example="https://<tenant>.eu.auth0.com/"),
    "keycloak": Preset("Keycloak", example="https://<host>/realms/<realm>"),
    "authentik": Preset("authentik", example="https://<host>/application/o/<slug>/"),
    "cognito": Preset("Cognito", example="https://cognito-idp.<region>.amazonaws.com/<pool id>"),
    "oidc": Preset("Single sign-on", example="https://id.example.com"),
}
