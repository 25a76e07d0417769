"""`/api/v1` of the playground, put together."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from lumetra.engines.analytics import Analytics
from lumetra.engines.jobs import Jobs
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.routes_sessions import add_sessions
from lumetra.features.playground.runs.live_runs import LiveRuns
from lumetra.features.playground.runs.routes_runs import add_runs
from lumetra.features.playground.table_runs.routes_tables import add_tables
from lumetra.http.access import project_in_path


def build_routes(playground: Playground, analytics: Analytics, jobs: Jobs, live: LiveRuns) -> APIRouter:
    """All routes."""
    router = APIRouter(
        prefix="/api/v1/projects/{project_id}/playground", tags=["playground"], dependencies=[Depends(project_in_path)]
    )
    add_sessions(router, playground, analytics)
    add_runs(router, playground, jobs, live)
    add_tables(router, playground, jobs)
    return router
