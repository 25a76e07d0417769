"""The routes of intake. Plain Starlette handlers: they carry the load, and FastAPI's dependencies would double their cost."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from lumetra.ingest.intake.batch import BatchIntake
from lumetra.ingest.intake.otlp import OtlpIntake

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def build_intake_routes(otlp: OtlpIntake, batch: BatchIntake) -> list[Route]:
    """All routes of intake."""
    handlers: dict[str, Handler] = {
        "/api/public/otel/v1/traces": otlp.traces,
        "/api/public/otel/v1/metrics": otlp.ignored,
        "/api/public/otel/v1/logs": otlp.logs,
        "/api/public/ingestion": batch.ingestion,
        "/v1/traces": otlp.traces,
        "/v1/metrics": otlp.ignored,
        "/v1/logs": otlp.logs,
    }
    return [Route(path, handler, methods=["POST"], include_in_schema=False) for path, handler in handlers.items()]
