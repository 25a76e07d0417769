"""The composition root: settings → engines → features → HTTP app. The only module that knows everything."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from lumetra import __version__
from lumetra.engines.analytics import Analytics
from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics
from lumetra.engines.analytics.migrate import migrate_analytics
from lumetra.engines.database import Database
from lumetra.engines.database.migrate import migrate_database
from lumetra.engines.jobs import Jobs
from lumetra.engines.jobs.durable import DurableJobs
from lumetra.engines.secrets import MasterKey, load_master_key
from lumetra.features.accounts import routes as accounts_routes
from lumetra.features.accounts import wire as accounts_wire
from lumetra.features.accounts.bootstrap import bootstrap
from lumetra.features.accounts.open_accounts import Accounts, open_accounts
from lumetra.features.prompts import wire as prompts_wire
from lumetra.features.prompts.open_prompts import open_prompts
from lumetra.http.errors import install_error_handlers
from lumetra.http.health import build_health_routes
from lumetra.ingest.intake.routes import build_intake_routes
from lumetra.ingest.open_ingest import Ingest, IngestSettings, open_ingest
from lumetra.settings import Settings

log = logging.getLogger(__name__)

RECENT_EVENTS = "SELECT 1 FROM observations WHERE start_time > now() - INTERVAL 3 MINUTE LIMIT 1"


@dataclass(frozen=True)
class Engines:
    """The outside world, opened."""

    analytics: Analytics
    database: Database
    master_key: MasterKey
    jobs: Jobs


def open_engines(settings: Settings) -> Engines:
    """Open every engine and bring both schemas forward. The data directory is made when it is missing."""
    data_dir = Path(settings.data_dir).expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    analytics = ClickHouseAnalytics(settings.analytics_url or f"chdb://{data_dir / 'analytics'}")
    database = Database(settings.database_url or f"sqlite:///{data_dir / 'lumetra.sqlite'}")
    migrate_analytics(analytics)
    migrate_database(database)
    # Embedded jobs get a file of their own, so that their many small writes never hold up a user's.
    jobs = DurableJobs(settings.database_url or f"sqlite:///{data_dir / 'jobs.sqlite'}", max_threads=settings.jobs_threads)
    master_key = load_master_key(settings.secret_key, data_dir)
    return Engines(analytics=analytics, database=database, master_key=master_key, jobs=jobs)


def close_engines(engines: Engines) -> None:
    """Close in the reverse order of opening."""
    engines.jobs.stop()
    engines.database.close()
    engines.analytics.close()


def prepare_accounts(app: FastAPI, settings: Settings, engines: Engines) -> Accounts:
    """Accounts of this process. `app.state.first_start` is set on an empty instance: what `serve` prints for pasting."""
    accounts = open_accounts(engines.database, engines.master_key)
    app.state.accounts = accounts
    app.state.public_url = settings.public_url
    app.state.authenticator = accounts.authenticator
    with engines.database.session() as session:
        app.state.first_start = bootstrap(session, accounts.pepper, settings.init, accounts.clock())
    return accounts


def prepare_ingest(app: FastAPI, settings: Settings, engines: Engines) -> Ingest:
    """The way of an event in this process, not yet running."""
    ingest = open_ingest(
        engines.analytics,
        IngestSettings(
            directory=Path(settings.data_dir).expanduser().resolve() / "ingest",
            max_body_bytes=settings.ingest_max_body_bytes,
            backlog_bytes=settings.ingest_backlog_bytes,
            backlog_seconds=settings.ingest_backlog_seconds,
            log_retention_hours=settings.ingest_log_retention_hours,
        ),
        price=None,
        link_prompts=None,
    )
    app.state.ingest = ingest
    app.router.routes.extend(build_intake_routes(ingest.otlp))
    return ingest


def install_routes(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts) -> None:
    """Every feature's routes, each given what it needs. The only place where features meet."""
    app.include_router(build_health_routes(engines.database.check, lambda: _has_recent_events(engines.analytics)))
    app.include_router(accounts_routes.build_routes(accounts, sign_up_open=settings.sign_up_open))
    app.include_router(accounts_wire.build_wire_routes(engines.database))
    prompts = open_prompts(engines.database, clock=accounts.clock)
    app.include_router(prompts_wire.build_routes(prompts))


def _has_recent_events(analytics: Analytics) -> bool:
    return bool(analytics.select(RECENT_EVENTS))


async def _every(seconds: float, work: Callable[[], None]) -> None:
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except Exception:  # the next turn may succeed; a broken turn must not end the task
            log.exception("periodic work failed")


def create_app(settings: Settings) -> FastAPI:
    """The whole application, its engines opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        engines = open_engines(settings)
        app.state.engines = engines
        accounts = prepare_accounts(app, settings, engines)
        ingest = prepare_ingest(app, settings, engines)
        install_routes(app, settings, engines, accounts)
        ingest.start()
        usage = asyncio.create_task(_every(30, accounts.keys.flush_usage))
        try:
            yield
        finally:
            usage.cancel()
            accounts.keys.flush_usage()
            await asyncio.to_thread(ingest.close)
            close_engines(engines)

    app = FastAPI(title="Lumetra", version=__version__, lifespan=lifespan, docs_url="/api/docs", openapi_url="/api/openapi.json")
    install_error_handlers(app)
    return app
