"""Puts one process together: opens the engines, installs each area, and orders starting and stopping."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from lumetra import __version__
from lumetra.compose.accounts import install_accounts
from lumetra.compose.costs import install_costs
from lumetra.compose.evaluation import install_datasets
from lumetra.compose.events import begin_storing, install_events
from lumetra.compose.experiments import install_experiments
from lumetra.compose.instance import install_instance
from lumetra.compose.judging import install_evaluation
from lumetra.compose.prompts import install_automations, install_connections, install_playground, install_prompts
from lumetra.compose.queues import install_queues
from lumetra.compose.tracing import install_comments, install_live, install_media, install_scores, install_tracing
from lumetra.compose.upkeep import begin_upkeep
from lumetra.engines.opening import close_engines, open_engines
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.costs.open_costs import open_costs
from lumetra.http.edge import Edge
from lumetra.http.errors import install_error_handlers
from lumetra.http.short_cut import ShortCut
from lumetra.http.webapp import install_webapp
from lumetra.llm.pace import Pacer
from lumetra.settings import Settings


def create_app(settings: Settings) -> FastAPI:
    """The whole application, its engines opened when it starts and closed when it stops."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[None]:
        engines = open_engines(settings)
        app.state.engines = engines
        accounts = install_accounts(app, settings, engines)
        costs = open_costs(engines.database, record_audit, accounts.clock)
        connections = install_connections(app, settings, engines, accounts)
        automations = install_automations(app, settings, engines, accounts)
        prompts = install_prompts(app, engines, accounts, automations)
        ingest = install_events(app, settings, engines, costs, prompts)
        install_instance(app, settings, engines, ingest)
        install_tracing(app, engines, accounts, costs, ingest)
        news = install_live(app, engines, ingest)
        install_scores(app, engines, accounts, ingest)
        media = install_media(app, engines, accounts)
        install_comments(app, engines, accounts)
        install_datasets(app, engines, accounts, media)
        queues = install_queues(app, engines, accounts)
        pacer = Pacer(engines.coordination.cache)
        evaluation = install_evaluation(app, engines, accounts, connections, costs, ingest, queues, pacer)
        install_experiments(app, settings, engines, accounts, connections, prompts, ingest, evaluation, pacer)
        install_costs(app, engines, costs)
        playground = install_playground(app, engines, accounts, connections, costs, ingest, prompts, media, pacer)
        election = begin_storing(settings, engines, ingest, begun=evaluation.watch.start)
        if settings.otlp_grpc_port:
            ingest.serve_grpc(
                accounts.keys.authenticate,
                host=settings.host,
                port=settings.otlp_grpc_port,
                max_body_bytes=settings.ingest_max_body_bytes,
            )
        await asyncio.to_thread(engines.jobs.start)  # after the features, which register their kinds of jobs
        evaluation.waker.start()
        upkeep = begin_upkeep(engines, accounts, prompts, ingest, queues)
        try:
            yield
        finally:
            for task in upkeep:
                task.cancel()
            await playground.close()
            accounts.keys.flush_usage()
            await asyncio.to_thread(prompts.store_exposures)
            prompts.close()
            await asyncio.to_thread(evaluation.watch.stop)
            await asyncio.to_thread(evaluation.waker.stop)
            await asyncio.to_thread(engines.jobs.stop)
            await asyncio.to_thread(evaluation.needs.sandbox.close)
            await asyncio.to_thread(ingest.close)
            await asyncio.to_thread(news.close)
            if election is not None:
                await asyncio.to_thread(election.stop)
            close_engines(engines)

    app = FastAPI(
        title="Lumetra", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    install_error_handlers(app)
    install_webapp(app)
    app.add_middleware(ShortCut)
    app.add_middleware(Edge)
    return app
