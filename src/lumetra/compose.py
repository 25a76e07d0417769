"""The composition root: settings → engines → features → HTTP app. The only module that knows everything."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from functools import partial

from fastapi import FastAPI
from sqlalchemy.orm import Session

from lumetra import __version__
from lumetra.domain.access import Access
from lumetra.domain.deletion import Deletion
from lumetra.domain.observation import Observation
from lumetra.engines.analytics import Analytics
from lumetra.engines.coordination import CLAIM_SECONDS
from lumetra.engines.opening import Engines, close_engines, open_engines
from lumetra.engines.outbound import AllowedHosts
from lumetra.features.accounts import routes as accounts_routes
from lumetra.features.accounts import wire as accounts_wire
from lumetra.features.accounts.bootstrap import bootstrap
from lumetra.features.accounts.open_accounts import Accounts, open_accounts
from lumetra.features.accounts.purge_projects import purge_projects
from lumetra.features.accounts.record_audit import record_audit
from lumetra.features.accounts.tables import MembershipRow, UserRow
from lumetra.features.automations import routes as automations_routes
from lumetra.features.automations.open_automations import Automations, open_automations
from lumetra.features.comments import routes as comments_routes
from lumetra.features.comments import wire as comments_wire
from lumetra.features.comments.write_comments import Comments, ObjectType
from lumetra.features.connections import routes as connections_routes
from lumetra.features.connections import wire as connections_wire
from lumetra.features.connections.open_connections import Connections, open_connections
from lumetra.features.costs import routes as costs_routes
from lumetra.features.costs import routes_observations as costs_observations
from lumetra.features.costs import routes_reports as costs_reports
from lumetra.features.costs import routes_repricings as costs_repricings
from lumetra.features.costs import wire as costs_wire
from lumetra.features.costs.open_costs import Costs, open_costs
from lumetra.features.costs.reprice import Repricer
from lumetra.features.datasets import wire as datasets_wire
from lumetra.features.datasets.read_items import get_item, items_by_id
from lumetra.features.datasets.write_datasets import dataset_by_id
from lumetra.features.experiments import wire as experiments_wire
from lumetra.features.experiments.read_experiments import ExperimentFilter, list_experiments
from lumetra.features.media.signed_links import LinkSigner
from lumetra.features.media.uploads import Media
from lumetra.features.media.wire import build_wire_routes as build_media_routes
from lumetra.features.playground import routes as playground_routes
from lumetra.features.playground.jobs import register_jobs as register_playground_jobs
from lumetra.features.playground.run import Playground
from lumetra.features.prompts import routes as prompts_routes
from lumetra.features.prompts import routes_ab as prompts_ab_routes
from lumetra.features.prompts import routes_release as prompts_release_routes
from lumetra.features.prompts import wire as prompts_wire
from lumetra.features.prompts.jobs import register_jobs as register_prompt_jobs
from lumetra.features.prompts.open_prompts import Prompts, open_prompts
from lumetra.features.prompts.tables import PromptVersionRow
from lumetra.features.prompts.writing import PromptListener
from lumetra.features.scores import routes as scores_routes
from lumetra.features.scores import wire as scores_wire
from lumetra.features.scores.configs import keep_fitting
from lumetra.features.tracing import routes as tracing_routes
from lumetra.features.tracing import trace_routes
from lumetra.features.tracing import wire as tracing_wire
from lumetra.features.tracing.event_wire import build_event_routes
from lumetra.features.tracing.find_objects import object_exists
from lumetra.features.tracing.group_routes import build_group_routes
from lumetra.features.tracing.session_wire import build_session_wire_routes
from lumetra.features.views import routes as views_routes
from lumetra.http.edge import Edge
from lumetra.http.errors import install_error_handlers
from lumetra.http.health import build_health_routes
from lumetra.http.instance import Backlog, EngineCheck, build_instance_routes
from lumetra.http.webapp import install_webapp
from lumetra.ingest.election import Election
from lumetra.ingest.intake.routes import build_intake_routes
from lumetra.ingest.internal import InternalRecord
from lumetra.ingest.open_ingest import Ingest, IngestSettings, SharedIngest, open_ingest
from lumetra.ingest.receipts.routes import build_receipt_routes
from lumetra.ingest.write.purge import purge_deleted
from lumetra.settings import Settings

log = logging.getLogger(__name__)

WRITE_PATIENCE_SECONDS = 5.0
"""A change that takes longer to become visible is answered all the same: it is durable, and follows."""

PURGE_SECONDS = 6 * 3600
RECENT_EVENTS = "SELECT 1 FROM observations WHERE start_time > now() - INTERVAL 3 MINUTE LIMIT 1"


def prepare_accounts(app: FastAPI, settings: Settings, engines: Engines) -> Accounts:
    """Accounts of this process. `app.state.first_start` is set on an empty instance: what `serve` prints for pasting."""
    accounts = open_accounts(engines.database, engines.master_key, engines.coordination.cache)
    app.state.accounts = accounts
    app.state.public_url = settings.public_url
    app.state.authenticator = accounts.authenticator
    with engines.database.session() as session:
        app.state.first_start = bootstrap(session, accounts.pepper, settings.init, accounts.clock(), sample=settings.sample)
    return accounts


def prepare_ingest(app: FastAPI, settings: Settings, engines: Engines, costs: Costs, prompts: Prompts) -> Ingest:
    """The way of an event in this process, not yet running."""
    ingest = open_ingest(
        engines.analytics,
        IngestSettings(
            directory=engines.data_dir / "ingest",
            max_body_bytes=settings.ingest_max_body_bytes,
            backlog_bytes=settings.ingest_backlog_bytes,
            backlog_seconds=settings.ingest_backlog_seconds,
            log_retention_hours=settings.ingest_log_retention_hours,
        ),
        price=costs.pricer.price,
        link_prompts=prompts.link,
        check_scores=partial(keep_fitting, engines.database),
        shared=_shared_ingest(engines),
    )
    app.state.ingest = ingest
    app.router.routes[0:0] = build_intake_routes(ingest.otlp, ingest.batch)  # first: no other routes need to be tried before
    app.include_router(build_receipt_routes(engines.analytics, ingest.pending, ingest.pressure))
    return ingest


def _shared_ingest(engines: Engines) -> SharedIngest | None:
    if not engines.coordination.is_shared:
        return None
    queue = engines.coordination.open_queue("ingest")
    return SharedIngest(blobs=engines.blobs, queue=queue, live_events=engines.coordination.live_events)


def begin_storing(settings: Settings, engines: Engines, ingest: Ingest) -> Election | None:
    """Let this process store what the log holds: at once when it is alone, when elected in a cluster, never as `api`."""
    if not engines.coordination.is_shared:
        ingest.start()
        return None
    if settings.role == "api":
        return None

    def give_up() -> None:
        ingest.abandon()
        os.kill(os.getpid(), signal.SIGTERM)  # to be started anew, without what it thinks it knows

    lease = engines.coordination.open_lease("ingest", CLAIM_SECONDS)
    election = Election(lease, ttl_seconds=CLAIM_SECONDS, start_storing=ingest.start, lost=give_up)
    election.start()
    return election


def install_connections(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts) -> Connections:
    """A project's ways to model providers."""
    allowed = AllowedHosts.parse(settings.outbound_allowed_hosts)
    connections = open_connections(engines.database, engines.master_key, allowed, accounts.clock)

    def gone(_session: Session, project_id: str, provider: str) -> None:
        log.info("LLM connection %s of project %s was deleted", provider, project_id)

    app.include_router(connections_wire.build_routes(connections, record_audit, gone, accounts.clock))
    app.include_router(connections_routes.build_routes(connections, record_audit, gone))
    return connections


