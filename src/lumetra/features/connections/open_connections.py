"""The connections of one process: what routes and other features share."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import Refusal
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts, check_address
from lumetra.engines.secrets import MasterKey
from lumetra.engines.secrets.sealing import Sealer
from lumetra.features.connections.save import find_by_provider, open_connection
from lumetra.llm.connection import Connection


@dataclass(frozen=True)
class Connections:
    """`open` is what other features call."""

    database: Database
    sealer: Sealer
    allowed: AllowedHosts
    clock: Clock

    def open(self, project_id: str, provider: str) -> Connection:
        """The project's connection of that name, ready for one call. Raises Refusal when there is none."""
        with self.database.reading() as session:
            row = find_by_provider(session, project_id, provider)
            if row is None:
                raise Refusal(f"This project has no LLM connection named '{provider}'", code="no_connection")
            return open_connection(row, self.sealer)

    def check_url(self, url: str) -> None:
        """Refuse a base URL that calls could not go to. Blocks for a name look-up."""
        if url:
            asyncio.run(check_address(url, self.allowed))


def open_connections(database: Database, key: MasterKey, allowed: AllowedHosts, clock: Clock = utc_now) -> Connections:
    """Wire the parts together."""
    return Connections(database, Sealer(key, "llm-connections"), allowed, clock)
