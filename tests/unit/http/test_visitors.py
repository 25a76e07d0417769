"""Strangers may read a lot, and guess little."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from fastapi import Request

from lumetra.domain.errors import NotFound, TooManyRequests
from lumetra.engines.cache import LocalCache
from lumetra.http.visitors import MOST_MISSES, MOST_READS, Visitors


def visits(visitors: Visitors, address: str, *, found: bool) -> bool:
    """One visit; False when it was refused."""
    request = Request({"type": "http", "client": (address, 1), "headers": []})
    try:
        with contextmanager(visitors)(request):
            if not found:
                raise NotFound("nothing here")
    except NotFound:
        return True
    except TooManyRequests:
        return False
    return True


def test_who_finds_nothing_again_and_again_is_refused_and_others_are_not() -> None:
    visitors = Visitors(LocalCache())
    assert all(visits(visitors, "1.1.1.1", found=False) for _ in range(MOST_MISSES))
    assert not visits(visitors, "1.1.1.1", found=False)
    assert not visits(visitors, "1.1.1.1", found=True)
    assert visits(visitors, "2.2.2.2", found=True)


def test_reads_of_one_address_are_bounded() -> None:
    visitors = Visitors(LocalCache())
    assert all(visits(visitors, "1.1.1.1", found=True) for _ in range(MOST_READS))
    with pytest.raises(AssertionError):
        assert visits(visitors, "1.1.1.1", found=True)
