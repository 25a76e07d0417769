"""Keeping calls within a connection's limits."""

from __future__ import annotations

import asyncio

import pytest

from lumetra.engines.cache.local import LocalCache
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure
from lumetra.llm.pace import HeldBack, Pacer


class Clock:
    """Moves by a second whenever it is read."""

    now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


def connection(**limits: int) -> Connection:
    return Connection(id="c", provider="p", adapter="openai", secret="", **limits)


def test_no_more_calls_are_open_at_once_than_the_connection_allows() -> None:
    pacer, most, open_now = Pacer(LocalCache()), 0, 0

    async def call() -> None:
        nonlocal most, open_now
        async with pacer.turn(connection(concurrent_calls=2)):
            open_now += 1
            most = max(most, open_now)
            await asyncio.sleep(0.01)
            open_now -= 1

    async def run() -> None:
        await asyncio.gather(*(call() for _ in range(6)))

    asyncio.run(run())
    assert most == 2


def test_a_call_over_the_limit_per_minute_is_held_back_instead_of_sent() -> None:
    async def run() -> int:
        pacer, sent = Pacer(LocalCache(), Clock()), 0
        for _ in range(3):
            async with pacer.turn(connection(calls_per_minute=3)):
                sent += 1
        with pytest.raises(HeldBack):
            async with pacer.turn(connection(calls_per_minute=3)):
                sent += 1
        return sent

    assert asyncio.run(run()) == 3


def test_a_rate_limit_of_the_provider_lets_the_others_wait() -> None:
    async def run() -> float:
        clock = Clock()
        pacer = Pacer(LocalCache(), clock)
        with pytest.raises(CallFailure):
            async with pacer.turn(connection()):
                raise CallFailure("rate_limit", "slow down", 429)
        before = clock.now
        async with pacer.turn(connection()):
            return clock.now - before

    assert asyncio.run(run()) >= 5
