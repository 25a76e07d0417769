"""Bounds how often strangers may ask: for routes that answer without credentials because a link is shared."""

from __future__ import annotations

import hashlib
from collections.abc import Generator
from typing import Final

from fastapi import Request

from lumetra.domain.errors import NotFound, TooManyRequests
from lumetra.engines.cache import Cache

WINDOW_SECONDS: Final = 60
MOST_READS: Final = 1_200
"""A page of a long trace asks for some twenty things a second while somebody scrolls."""
MOST_MISSES: Final = 120
"""Who finds nothing this often is guessing."""


class Visitors:
    """A FastAPI dependency that counts by address, over all processes that share a cache. Raises TooManyRequests."""

    def __init__(self, cache: Cache) -> None:
        self._cache = cache

    def __call__(self, request: Request) -> Generator[None]:
        address = request.client.host if request.client else ""
        own = hashlib.sha256(address.encode("utf-8", "replace")).hexdigest()[:32]
        reads, misses = f"http.visitors.reads:{own}", f"http.visitors.misses:{own}"
        if self._cache.count(misses, window_seconds=WINDOW_SECONDS, amount=0) >= MOST_MISSES:
            raise _too_many()
        if self._cache.count(reads, window_seconds=WINDOW_SECONDS) > MOST_READS:
            raise _too_many()
        try:
            yield
        except NotFound:
            self._cache.count(misses, window_seconds=WINDOW_SECONDS)
            raise


def _too_many() -> TooManyRequests:
    return TooManyRequests("Too many requests from this address; wait a minute.", retry_after_seconds=WINDOW_SECONDS)