def install_automations(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts) -> Automations:
    """Webhooks and Slack messages on what happens to prompts."""

    def find_user(session: Session, user_id: str) -> dict[str, str] | None:
        user = session.get(UserRow, user_id)
        return None if user is None else {"name": user.name, "email": user.email}

    allowed = AllowedHosts.parse(settings.outbound_allowed_hosts)
    automations = open_automations(engines.database, engines.jobs, engines.master_key, allowed, find_user, accounts.clock)
    app.include_router(automations_routes.build_routes(automations, record_audit))
    return automations


def install_playground(
    app: FastAPI, engines: Engines, accounts: Accounts, connections: Connections, costs: Costs, ingest: Ingest
) -> None:
    """Running prompts by hand, priced and traced like everything else."""

    def price(project_id: str, observation: Observation) -> Decimal | None:
        return costs.pricer.price(project_id, [observation])[0].total_cost

    playground = Playground(engines.database, connections.open, connections.allowed, price=price, write=ingest.submit_internal)
    register_playground_jobs(engines.jobs, playground)
    live_events = engines.coordination.live_events
    app.include_router(playground_routes.build_routes(playground, engines.analytics, engines.jobs, live_events, accounts.clock))


def install_prompts(app: FastAPI, engines: Engines, accounts: Accounts, listener: PromptListener) -> Prompts:
    """The prompt registry of this process: its routes, and what it does by itself."""
    prompts = open_prompts(engines.database, engines.coordination.live_events, listener, clock=accounts.clock)
    app.state.prompts = prompts
    register_prompt_jobs(engines.jobs, prompts, engines.analytics)
    app.router.routes.insert(0, prompts_wire.build_read_route(prompts))
    app.include_router(prompts_wire.build_routes(prompts))
    for feature in (prompts_routes, prompts_release_routes, prompts_ab_routes):
        app.include_router(feature.build_routes(prompts, engines.analytics))
    return prompts


