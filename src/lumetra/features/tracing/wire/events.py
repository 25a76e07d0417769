"""The one-event writes of the first Langfuse API (wire contract 2.2, 2.3): each is one event through ingestion, then the read of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Body, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Refusal
from lumetra.domain.ids import new_id
from lumetra.domain.pricing.unit_prices import FindPrices
from lumetra.engines.analytics import Analytics
from lumetra.features.tracing.read_observations import find_observation, rows_of_keys
from lumetra.features.tracing.wire.observations import V1_COLUMNS, observations_v1
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.wire_time import wire_time

SubmitEvents = Callable[[Access, Sequence[Mapping[str, object]]], dict[str, Any]]
"""Takes events as `POST /ingestion` does and answers as it does, once they are visible."""


def build_event_routes(
    analytics: Analytics, submit: SubmitEvents, find_prices: FindPrices, clock: Callable[[], datetime]
) -> APIRouter:
    """The routes under `/api/public`."""
    router = APIRouter(prefix="/api/public", tags=["wire: tracing"])

    def write(access: Access, kind: str, body: Any, id_field: str = "id") -> str:
        if not isinstance(body, dict):
            raise Refusal("Invalid request data: expected a JSON object")
        own_id = str(body.get(id_field) or body.get("id") or new_id())
        event = {"id": new_id(), "type": kind, "timestamp": wire_time(clock()), "body": {**body, "id": own_id}}
        answer = submit(access, [event])
        for problem in answer["errors"]:
            raise Refusal(problem.get("message") or "Invalid request data", detail=problem.get("error"))
        return own_id

    def observation(access: Access, own_id: str) -> Response:
        key = find_observation(analytics, access.project_id, own_id)
        rows = rows_of_keys(analytics, access.project_id, [key], V1_COLUMNS) if key else []
        # Durable, and not visible yet when the backlog is long: the id is what there is to say.
        return json_response(observations_v1(rows, find_prices, access.project_id)[0] if rows else {"id": own_id})

    @router.post("/traces")
    def create_trace(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> dict[str, str]:
        """Create or update a trace."""
        return {"id": write(access, "trace-create", body)}

    @router.post("/spans")
    def create_span(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> Response:
        """Create a span."""
        return observation(access, write(access, "span-create", body))

    @router.patch("/spans")
    def update_span(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> Response:
        """Update the span named by `spanId`."""
        return observation(access, write(access, "span-update", body, "spanId"))

    @router.post("/generations")
    def create_generation(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> Response:
        """Create a generation."""
        return observation(access, write(access, "generation-create", body))

    @router.patch("/generations")
    def update_generation(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> Response:
        """Update the generation named by `generationId`."""
        return observation(access, write(access, "generation-update", body, "generationId"))

    @router.post("/events")
    def create_event(body: Any = Body(), access: Access = requires(Permission.INGEST)) -> Response:
        """Create an event."""
        return observation(access, write(access, "event-create", body))

    return router
