"""The embedded log: segment files in a directory, one writer thread that commits whole groups of requests with one fsync."""

from __future__ import annotations

import errno
import logging
import math
import os
import threading
import time
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path

from lumetra.ingest.log.checkpoint import Checkpoint, read_checkpoint, write_checkpoint
from lumetra.ingest.log.interface import Backlog, LogUnavailable
from lumetra.ingest.log.record import HEADER_BYTES, Delivery, LogRecord, encode_payload, frame_header
from lumetra.ingest.log.segments import delete_segments, read_segment, segment_path, segment_starts, sync_directory
from lumetra.ingest.log.take_group import take_group

log = logging.getLogger(__name__)

_MAX_GROUP_BYTES = 16 * 1024**2
_CHECKPOINT_SECONDS = 1.0


class _Append:
    """A record that waits for its commit."""

    __slots__ = ("done", "parsed", "payload", "record")

    def __init__(self, record: LogRecord, parsed: object | None) -> None:
        self.record = record
        self.parsed = parsed
        self.payload = encode_payload(record)
        self.done: Future[int] = Future()


class FileLog:
    """See IngestLog. Positions are byte offsets in the log as a whole; a segment is named by the position of its first byte.

    `tail_bytes` bounds the records (with their parsed messages) kept in memory for the pipeline; further behind, it reads
    the files. `retention_seconds` is how long stored segments stay for replay.
    """

    def __init__(
        self,
        directory: Path,
        *,
        segment_bytes: int = 64 * 1024**2,
        tail_bytes: int = 16 * 1024**2,
        retention_seconds: float = 3 * 24 * 3600,
    ) -> None:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._directory = directory
        self._segment_bytes = segment_bytes
        self._tail_limit = tail_bytes
        self._retention_seconds = retention_seconds
        self._checkpoint_path = directory / "checkpoint.json"
        self._descriptor: int | None = None
        self._segment_start = 0

        self._lock = threading.Condition()
        self._waiting: list[_Append] = []
        self._tail: deque[Delivery] = deque()
        self._tail_bytes = 0
        self._closing = False
        self._oldest_us = 0

        checkpoint = read_checkpoint(self._checkpoint_path)
        self._end, last_us = self._recover_end(checkpoint)
        self._stored = min(checkpoint.position, self._end)
        self._taken = self._stored
        self._last_us = max(checkpoint.logged_at_us, last_us)
        self._written = checkpoint
        self._writer = threading.Thread(target=self._write_loop, name="log-writer", daemon=True)
        self._writer.start()

    def _recover_end(self, checkpoint: Checkpoint) -> tuple[int, int]:
        """Where the log continues, and the newest time in it. A torn tail is cut off, since nobody was told it is safe."""
        starts = segment_starts(self._directory)
        if not starts:
            return checkpoint.position, 0
        last = starts[-1]
        end, newest = last, 0
        for delivery in read_segment(self._directory, last, position=last):
            end, newest = delivery.end, delivery.logged_at_us
        path = segment_path(self._directory, last)
        if path.stat().st_size > end - last:
            os.truncate(path, end - last)
        if end == last:
            path.unlink()
        return max(end, checkpoint.position), newest

    # Appending

    def append(self, record: LogRecord, parsed: object | None = None) -> Future[int]:
        """See IngestLog.append."""
        waiting = _Append(record, parsed)
        with self._lock:
            if self._closing:
                raise LogUnavailable("the server is shutting down")
            self._waiting.append(waiting)
            self._lock.notify_all()
        return waiting.done

    def _write_loop(self) -> None:
        next_checkpoint = time.monotonic() + _CHECKPOINT_SECONDS
        while True:
            with self._lock:
                if not self._waiting and not self._closing:
                    self._lock.wait(_CHECKPOINT_SECONDS)
                group = take_group(self._waiting, _MAX_GROUP_BYTES)
                finished = self._closing and not group
            if group:
                self._commit(group)
            if finished or time.monotonic() >= next_checkpoint:
                self._save_checkpoint()
                next_checkpoint = time.monotonic() + _CHECKPOINT_SECONDS
            if finished:
                return

    def _commit(self, group: list[_Append]) -> None:
        """Write and sync the group, then hand it over and wake whoever waits. On failure nothing of it remains."""
        times: list[int] = []
        last_us = self._last_us
        buffers: list[bytes] = []
        for waiting in group:
            last_us = max(time.time_ns() // 1000, last_us + 1)
            times.append(last_us)
            buffers += (frame_header(waiting.payload, last_us), waiting.payload)
        try:
            self._write_or_make_room(b"".join(buffers))
        except OSError as error:
            log.error("cannot write to the ingestion log in %s: %s", self._directory, error)
            for waiting in group:
                waiting.done.set_exception(LogUnavailable(f"the ingestion log cannot be written: {error.strerror or error}"))
            return
        self._hand_over(group, times)
        for waiting, logged_at_us in zip(group, times, strict=True):
            waiting.done.set_result(logged_at_us)

    def _write_or_make_room(self, data: bytes) -> None:
        """On a full disk the archive of stored segments gives way to new events. Raises OSError."""
        try:
            self._write(data)
        except OSError as error:
            self._abandon_segment()
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            if not delete_segments(self._directory, below=self._stored, older_than_s=math.inf):
                raise
            log.warning("the disk is full: dropped stored segments of the ingestion log to make room")
            try:
                self._write(data)
            except OSError:
                self._abandon_segment()
                raise

    def _write(self, data: bytes) -> None:
        if self._descriptor is None or self._end - self._segment_start >= self._segment_bytes:
            self._open_segment()
        assert self._descriptor is not None
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(self._descriptor, rest) :]
        os.fdatasync(self._descriptor)

    def _open_segment(self) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
        path = segment_path(self._directory, self._end)
        self._descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._segment_start = self._end
        sync_directory(self._directory)

    def _abandon_segment(self) -> None:
        """Cut off what a failed write left behind; the next record begins a new segment."""
        if self._descriptor is None:
            return
        try:
            os.ftruncate(self._descriptor, self._end - self._segment_start)
            if self._end == self._segment_start:
                segment_path(self._directory, self._segment_start).unlink()
        except OSError as error:
            log.error("cannot cut off a failed write: %s", error)
        os.close(self._descriptor)
        self._descriptor = None

    def _hand_over(self, group: list[_Append], times: list[int]) -> None:
        with self._lock:
            for waiting, logged_at_us in zip(group, times, strict=True):
                start = self._end
                self._end = start + HEADER_BYTES + len(waiting.payload)
                # Once one record was left out of the tail, those after it must be too until the pipeline has caught up.
                contiguous = self._tail[-1].end == start if self._tail else self._taken == start
                if contiguous and self._tail_bytes + len(waiting.payload) <= self._tail_limit:
                    self._tail.append(
                        Delivery(
                            record=waiting.record,
                            logged_at_us=logged_at_us,
                            start=start,
                            end=self._end,
                            parsed=waiting.parsed,
                        )
                    )
                    self._tail_bytes += len(waiting.payload)
            self._last_us = times[-1]
            self._oldest_us = self._oldest_us or times[0]
            self._lock.notify_all()

    # Delivering

    def take(self, *, max_bytes: int, timeout_seconds: float) -> list[Delivery]:
        """See IngestLog.take."""
        with self._lock:
            if self._taken == self._end and not self._closing:
                self._lock.wait_for(lambda: self._taken < self._end or self._closing, timeout_seconds)
            taken = self._take_tail(max_bytes)
            begin, end = self._taken, self._end
        if not taken and begin < end:
            taken = self._take_files(begin, end, max_bytes)
        return taken

    def _take_tail(self, max_bytes: int) -> list[Delivery]:
        taken: list[Delivery] = []
        size = 0
        while self._tail and self._tail[0].start == self._taken and size < max_bytes:
            delivery = self._tail.popleft()
            length = delivery.end - delivery.start
            self._tail_bytes -= length - HEADER_BYTES
            self._taken = delivery.end
            size += length
            taken.append(delivery)
        return taken

    def _take_files(self, begin: int, end: int, max_bytes: int) -> list[Delivery]:
        taken: list[Delivery] = []
        size = 0
        for delivery in self._read(begin, end):
            taken.append(delivery)
            size += delivery.end - delivery.start
            if size >= max_bytes:
                break
        with self._lock:
            if taken and not self._oldest_us:
                self._oldest_us = taken[0].logged_at_us
            # Nothing readable is left before `end`: damage in the middle must not stop the pipeline for ever.
            self._taken = taken[-1].end if size >= max_bytes else end
        return taken

    def _read(self, begin: int, end: int) -> Iterator[Delivery]:
        starts = segment_starts(self._directory)
        for start, following in zip(starts, [*starts[1:], end], strict=True):
            if following > begin and start < end:
                yield from read_segment(self._directory, start, position=max(begin, start), stop=min(following, end))

    def mark_stored(self, deliveries: list[Delivery]) -> None:
        """See IngestLog.mark_stored. Deliveries are marked in the order in which they were taken."""
        if not deliveries:
            return
        last = deliveries[-1]
        with self._lock:
            self._stored = max(self._stored, last.end)
            self._oldest_us = 0 if self._stored >= self._end else last.logged_at_us

    def backlog(self) -> Backlog:
        """See IngestLog.backlog."""
        with self._lock:
            size = self._end - self._stored
            return Backlog(bytes=size, oldest_logged_at_us=self._oldest_us if size else 0)

    def replay(self, *, from_us: int, until_us: int) -> Iterator[Delivery]:
        """See IngestLog.replay."""
        with self._lock:
            end = self._end
        for delivery in self._read(0, end):
            if from_us <= delivery.logged_at_us < until_us:
                yield delivery

    # Life

    def _save_checkpoint(self) -> None:
        with self._lock:
            checkpoint = Checkpoint(position=self._stored, logged_at_us=self._last_us)
        if checkpoint == self._written:
            return
        try:
            write_checkpoint(self._checkpoint_path, checkpoint)
            self._written = checkpoint
            delete_segments(self._directory, below=checkpoint.position, older_than_s=time.time() - self._retention_seconds)
        except OSError as error:
            log.error("cannot write the checkpoint of the ingestion log: %s", error)

    def close(self) -> None:
        """See IngestLog.close."""
        with self._lock:
            self._closing = True
            self._lock.notify_all()
        self._writer.join()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
