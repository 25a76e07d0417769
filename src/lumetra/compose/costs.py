"""The price book, what things cost, and re-pricing."""

from __future__ import annotations

from fastapi import FastAPI

from lumetra.engines.opening import Engines
from lumetra.features.costs import routes, routes_observations, routes_reports, routes_repricings, wire
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reprice import Repricer


def install_costs(app: FastAPI, engines: Engines, costs: Costs) -> None:
    """Routes of the price book and of what things cost, and the job that re-prices."""
    repricer = Repricer(costs, engines.analytics, engines.jobs)
    app.include_router(wire.build_wire_routes(costs))
    app.include_router(routes.build_routes(costs, engines.analytics))
    app.include_router(routes_reports.build_routes(costs, engines.analytics))
    app.include_router(routes_observations.build_routes(costs, engines.analytics))
    app.include_router(routes_repricings.build_routes(costs, engines.analytics, repricer))
