"""In a cluster one process at a time stores what the log holds; this decides which, and notices when it is no longer us."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from lumetra.domain.errors import Transient
from lumetra.engines.queue.lease import Lease

log = logging.getLogger(__name__)


class Election:
    """Stands for election until `stop`: calls `start_storing` once when elected, and `lost` once if the lease is lost later.

    After `lost` this process must not store again: what it knows of recent traces may be out of date. It should end and
    be started anew.
    """

    def __init__(self, lease: Lease, *, ttl_seconds: float, start_storing: Callable[[], None], lost: Callable[[], None]) -> None:
        self._lease = lease
        self._ttl_seconds = ttl_seconds
        self._start_storing = start_storing
        self._lost = lost
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ingest-election", daemon=True)

    def start(self) -> None:
        """Begin to stand for election."""
        self._thread.start()

    def stop(self) -> None:
        """Stand no longer and give the lease up. Call it after storing has ended."""
        self._stop.set()
        self._thread.join()
        try:
            self._lease.release()
        except Transient as error:
            log.warning("the lease for storing was not given up and runs out by itself: %s", error)

    def _run(self) -> None:
        held_at = 0.0
        while not self._stop.wait(self._ttl_seconds / 3 if held_at else min(1.0, self._ttl_seconds / 3)):
            asked_at = time.monotonic()
            held = self._ask()
            if held and not held_at:
                log.info("this process stores what the ingestion log holds")
                self._start_storing()
            if held:
                held_at = asked_at
            elif held_at and (held is False or asked_at - held_at >= self._ttl_seconds * 0.8):
                log.critical("another process may store now; this one ends storing")
                self._lost()
                return

    def _ask(self) -> bool | None:
        """True: ours; False: somebody else's; None: cannot be known now."""
        try:
            return self._lease.hold()
        except Transient as error:
            log.warning("the lease for storing cannot be prolonged: %s", error)
            return None
