"""The Langfuse-compatible API of dataset runs (8.3) and experiments (8.4)."""

from __future__ import annotations

from fastapi import APIRouter

from lumetra.features.experiments.wire.open_wire import ExperimentsWire
from lumetra.features.experiments.wire.wire_experiments import add_experiment_items, add_experiments
from lumetra.features.experiments.wire.wire_runs import add_run_items, add_runs


def build_routes(wire: ExperimentsWire) -> APIRouter:
    """Routes under `/api/public`. They must be added before those of datasets, whose names may hold any path."""
    router = APIRouter(prefix="/api/public", tags=["wire: experiments"])
    add_runs(router, wire)
    add_run_items(router, wire)
    add_experiments(router, wire)
    add_experiment_items(router, wire)
    return router
