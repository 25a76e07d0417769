"""Slows down guessing: counts failures by address and by account, over all processes that share a cache."""

from __future__ import annotations

import hashlib
import math

from lumetra.domain.errors import TooManyRequests
from lumetra.engines.cache import Cache


class AttemptLimiter:
    """At most `limit` failures of one subject (an address, an e-mail) in a window that begins with its first failure.

    `name` keeps the counters of different limiters apart.
    """

    def __init__(self, cache: Cache, name: str, *, limit: int, window_seconds: float) -> None:
        self._cache = cache
        self._name = name
        self._limit = limit
        self._window = window_seconds

    def check(self, subject: str) -> None:
        """Raise TooManyRequests when the subject has used up its failures. Retry-After is the whole window, the longest it can last."""
        if self._cache.count(self._key(subject), window_seconds=self._window, amount=0) >= self._limit:
            message = "Too many failed attempts; wait before trying again."
            raise TooManyRequests(message, retry_after_seconds=math.ceil(self._window))

    def failed(self, subject: str) -> None:
        """Count one failure."""
        self._cache.count(self._key(subject), window_seconds=self._window)

    def succeeded(self, subject: str) -> None:
        """Forget the subject's failures."""
        self._cache.delete(self._key(subject))

    def _key(self, subject: str) -> str:
        # Hashed: a subject may be of any length, and e-mail addresses need not lie about in a cache.
        return f"accounts.attempts.{self._name}:{hashlib.sha256(subject.encode('utf-8', 'replace')).hexdigest()[:32]}"
