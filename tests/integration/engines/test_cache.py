"""The cache behaves the same in process and in Redis."""

from __future__ import annotations

import threading
import time
from collections.abc import Generator

import pytest

from lumetra.domain.errors import Transient
from lumetra.domain.ids import new_id
from lumetra.engines.cache import Cache, LocalCache
from lumetra.engines.cache.redis import RedisCache
from lumetra.engines.queue.redis import connect_redis


@pytest.fixture(params=["local", "redis"])
def cache(request: pytest.FixtureRequest) -> Generator[Cache]:
    if request.param == "local":
        yield LocalCache()
        return
    with connect_redis(request.getfixturevalue("redis_url")) as client:
        yield RedisCache(client, prefix=f"test:{new_id()}:")


def test_a_value_is_kept_until_its_time_is_over(cache: Cache) -> None:
    cache.put("a", b"\x00value", ttl_seconds=1)
    assert cache.get("a") == b"\x00value"
    time.sleep(1.1)
    assert cache.get("a") is None


def test_an_empty_value_is_a_value(cache: Cache) -> None:
    cache.put("a", b"", ttl_seconds=10)
    assert cache.get("a") == b""
    assert cache.get("b") is None


def test_putting_again_replaces_value_and_time(cache: Cache) -> None:
    cache.put("a", b"1", ttl_seconds=0.1)
    cache.put("a", b"2", ttl_seconds=10)
    time.sleep(0.15)
    assert cache.get("a") == b"2"


def test_deleting_forgets_values_and_counters(cache: Cache) -> None:
    cache.put("a", b"1", ttl_seconds=10)
    cache.count("b", window_seconds=10)
    cache.delete("a", "b", "never")
    cache.delete()
    assert cache.get("a") is None
    assert cache.count("b", window_seconds=10) == 1


def test_a_counter_starts_anew_when_its_window_is_over(cache: Cache) -> None:
    assert [cache.count("a", window_seconds=2) for _ in range(3)] == [1, 2, 3]
    assert cache.count("a", window_seconds=2, amount=5) == 8
    assert cache.count("a", window_seconds=2, amount=0) == 8
    time.sleep(2.1)
    assert cache.count("a", window_seconds=2, amount=0) == 0
    assert cache.count("a", window_seconds=2) == 1


def test_counting_later_does_not_prolong_the_window(cache: Cache) -> None:
    cache.count("a", window_seconds=2)
    time.sleep(1)
    cache.count("a", window_seconds=2)
    time.sleep(1.2)
    assert cache.count("a", window_seconds=2) == 1


def test_values_and_counters_of_one_name_are_apart(cache: Cache) -> None:
    cache.put("a", b"text", ttl_seconds=10)
    assert cache.count("a", window_seconds=10) == 1
    assert cache.get("a") == b"text"


def test_counting_from_many_threads_loses_nothing(cache: Cache) -> None:
    def count() -> None:
        for _ in range(100):
            cache.count("a", window_seconds=60)

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cache.count("a", window_seconds=60, amount=0) == 400


def test_the_local_cache_drops_the_longest_unused_when_it_is_full() -> None:
    cache = LocalCache(max_bytes=20)
    cache.put("a", b"0123456789", ttl_seconds=10)
    cache.put("b", b"0123456789", ttl_seconds=10)
    cache.get("a")
    cache.put("c", b"0123456789", ttl_seconds=10)
    assert (cache.get("a") is None, cache.get("b") is None, cache.get("c") is None) == (False, True, False)


def test_redis_out_of_reach_is_transient() -> None:
    with connect_redis("redis://127.0.0.1:9/0") as client, pytest.raises(Transient):
        RedisCache(client).get("a")
