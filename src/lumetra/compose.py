"""The composition root: settings → engines → features → HTTP app. The only module that knows everything."""

from __future__ import annotations

from collections.abc import AsyncGenerator
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
from lumetra.http.errors import install_error_handlers
from lumetra.settings import Settings


@dataclass(frozen=True)
class Engines:
    """The outside world, opened."""

    analytics: Analytics
    database: Database


def open_engines(settings: Settings) -> Engines:
    """Open every engine and bring both schemas forward. The data directory is made when it is missing."""
    data_dir = Path(settings.data_dir).expanduser().resolve()
    data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    analytics = ClickHouseAnalytics(settings.analytics_url or f"chdb://{data_dir / 'analytics'}")
    database = Database(settings.database_url or f"sqlite:///{data_dir / 'lumetra.sqlite'}")
    migrate_analytics(analytics)
    migrate_database(database)
    return Engines(analytics=analytics, database=database)


def close_engines(engines: Engines) -> None:
    """Close in the reverse order of opening."""
    engines.database.close()
    engines.analytics.close()


def create_app(settings: Settings) -> FastAPI:
    """The whole application, its engines opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        engines = open_engines(settings)
        app.state.engines = engines
        try:
            yield
        finally:
            close_engines(engines)

    app = FastAPI(title="Lumetra", version=__version__, lifespan=lifespan, docs_url="/api/docs", openapi_url="/api/openapi.json")
    install_error_handlers(app)
    return app
