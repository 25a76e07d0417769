"""The prompt registry of one process: what its routes, jobs and other features share."""

from __future__ import annotations

from dataclasses import dataclass

from lumetra.domain.clock import Clock, utc_now
from lumetra.engines.database import Database
from lumetra.features.prompts.served import Exposures, ServedPrompts
from lumetra.features.prompts.writing import PromptListener, PromptWriter


@dataclass(frozen=True)
class Prompts:
    """`served` answers reads, `writer` changes, `exposures` waits to be stored by the job that does so."""

    database: Database
    served: ServedPrompts
    writer: PromptWriter
    exposures: Exposures
    clock: Clock


def open_prompts(database: Database, listener: PromptListener | None = None, clock: Clock = utc_now) -> Prompts:
    """Wire the parts together."""
    exposures = Exposures()
    served = ServedPrompts(database, exposures)
    return Prompts(database, served, PromptWriter(database, served.forget, listener, clock), exposures, clock)
