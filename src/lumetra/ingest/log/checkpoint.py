"""The checkpoint of the embedded log: the position below which everything is stored. Losing it only means reading more again."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from lumetra.ingest.log.segments import sync_directory


class Checkpoint(msgspec.Struct, frozen=True, kw_only=True):
    """Everything before `position` is stored. `logged_at_us` is at least the newest time given out before it was written."""

    position: int = 0
    logged_at_us: int = 0


def read_checkpoint(path: Path) -> Checkpoint:
    """The last checkpoint written, or position 0 when there is none or it is damaged."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Checkpoint)
    except (FileNotFoundError, msgspec.DecodeError):
        return Checkpoint()


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Replace the checkpoint atomically and durably. Raises OSError."""
    temporary = path.with_suffix(".new")
    with temporary.open("wb") as file:
        file.write(msgspec.json.encode(checkpoint))
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)
    sync_directory(path.parent)
