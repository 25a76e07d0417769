"""The observation of the second API, in field groups (wire contract 2.3)."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any, Final

import orjson

from lumetra.domain import json_text
from lumetra.domain.pricing.explain import plain
from lumetra.domain.pricing.unit_prices import UnitPrices
from lumetra.engines.analytics import Row
from lumetra.features.tracing.wire.form import number, numbers, seconds, sum_of, total_usage
from lumetra.http.wire_time import wire_time

GROUPS: Final = ("core", "basic", "time", "io", "metadata", "model", "usage", "prompt", "metrics", "trace_context")
DEFAULT_GROUPS: Final = frozenset({"core", "basic"})
METADATA_LIMIT_BYTES: Final = 200

COLUMNS_OF_GROUP: Final[dict[str, tuple[str, ...]]] = {
    "core": ("project_id", "trace_id", "id", "start_time", "end_time", "parent_id", "type", "completion_start_time"),
    "basic": (
        "name", "level", "status_message", "version", "environment", "bookmarked", "public", "user_id", "session_id", "is_app_root",
    ),
    "time": ("created_at", "updated_at"),
    "io": ("input", "output"),
    "metadata": ("metadata",),
    "model": ("model", "model_id", "model_parameters", "pricing_tier_id"),
    "usage": ("usage", "cost", "total_cost", "pricing_tier_id", "pricing_tier_name"),
    "prompt": ("prompt_id", "prompt_name", "prompt_version"),
    "metrics": (),
    "trace_context": ("tags", "release", "trace_name"),
}  # fmt: skip


def columns_of(groups: Collection[str]) -> list[str]:
    """The columns that these groups read; core is always among them."""
    return [column for group in GROUPS if group == "core" or group in groups for column in COLUMNS_OF_GROUP[group]]


def observation_v2(row: Row, groups: Collection[str], expanded: Collection[str], prices: UnitPrices) -> dict[str, Any]:
    """The asked groups of one observation. `expanded` names metadata keys that are not cut. Prices are text (contract 2.3)."""
    found: dict[str, Any] = {
        "id": row["id"],
        "traceId": row["trace_id"],
        "startTime": wire_time(row["start_time"]),
        "endTime": wire_time(row["end_time"]),
        "projectId": row["project_id"],
        "parentObservationId": row["parent_id"] or None,
        "type": row["type"],
        "latency": seconds(row["start_time"], row["end_time"]),
        "timeToFirstToken": seconds(row["start_time"], row["completion_start_time"]),
        "modelId": (row["model_id"] or None) if "model" in groups else None,
        "inputPrice": _price(prices.input),
        "outputPrice": _price(prices.output),
        "totalPrice": _price(prices.total),
    }
    if "basic" in groups:
        found |= _basic(row)
    if "time" in groups:
        found["completionStartTime"] = wire_time(row["completion_start_time"])
        found |= {"createdAt": wire_time(row["created_at"]), "updatedAt": wire_time(row["updated_at"])}
    if "io" in groups:
        found |= {"input": row["input"] or None, "output": row["output"] or None}
    if "metadata" in groups:
        found["metadata"] = flat_metadata(row["metadata"], None if "io" in groups else expanded)
    if "model" in groups:
        found |= {"model": row["model"] or None, "internalModelId": row["model_id"] or None}
        found["modelParameters"] = json_text.value_of(row["model_parameters"])
    if "usage" in groups:
        found |= _usage(row)
    if "prompt" in groups:
        found |= {"promptId": row["prompt_id"] or None, "promptName": row["prompt_name"] or None}
        found["promptVersion"] = row["prompt_version"]
    if "trace_context" in groups:
        found |= {"tags": list(row["tags"]), "release": row["release"] or None, "traceName": row["trace_name"] or None}
    return found


def _price(price: Decimal | None) -> str | None:
    return None if price is None else plain(price)


def _basic(row: Row) -> dict[str, Any]:
    return {
        "name": row["name"] or None,
        "level": row["level"],
        "statusMessage": row["status_message"] or None,
        "version": row["version"] or None,
        "environment": row["environment"],
        "bookmarked": bool(row["bookmarked"]),
        "public": bool(row["public"]),
        "userId": row["user_id"] or None,
        "sessionId": row["session_id"] or None,
        "isRootObservation": not row["parent_id"] or bool(row["is_app_root"]),
    }


def _usage(row: Row) -> dict[str, Any]:
    usage, cost = row["usage"], row["cost"]
    return {
        "usageDetails": numbers(usage),
        "costDetails": numbers(cost),
        "totalCost": number(row["total_cost"]),
        "usagePricingTierName": row["pricing_tier_name"] or None,
        "usagePricingTierId": row["pricing_tier_id"] or None,
        "inputUsage": sum_of(usage, "input"),
        "outputUsage": sum_of(usage, "output"),
        "totalUsage": total_usage(usage),
        "inputCost": sum_of(cost, "input") if cost else None,
        "outputCost": sum_of(cost, "output") if cost else None,
    }


def flat_metadata(metadata: dict[str, str], expanded: Collection[str] | None) -> dict[str, Any]:
    """Metadata as dotted paths. Long texts are cut, unless their key is in `expanded`; None means all are."""
    flat: dict[str, Any] = {}
    for key, text in metadata.items():
        _flatten(key, json_text.value_of(text), flat)
    if expanded is None:
        return flat
    return {key: value if key in expanded or key.split(".")[0] in expanded else _cut(value) for key, value in flat.items()}


def _flatten(path: str, value: Any, flat: dict[str, Any]) -> None:
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _flatten(f"{path}.{key}", inner, flat)
    else:
        flat[path] = value


def _cut(value: Any) -> Any:
    text = value if isinstance(value, str) else orjson.dumps(value).decode()
    if len(text.encode()) <= METADATA_LIMIT_BYTES:
        return value
    return text.encode()[:METADATA_LIMIT_BYTES].decode("utf-8", "ignore")
