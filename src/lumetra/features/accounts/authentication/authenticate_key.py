"""Who is behind an `Authorization` header. Known keys cost no database access, and neither does repeating the same wrong one."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import InterfaceError, OperationalError

from lumetra.domain.access import KEY_PERMISSIONS, ORGANIZATION_KEY_PERMISSIONS, PUBLIC_KEY_PERMISSIONS, Access, KeyScope
from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import Transient, Unauthenticated
from lumetra.engines.cache import Cache
from lumetra.engines.database import Database
from lumetra.features.accounts.authentication.hash_secret import hash_key_secret
from lumetra.features.accounts.authentication.limit_attempts import AttemptLimiter
from lumetra.features.accounts.tables import ApiKeyRow, ProjectRow

# The words are the wire contract's (1.3): SDK users search the web for them.
NO_HEADER = "No authorization header"
BAD_HEADER = "Invalid authorization header"
BAD_KEYS = "Invalid credentials. Confirm that you've configured the correct host."
BAD_PUBLIC_KEY = "Invalid public key. Confirm that you've configured the correct host."

KNOWN_SECONDS = 60.0
"""How long an answer is kept. A key revoked in another process dies sooner: at the next `watch`."""
_MAX_ENTRIES = 50_000


@dataclass(frozen=True, slots=True)
class Credentials:
    """A parsed header. Without a `secret_key` it is a Bearer public key."""

    public_key: str
    secret_key: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    access: Access | None
    """None: these credentials are wrong."""
    refusal: str
    key_expires_at: datetime | None
    forget_at: float


def parse_authorization(header: str) -> Credentials:
    """Read `Basic base64(public:secret)` or `Bearer public`. Raises Unauthenticated for anything else."""
    scheme, _, value = header.strip().partition(" ")
    value = value.strip()
    if scheme.lower() == "bearer" and value:
        return Credentials(value, None)
    if scheme.lower() != "basic":
        raise Unauthenticated(BAD_HEADER)
    try:
        public_key, colon, secret_key = base64.b64decode(value, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError, ValueError) as error:
        raise Unauthenticated(BAD_HEADER) from error
    if not colon:
        raise Unauthenticated(BAD_HEADER)
    return Credentials(public_key, secret_key)


class KeyAuthenticator:
    """Looks keys up, remembers the answers, counts wrong guesses by address. Safe to call from many threads."""

    def __init__(
        self,
        database: Database,
        pepper: bytes,
        cache: Cache,
        *,
        clock: Clock = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._database = database
        self._pepper = pepper
        self._clock = clock
        self._monotonic = monotonic
        self._known: dict[bytes, _Known] = {}
        self._digest_key = os.urandom(32)
        self._generation = 0
        self._lock = threading.Lock()
        self._used: dict[str, datetime] = {}
        self._seen: tuple[int, datetime | None] | None = None
        # Keys are random and cannot be guessed: the bound only keeps a flood of inventions away from the database.
        self._guesses = AttemptLimiter(cache, "keys", limit=100, window_seconds=60)

    def cached(self, header: str) -> Access | None:
        """The caller when already known. Raises Unauthenticated when known to be wrong; None when the database must be asked."""
        known = self._known.get(self._digest(header))
        if known is None or known.forget_at <= self._monotonic():
            return None
        if known.access is None:
            raise Unauthenticated(known.refusal)
        now = self._clock()
        if known.key_expires_at is not None and known.key_expires_at <= now:
            raise Unauthenticated(BAD_KEYS)
        self._used[known.access.key_id] = now
        return known.access

    def authenticate(self, header: str, address: str) -> Access:
        """The caller, asking the database when needed. Raises Unauthenticated or TooManyRequests."""
        access = self.cached(header)
        if access is not None:
            return access
        credentials = parse_authorization(header)
        self._guesses.check(address)
        generation = self._generation
        row = self._find(credentials)
        refusal = BAD_PUBLIC_KEY if credentials.secret_key is None else BAD_KEYS
        known = _Known(
            access=None if row is None else _access(row, credentials),
            refusal=refusal,
            key_expires_at=None if row is None else row.expires_at,
            forget_at=self._monotonic() + KNOWN_SECONDS,
        )
        with self._lock:
            if generation == self._generation:  # nothing was revoked or created while we were looking
                if len(self._known) >= _MAX_ENTRIES:
                    self._known.clear()
                self._known[self._digest(header)] = known
        if known.access is None:
            self._guesses.failed(address)
            raise Unauthenticated(refusal)
        self._used[known.access.key_id] = self._clock()
        return known.access

    def forget_all(self) -> None:
        """Drop every remembered answer: a key was made or revoked, or a project deleted."""
        with self._lock:
            self._generation += 1
            self._known = {}

    def watch(self) -> None:
        """Notice keys that another process (a command line, another server) made or revoked. Meant for every two seconds."""
        query = sa.select(sa.func.count(ApiKeyRow.id), sa.func.max(ApiKeyRow.revoked_at))
        with self._database.reading() as session:
            count, revoked_at = session.execute(query).one()
        state = (int(count), revoked_at)
        if self._seen is not None and state != self._seen:
            self.forget_all()
        self._seen = state

    def flush_usage(self) -> None:
        """Write when keys were last used, for all keys used since the last call, in one transaction."""
        used, self._used = self._used, {}
        if not used:
            return
        with self._database.session() as session:
            for key_id, moment in used.items():
                session.execute(sa.update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=moment))

    def _digest(self, header: str) -> bytes:
        # Secrets do not lie about in our memory as dictionary keys.
        return hashlib.blake2b(header.encode("utf-8", "surrogateescape"), key=self._digest_key, digest_size=16).digest()

    def _find(self, credentials: Credentials) -> ApiKeyRow | None:
        query = (
            sa.select(ApiKeyRow)
            .outerjoin(ProjectRow, ProjectRow.id == ApiKeyRow.project_id)
            .where(
                ApiKeyRow.public_key == credentials.public_key, ApiKeyRow.revoked_at.is_(None), ProjectRow.deleted_at.is_(None)
            )
        )
        try:
            with self._database.reading() as session:
                row = session.scalar(query)
        except (OperationalError, InterfaceError) as error:
            raise Transient("the account database cannot be reached") from error
        if row is None or (row.expires_at is not None and row.expires_at <= self._clock()):
            return None
        if credentials.secret_key is None:
            return row if row.project_id is not None else None
        matches = hmac.compare_digest(row.secret_hash, hash_key_secret(self._pepper, credentials.secret_key))
        return row if matches else None


def _access(row: ApiKeyRow, credentials: Credentials) -> Access:
    if row.project_id is None:
        permissions = ORGANIZATION_KEY_PERMISSIONS
    elif credentials.secret_key is None:
        permissions = PUBLIC_KEY_PERMISSIONS
    else:
        permissions = KEY_PERMISSIONS[KeyScope(row.scope)]
    return Access(
        project_id=row.project_id or "",
        organization_id=row.organization_id,
        permissions=permissions,
        key_id=row.id,
        public_key=row.public_key,
    )
