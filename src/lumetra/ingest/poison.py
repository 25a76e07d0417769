"""Where a record goes that cannot be stored: set aside on disk with its reason, so that the pipeline can go on."""

from __future__ import annotations

import logging
from pathlib import Path

import msgspec

from lumetra.ingest.log import LogRecord

log = logging.getLogger(__name__)


class PoisonStore:
    """A directory with two files for each record: `<receipt>.record` (MessagePack) and `<receipt>.reason.txt`."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def set_aside(self, record: LogRecord, reason: str) -> None:
        """Keep the record for a person to look at. Raises OSError when even that fails, so that it is tried again."""
        self._directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        (self._directory / f"{record.receipt_id}.record").write_bytes(msgspec.msgpack.encode(record))
        (self._directory / f"{record.receipt_id}.reason.txt").write_text(reason + "\n", encoding="utf-8")
        log.error("request %s of project %s was set aside: %s", record.receipt_id, record.project_id, reason.splitlines()[-1])

    def receipts(self) -> list[str]:
        """The receipt ids of everything set aside."""
        return sorted(path.stem for path in self._directory.glob("*.record"))

    def read(self, receipt_id: str) -> LogRecord:
        """The request as it was received. Raises KeyError when nothing is set aside under the id."""
        try:
            return msgspec.msgpack.decode((self._directory / f"{receipt_id}.record").read_bytes(), type=LogRecord)
        except FileNotFoundError:
            raise KeyError(receipt_id) from None

    def reason(self, receipt_id: str) -> str:
        """The last line of why it was set aside; empty when that could not be written."""
        try:
            lines = (self._directory / f"{receipt_id}.reason.txt").read_text("utf-8").splitlines()
        except FileNotFoundError:
            return ""
        return lines[-1] if lines else ""

    def remove(self, receipt_id: str) -> None:
        """It is set aside no longer."""
        for suffix in ("record", "reason.txt"):
            (self._directory / f"{receipt_id}.{suffix}").unlink(missing_ok=True)
