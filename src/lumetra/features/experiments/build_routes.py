"""All of `/api/v1` about experiments."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from lumetra.features.experiments.comparison.routes_compare import add_comparison, add_gate, add_pairs
from lumetra.features.experiments.reading.open_experiments import Experiments
from lumetra.features.experiments.routes import add_items, add_lists
from lumetra.features.experiments.running.plans import Plans
from lumetra.features.experiments.running.routes_plans import add_plans
from lumetra.features.experiments.running.routes_trigger import add_trigger
from lumetra.features.experiments.running.trigger import Triggers
from lumetra.http.access import project_in_path


def build_routes(experiments: Experiments, plans: Plans, triggers: Triggers) -> APIRouter:
    """Experiments are addressed by id."""
    router = APIRouter(prefix="/api/v1/projects/{project_id}", tags=["experiments"], dependencies=[Depends(project_in_path)])
    add_lists(router, experiments)
    add_items(router, experiments)
    add_comparison(router, experiments)
    add_pairs(router, experiments)
    add_gate(router, experiments)
    add_plans(router, plans)
    add_trigger(router, experiments, triggers)
    return router
