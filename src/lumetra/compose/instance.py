"""What the instance says of itself: health, engines, backlog."""

from __future__ import annotations

from functools import partial

from fastapi import FastAPI

from lumetra.domain.letter import known_language
from lumetra.engines.analytics import Analytics
from lumetra.engines.database import Database
from lumetra.engines.mail import Post
from lumetra.engines.opening import Engines
from lumetra.features.accounts.tables import UserRow
from lumetra.http.add_routes import add_routes
from lumetra.http.health import build_health_routes
from lumetra.http.instance import Backlog, EngineCheck, build_instance_routes
from lumetra.http.instance_mail import Reader, build_mail_routes
from lumetra.ingest.open_ingest import Ingest
from lumetra.settings import Settings

RECENT_EVENTS = "SELECT 1 FROM observations WHERE start_time > now() - INTERVAL 3 MINUTE LIMIT 1"


def open_post(engines: Engines) -> Post | None:
    """The way of letters; None where the instance has no mail server."""
    return None if engines.smtp is None else Post(engines.smtp, engines.jobs, engines.master_key)


def install_instance(app: FastAPI, settings: Settings, engines: Engines, ingest: Ingest, post: Post | None) -> None:
    """Health for probes, and the owner's page."""
    add_routes(app, build_health_routes(engines.database.check, lambda: _has_recent_events(engines.analytics)))
    add_routes(app, build_instance_routes(_engine_checks(settings, engines), lambda: _backlog(ingest), settings.role))
    add_routes(app, build_mail_routes(post, partial(_find_reader, engines.database)))


def _engine_checks(settings: Settings, engines: Engines) -> dict[str, EngineCheck]:
    checks: dict[str, EngineCheck] = {
        "analytics": ("ClickHouse" if settings.analytics_url else "embedded", lambda: engines.analytics.select("SELECT 1")),
        "database": ("PostgreSQL" if settings.database_url.startswith("postgres") else "SQLite", engines.database.check),
        "blobs": (settings.blobs_url.partition(":")[0] or "directory", engines.blobs.check),
        "coordination": ("Redis" if engines.coordination.is_shared else "in process", engines.coordination.check),
    }
    if engines.smtp is not None:
        checks["mail"] = (f"SMTP {engines.smtp.address.shown}", engines.smtp.check)
    return checks


def _find_reader(database: Database, user_id: str) -> Reader:
    with database.reading() as session:
        user = session.get_one(UserRow, user_id)
    return Reader(user.email, known_language(user.language))


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
