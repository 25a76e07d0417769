"""When a process looks into a queue: at once when something was put in, every second while it is in use, else every ten seconds."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Any, Final, cast

from dbos import DBOS
from dbos._queue import (
    queue_worker_thread,  # private: the library itself offers no way to wake its workers, only to ask the database more often
)

IDLE_SECONDS: Final = 10.0
IN_USE_SECONDS: Final = 10.0
"""How long after a job was put in, or ended, a queue counts as in use."""
_BETWEEN_LOOKS_SECONDS: Final = 0.05
"""So that many submissions in a row are found together."""
_JOIN_SECONDS: Final = 10.0


class Pause:
    """The time between two looks at one queue; to the library's worker it is the event that tells it to end."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._changed = threading.Condition()
        self._stopped = False
        self._due: list[float] = [clock()]
        self._used = clock()

    def look(self, after_seconds: float = 0.0) -> None:
        """Ask for a look now, or so many seconds from now."""
        with self._changed:
            self._due.append(self._clock() + after_seconds)
            self._changed.notify_all()

    def stop(self) -> None:
        """End the worker."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def is_set(self) -> bool:
        """Whether the worker shall end."""
        return self._stopped

    def wait(self, timeout: float) -> bool:
        """Until it is time to look: `timeout` after the last look while the queue is in use. Returns whether the worker shall end."""
        began = self._clock()
        with self._changed:
            while not self._stopped:
                now = self._clock()
                next_look = self.next_look(began, timeout)
                if next_look <= now:
                    self.note_look(now)
                    break
                self._changed.wait(next_look - now)
        return self._stopped

    def note_look(self, now: float) -> None:
        """Remember a look, by the clock: what was asked for until then is done, and if anything was, the queue is in use."""
        if any(due <= now for due in self._due):
            self._used = now
        self._due = [due for due in self._due if due > now]

    def next_look(self, began: float, timeout: float) -> float:
        """When to look after a look at `began`, by the clock."""
        in_use = began - self._used < IN_USE_SECONDS
        regular = began + (timeout if in_use else max(timeout, IDLE_SECONDS))
        return min(regular, max(began + _BETWEEN_LOOKS_SECONDS, min(self._due, default=regular)))


class QueueWorkers:
    """A thread for each queue that takes its jobs, in place of the library's own."""

    def __init__(self, queues: Sequence[str]) -> None:
        self._pauses = {name: Pause() for name in queues}
        self._threads: list[threading.Thread] = []

    def start(self, dbos: DBOS) -> None:
        """Start taking jobs. The queues are registered already."""
        for name, pause in self._pauses.items():
            queue = DBOS.retrieve_queue(name)
            assert queue is not None, f"queue {name} is not registered"
            arguments = (cast(Any, pause), dbos, queue)
            thread = threading.Thread(target=queue_worker_thread, args=arguments, name=f"jobs-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Take no more jobs; waits for looks that are under way."""
        for pause in self._pauses.values():
            pause.stop()
        for thread in self._threads:
            thread.join(_JOIN_SECONDS)

    def look_at(self, queue: str, after_seconds: float = 0.0) -> None:
        """Look into this queue now, or so many seconds from now. Names of other processes' queues are left alone."""
        if pause := self._pauses.get(queue):
            pause.look(after_seconds)

    def look_at_all(self) -> None:
        """Look into every queue now."""
        for pause in self._pauses.values():
            pause.look()
