"""Segment files of the embedded log: their names, reading their frames, and deleting old ones. No threads here."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from lumetra.ingest.log.record import HEADER_BYTES, BrokenFrame, Delivery, decode_payload, read_frame

log = logging.getLogger(__name__)

SUFFIX = ".segment"


def segment_path(directory: Path, start: int) -> Path:
    """The file whose first byte is log position `start`."""
    return directory / f"{start:020d}{SUFFIX}"


def segment_starts(directory: Path) -> list[int]:
    """Start positions of all segments, ascending."""
    return sorted(int(path.stem) for path in directory.glob(f"*{SUFFIX}") if path.stem.isdigit())


def read_segment(directory: Path, start: int, *, position: int, stop: int | None = None) -> Iterator[Delivery]:
    """The records of one segment from `position` on, up to `stop` (exclusive) or the first broken frame.

    A broken frame ends the segment: after the last whole frame of a crashed process there may be half a frame.
    """
    path = segment_path(directory, start)
    with path.open("rb") as file:
        end = start + file.seek(0, os.SEEK_END)
        end = end if stop is None else min(end, stop)
        file.seek(position - start)
        while position < end:
            try:
                payload, logged_at_us = read_frame(file, end - position)
                record = decode_payload(payload)
            except BrokenFrame as error:
                log.warning("segment %s ends at byte %d: %s", path.name, position - start, error)
                return
            after = position + HEADER_BYTES + len(payload)
            yield Delivery(record=record, logged_at_us=logged_at_us, start=position, end=after)
            position = after


def sync_directory(directory: Path) -> None:
    """Make the creation or removal of files in this directory durable."""
    descriptor = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def delete_segments(directory: Path, *, below: int, older_than_s: float) -> int:
    """Delete segments that lie wholly below the position and were last written before the time. How many went."""
    starts = segment_starts(directory)
    deleted = 0
    for start, following in pairwise(starts):
        path = segment_path(directory, start)
        if following > below or path.stat().st_mtime >= older_than_s:
            break
        path.unlink()
        deleted += 1
    return deleted
