"""The sample's dataset of questions, and two experiments over it: the answer prompt in production and its shorter successor."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import resources
from typing import Any

import orjson

from lumetra.features.sample.prompts import RECORDED_RULE, SHORT_RULE
from lumetra.features.sample.requests import SampleRequest

Json = dict[str, Any]

DATASET = "docs-qa/regressions"
_SYSTEM = (
    "You answer questions about Harbor, a platform for running web services. Use only the documentation below. Answer in {rule}"
)
_RUNS = (
    ("answer v2", "2", RECORDED_RULE, "The version in production"),
    ("answer v3", "3", SHORT_RULE, "At most two short sentences"),
)


def dataset_requests(now: datetime) -> Iterator[SampleRequest]:
    """The dataset, its items, and the traces, links and scores of both experiments. The same ids each time."""
    about = {
        "name": DATASET,
        "description": "Questions that went wrong once, with what a good answer holds.",
        "metadata": {"owner": "docs"},
    }
    yield SampleRequest.json("/api/public/v2/datasets", about)
    items: list[Json] = orjson.loads(resources.files("lumetra.features.sample").joinpath("regressions.json").read_bytes())
    for item in items:
        yield SampleRequest.json(
            "/api/public/dataset-items",
            {
                "id": f"sample-{item['id']}",
                "datasetName": DATASET,
                "input": {"question": item["question"]},
                "expectedOutput": {"answer": item["expected"], "facts": item["facts"]},
                "metadata": {"language": item["language"]},
            },
        )
    for number, (name, version, rule, description) in enumerate(_RUNS):
        start = now - timedelta(hours=20 - 18 * number)
        for item in items:
            yield from _run_item(item, name, version, rule, description, start)
            start += timedelta(seconds=4)


def _run_item(item: Json, run: str, version: str, rule: str, description: str, start: datetime) -> Iterator[SampleRequest]:
    digest = hashlib.sha256(f"{run}/{item['id']}".encode()).hexdigest()
    trace_id, root_id, generation_id = digest[:32], digest[32:48], digest[48:64]
    answer: str = item["answers"][version]
    chance = random.Random(digest)  # noqa: S311  (a reproducible sample, not a secret)
    first_token = timedelta(milliseconds=chance.gauss(480, 90))
    end = start + first_token + timedelta(milliseconds=12 * len(answer.encode()) / 3)
    messages = [
        {"role": "system", "content": _SYSTEM.format(rule=rule)},
        {"role": "user", "content": item["question"]},
    ]
    root = {
        "langfuse.observation.input": orjson.dumps({"question": item["question"]}).decode(),
        "langfuse.observation.output": answer,
        "langfuse.trace.name": "experiment-item-run",
    }
    generation = {
        "langfuse.observation.type": "generation",
        "langfuse.observation.input": orjson.dumps(messages).decode(),
        "langfuse.observation.output": orjson.dumps({"role": "assistant", "content": answer}).decode(),
        "langfuse.observation.model.name": "gpt-4o",
        "langfuse.observation.model.parameters": '{"temperature": 0.2}',
        "langfuse.observation.usage_details": orjson.dumps(
            {"input": 380 + len(item["question"].encode()) // 3, "output": max(4, len(answer.encode()) // 4)}
        ).decode(),
        "langfuse.observation.completion_start_time": (start + first_token).isoformat(),
        "langfuse.observation.prompt.name": "docs-qa/answer",
        "langfuse.observation.prompt.version": int(version),
    }
    spans = [
        _span(trace_id, root_id, None, "experiment-item-run", start, end, root),
        _span(trace_id, generation_id, root_id, "answer", start, end, generation),
    ]
    scope = {"name": "langfuse-sdk", "version": "3.15.0"}
    yield SampleRequest.json(
        "/api/public/otel/v1/traces", {"resourceSpans": [{"scopeSpans": [{"scope": scope, "spans": spans}]}]}
    )
    yield SampleRequest.json(
        "/api/public/dataset-run-items",
        {
            "runName": run,
            "runDescription": description,
            "metadata": {"prompt": "docs-qa/answer", "version": int(version)},
            "datasetItemId": f"sample-{item['id']}",
            "traceId": trace_id,
            "observationId": root_id,
            "createdAt": start.isoformat(),
        },
    )
    yield SampleRequest.json("/api/public/scores", [*_scores(item, answer, trace_id, digest, end)])


def _scores(item: Json, answer: str, trace_id: str, digest: str, at: datetime) -> Iterator[Json]:
    """What the application's own checks found, computed from the answer."""
    missing = [fact for fact in item["facts"] if fact.casefold() not in answer.casefold()]
    facts = {
        "id": f"{digest[:24]}-facts",
        "name": "facts",
        "value": 1 - len(missing) / len(item["facts"]),
        "dataType": "NUMERIC",
        "comment": f"missing: {', '.join(missing)}" if missing else None,
    }
    short = {"id": f"{digest[:24]}-short", "name": "short", "value": int(len(answer) <= 120), "dataType": "BOOLEAN"}
    for score in (facts, short):
        yield {**score, "traceId": trace_id, "environment": "sdk-experiment", "timestamp": at.isoformat()}


def _span(
    trace_id: str, span_id: str, parent_id: str | None, name: str, start: datetime, end: datetime, attributes: Json
) -> Json:
    own = {**attributes, "langfuse.environment": "sdk-experiment"}
    return {
        "traceId": trace_id,
        "spanId": span_id,
        **({"parentSpanId": parent_id} if parent_id else {}),
        "name": name,
        "startTimeUnixNano": str(int(start.timestamp() * 1e6) * 1000),
        "endTimeUnixNano": str(int(end.timestamp() * 1e6) * 1000),
        "attributes": [
            {"key": key, "value": {"intValue": str(value)} if isinstance(value, int) else {"stringValue": value}}
            for key, value in own.items()
        ],
    }
