"""What the routes and jobs of datasets share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, Protocol

from lumetra.domain.clock import Clock
from lumetra.engines.blobs import Blobs
from lumetra.engines.database import Database
from lumetra.engines.jobs import Jobs

Subject = Literal["observations", "traces"]


class RecordPages(Protocol):
    """tracing's export: whole observations or traces, newest first, in pages."""

    def __call__(
        self, project_id: str, subject: Subject, filter_text: str, start: datetime, end: datetime
    ) -> Iterator[list[dict[str, Any]]]:
        """Raises FilterError."""
        ...


RunsOf = Callable[[str, list[str]], dict[str, tuple[int, datetime]]]
"""(project id, dataset ids) → number of experiments and the end of the last one, by dataset id."""


@dataclass(frozen=True)
class Datasets:
    """Everything a route of this feature needs."""

    database: Database
    blobs: Blobs
    jobs: Jobs
    clock: Clock
    pages: RecordPages
    runs_of: RunsOf
