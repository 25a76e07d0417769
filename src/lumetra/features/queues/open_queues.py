"""What the parts of this feature are given, and what it gives to others."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple, Protocol

from lumetra.engines.database import Database

ObjectType = Literal["TRACE", "OBSERVATION", "SESSION"]
Source = Literal["PERSON", "API", "RULE"]


class Target(NamedTuple):
    """A thing to be judged. `trace_id` is that of an observation (empty: not known), the trace itself, empty for sessions."""

    object_type: ObjectType
    object_id: str
    trace_id: str = ""


class FindTargets(Protocol):
    """Finds what a filter of a list page finds (`features/tracing`)."""

    def __call__(self, project_id: str, subject: str, text: str, start: datetime, end: datetime, limit: int) -> list[Target]:
        """Newest first, at most `limit`. `subject`: traces, observations or sessions. Raises FilterError."""
        ...


@dataclass(frozen=True)
class Queues:
    """What queues need. `locate` is (project id, type, id) and answers with the thing's trace (empty for sessions), None when it is
    not there; `known_configs` are those of these ids that the project has."""

    database: Database
    clock: Callable[[], datetime]
    locate: Callable[[str, ObjectType, str], str | None]
    is_member: Callable[[str, str], bool]
    known_configs: Callable[[str, Collection[str]], Iterable[str]]
    find_targets: FindTargets
