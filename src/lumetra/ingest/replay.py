"""Has the log of a stopped server read again: from a moment on, or only what had been set aside. Works on files, not on engines."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from lumetra.ingest.log.checkpoint import read_checkpoint, write_checkpoint
from lumetra.ingest.log.file_log import FileLog
from lumetra.ingest.log.segments import read_segment, segment_starts
from lumetra.ingest.poison import PoisonStore


class Rewound(msgspec.Struct, frozen=True, kw_only=True):
    """What the next start reads again: `position` is where it begins, None when nothing so young is kept."""

    position: int | None
    requests: int
    body_bytes: int


def rewind(log_directory: Path, since: datetime) -> Rewound:
    """Move the checkpoint back to the first request that was logged at or after `since`, as far as the log is kept.

    Requests keep the time at which they were logged and with it their rows' version: the same rows are written again, and what
    was deleted stays deleted. A checkpoint that is further back already stays where it is. Raises OSError.
    """
    since_us = int(since.timestamp() * 1e6)
    position, requests, body_bytes = None, 0, 0
    for start in segment_starts(log_directory):
        for delivery in read_segment(log_directory, start, position=start):
            if delivery.logged_at_us >= since_us:
                position = delivery.start if position is None else position
                requests += 1
                body_bytes += len(delivery.record.body)
    if position is not None:
        path = log_directory / "checkpoint.json"
        checkpoint = read_checkpoint(path)
        write_checkpoint(path, msgspec.structs.replace(checkpoint, position=min(position, checkpoint.position)))
    return Rewound(position=position, requests=requests, body_bytes=body_bytes)


def return_to_log(log_directory: Path, poison: PoisonStore, receipt_ids: list[str]) -> list[str]:
    """Append requests that were set aside to the log again, under their old receipts, as if they had been sent now.

    The ids of those that are in the log now; they are set aside no longer. Raises LogUnavailable, KeyError (an unknown id).
    """
    records = {receipt_id: poison.read(receipt_id) for receipt_id in receipt_ids}
    log = FileLog(log_directory)
    try:
        for receipt_id, record in records.items():
            log.append(record).result()
            poison.remove(receipt_id)
    finally:
        log.close()
    return list(records)
