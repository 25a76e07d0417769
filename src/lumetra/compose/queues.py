"""Annotation queues: they hold what other features found, and are judged by other features' score configs."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from fastapi import FastAPI

from lumetra.engines.opening import Engines
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import MembershipRow
from lumetra.features.queues import routes, routes_items, wire
from lumetra.features.queues.open_queues import ObjectType, Queues, Target
from lumetra.features.scores.configs import configs_of
from lumetra.features.tracing.columns import TRACE_CORE
from lumetra.features.tracing.find_objects import object_exists
from lumetra.features.tracing.pages_of_traces import page_of_traces
from lumetra.features.tracing.read_filters import FilterReader
from lumetra.features.tracing.read_groups import page_of_groups
from lumetra.features.tracing.read_observations import find_observation, page_keys
from lumetra.features.tracing.time_windows import Window
from lumetra.http.add_routes import add_routes
from lumetra.querylang.subjects import SUBJECTS


def install_queues(app: FastAPI, engines: Engines, accounts: Accounts, filters: FilterReader) -> Queues:
    """Routes of annotation queues. Rules of evaluation fill them (`compose/judging.py`)."""

    def is_member(organization_id: str, user_id: str) -> bool:
        with engines.database.reading() as session:
            return session.get(MembershipRow, (organization_id, user_id)) is not None

    def locate(project_id: str, kind: ObjectType, own_id: str) -> str | None:
        if kind == "OBSERVATION":
            found = find_observation(engines.analytics, project_id, own_id)
            return None if found is None else found.trace_id
        if not object_exists(engines.analytics, project_id, kind, own_id):
            return None
        return own_id if kind == "TRACE" else ""

    def known_configs(project_id: str, ids: Collection[str]) -> Iterable[str]:
        return configs_of(engines.database, project_id, ids)

    def find_targets(project_id: str, subject: str, text: str, start: datetime, end: datetime, limit: int) -> list[Target]:
        filter_, window = filters.read(project_id, SUBJECTS[subject], text), Window(start, end)
        if subject == "observations":
            keys = page_keys(engines.analytics, project_id, filter_, window, limit=limit)
            return [Target("OBSERVATION", key.id, key.trace_id) for key in keys]
        if subject == "traces":
            page = page_of_traces(engines.analytics, project_id, filter_, window, TRACE_CORE, limit=limit)
            return [Target("TRACE", str(row["trace_id"])) for row in page.rows]
        groups = page_of_groups(engines.analytics, project_id, filter_, window, {"rows": "count()"}, limit=limit)
        return [Target("SESSION", str(row["id"])) for row in groups.rows]

    queues = Queues(
        database=engines.database,
        clock=accounts.clock,
        locate=locate,
        is_member=is_member,
        known_configs=known_configs,
        find_targets=find_targets,
    )
    app.state.queues = queues
    add_routes(app, wire.build_wire_routes(queues))
    add_routes(app, routes.build_routes(queues))
    add_routes(app, routes_items.build_item_routes(queues))
    return queues
