"""The price book, what things cost, and re-pricing."""

from __future__ import annotations

from fastapi import FastAPI

from lumetra.engines.opening import Engines
from lumetra.features.costs import routes, wire
from lumetra.features.costs.open_costs import Costs
from lumetra.features.costs.reports import routes_reports
from lumetra.features.costs.repricing import routes_observations, routes_repricings
from lumetra.features.costs.repricing.reprice import Repricer
from lumetra.http.add_routes import add_routes


def install_costs(app: FastAPI, engines: Engines, costs: Costs) -> None:
    """Routes of the price book and of what things cost, and the job that re-prices."""
    repricer = Repricer(costs, engines.analytics, engines.jobs)
    add_routes(app, wire.build_wire_routes(costs))
    add_routes(app, routes.build_routes(costs, engines.analytics))
    add_routes(app, routes_reports.build_routes(costs, engines.analytics))
    add_routes(app, routes_observations.build_routes(costs, engines.analytics))
    add_routes(app, routes_repricings.build_routes(costs, engines.analytics, repricer))
