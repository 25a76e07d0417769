"""Slows down guessing: counts failures by address and by account within a sliding window."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable

from lumetra.domain.errors import TooManyRequests

_MAX_SUBJECTS = 20_000


class AttemptLimiter:
    """At most `limit` failures of one subject (an address, an e-mail) in `window_seconds`; then refusals until the oldest ages out.

    Bounded memory: beyond 20 000 subjects the least recently failing one is forgotten. Safe to call from many threads.
    """

    def __init__(self, *, limit: int, window_seconds: float, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._limit = limit
        self._window = window_seconds
        self._monotonic = monotonic
        self._failures: OrderedDict[str, deque[float]] = OrderedDict()
        self._lock = threading.Lock()

    def check(self, subject: str) -> None:
        """Raise TooManyRequests when the subject has used up its failures."""
        with self._lock:
            failures = self._failures.get(subject)
            if failures is None:
                return
            now = self._monotonic()
            while failures and failures[0] <= now - self._window:
                failures.popleft()
            if len(failures) < self._limit:
                return
            wait = int(failures[0] + self._window - now) + 1
        raise TooManyRequests("Too many failed attempts; wait before trying again.", retry_after_seconds=wait)

    def failed(self, subject: str) -> None:
        """Count one failure."""
        with self._lock:
            self._failures.setdefault(subject, deque(maxlen=self._limit)).append(self._monotonic())
            self._failures.move_to_end(subject)
            if len(self._failures) > _MAX_SUBJECTS:
                self._failures.popitem(last=False)

    def succeeded(self, subject: str) -> None:
        """Forget the subject's failures."""
        with self._lock:
            self._failures.pop(subject, None)
