"""Reads of observations on the Langfuse-compatible API, both versions (wire contract 2.3)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import NotFound, Refusal
from lumetra.domain.pricing.unit_prices import NO_PRICES, FindPrices, UnitPrices
from lumetra.engines.analytics import Analytics, Row
from lumetra.features.tracing.columns import OBSERVATION_CORE, OBSERVATION_IO
from lumetra.features.tracing.filters import make_filter
from lumetra.features.tracing.read_observations import (
    ObservationKey,
    count_observations,
    find_observation,
    page_keys,
    rows_of_keys,
)
from lumetra.features.tracing.wire.filters import advanced_filter, observation_conditions, wire_window
from lumetra.features.tracing.wire.form import observation_v1
from lumetra.features.tracing.wire.form_v2 import DEFAULT_GROUPS, GROUPS, columns_of, observation_v2
from lumetra.http.access import requires
from lumetra.http.json_response import json_response
from lumetra.http.paging import decode_text_cursor, encode_cursor
from lumetra.http.wire_query import WireParameters, page_meta
from lumetra.querylang.subjects import OBSERVATIONS

V1_COLUMNS: Final = ("project_id", *OBSERVATION_CORE, *OBSERVATION_IO, "metadata")


def observations_v1(rows: list[Row], find_prices: FindPrices, project_id: str) -> list[dict[str, Any]]:
    """These rows, read with `V1_COLUMNS`, as the first API shows them."""
    prices = _prices(find_prices, project_id, rows)
    return [observation_v1(row, price) for row, price in zip(rows, prices, strict=True)]


def _prices(find_prices: FindPrices, project_id: str, rows: list[Row]) -> list[UnitPrices]:
    return [
        find_prices(project_id, row["model_id"], row["pricing_tier_id"], row["start_time"]) if row["model_id"] else NO_PRICES
        for row in rows
    ]


def build_observation_wire_routes(analytics: Analytics, find_prices: FindPrices, clock: Callable[[], datetime]) -> APIRouter:
    """The routes under `/api/public/observations` and `/api/public/v2/observations`."""
    router = APIRouter(prefix="/api/public", tags=["wire: tracing"])

    @router.get("/observations")
    def list_observations(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One numbered page of observations."""
        query = WireParameters(request)
        page, limit = query.page()
        wire = advanced_filter(query, "observations", OBSERVATIONS)
        filter_ = make_filter(OBSERVATIONS, clock(), *observation_conditions(query, wire))
        window = wire_window(query, "fromStartTime", "toStartTime")
        keys = page_keys(analytics, access.project_id, filter_, window, limit=limit, offset=(page - 1) * limit)
        rows = rows_of_keys(analytics, access.project_id, keys, V1_COLUMNS)
        total = count_observations(analytics, access.project_id, filter_, window)
        data = observations_v1(rows, find_prices, access.project_id)
        return json_response({"data": data, "meta": page_meta(page, limit, total)})

    @router.get("/observations/{observation_id:path}")
    def get_observation(observation_id: str, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One observation."""
        key = find_observation(analytics, access.project_id, observation_id)
        rows = rows_of_keys(analytics, access.project_id, [key], V1_COLUMNS) if key else []
        if not rows:
            raise NotFound("Observation not found within authorized project")
        return json_response(observations_v1(rows, find_prices, access.project_id)[0])

    @router.get("/v2/observations")
    def list_observations_v2(request: Request, access: Access = requires(Permission.TRACES_READ)) -> Response:
        """One page of observations by cursor, in the asked field groups."""
        query = WireParameters(request)
        if query.flag("parseIoAsJson"):
            raise Refusal("parseIoAsJson=true is not supported: input and output are always returned as strings")
        limit = query.integer("limit", 50, least=0, most=1000)
        after = _read_v2_cursor(query.text("cursor"))
        wire = advanced_filter(query, "v2/observations", OBSERVATIONS)
        filter_ = make_filter(OBSERVATIONS, clock(), *observation_conditions(query, wire))
        window = wire_window(query, "fromStartTime", "toStartTime")
        groups = frozenset(query.many("fields")) & set(GROUPS) if query.text("fields") else DEFAULT_GROUPS
        expanded = frozenset(query.many("expandMetadata"))
        keys = page_keys(analytics, access.project_id, filter_, window, limit=limit + 1, after=after) if limit else []
        rows = rows_of_keys(analytics, access.project_id, keys[:limit], columns_of(groups))
        meta = {"cursor": _write_v2_cursor(keys[limit - 1])} if len(keys) > limit else {}
        prices = _prices(find_prices, access.project_id, rows) if "model" in groups else [NO_PRICES] * len(rows)
        data = [observation_v2(row, groups, expanded, price) for row, price in zip(rows, prices, strict=True)]
        return json_response({"data": data, "meta": meta})

    return router


def _read_v2_cursor(cursor: str) -> ObservationKey | None:
    if not cursor:
        return None
    started, trace_id, observation_id = decode_text_cursor(cursor, 3)
    try:
        moment = datetime.fromisoformat(started)
    except ValueError as error:
        raise Refusal("Invalid cursor format") from error
    return ObservationKey(moment.astimezone(UTC), trace_id, observation_id)


def _write_v2_cursor(key: ObservationKey) -> str:
    return encode_cursor(key.start_time.isoformat(), key.trace_id, key.id)
