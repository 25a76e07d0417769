"""What a caller says a score is, and the rules it must follow (Langfuse wire contract 7.1). For score events and POST /scores alike."""

from __future__ import annotations

from typing import Any, Final, cast

import msgspec
from msgspec import UNSET, UnsetType

from lumetra.domain import json_text
from lumetra.domain.environment import normalise_environment
from lumetra.domain.observation import Score, ScoreDataType

MAXIMUM_ID: Final = 800
MAXIMUM_NAME: Final = 1_000
MAXIMUM_TEXT_SCORE: Final = 500


class ScoreBody(msgspec.Struct, kw_only=True, rename="camel"):
    """A score as the wire has it. `timestamp` is only sent by the array form of POST /scores."""

    id: str | None = None
    name: str | None = None
    value: float | str | bool | None = None
    trace_id: str | None = None
    observation_id: str | None = None
    session_id: str | None = None
    dataset_run_id: str | None = None
    data_type: ScoreDataType | None = None
    comment: str | None = None
    metadata: Any = None
    config_id: str | None = None
    queue_id: str | None = None
    environment: str | None = None
    source: str | None = None
    timestamp: str | UnsetType | None = UNSET


class Issue(msgspec.Struct, frozen=True):
    """What is wrong with one field, in the shape that Langfuse's schema errors have."""

    code: str
    path: list[str]
    message: str


def read_score(body: ScoreBody, *, new_id: str, timestamp_us: int) -> Score | list[Issue]:
    """The score, or everything that is wrong with it. A missing id becomes `new_id`.

    A category's number is 0 here: it is known only with a config, which whoever stores the score looks up.
    """
    issues = [*_target_issues(body), *_name_issues(body)]
    data_type = _data_type(body)
    value = _read_value(body.value, data_type)
    if isinstance(value, Issue):
        issues.append(value)
    if issues or isinstance(value, Issue):
        return issues
    number, text = value
    return Score(
        id=body.id or new_id,
        name="output" if data_type == "CORRECTION" else body.name or "",
        timestamp_us=timestamp_us,
        data_type=data_type,
        value=number,
        string_value=text,
        trace_id=body.trace_id or "",
        observation_id=body.observation_id or "",
        session_id=body.session_id or "",
        experiment_id=body.dataset_run_id or "",
        source="ANNOTATION" if body.source == "ANNOTATION" else "API",
        comment=body.comment or "",
        metadata=metadata_texts(body.metadata),
        config_id=body.config_id or "",
        queue_id=body.queue_id or "",
        environment=normalise_environment(body.environment),
    )


def metadata_texts(value: Any) -> dict[str, str]:
    """Metadata as it is stored: top-level key → JSON text; a value that is no object stands under `metadata`. Null and `{}` are empty."""
    if value is None:
        return {}
    if isinstance(value, dict):
        return {str(key) or "metadata": json_text.write(item) for key, item in cast(dict[Any, Any], value).items()}
    return {"metadata": json_text.write(value)}


def _data_type(body: ScoreBody) -> ScoreDataType:
    if body.data_type is not None:
        return body.data_type
    if isinstance(body.value, bool):
        return "BOOLEAN"
    return "CATEGORICAL" if isinstance(body.value, str) else "NUMERIC"


def _read_value(value: object, data_type: ScoreDataType) -> tuple[float | None, str] | Issue:
    if data_type in ("NUMERIC", "BOOLEAN"):
        if not isinstance(value, int | float) or (data_type == "NUMERIC" and isinstance(value, bool)):
            return Issue("invalid_type", ["value"], f"Invalid input: expected number for a {data_type} score")
        if data_type == "NUMERIC":
            return float(value), ""
        if value not in (0, 1):
            return Issue("custom", ["value"], "Value must be either 0 or 1 for BOOLEAN scores")
        return float(value), "True" if value else "False"
    if not isinstance(value, str):
        return Issue("invalid_type", ["value"], f"Invalid input: expected string for a {data_type} score")
    if data_type == "TEXT" and not 1 <= len(value) <= MAXIMUM_TEXT_SCORE:
        return Issue("too_big" if value else "too_small", ["value"], f"A TEXT score has 1 to {MAXIMUM_TEXT_SCORE} characters")
    return (0.0 if data_type == "CATEGORICAL" else None), value


def _target_issues(body: ScoreBody) -> list[Issue]:
    targets = [name for name in ("trace_id", "session_id", "dataset_run_id") if getattr(body, name)]
    if len(targets) != 1:
        message = "Provide exactly one of the following: traceId (with optional observationId), sessionId or datasetRunId"
        return [Issue("custom", [], message)]
    if body.observation_id and not body.trace_id:
        return [Issue("custom", ["observationId"], "observationId needs traceId")]
    if body.data_type == "CORRECTION" and not body.trace_id:
        return [Issue("custom", ["dataType"], "A CORRECTION score is about a trace or an observation")]
    return []


def _name_issues(body: ScoreBody) -> list[Issue]:
    issues: list[Issue] = []
    if body.data_type != "CORRECTION":
        if not body.name:
            issues.append(Issue("invalid_type", ["name"], "Invalid input: expected a name of at least one character"))
        if body.source == "ANNOTATION" and not body.config_id:
            issues.append(Issue("custom", ["configId"], "configId is required for scores with source ANNOTATION"))
    elif body.config_id:
        issues.append(Issue("custom", ["configId"], "A CORRECTION score has no config"))
    if body.source not in (None, "API", "ANNOTATION"):
        issues.append(Issue("invalid_value", ["source"], 'Invalid option: expected one of "API"|"ANNOTATION"'))
    limits = (
        ("id", MAXIMUM_ID),
        ("trace_id", MAXIMUM_ID),
        ("observation_id", MAXIMUM_ID),
        ("session_id", MAXIMUM_ID),
        ("name", MAXIMUM_NAME),
    )
    for name, maximum in limits:
        if len(getattr(body, name) or "") > maximum:
            wire_name = "".join(part.title() if at else part for at, part in enumerate(name.split("_")))
            issues.append(Issue("too_big", [wire_name], f"Too big: expected at most {maximum} characters"))
    return issues
