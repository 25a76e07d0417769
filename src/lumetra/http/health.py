"""Whether this process lives and may be sent traffic: `/api/public/health` and `/api/public/ready`. Open to everyone."""

from __future__ import annotations

import logging
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from lumetra import __version__

log = logging.getLogger(__name__)


def build_health_routes(check_database: Callable[[], None], has_recent_events: Callable[[], bool]) -> APIRouter:
    """`check_database` raises when the database does not answer; `has_recent_events` says whether anything arrived lately."""
    router = APIRouter(prefix="/api/public", tags=["wire: health"])

    @router.get("/health")
    def get_health(
        failIfDatabaseUnavailable: str = "false",  # noqa: N803  (the wire's own name)
        failIfNoRecentEvents: str = "false",  # noqa: N803  (the wire's own name)
    ) -> JSONResponse:
        """200 when the process answers; with the parameters also a look at what stands behind it, 503 when that fails."""
        if failIfDatabaseUnavailable == "true":
            try:
                check_database()
            except Exception:
                log.exception("health: the database does not answer")
                return JSONResponse({"status": "Database not available", "version": __version__}, 503)
        if failIfNoRecentEvents == "true" and not has_recent_events():
            return JSONResponse({"status": "No recent events", "version": __version__}, 503)
        return JSONResponse({"status": "OK", "version": __version__})

    @router.get("/ready")
    def get_ready(request: Request) -> JSONResponse:
        """500 from the moment the process was asked to stop, so that a load balancer looks elsewhere."""
        if getattr(request.app.state, "stopping", False):
            return JSONResponse({"status": "Stopping", "version": __version__}, 500)
        return JSONResponse({"status": "OK", "version": __version__})

    return router
