"""The log of a cluster: one object in blob storage per group of requests, announced on a work queue that all processes share."""

from __future__ import annotations

import io
import logging
import secrets
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future

import msgspec

from lumetra.domain.errors import NotFound, Transient
from lumetra.engines.blobs import Blobs
from lumetra.engines.queue import WorkQueue
from lumetra.ingest.log.interface import Backlog, LogUnavailable
from lumetra.ingest.log.record import (
    HEADER_BYTES,
    BrokenFrame,
    Delivery,
    LogRecord,
    decode_payload,
    encode_payload,
    frame_header,
    read_frame,
)
from lumetra.ingest.log.take_group import take_group

log = logging.getLogger(__name__)

FOLDER = "ingest/log"

_LINGER_SECONDS = 0.02
_MAX_GROUP_BYTES = 8 * 1024**2
_KEEP_SECONDS = 1.0
_FORGET_SECONDS = 600.0
# The last bits of a time name the process, so that two processes never log at the same time.
_NODE_BITS = 4
_STEP_US = 1 << _NODE_BITS


class _Append(msgspec.Struct):
    payload: bytes
    done: Future[int]


class _Taken(msgspec.Struct):
    """An object in the hands of this process: its message, and the position at which it is stored whole."""

    message_id: str
    end: int


class SharedLog:
    """See IngestLog. Any number of processes append; one at a time takes (the caller holds a lease on that).

    Requests become durable in the order of the calls within a process; between processes the clocks decide.
    `retention_seconds` is how long objects stay for replay.
    """

    def __init__(self, blobs: Blobs, queue: WorkQueue, *, retention_seconds: float = 3 * 24 * 3600) -> None:
        self._blobs = blobs
        self._queue = queue
        self._retention_seconds = retention_seconds
        self._name = secrets.token_hex(4)
        self._node = secrets.randbelow(_STEP_US)
        self._last_us = 0
        self._position = 0
        self._object_bytes = 0.0
        self._backlog = Backlog(bytes=0, oldest_logged_at_us=0)
        self._is_taker = False

        self._lock = threading.Condition()
        self._waiting: list[_Append] = []
        self._taken: deque[_Taken] = deque()
        self._closing = False
        self._threads = [
            threading.Thread(target=self._write_loop, name="log-writer", daemon=True),
            threading.Thread(target=self._keep_loop, name="log-keeper", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # Appending

    def append(self, record: LogRecord, parsed: object | None = None) -> Future[int]:
        """See IngestLog.append. `parsed` is not used: the pipeline may be in another process."""
        waiting = _Append(encode_payload(record), Future())
        with self._lock:
            if self._closing:
                raise LogUnavailable("the server is shutting down")
            self._waiting.append(waiting)
            self._lock.notify_all()
        return waiting.done

    def _write_loop(self) -> None:
        while True:
            with self._lock:
                self._lock.wait_for(lambda: self._waiting or self._closing)
                if self._closing and not self._waiting:
                    return
            time.sleep(_LINGER_SECONDS)  # an object costs a round trip: let some requests share it
            with self._lock:
                group = take_group(self._waiting, _MAX_GROUP_BYTES)
            self._commit(group)

    def _commit(self, group: list[_Append]) -> None:
        times: list[int] = []
        buffers: list[bytes] = []
        for waiting in group:
            now_us = (time.time_ns() // 1000) & ~(_STEP_US - 1) | self._node
            self._last_us = max(now_us, self._last_us + _STEP_US)
            times.append(self._last_us)
            buffers += (frame_header(waiting.payload, self._last_us), waiting.payload)
        key = object_key(times[0], self._name)
        data = b"".join(buffers)
        try:
            self._blobs.put(key, data)
            self._queue.add([key.encode()])
        except Exception as error:
            # An object that nobody was told of is never read; its senders send again.
            log.error("cannot write to the shared ingestion log: %s", error)
            for waiting in group:
                waiting.done.set_exception(LogUnavailable(f"the ingestion log cannot be written: {error}"))
            return
        self._object_bytes = 0.9 * self._object_bytes + 0.1 * len(data) if self._object_bytes else len(data)
        for waiting, logged_at_us in zip(group, times, strict=True):
            waiting.done.set_result(logged_at_us)

    # Delivering

    def take(self, *, max_bytes: int, timeout_seconds: float) -> list[Delivery]:
        """See IngestLog.take. Objects are taken whole, so one of them may exceed `max_bytes`."""
        self._is_taker = True
        taken: list[Delivery] = []
        size = 0
        while size < max_bytes:
            try:
                messages = self._queue.take(self._name, limit=1, wait_seconds=0 if taken else timeout_seconds)
            except Transient as error:
                log.warning("the shared ingestion log cannot be read now: %s", error)
                if not taken:
                    time.sleep(timeout_seconds)
                break
            if not messages:
                break
            deliveries = self._read_whole(messages[0].payload.decode())
            if not deliveries:
                self._acknowledge([messages[0].id])
                continue
            taken += deliveries
            size += deliveries[-1].end - deliveries[0].start
            with self._lock:
                self._taken.append(_Taken(messages[0].id, self._position))
        return taken

    def _read_whole(self, key: str) -> list[Delivery]:
        """The records of one object, waiting while storage is out of reach."""
        while True:
            try:
                return list(self._deliveries(self._blobs.get(key)))
            except NotFound:
                log.error("object %s of the ingestion log is gone", key)
                return []
            except Transient as error:
                log.warning("the shared ingestion log cannot be read now: %s", error)
                time.sleep(1.0)

    def _deliveries(self, data: bytes) -> Iterator[Delivery]:
        for record, logged_at_us, length in read_frames(data):
            start = self._position
            self._position += length
            yield Delivery(record=record, logged_at_us=logged_at_us, start=start, end=self._position)

    def mark_stored(self, deliveries: list[Delivery]) -> None:
        """See IngestLog.mark_stored. Deliveries are marked in the order in which they were taken."""
        if not deliveries:
            return
        done: list[str] = []
        with self._lock:
            while self._taken and self._taken[0].end <= deliveries[-1].end:
                done.append(self._taken.popleft().message_id)
        self._acknowledge(done)

    def _acknowledge(self, message_ids: list[str]) -> None:
        try:
            self._queue.acknowledge(message_ids)
        except Transient as error:  # they are delivered again and stored again, as the same rows
            log.warning("stored records could not be acknowledged: %s", error)

    def backlog(self) -> Backlog:
        """See IngestLog.backlog. Measured once a second; the bytes are estimated from the size of recent objects."""
        return self._backlog

    def replay(self, *, from_us: int, until_us: int) -> Iterator[Delivery]:
        """See IngestLog.replay."""
        # An object is named by its first record; one that began earlier may reach into the range.
        for blob in self._blobs.list(FOLDER, after=object_key(max(0, from_us - 60_000_000), "")):
            if first_time(blob.key) >= until_us:
                return
            for record, logged_at_us, length in read_frames(self._blobs.get(blob.key)):
                if from_us <= logged_at_us < until_us:
                    yield Delivery(record=record, logged_at_us=logged_at_us, start=0, end=length)

    # Life

    def _keep_loop(self) -> None:
        next_forget = time.monotonic() + _FORGET_SECONDS
        while True:
            with self._lock:
                if self._lock.wait_for(lambda: self._closing, _KEEP_SECONDS):
                    return
                held = [taken.message_id for taken in self._taken]
            try:
                self._queue.touch(self._name, held)
                self._measure()
                if self._is_taker and time.monotonic() >= next_forget:
                    next_forget = time.monotonic() + _FORGET_SECONDS
                    self._forget()
            except Transient as error:
                log.warning("the shared ingestion log is out of reach: %s", error)

    def _measure(self) -> None:
        waiting = self._queue.backlog()
        oldest_us = int((time.time() - waiting.oldest_age_seconds) * 1e6) if waiting.length else 0
        self._backlog = Backlog(bytes=int(waiting.length * self._object_bytes), oldest_logged_at_us=oldest_us)

    def _forget(self) -> None:
        before_us = int((time.time() - self._retention_seconds) * 1e6)
        old: list[str] = []
        for blob in self._blobs.list(FOLDER):
            if first_time(blob.key) >= before_us:
                break
            old.append(blob.key)
        self._blobs.delete(old)

    def close(self) -> None:
        """See IngestLog.close."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        for thread in self._threads:
            thread.join()


def object_key(first_us: int, writer: str) -> str:
    """The key of an object: ascending keys are ascending times."""
    return f"{FOLDER}/{first_us:017d}-{writer}"


def first_time(key: str) -> int:
    """When the first record of the object was logged (µs)."""
    return int(key.rpartition("/")[2].partition("-")[0])


def read_frames(data: bytes) -> Iterator[tuple[LogRecord, int, int]]:
    """Record, time logged (µs) and length in bytes of each frame, up to the first broken one."""
    file = io.BytesIO(data)
    left = len(data)
    while left:
        try:
            payload, logged_at_us = read_frame(file, left)
            record = decode_payload(payload)
        except BrokenFrame as error:
            log.error("an object of the ingestion log ends early: %s", error)
            return
        length = HEADER_BYTES + len(payload)
        left -= length
        yield record, logged_at_us, length
