"""How the installation as a whole is doing: every engine asked once. For the owner of the instance."""

from __future__ import annotations

import platform
import time
from collections.abc import Callable, Mapping

from fastapi import APIRouter
from pydantic import BaseModel

from lumetra import __version__
from lumetra.domain.access import Access, Permission
from lumetra.http.access import requires


class EngineHealth(BaseModel):
    """One engine's answer. `problem` is empty when it is well; `answered_ms` is how long the question took."""

    name: str
    kind: str
    is_well: bool
    answered_ms: float
    problem: str


class Backlog(BaseModel):
    """What was received and cannot be read yet. `level` 0.8 begins to pause other work, 1.0 refuses new events."""

    level: float
    bytes: int
    age_seconds: float
    paused: list[str]


class InstanceState(BaseModel):
    """The whole installation at this moment."""

    version: str
    python: str
    role: str
    engines: list[EngineHealth]
    backlog: Backlog


EngineCheck = tuple[str, Callable[[], object]]
"""Which kind of engine runs, and a question to it that raises when it is not well."""


def build_instance_routes(checks: Mapping[str, EngineCheck], backlog: Callable[[], Backlog], role: str) -> APIRouter:
    """`checks` by the name of the engine."""
    router = APIRouter(prefix="/api/v1/instance", tags=["instance"])

    @router.get("")
    def get_instance(access: Access = requires(Permission.INSTANCE_READ)) -> InstanceState:
        """Ask every engine, and say how far behind ingestion is."""
        return InstanceState(
            version=__version__,
            python=platform.python_version(),
            role=role,
            engines=[_ask(name, kind, check) for name, (kind, check) in checks.items()],
            backlog=backlog(),
        )

    return router


def _ask(name: str, kind: str, check: Callable[[], object]) -> EngineHealth:
    started = time.perf_counter()
    problem = ""
    try:
        check()
    except Exception as error:  # whatever an engine raises is the finding
        problem = f"{type(error).__name__}: {error}"
    return EngineHealth(
        name=name, kind=kind, is_well=not problem, answered_ms=(time.perf_counter() - started) * 1000, problem=problem
    )
