"""Puts the parts of accounts together for one process."""

from __future__ import annotations

from dataclasses import dataclass

from lumetra.domain.clock import Clock, utc_now
from lumetra.engines.cache import Cache
from lumetra.engines.database import Database
from lumetra.engines.mail import Post
from lumetra.engines.secrets import MasterKey
from lumetra.features.accounts.authentication.authenticate import AccountAuthenticator
from lumetra.features.accounts.authentication.authenticate_key import KeyAuthenticator


@dataclass(frozen=True)
class Accounts:
    """What the routes of accounts share. `pepper` is the key under which key secrets are hashed.

    `post` sends letters; None where the instance has no mail server.
    """

    database: Database
    pepper: bytes
    keys: KeyAuthenticator
    authenticator: AccountAuthenticator
    clock: Clock
    cache: Cache
    post: Post | None = None

    def forget_keys(self) -> None:
        """After a key was revoked, or a project deleted: no process may go on believing in it."""
        self.keys.forget_all()


def open_accounts(
    database: Database, master_key: MasterKey, cache: Cache, *, post: Post | None = None, clock: Clock = utc_now
) -> Accounts:
    """Nothing to close: call `keys.watch()` every few seconds, `keys.flush_usage()` now and then and once at the end."""
    pepper = key_pepper(master_key)
    keys = KeyAuthenticator(database, pepper, cache, clock=clock)
    return Accounts(database, pepper, keys, AccountAuthenticator(database, keys, clock=clock), clock, cache, post)


def key_pepper(master_key: MasterKey) -> bytes:
    """The key under which key secrets are hashed."""
    return master_key.derive("api-key-secrets")
