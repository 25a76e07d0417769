"""The shapes of traces, observations and scores on the Langfuse API (wire contract 2.2, 2.3, 7.2): every key, null where empty."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from lumetra.domain import json_text
from lumetra.domain.pricing.unit_prices import UnitPrices
from lumetra.engines.analytics import Row
from lumetra.features.tracing.responses import metadata_object
from lumetra.http.wire_time import wire_time


def number(value: float | Decimal | None) -> float | int | None:
    """A JSON number: whole numbers without a fraction, never NaN."""
    if value is None:
        return None
    found = float(value)
    if not math.isfinite(found):
        return None
    return int(found) if found.is_integer() and abs(found) < 2**53 else found


def numbers(values: Mapping[str, float | Decimal]) -> dict[str, float | int | None]:
    """A map of amounts."""
    return {key: number(value) for key, value in values.items()}


def sum_of(values: Mapping[str, float | Decimal], part: str) -> float | int:
    """The sum of the buckets whose name contains `part`."""
    return number(sum(float(value) for key, value in values.items() if part in key)) or 0


def seconds(start: datetime | None, end: datetime | None) -> float | None:
    """The time between, in seconds to the millisecond; None when either is missing."""
    return None if start is None or end is None else round((end - start).total_seconds(), 3)


def total_usage(usage: Mapping[str, float]) -> float | int:
    """The given total, else the sum of all buckets."""
    return number(usage["total"] if "total" in usage else sum(usage.values())) or 0


def observation_v1(row: Row, prices: UnitPrices) -> dict[str, Any]:
    """The observation of the first API, whole."""
    usage: Mapping[str, float] = row["usage"]
    cost: Mapping[str, Decimal] = row["cost"]
    tokens_in, tokens_out, tokens = sum_of(usage, "input"), sum_of(usage, "output"), total_usage(usage)
    return {
        "id": row["id"],
        "projectId": row["project_id"],
        "traceId": row["trace_id"],
        "parentObservationId": row["parent_id"] or None,
        "name": row["name"] or None,
        "type": row["type"],
        "environment": row["environment"],
        "startTime": wire_time(row["start_time"]),
        "endTime": wire_time(row["end_time"]),
        "version": row["version"] or None,
        "createdAt": wire_time(row["created_at"]),
        "updatedAt": wire_time(row["updated_at"]),
        "input": json_text.value_of(row["input"]),
        "output": json_text.value_of(row["output"]),
        "metadata": metadata_object(row["metadata"]),
        "level": row["level"],
        "statusMessage": row["status_message"] or None,
        "model": row["model"] or None,
        "modelParameters": json_text.value_of(row["model_parameters"]),
        "completionStartTime": wire_time(row["completion_start_time"]),
        "promptId": row["prompt_id"] or None,
        "promptName": row["prompt_name"] or None,
        "promptVersion": row["prompt_version"],
        "usageDetails": numbers(usage),
        "costDetails": numbers(cost),
        "usage": {"unit": "TOKENS", "input": tokens_in, "output": tokens_out, "total": tokens},
        "unit": "TOKENS",
        "promptTokens": tokens_in,
        "completionTokens": tokens_out,
        "totalTokens": tokens,
        "usagePricingTierName": row["pricing_tier_name"] or None,
        "usagePricingTierId": row["pricing_tier_id"] or None,
        "modelId": row["model_id"] or None,
        "inputPrice": number(prices.input),
        "outputPrice": number(prices.output),
        "totalPrice": number(prices.total),
        "calculatedInputCost": sum_of(cost, "input") if cost else None,
        "calculatedOutputCost": sum_of(cost, "output") if cost else None,
        "calculatedTotalCost": number(row["total_cost"]),
        "latency": seconds(row["start_time"], row["end_time"]),
        "timeToFirstToken": seconds(row["start_time"], row["completion_start_time"]),
    }


def trace_v1(row: Row, fields: Collection[str], scores: list[Any], observations: list[Any]) -> dict[str, Any]:
    """The trace of the first API. Groups of `fields` that were not asked for have the contract's placeholders."""
    io, metrics = "io" in fields, "metrics" in fields
    return {
        "id": row["trace_id"],
        "externalId": None,
        "timestamp": wire_time(row["timestamp"]),
        "name": row["name"] or None,
        "userId": row["user_id"] or None,
        "metadata": metadata_object(row["metadata"]) if io else {},
        "release": row["release"] or None,
        "version": row["version"] or None,
        "projectId": row["project_id"],
        "environment": row["environment"],
        "public": bool(row["public"]),
        "bookmarked": bool(row["bookmarked"]),
        "tags": list(row["tags"]),
        "input": json_text.value_of(row["input"]) if io else None,
        "output": json_text.value_of(row["output"]) if io else None,
        "sessionId": row["session_id"] or None,
        "createdAt": wire_time(row["created_at"]),
        "updatedAt": wire_time(row["updated_at"]),
        "htmlPath": f"/project/{row['project_id']}/traces/{row['trace_id']}",
        "latency": round(row["latency"], 3) if metrics else -1,
        "totalCost": (number(row["total_cost"]) or 0) if metrics else -1,
        "observations": observations if "observations" in fields else [],
        "scores": scores if "scores" in fields else [],
    }


def score_v1(row: Row) -> dict[str, Any]:
    """A score as traces carry it."""
    return {
        "id": row["id"],
        "projectId": row["project_id"],
        "timestamp": wire_time(row["timestamp"]),
        "name": row["name"],
        "value": number(row["value"]),
        "stringValue": row["string_value"] or None,
        "dataType": row["data_type"],
        "source": row["source"],
        "traceId": row["trace_id"] or None,
        "observationId": row["observation_id"] or None,
        "sessionId": row["session_id"] or None,
        "datasetRunId": row["experiment_id"] or None,
        "executionTraceId": row["execution_trace_id"] or None,
        "environment": row["environment"],
        "comment": row["comment"] or None,
        "metadata": metadata_object(row["metadata"]),
        "configId": row["config_id"] or None,
        "queueId": row["queue_id"] or None,
        "authorUserId": row["author_user_id"] or None,
        "createdAt": wire_time(row["created_at"]),
        "updatedAt": wire_time(row["updated_at"]),
    }
