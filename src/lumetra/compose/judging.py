"""Evaluators and rules: what judges, and what it is applied to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from fastapi import FastAPI

from lumetra.domain.evaluation import Target
from lumetra.domain.observation import Observation
from lumetra.engines.opening import Engines
from lumetra.engines.sandbox import Sandbox
from lumetra.features.accounts.audit.record_audit import record_audit
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.connections.open_connections import Connections
from lumetra.features.costs.open_costs import Costs
from lumetra.features.datasets.read_items import items_by_id
from lumetra.features.evaluation.open_evaluation import Evaluation, Needs, open_evaluation
from lumetra.features.evaluation.routes import routes_evaluators, routes_executions, routes_rules, routes_runs
from lumetra.features.evaluation.rules.match_targets import Link
from lumetra.features.evaluation.subjects.subject import ItemFacts
from lumetra.features.evaluation.wire import wire_unstable, wire_v2
from lumetra.features.experiments.reading.find_item import find_linked_item, links_of_traces
from lumetra.features.queues.add_items import add_targets
from lumetra.features.queues.open_queues import Queues
from lumetra.features.queues.open_queues import Target as QueueTarget
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.http.add_routes import add_routes
from lumetra.ingest.announce import Stored
from lumetra.ingest.open_ingest import Ingest
from lumetra.ingest.pressure import Work
from lumetra.llm.pace import Pacer
from lumetra.querylang import Checked, Subject
from lumetra.settings import Settings


def install_evaluation(
    app: FastAPI, settings: Settings, engines: Engines, accounts: Accounts, connections: Connections, costs: Costs, ingest: Ingest, queues: Queues, pacer: Pacer,
    filters: FilterReader,
) -> Evaluation:  # fmt: skip
    """Everything about evaluation. Its jobs run once the jobs start; its watch once this process stores."""

    def price(project_id: str, observation: Observation) -> Decimal | None:
        return costs.pricer.price(project_id, [observation])[0].total_cost

    def find_item(project_id: str, trace_id: str, observation_id: str) -> ItemFacts | None:
        with engines.database.reading() as session:
            found = find_linked_item(session, items_by_id, project_id, trace_id, observation_id)
        return None if found is None else ItemFacts(found.experiment_id, found.item_id, found.expected_output, found.metadata)

    def links_of(project_id: str, trace_ids: Sequence[str]) -> list[Link]:
        with engines.database.reading() as session:
            return [Link(*link) for link in links_of_traces(session, project_id, trace_ids)]

    def read_filter(project_id: str, subject: Subject, text: str, now: datetime) -> Checked:
        return filters.read(project_id, subject, text, now=now).checked

    needs = Needs(
        database=engines.database,
        analytics=engines.analytics,
        jobs=engines.jobs,
        sandbox=Sandbox(),
        open_connection=connections.open,
        allowed=connections.allowed,
        pacer=pacer,
        price=price,
        write=ingest.submit_internal,
        find_item=find_item,
        links_of=links_of,
        read_filter=read_filter,
        may_run=lambda: ingest.pressure.may_run(Work.EVALUATIONS),
        may_backfill=lambda: ingest.pressure.may_run(Work.BACKFILLS),
        oldest_waiting_seconds=lambda: ingest.pressure.state().backlog_age_seconds,
        log_days=settings.evaluation_log_days,
        clock=accounts.clock,
    )
    evaluation = open_evaluation(needs)

    def note(stored: Stored) -> None:
        evaluation.watch.note(stored.project_id, stored.observations)

    def add_to_queue(project_id: str, queue_id: str, targets: Sequence[Target]) -> int:
        return add_targets(queues, project_id, queue_id, [_queued(target) for target in targets], "RULE")

    evaluation.set_annotation_queues(add_to_queue)
    ingest.announcer.subscribe(note)
    for routes in (routes_evaluators, routes_rules, routes_runs, routes_executions):
        add_routes(app, routes.build_routes(evaluation, record_audit))
    add_routes(app, wire_v2.build_wire_routes(evaluation, record_audit))
    add_routes(app, wire_unstable.build_unstable_routes(evaluation, record_audit))
    return evaluation


def _queued(target: Target) -> QueueTarget:
    if target.kind == "session":
        return QueueTarget("SESSION", target.session_id)
    if target.observation_id:
        return QueueTarget("OBSERVATION", target.observation_id, target.trace_id)
    return QueueTarget("TRACE", target.trace_id)
