"""The work queue and live events of a single process."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lumetra.engines.queue.interface import Backlog, Message

log = logging.getLogger(__name__)


@dataclass
class _Entry:
    id: str
    payload: bytes
    added_at: float
    touched_at: float = 0.0
    deliveries: int = 0


class LocalWorkQueue:
    """See WorkQueue for what each call promises."""

    def __init__(self, *, claim_after_seconds: float = 30.0, clock: Callable[[], float] = time.monotonic) -> None:
        self._claim_after_seconds = claim_after_seconds
        self._clock = clock
        self._numbers = itertools.count(1)
        self._waiting: deque[_Entry] = deque()
        self._taken: OrderedDict[str, _Entry] = OrderedDict()  # the longest untouched first
        self._changed = threading.Condition()

    def add(self, payloads: Sequence[bytes]) -> None:
        """See WorkQueue.add."""
        with self._changed:
            now = self._clock()
            self._waiting.extend(_Entry(str(next(self._numbers)), payload, now) for payload in payloads)
            self._changed.notify_all()

    def take(self, taker: str, *, limit: int, wait_seconds: float) -> Sequence[Message]:
        """See WorkQueue.take."""
        deadline = time.monotonic() + wait_seconds
        with self._changed:
            while not (entries := self._take_now(limit)):
                left = deadline - time.monotonic()
                if left <= 0:
                    return []
                # Wakes in between, because the share of a dead taker becomes free without anybody saying so.
                self._changed.wait(min(left, 1.0))
            return [Message(entry.id, entry.payload, entry.deliveries) for entry in entries]

    def touch(self, taker: str, ids: Sequence[str]) -> None:
        """See WorkQueue.touch."""
        with self._changed:
            for id_ in ids:
                if id_ in self._taken:
                    self._taken[id_].touched_at = self._clock()
                    self._taken.move_to_end(id_)

    def acknowledge(self, ids: Sequence[str]) -> None:
        """See WorkQueue.acknowledge."""
        with self._changed:
            for id_ in ids:
                self._taken.pop(id_, None)

    def backlog(self) -> Backlog:
        """See WorkQueue.backlog."""
        with self._changed:
            added = [entry.added_at for entry in self._taken.values()]
            if self._waiting:
                added.append(self._waiting[0].added_at)
            length = len(self._waiting) + len(self._taken)
            return Backlog(length, self._clock() - min(added) if added else 0.0)

    def close(self) -> None:
        """See WorkQueue.close."""

    def _take_now(self, limit: int) -> list[_Entry]:
        now = self._clock()
        lost = [entry for entry in self._taken.values() if now - entry.touched_at >= self._claim_after_seconds][:limit]
        taken = lost + [self._waiting.popleft() for _ in range(min(limit - len(lost), len(self._waiting)))]
        for entry in taken:
            entry.deliveries += 1
            entry.touched_at = now
            self._taken[entry.id] = entry
            self._taken.move_to_end(entry.id)
        return taken


class LocalLiveEvents:
    """See LiveEvents for what each call promises. Listeners run on the publisher's thread."""

    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[bytes], None]]] = {}
        self._lock = threading.RLock()

    def publish(self, channel: str, payload: bytes) -> None:
        """See LiveEvents.publish."""
        with self._lock:  # held while calling, so that each listener is called once at a time
            for listener in list(self._listeners.get(channel, ())):
                call_listener(listener, channel, payload)

    def listen(self, channel: str, listener: Callable[[bytes], None]) -> Callable[[], None]:
        """See LiveEvents.listen."""
        with self._lock:
            self._listeners.setdefault(channel, []).append(listener)

        def end() -> None:
            with self._lock:
                listeners = self._listeners.get(channel, [])
                if listener in listeners:
                    listeners.remove(listener)
                if not listeners:
                    self._listeners.pop(channel, None)

        return end

    def close(self) -> None:
        """See LiveEvents.close."""
        with self._lock:
            self._listeners.clear()


def call_listener(listener: Callable[[bytes], None], channel: str, payload: bytes) -> None:
    """Call it; its exception is logged and goes no further."""
    try:
        listener(payload)
    except Exception:
        log.exception("a listener of %s failed", channel)