def install_datasets(app: FastAPI, engines: Engines, accounts: Accounts) -> None:
    """Datasets and experiments: each needs to look up what the other holds."""

    def by_name(session: Session, project_id: str, name: str) -> tuple[str, str]:
        dataset = datasets_wire.find_dataset(session, project_id, name)
        return dataset.id, dataset.name

    def by_id(session: Session, project_id: str, dataset_id: str) -> tuple[str, str]:
        dataset = dataset_by_id(session, project_id, dataset_id)
        return dataset.id, dataset.name

    def run_names(project_id: str, dataset_id: str) -> list[str]:
        where = ExperimentFilter(dataset_ids=[dataset_id])
        return [run.name for run in list_experiments(engines.database, engines.analytics, project_id, where, 10_000)]

    wire = experiments_wire.ExperimentsWire(
        engines.database,
        engines.analytics,
        accounts.clock,
        find_item=get_item,
        items_by_id=items_by_id,
        by_name=by_name,
        by_id=by_id,
    )
    app.include_router(experiments_wire.build_routes(wire))  # first: dataset names may hold any path
    app.include_router(datasets_wire.build_routes(engines.database, accounts.clock, run_names))


def install_routes(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts, ingest: Ingest) -> None:
    """Every feature's routes, each given what it needs. The only place where features meet."""
    app.include_router(build_health_routes(engines.database.check, lambda: _has_recent_events(engines.analytics)))
    app.include_router(build_instance_routes(_engine_checks(settings, engines), partial(_backlog, ingest), settings.role))
    app.include_router(accounts_routes.build_routes(accounts, sign_up_open=settings.sign_up_open))
    app.include_router(accounts_wire.build_wire_routes(accounts))
    install_datasets(app, engines, accounts)
    write = partial(_write_and_wait, ingest)
    app.include_router(tracing_wire.build_wire_routes(engines.analytics, write, accounts.clock))
    app.include_router(tracing_routes.build_routes(engines.analytics, accounts.clock))
    app.include_router(trace_routes.build_trace_routes(engines.analytics, write, accounts.clock))
    app.include_router(build_session_wire_routes(engines.analytics, accounts.clock))
    app.include_router(build_event_routes(engines.analytics, ingest.submit_events, accounts.clock))
    app.include_router(build_group_routes(engines.analytics, accounts.clock))
    app.include_router(
        scores_wire.build_wire_routes(engines.analytics, engines.database, ingest.submit_internal, write, accounts.clock)
    )
    app.include_router(scores_routes.build_routes(engines.analytics, engines.database, write, accounts.clock))
    signer = LinkSigner(engines.master_key.derive("media links"))
    app.include_router(build_media_routes(Media(engines.database, engines.blobs, signer, accounts.clock)))
    app.include_router(views_routes.build_routes(engines.database, accounts.clock))
    install_comments(app, engines, accounts)


