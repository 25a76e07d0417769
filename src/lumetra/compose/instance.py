"""What the instance says of itself: health, engines, backlog."""

from __future__ import annotations

from fastapi import FastAPI

from lumetra.engines.analytics import Analytics
from lumetra.engines.opening import Engines
from lumetra.http.add_routes import add_routes
from lumetra.http.health import build_health_routes
from lumetra.http.instance import Backlog, EngineCheck, build_instance_routes
from lumetra.ingest.open_ingest import Ingest
from lumetra.settings import Settings

RECENT_EVENTS = "SELECT 1 FROM observations WHERE start_time > now() - INTERVAL 3 MINUTE LIMIT 1"


def install_instance(app: FastAPI, settings: Settings, engines: Engines, ingest: Ingest) -> None:
    """Health for probes, and the owner's page."""
    add_routes(app, build_health_routes(engines.database.check, lambda: _has_recent_events(engines.analytics)))
    add_routes(app, build_instance_routes(_engine_checks(settings, engines), lambda: _backlog(ingest), settings.role))


def _engine_checks(settings: Settings, engines: Engines) -> dict[str, EngineCheck]:
    return {
        "analytics": ("ClickHouse" if settings.analytics_url else "embedded", lambda: engines.analytics.select("SELECT 1")),
        "database": ("PostgreSQL" if settings.database_url.startswith("postgres") else "SQLite", engines.database.check),
        "blobs": (settings.blobs_url.partition(":")[0] or "directory", engines.blobs.check),
        "coordination": ("Redis" if engines.coordination.is_shared else "in process", engines.coordination.check),
    }


def _backlog(ingest: Ingest) -> Backlog:
    state = ingest.pressure.state()
    return Backlog(
        level=state.level,
        bytes=state.backlog_bytes,
        age_seconds=state.backlog_age_seconds,
        paused=[work.value for work in state.paused],
    )


def _has_recent_events(analytics: Analytics) -> bool:
    return bool(analytics.select(RECENT_EVENTS))
