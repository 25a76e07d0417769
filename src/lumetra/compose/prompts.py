"""Prompts and what belongs to them: connections to providers, webhooks, the playground."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

from fastapi import FastAPI
from sqlalchemy.orm import Session

from lumetra.domain.observation import Observation
from lumetra.engines.opening import Engines
from lumetra.engines.outbound import AllowedHosts
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import UserRow
from lumetra.features.automations import routes as automations_routes
from lumetra.features.automations.open_automations import Automations, open_automations
from lumetra.features.automations.routes_callouts import build_callout_routes
from lumetra.features.connections import routes as connections_routes
from lumetra.features.connections import wire as connections_wire
from lumetra.features.connections.open_connections import Connections, open_connections
from lumetra.features.costs.open_costs import Costs
from lumetra.features.evaluation.write_evaluators import pause_users_of
from lumetra.features.media.uploads import Media
from lumetra.features.playground import routes as playground_routes
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.runs.live_runs import LiveRuns
from lumetra.features.playground.table_runs.jobs import register_jobs as register_playground_jobs
from lumetra.features.prompts import routes, wire
from lumetra.features.prompts.composition.resolve_texts import resolve_texts
from lumetra.features.prompts.jobs import register_jobs
from lumetra.features.prompts.open_prompts import Prompts, open_prompts
from lumetra.features.prompts.short_cut import build_short_cut
from lumetra.features.prompts.writing import PromptListener
from lumetra.features.tracing.find_objects import session_of
from lumetra.http.add_routes import add_routes
from lumetra.ingest.open_ingest import Ingest
from lumetra.llm.pace import Pacer
from lumetra.settings import Settings


def install_connections(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts) -> Connections:
    """A project's ways to model providers."""
    allowed = AllowedHosts.parse(settings.outbound_allowed_hosts)
    connections = open_connections(engines.database, engines.master_key, allowed, accounts.clock)

    def gone(session: Session, project_id: str, provider: str) -> None:
        pause_users_of(session, project_id, provider, accounts.clock())

    add_routes(app, connections_wire.build_routes(connections, record_audit, gone, accounts.clock))
    add_routes(app, connections_routes.build_routes(connections, record_audit, gone))
    return connections


def install_automations(app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts) -> Automations:
    """Webhooks and Slack messages on what happens to prompts, and callouts about traces."""

    def find_user(session: Session, user_id: str) -> dict[str, str] | None:
        user = session.get(UserRow, user_id)
        return None if user is None else {"name": user.name, "email": user.email}

    allowed = AllowedHosts.parse(settings.outbound_allowed_hosts)
    automations = open_automations(engines.database, engines.jobs, engines.master_key, allowed, find_user, accounts.clock)
    add_routes(app, automations_routes.build_routes(automations, record_audit))
    add_routes(app, build_callout_routes(automations, partial(session_of, engines.analytics), record_audit))
    return automations


def install_prompts(app: FastAPI, engines: Engines, accounts: Accounts, listener: PromptListener) -> Prompts:
    """The prompt registry of this process: its routes, and what it does by itself."""
    prompts = open_prompts(engines.database, engines.coordination.live_events, listener, clock=accounts.clock)
    app.state.prompts = prompts
    register_jobs(engines.jobs, prompts, engines.analytics)
    app.state.short_cuts = (build_short_cut(prompts.served),)
    app.router.routes.insert(0, wire.build_read_route(prompts))
    add_routes(app, wire.build_routes(prompts))
    add_routes(app, routes.build_routes(prompts, engines.analytics))
    return prompts


def install_playground(
    app: FastAPI,
    engines: Engines,
    accounts: Accounts,
    connections: Connections,
    costs: Costs,
    ingest: Ingest,
    prompts: Prompts,
    media: Media,
    pacer: Pacer,
) -> LiveRuns:
    """Running prompts by hand, priced and traced like everything else."""

    def price(project_id: str, observation: Observation) -> Decimal | None:
        return costs.pricer.price(project_id, [observation])[0].total_cost

    playground = Playground(
        database=engines.database,
        clock=accounts.clock,
        open_connection=connections.open,
        allowed=connections.allowed,
        pacer=pacer,
        resolve_texts=partial(resolve_texts, prompts.database),
        read_media=media.read,
        price=price,
        write=ingest.submit_internal,
    )
    live_events = engines.coordination.live_events
    live = LiveRuns(playground, live_events)
    register_playground_jobs(engines.jobs, playground, live_events)
    add_routes(app, playground_routes.build_routes(playground, engines.analytics, engines.jobs, live))
    return live