def install_comments(app: FastAPI, engines: Engines, accounts: Accounts) -> None:
    """Comments: they attach to what other features hold."""

    def exists(project_id: str, kind: ObjectType, own_id: str) -> bool:
        if kind != "PROMPT":
            return object_exists(engines.analytics, project_id, kind, own_id)
        with engines.database.reading() as session:
            prompt = session.get(PromptVersionRow, own_id)
            return prompt is not None and prompt.project_id == project_id

    def is_member(organization_id: str, user_id: str) -> bool:
        with engines.database.reading() as session:
            return session.get(MembershipRow, (organization_id, user_id)) is not None

    comments = Comments(engines.database, exists, is_member, accounts.clock)
    app.include_router(comments_wire.build_wire_routes(comments))
    app.include_router(comments_routes.build_routes(comments))


def install_costs(app: FastAPI, engines: Engines, costs: Costs) -> None:
    """Routes of the price book and of what things cost, and the job that re-prices."""
    repricer = Repricer(costs, engines.analytics, engines.jobs)
    app.include_router(costs_wire.build_wire_routes(costs))
    app.include_router(costs_routes.build_routes(costs, engines.analytics))
    app.include_router(costs_reports.build_routes(costs, engines.analytics))
    app.include_router(costs_observations.build_routes(costs, engines.analytics))
    app.include_router(costs_repricings.build_routes(costs, engines.analytics, repricer))


def _write_and_wait(ingest: Ingest, access: Access, records: Sequence[InternalRecord]) -> None:
    """Write through the log and wait until reads see it, so that a person's own change is there when the answer is."""
    receipt = ingest.submit_internal(access, records)
    ingest.wait_until_stored(receipt, timeout_seconds=WRITE_PATIENCE_SECONDS)


def _purge_projects(engines: Engines, accounts: Accounts, ingest: Ingest) -> None:
    def remove_events(access: Access) -> None:
        ingest.submit_internal(access, [Deletion(whole_project=True)])

    purge_projects(engines.database, accounts.clock, remove_events)


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


async def _every(seconds: float, work: Callable[[], object]) -> None:
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
        costs = open_costs(engines.database, record_audit, accounts.clock)
        connections = install_connections(app, settings, engines, accounts)
        automations = install_automations(app, settings, engines, accounts)
        prompts = install_prompts(app, engines, accounts, automations)
        ingest = prepare_ingest(app, settings, engines, costs, prompts)
        install_routes(app, settings, engines, accounts, ingest)
        install_costs(app, engines, costs)
        install_playground(app, engines, accounts, connections, costs, ingest)
        election = begin_storing(settings, engines, ingest)
        if settings.otlp_grpc_port:
            ingest.serve_grpc(
                accounts.keys.authenticate,
                host=settings.host,
                port=settings.otlp_grpc_port,
                max_body_bytes=settings.ingest_max_body_bytes,
            )
        await asyncio.to_thread(engines.jobs.start)  # after the features, which register their kinds of jobs
        keeping = [
            asyncio.create_task(_every(30, accounts.keys.flush_usage)),
            asyncio.create_task(_every(PURGE_SECONDS, partial(purge_deleted, engines.analytics))),
            asyncio.create_task(_every(2, accounts.keys.watch)),
            asyncio.create_task(_every(60, partial(_purge_projects, engines, accounts, ingest))),
            asyncio.create_task(_every(5, prompts.store_exposures)),
        ]
        try:
            yield
        finally:
            for task in keeping:
                task.cancel()
            accounts.keys.flush_usage()
            await asyncio.to_thread(prompts.store_exposures)
            prompts.close()
            await asyncio.to_thread(engines.jobs.stop)
            await asyncio.to_thread(ingest.close)
            if election is not None:
                await asyncio.to_thread(election.stop)
            close_engines(engines)

    app = FastAPI(
        title="Lumetra", version=__version__, lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url="/api/openapi.json"
    )
    install_error_handlers(app)
    install_webapp(app)
    app.add_middleware(Edge)
    return app
