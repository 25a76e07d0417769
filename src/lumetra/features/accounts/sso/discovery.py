"""What an OpenID provider says of itself: its endpoints (OpenID Connect Discovery 1.0) and the keys that it signs with."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from authlib.oidc.discovery import get_well_known_url
from joserfc.errors import JoseError
from joserfc.jwk import JWKRegistry, Key, KeySet

from lumetra.domain.clock import Clock
from lumetra.features.accounts.sso.ask_provider import ask_object
from lumetra.features.accounts.sso.problems import SsoProblem

KEEP_SECONDS: Final = 3600
RETRY_SECONDS: Final = 5
"""A provider that is down is not asked by every visitor, and a token with an unknown key fetches the keys at most this often."""

_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")
_ASYMMETRIC = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"})


@dataclass(frozen=True)
class Metadata:
    """The part of a provider's description that signing in needs. `userinfo_endpoint` is empty when there is none."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    userinfo_endpoint: str
    jwks_uri: str
    algorithms: list[str]
    auth_method: str

    @classmethod
    def read(cls, document: dict[str, Any], configured_issuer: str) -> Metadata:
        """Check and read. The issuer must be the configured one (but for a final slash), its endpoints as safe as its own address."""
        issuer = document.get("issuer")
        if not isinstance(issuer, str) or issuer.rstrip("/") != configured_issuer.rstrip("/"):
            raise SsoProblem("provider_refused", f"the provider says that its issuer is {issuer!r}, not {configured_issuer!r}")
        endpoints = {name: document.get(name) for name in (*_ENDPOINTS, "userinfo_endpoint")}
        safe = ("https://",) if issuer.startswith("https://") else ("https://", "http://")
        for name, url in endpoints.items():
            if (url or name in _ENDPOINTS) and not (isinstance(url, str) and url.startswith(safe)):
                raise SsoProblem("provider_refused", f"the provider's {name} is {url!r}")
        announced = document.get("id_token_signing_alg_values_supported") or ["RS256"]
        methods = document.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
        return cls(
            issuer=issuer,
            **{name: url or "" for name, url in endpoints.items()},
            algorithms=[name for name in announced if name in _ASYMMETRIC],
            auth_method="client_secret_basic" if "client_secret_basic" in methods else "client_secret_post",
        )


class Discovery:
    """A provider's metadata and keys, asked for when they are first needed and kept for an hour. Used by many threads."""

    def __init__(self, issuer: str, clock: Clock) -> None:
        self._issuer = issuer
        self._clock = clock
        self._lock = threading.Lock()
        self._metadata: Metadata | None = None
        self._metadata_until = 0.0
        self._failure: SsoProblem | None = None
        self._failure_until = 0.0
        self._keys: KeySet | None = None
        self._keys_at = 0.0

    def _now(self) -> float:
        return self._clock().timestamp()

    def metadata(self) -> Metadata:
        """Where the provider's endpoints are. Raises SsoProblem; the same again for a few seconds."""
        with self._lock:
            now = self._now()
            if self._metadata is not None and now < self._metadata_until:
                return self._metadata
            if self._failure is not None and now < self._failure_until:
                raise self._failure.with_traceback(None)
            try:
                document = ask_object("GET", get_well_known_url(self._issuer, external=True))
                self._metadata = Metadata.read(document, self._issuer)
            except SsoProblem as problem:
                self._failure, self._failure_until = problem, self._now() + RETRY_SECONDS
                raise
            self._metadata_until = self._now() + KEEP_SECONDS
            return self._metadata

    def keys(self, *, since: KeySet | None = None) -> KeySet:
        """The provider's public keys. `since` are those that did not fit: they are fetched anew, unless that was done just now."""
        url = self.metadata().jwks_uri
        with self._lock:
            age = self._now() - self._keys_at
            fits = self._keys is not None and age < KEEP_SECONDS and (since is not self._keys or age < RETRY_SECONDS)
            if self._keys is None or not fits:
                self._keys = _read_keys(ask_object("GET", url), url)
                self._keys_at = self._now()
            return self._keys


def _read_keys(document: dict[str, Any], url: str) -> KeySet:
    """Keys of kinds that we do not know are left out: others may be good."""
    found = document.get("keys")
    signing = (
        [key for key in found if isinstance(key, dict) and key.get("use", "sig") == "sig"] if isinstance(found, list) else []
    )
    keys: list[Key] = []
    for key in signing:
        with suppress(JoseError, ValueError, TypeError, KeyError):
            keys.append(JWKRegistry.import_key(key))
    if not keys:
        raise SsoProblem("provider_refused", f"{url} holds no key to check signatures with")
    return KeySet(keys)
