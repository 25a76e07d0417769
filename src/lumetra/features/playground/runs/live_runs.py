"""Runs under way in this process: they go on when their readers leave, and whoever comes back hears all of it again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from lumetra.engines.queue import LiveEvents
from lumetra.features.playground.answer_shape import AnswerOut
from lumetra.features.playground.asked import Asked
from lumetra.features.playground.calls.run_column import run_column
from lumetra.features.playground.open_playground import Playground
from lumetra.llm.answer import Piece

log = logging.getLogger(__name__)
STOP: Final = "playground.stop"
_KEEP_ALIVE_SECONDS: Final = 15.0
_KEEP_ALIVE: Final = b": the run goes on\n\n"


@dataclass(eq=False)
class LiveRun:
    """What a run has said so far, and who waits for more. Used on the event loop only."""

    run_id: str
    events: list[bytes] = field(default_factory=list[bytes])
    is_over: bool = False
    waiting: set[asyncio.Event] = field(default_factory=set[asyncio.Event])

    def say(self, name: str, data: dict[str, Any]) -> None:
        """Add an event and wake everybody who reads."""
        self.events.append(event_bytes(name, data))
        for one in self.waiting:
            one.set()

    async def follow(self) -> AsyncGenerator[bytes]:
        """All events from the first to the last, as they come."""
        more, read = asyncio.Event(), 0
        self.waiting.add(more)
        try:
            while True:
                more.clear()
                while read < len(self.events):
                    yield self.events[read]
                    read += 1
                if self.is_over and read == len(self.events):
                    return
                try:
                    await asyncio.wait_for(more.wait(), _KEEP_ALIVE_SECONDS)
                except TimeoutError:
                    yield _KEEP_ALIVE
        finally:
            self.waiting.discard(more)


class LiveRuns:
    """The runs of this process. A run ends by itself, by `stop` from any process, or when the process stops."""

    def __init__(self, playground: Playground, live_events: LiveEvents) -> None:
        self._playground = playground
        self._live_events = live_events
        self._runs: dict[str, tuple[LiveRun, asyncio.Task[None]]] = {}

    def start(self, run_id: str, asked: Sequence[Asked]) -> LiveRun:
        """Begin all columns at once. Call it on the event loop."""
        run = LiveRun(run_id)
        run.say("run", {"run_id": run_id, "column_ids": [one.column.id for one in asked]})
        self._runs[run_id] = (run, asyncio.create_task(self._conduct(run, asked)))
        return run

    def find(self, run_id: str) -> LiveRun | None:
        """A run under way here; None for one that is over or runs in another process."""
        found = self._runs.get(run_id)
        return found[0] if found else None

    def stop(self, project_id: str, run_id: str) -> None:
        """Ask for its end, wherever it runs; what had come is kept. Unknown runs are ignored."""
        self._live_events.publish(stop_channel(project_id), run_id.encode())

    async def close(self) -> None:
        """End all runs of this process; what had come is kept."""
        tasks = [task for _, task in self._runs.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _conduct(self, run: LiveRun, asked: Sequence[Asked]) -> None:
        tasks = [asyncio.create_task(self._pump(run, one)) for one in asked]
        project_id = asked[0].access.project_id
        end_listening = self._live_events.listen(stop_channel(project_id), stopper(run.run_id, tasks))
        try:
            await asyncio.wait(tasks)
        finally:
            end_listening()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            run.is_over = True
            run.say("end", {"run_id": run.run_id})
            del self._runs[run.run_id]

    async def _pump(self, run: LiveRun, asked: Asked) -> None:
        column_id = asked.column.id
        try:
            async for item in run_column(self._playground, asked):
                if isinstance(item, Piece):
                    run.say("piece", {"column_id": column_id, "text": item.text, "reasoning": item.reasoning})
                else:
                    run.say("answer", AnswerOut.of(item).model_dump(mode="json"))
        except asyncio.CancelledError:
            run.say("stopped", {"column_id": column_id})
        except Exception:  # a bug in one column must not end the others
            log.exception("a playground column failed")
            run.say("stopped", {"column_id": column_id})


def stop_channel(project_id: str) -> str:
    """Where the ids of runs to be stopped are announced."""
    return f"{STOP}:{project_id}"


def stopper(run_id: str, tasks: Sequence[asyncio.Task[Any]]) -> Callable[[bytes], None]:
    """A listener that cancels the tasks when the run is named. Made on the loop of the tasks, called from any thread."""
    loop = asyncio.get_running_loop()

    def stop(payload: bytes) -> None:
        if payload.decode() == run_id:
            for task in tasks:
                loop.call_soon_threadsafe(task.cancel)

    return stop


def event_bytes(name: str, data: dict[str, Any]) -> bytes:
    """One server-sent event."""
    return b"event: " + name.encode() + b"\ndata: " + orjson.dumps(data) + b"\n\n"
