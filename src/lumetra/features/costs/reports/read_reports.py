"""What a project spends: by day, model, user, session, tag, prompt version, environment; per trace and session; on cached input."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Literal

from lumetra.engines.analytics import Analytics, Row, load_statement
from lumetra.features.costs.times import to_us
from lumetra.querylang import check, parse, to_sql
from lumetra.querylang.subjects import OBSERVATIONS

_PACKAGE: Final = "lumetra.features.costs"
_MAXIMUM_DAYS_ROWS: Final = 20_000

Dimension = Literal[
    "day", "model", "user", "session", "tag", "prompt", "environment", "trace_name", "name", "provider", "tier", "none"
]

_EXPRESSIONS: Final[dict[str, str]] = {
    "day": "toString(toDate(start_time, 'UTC'))",
    "model": "toString(model)",
    "user": "user_id",
    "session": "session_id",
    "tag": "toString(arrayJoin(if(empty(tags), [''], tags)))",
    "prompt": "if(prompt_name = '', '', concat(prompt_name, ' v', toString(assumeNotNull(prompt_version))))",
    "environment": "toString(environment)",
    "trace_name": "toString(trace_name)",
    "name": "toString(name)",
    "provider": "JSONExtractString(cost_explanation, 'provider')",
    "tier": "toString(pricing_tier_name)",
    "none": "''",
}

# What caching saved: cached tokens at the full input price less their own, and what writing the cache cost on top of it.
_MEASURES: Final = """
        arraySum(mapValues(mapFilter((k, v) -> (k LIKE 'input%' OR k LIKE 'cache%') AND k NOT LIKE '%seconds', usage))) AS inputs,
        arraySum(mapValues(mapFilter((k, v) -> k LIKE 'input_cached%' OR k IN ('cache_read_input_tokens', 'input_cache_read'), usage))) AS cached,
        arraySum(mapValues(mapFilter((k, v) -> k LIKE 'output%' AND k NOT LIKE '%seconds', usage))) AS outputs,
        toFloat64OrZero(JSONExtractString(cost_explanation, 'prices', 'input')) AS input_price,
        if(input_price = 0, 0, arraySum(arrayMap(
            (k, v) -> v * (input_price - toFloat64OrZero(JSONExtractString(cost_explanation, 'prices', k))),
            mapKeys(mapFilter((k, v) -> k LIKE '%cache%' AND JSONHas(cost_explanation, 'prices', k), usage)),
            mapValues(mapFilter((k, v) -> k LIKE '%cache%' AND JSONHas(cost_explanation, 'prices', k), usage))
        ))) AS saved
"""


class CostFilter:
    """A period and a filter in the filter grammar, compiled once."""

    def __init__(self, project_id: str, first: datetime, end: datetime, text: str, now: datetime) -> None:
        compiled = to_sql(check(parse(text), OBSERVATIONS, now), OBSERVATIONS) if text.strip() else None
        self.sql = compiled.sql if compiled else "1"
        self.parameters: dict[str, Any] = {
            "project_id": project_id,
            "from_us": to_us(first),
            "to_us": to_us(end),
            **(compiled.parameters if compiled else {}),
        }


def costs_by(analytics: Analytics, filter_: CostFilter, dimension: Dimension, limit: int) -> list[Row]:
    """Rows by one dimension, the costliest first. By tag, a trace with two tags counts under both."""
    sql = load_statement(_PACKAGE, "costs_by").with_slots(
        dimension=_EXPRESSIONS[dimension], measures=_MEASURES.strip(), filter=filter_.sql
    )
    return analytics.select(sql, {**filter_.parameters, "limit": limit})


def costs_by_day(analytics: Analytics, filter_: CostFilter, dimension: Dimension, time_zone: str) -> list[Row]:
    """One row a day and key."""
    sql = load_statement(_PACKAGE, "costs_by_day").with_slots(dimension=_EXPRESSIONS[dimension], filter=filter_.sql)
    return analytics.select(sql, {**filter_.parameters, "time_zone": time_zone, "limit": _MAXIMUM_DAYS_ROWS})


def cost_distribution(analytics: Analytics, filter_: CostFilter, unit: Literal["trace", "session"]) -> Mapping[str, Any]:
    """How the cost of traces or sessions is spread."""
    column = "trace_id" if unit == "trace" else "session_id"
    sql = load_statement(_PACKAGE, "cost_distribution").with_slots(unit=column, filter=filter_.sql)
    [row] = analytics.select(sql, filter_.parameters)
    return row


def models_used(analytics: Analytics, project_id: str, since: datetime) -> dict[str, Row]:
    """Model id → when it was last used, how often and at what cost since then."""
    sql = load_statement(_PACKAGE, "models_used").with_slots()
    rows = analytics.select(sql, {"project_id": project_id, "from_us": to_us(since)})
    return {row["model_id"]: row for row in rows}


def models_without_price(analytics: Analytics, project_id: str, first: datetime, end: datetime, limit: int) -> list[Row]:
    """Models that traffic mentions and no price covers."""
    sql = load_statement(_PACKAGE, "models_without_price").with_slots()
    parameters = {"project_id": project_id, "from_us": to_us(first), "to_us": to_us(end), "limit": limit}
    return analytics.select(sql, parameters)


def observation_cost(analytics: Analytics, project_id: str, observation_id: str, trace_id: str = "") -> Row | None:
    """The stored cost of one observation, or null."""
    sql = load_statement(_PACKAGE, "observation_cost").with_slots()
    rows = analytics.select(sql, {"project_id": project_id, "id": observation_id, "trace_id": trace_id})
    return rows[0] if rows else None
