"""The prompt registry of one process: what its routes, jobs and other features share."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import Transient
from lumetra.engines.database import Database
from lumetra.engines.queue import LiveEvents
from lumetra.features.prompts.serving.served import Exposures, ServedPrompts
from lumetra.features.prompts.serving.store_exposures import store_exposures
from lumetra.features.prompts.writing import PromptListener, PromptWriter

log = logging.getLogger(__name__)
CHANGED: Final = "prompts.changed"


@dataclass(frozen=True)
class Prompts:
    """`served` answers reads, `writer` changes, `exposures` waits to be stored by `store_exposures`."""

    database: Database
    served: ServedPrompts
    writer: PromptWriter
    exposures: Exposures
    clock: Clock
    close: Callable[[], None]

    def link(self, project_id: str, wanted: set[tuple[str, int]]) -> Mapping[tuple[str, int], str]:
        """(name, version) → id of those prompt versions that exist: links recorded calls to their prompts."""
        found = {pair: self.served.version_id(project_id, *pair) for pair in wanted}
        return {pair: version_id for pair, version_id in found.items() if version_id}

    def store_exposures(self) -> int:
        """Write the counted hand-outs of A/B arms down; call it every few seconds and at the end."""
        return store_exposures(self.database, self.exposures, self.clock())


def open_prompts(
    database: Database, live_events: LiveEvents, listener: PromptListener | None = None, clock: Clock = utc_now
) -> Prompts:
    """Wire the parts together. A change made in another process drops what this one holds of the project."""
    exposures = Exposures()
    served = ServedPrompts(database, exposures)
    stop_listening = live_events.listen(CHANGED, lambda payload: served.forget(payload.decode()))

    def forget(project_id: str) -> None:
        served.forget(project_id)
        try:
            live_events.publish(CHANGED, project_id.encode())
        except Transient as failure:  # other processes notice by the age of what they hold
            log.warning("prompt change not announced: %s", failure)

    writer = PromptWriter(database, forget, listener, clock)
    return Prompts(database, served, writer, exposures, clock, stop_listening)
