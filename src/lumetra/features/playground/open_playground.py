"""What the playground needs from the rest of the application."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from lumetra.domain.access import Access
from lumetra.domain.clock import Clock
from lumetra.domain.observation import Observation
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts
from lumetra.llm.connection import Connection
from lumetra.llm.pace import Pacer


class OpenConnection(Protocol):
    """connections' open: raises Refusal when there is none of that name."""

    def __call__(self, project_id: str, provider: str) -> Connection:
        """The connection for one call."""
        ...


class ResolveTexts(Protocol):
    """prompts' composition: the texts with references to other prompts replaced. Raises Refusal for one that does not hold."""

    def __call__(self, project_id: str, texts: Sequence[str]) -> list[str]:
        """As many texts, in the same order."""
        ...


class ReadMedia(Protocol):
    """media's store: raises NotFound for a content that is not there."""

    def __call__(self, project_id: str, media_id: str) -> tuple[str, bytes]:
        """The content type and the bytes."""
        ...


@dataclass(frozen=True, kw_only=True)
class Playground:
    """The database, and what other features lend. `price` is in US dollars, None without a known price.

    `pacer` holds back what tables ask; what a person runs on screen goes at once.
    """

    database: Database
    clock: Clock
    open_connection: OpenConnection
    allowed: AllowedHosts
    pacer: Pacer
    resolve_texts: ResolveTexts
    read_media: ReadMedia
    price: Callable[[str, Observation], Decimal | None]
    write: Callable[[Access, Sequence[Observation]], object]
