"""Makes the providers of one process from its settings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from lumetra.domain.clock import Clock
from lumetra.domain.sign_in_providers import PRESETS
from lumetra.engines.cache import Cache
from lumetra.engines.secrets import MasterKey
from lumetra.features.accounts.sso.discovery import Discovery
from lumetra.features.accounts.sso.flow import Flows
from lumetra.features.accounts.sso.github import GitHubProvider
from lumetra.features.accounts.sso.openid import OpenIdProvider
from lumetra.features.accounts.sso.provider import Provider
from lumetra.settings import SsoSettings


@dataclass(frozen=True)
class Sso:
    """The providers by name, in the order of their buttons, and the sign-ins on their way."""

    providers: Mapping[str, Provider]
    flows: Flows


def open_sso(settings: Mapping[str, SsoSettings], master_key: MasterKey, cache: Cache, clock: Clock) -> Sso:
    """Asks nobody yet: a provider that is down does not keep the server from starting."""
    return Sso({name: _provider(name, one, clock) for name, one in settings.items()}, Flows(master_key, cache))


def _provider(name: str, settings: SsoSettings, clock: Clock) -> Provider:
    if PRESETS[settings.preset].kind == "github":
        return GitHubProvider(name, settings)
    return OpenIdProvider(name, settings, Discovery(settings.issuer, clock), clock)
