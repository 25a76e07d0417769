"""Makes the application of one process: opens the engines when it starts, closes them when it stops."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from lumetra import __version__
from lumetra.compose.parts import install_parts, start, stop
from lumetra.engines.opening import open_engines
from lumetra.http.edge import Edge
from lumetra.http.errors import install_error_handlers
from lumetra.http.short_cut import ShortCut
from lumetra.http.webapp import install_webapp
from lumetra.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The whole application. Its engines and routes are there from its start to its stop."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        engines = open_engines(settings)
        app.state.engines = engines
        running = await start(install_parts(app, settings, engines), settings)
        try:
            yield
        finally:
            await stop(running)

    app = FastAPI(
        title="Lumetra", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    install_error_handlers(app)
    install_webapp(app)
    app.add_middleware(ShortCut)
    app.add_middleware(Edge)
    return app
