"""Every part of one process, in the order in which they need each other, and the order in which they stop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from fastapi import FastAPI

from lumetra.compose.accounts import install_accounts
from lumetra.compose.costs import install_costs
from lumetra.compose.evaluation import install_datasets
from lumetra.compose.events import begin_storing, install_events
from lumetra.compose.experiments import install_experiments
from lumetra.compose.instance import install_instance, open_post
from lumetra.compose.judging import install_evaluation
from lumetra.compose.names import open_names
from lumetra.compose.prompts import install_automations, install_connections, install_playground, install_prompts
from lumetra.compose.queues import install_queues
from lumetra.compose.retention import install_retention
from lumetra.compose.tracing import (
    install_comments,
    install_live,
    install_media,
    install_public_links,
    install_scores,
    install_tracing,
    open_filters,
)
from lumetra.compose.upkeep import begin_upkeep
from lumetra.engines.opening import Engines, close_engines
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.costs.open_costs import open_costs
from lumetra.features.evaluation.open_evaluation import Evaluation
from lumetra.features.playground.runs.live_runs import LiveRuns
from lumetra.features.prompts.open_prompts import Prompts
from lumetra.ingest.election import Election
from lumetra.ingest.open_ingest import Ingest
from lumetra.ingest.spread_news import NewsSpreader
from lumetra.llm.pace import Pacer
from lumetra.settings import Settings


@dataclass(frozen=True)
class Parts:
    """What does something by itself, and so must be started and stopped."""

    engines: Engines
    accounts: Accounts
    prompts: Prompts
    ingest: Ingest
    news: NewsSpreader
    evaluation: Evaluation
    playground: LiveRuns


@dataclass(frozen=True)
class Running:
    """A process at work: its parts, and what was begun beside them."""

    parts: Parts
    election: Election | None
    upkeep: list[asyncio.Task[None]]


def install_parts(app: FastAPI, settings: Settings, engines: Engines) -> Parts:
    """Give every feature what it needs and `app` its routes. Nothing runs yet."""
    post = open_post(engines)
    accounts = install_accounts(app, settings, engines, post)
    costs = open_costs(engines.database, record_audit, accounts.clock)
    connections = install_connections(app, settings, engines, accounts)
    automations = install_automations(app, settings, engines, accounts)
    prompts = install_prompts(app, engines, accounts, automations)
    ingest = install_events(app, settings, engines, costs, prompts)
    install_instance(app, settings, engines, ingest, post)
    filters = open_filters(engines, accounts)
    named = open_names(engines)
    sharing = install_tracing(app, engines, accounts, costs, ingest, filters, named)
    news = install_live(app, engines, ingest)
    install_scores(app, engines, accounts, ingest, named)
    media = install_media(app, engines, accounts)
    install_public_links(app, engines, accounts, sharing, media)
    install_comments(app, engines, accounts)
    install_datasets(app, engines, accounts, media, filters)
    queues = install_queues(app, engines, accounts, filters)
    pacer = Pacer(engines.coordination.cache)
    evaluation = install_evaluation(app, settings, engines, accounts, connections, costs, ingest, queues, pacer, filters)
    install_experiments(app, settings, engines, accounts, connections, prompts, ingest, evaluation, pacer)
    install_costs(app, engines, costs)
    install_retention(engines, accounts, media)
    playground = install_playground(app, engines, accounts, connections, costs, ingest, prompts, media, pacer)
    return Parts(engines, accounts, prompts, ingest, news, evaluation, playground)


async def start(parts: Parts, settings: Settings) -> Running:
    """Begin to store, to work off jobs and to look after things."""
    election = begin_storing(settings, parts.engines, parts.ingest, begun=parts.evaluation.watch.start)
    if settings.otlp_grpc_port:
        parts.ingest.serve_grpc(
            parts.accounts.keys.authenticate,
            host=settings.host,
            port=settings.otlp_grpc_port,
            max_body_bytes=settings.ingest_max_body_bytes,
        )
    await asyncio.to_thread(parts.engines.jobs.start)  # after the features, which register their kinds of jobs
    parts.evaluation.waker.start()
    upkeep = begin_upkeep(parts.engines, parts.accounts, parts.prompts, parts.ingest)
    return Running(parts, election, upkeep)


async def stop(running: Running) -> None:
    """End everything: first what makes work, then what does it, at last the engines."""
    parts = running.parts
    for task in running.upkeep:
        task.cancel()
    await parts.playground.close()
    parts.accounts.keys.flush_usage()
    await asyncio.to_thread(parts.prompts.store_exposures)
    parts.prompts.close()
    await asyncio.to_thread(parts.evaluation.watch.stop)
    await asyncio.to_thread(parts.evaluation.waker.stop)
    await asyncio.to_thread(parts.engines.jobs.stop)
    await asyncio.to_thread(parts.evaluation.needs.sandbox.close)
    await asyncio.to_thread(parts.ingest.close)
    await asyncio.to_thread(parts.news.close)
    if running.election is not None:
        await asyncio.to_thread(running.election.stop)
    close_engines(parts.engines)
