"""Counting failures."""

from __future__ import annotations

import pytest

from lumetra.domain.errors import TooManyRequests
from lumetra.engines.cache import LocalCache
from lumetra.features.accounts.authentication.limit_attempts import AttemptLimiter


def test_a_subject_is_refused_after_its_failures_and_others_are_not() -> None:
    limiter = AttemptLimiter(LocalCache(), "test", limit=3, window_seconds=60)
    for _ in range(3):
        limiter.check("mallory")
        limiter.failed("mallory")
    with pytest.raises(TooManyRequests) as raised:
        limiter.check("mallory")
    assert raised.value.retry_after_seconds == 60
    limiter.check("alice")


def test_success_forgets_what_went_wrong_before() -> None:
    limiter = AttemptLimiter(LocalCache(), "test", limit=1, window_seconds=60)
    limiter.failed("alice")
    limiter.succeeded("alice")
    limiter.check("alice")


def test_processes_that_share_a_cache_share_the_count() -> None:
    cache = LocalCache()
    here = AttemptLimiter(cache, "test", limit=2, window_seconds=60)
    there = AttemptLimiter(cache, "test", limit=2, window_seconds=60)
    here.failed("mallory")
    there.failed("mallory")
    with pytest.raises(TooManyRequests):
        here.check("mallory")


def test_limiters_of_different_names_do_not_mix() -> None:
    cache = LocalCache()
    AttemptLimiter(cache, "keys", limit=1, window_seconds=60).failed("10.0.0.1")
    AttemptLimiter(cache, "address", limit=1, window_seconds=60).check("10.0.0.1")
