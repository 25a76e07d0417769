"""`/api/v1` of the price book, put together: one module a noun."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from lumetra.engines.analytics import Analytics
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.routes_lookups import add_lookups
from lumetra.features.costs.routes_models import add_model_changes, add_models
from lumetra.features.costs.routes_settings import add_settings
from lumetra.http.access import project_in_path


def build_routes(costs: Costs, analytics: Analytics) -> APIRouter:
    """The routes under `/api/v1/projects/{project_id}`. Fixed words of a path stand before ids, which hold slashes."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["models"], dependencies=[Depends(project_in_path)])
    add_lookups(router, costs, analytics)
    add_settings(router, costs)
    add_models(router, costs, analytics)
    add_model_changes(router, costs)
    return router
