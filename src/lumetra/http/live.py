"""Pushes news of a project to whoever watches it: `/api/v1/projects/{project_id}/events`, as server-sent events."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import defaultdict
from collections.abc import AsyncGenerator, Callable

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import StreamingResponse

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Transient
from lumetra.domain.news import News
from lumetra.http.access import requires

LOOK_SECONDS = 1.0
"""How soon a stream notices that the process is asked to stop."""
HEARTBEAT_SECONDS = 15.0
"""Silence longer than this makes proxies give up a connection."""
PACE_SECONDS = 0.5
"""News that comes faster is put together."""
LONGEST_SECONDS = 600.0
"""Then the stream ends; the browser comes back by itself, and whether it still may look is checked again."""
MOST_WATCHERS = 2_000

_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


class Mailbox:
    """News for one connection, put together until it is taken: its size does not depend on how slow the reader is."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._arrived = asyncio.Event()
        self._lock = threading.Lock()
        self._news: News | None = None

    def put(self, news: News) -> None:
        """From any thread; returns at once."""
        with self._lock:
            self._news = news if self._news is None else self._news.and_then(news)
        self._loop.call_soon_threadsafe(self._arrived.set)

    async def take(self, within_seconds: float) -> News | None:
        """What came since the last call; waits for it so long, then None."""
        try:
            await asyncio.wait_for(self._arrived.wait(), within_seconds)
        except TimeoutError:
            return None
        self._arrived.clear()
        with self._lock:
            news, self._news = self._news, None
        return news


class Watchers:
    """Who watches which project in this process."""

    def __init__(self) -> None:
        self._mailboxes: defaultdict[str, set[Mailbox]] = defaultdict(set)
        self._lock = threading.Lock()

    def watch(self, project_id: str) -> tuple[Mailbox, Callable[[], None]]:
        """A mailbox for news of the project, and what ends the watching."""
        mailbox = Mailbox()
        with self._lock:
            self._mailboxes[project_id].add(mailbox)

        def end() -> None:
            with self._lock:
                self._mailboxes[project_id].discard(mailbox)
                if not self._mailboxes[project_id]:
                    del self._mailboxes[project_id]

        return mailbox, end

    def check_room(self) -> None:
        """Raise Transient when so many watch that one more would cost the others."""
        with self._lock:
            watching = sum(len(boxes) for boxes in self._mailboxes.values())
        if watching >= MOST_WATCHERS:
            raise Transient("Too many live views are open; ask for the rows from time to time instead")

    def receive(self, payload: bytes) -> None:
        """Hand news, as it was published, to those who watch its project."""
        news = msgspec.json.decode(payload, type=News)
        with self._lock:
            for mailbox in self._mailboxes.get(news.project_id, ()):
                mailbox.put(news)


def build_live_routes(watchers: Watchers) -> APIRouter:
    """The route."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["tracing"])

    @router.get("/events", response_class=StreamingResponse)
    async def watch(request: Request, project_id: str, access: Access = requires(Permission.TRACES_READ)) -> StreamingResponse:
        """Server-sent events: `ready` at once, then `stored` with `{"trace_ids", "observations", "scores"}` as data arrives.

        A wake-up, not the data, and at most two a second: read what you show again. After ten minutes the stream ends;
        connect again.
        """
        watchers.check_room()
        return StreamingResponse(_events(request, watchers, access.project_id), media_type="text/event-stream", headers=_HEADERS)

    return router


async def _events(request: Request, watchers: Watchers, project_id: str) -> AsyncGenerator[bytes]:
    mailbox, end = watchers.watch(project_id)
    begun = spoke = time.monotonic()
    try:
        yield b"retry: 2000\nevent: ready\ndata: {}\n\n"
        while time.monotonic() - begun < LONGEST_SECONDS and not getattr(request.app.state, "stopping", False):
            news = await mailbox.take(LOOK_SECONDS)
            if news is not None:
                yield _stored(news)
                spoke = time.monotonic()
                await asyncio.sleep(PACE_SECONDS)
            elif time.monotonic() - spoke > HEARTBEAT_SECONDS:
                yield b": still here\n\n"
                spoke = time.monotonic()
    finally:
        end()


def _stored(news: News) -> bytes:
    data = {"trace_ids": news.trace_ids, "observations": news.observations, "scores": news.scores}
    return b"event: stored\ndata: " + msgspec.json.encode(data) + b"\n\n"
