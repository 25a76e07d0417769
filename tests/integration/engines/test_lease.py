"""A lease behaves the same in process and in Redis."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator

import pytest

from lumetra.domain.ids import new_id
from lumetra.engines.queue.lease import Lease, LocalLeases
from lumetra.engines.queue.redis import connect_redis
from lumetra.engines.queue.redis_lease import RedisLease

# Long enough that a pause of a busy machine between two lines is not taken for silence.
TTL_SECONDS = 2.0


@pytest.fixture(params=["local", "redis"])
def candidate(request: pytest.FixtureRequest) -> Generator[Callable[[], Lease]]:
    """Makes candidates for one lease that no other test wants."""
    name = new_id()
    if request.param == "local":
        leases = LocalLeases()
        yield lambda: leases.open(name, ttl_seconds=TTL_SECONDS)
        return
    with connect_redis(request.getfixturevalue("redis_url")) as client:
        yield lambda: RedisLease(client, name, ttl_seconds=TTL_SECONDS)


def test_one_candidate_at_a_time_holds_it(candidate: Callable[[], Lease]) -> None:
    first, second = candidate(), candidate()
    assert first.hold()
    assert not second.hold()
    assert first.hold()


def test_who_keeps_asking_keeps_it(candidate: Callable[[], Lease]) -> None:
    first, second = candidate(), candidate()
    for _ in range(5):
        assert first.hold()
        time.sleep(TTL_SECONDS / 4)
        assert not second.hold()


def test_it_passes_on_when_its_holder_is_silent(candidate: Callable[[], Lease]) -> None:
    first, second = candidate(), candidate()
    assert first.hold()
    time.sleep(TTL_SECONDS + 0.1)
    assert second.hold()
    assert not first.hold()


def test_it_passes_on_at_once_when_it_is_released_by_its_holder_only(candidate: Callable[[], Lease]) -> None:
    first, second = candidate(), candidate()
    assert first.hold()
    second.release()
    assert not second.hold()
    first.release()
    assert second.hold()
