"""What makes a score acceptable, and what it becomes."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from lumetra.domain.environment import normalise_environment
from lumetra.domain.observation import Score
from lumetra.domain.score_body import Issue, ScoreBody, read_score


def read(**fields: Any) -> Score | list[Issue]:
    body = msgspec.convert({"name": "quality", "traceId": "t1", **fields}, ScoreBody)
    return read_score(body, new_id="new", timestamp_us=7)


@pytest.mark.parametrize(
    ("fields", "data_type", "value", "text"),
    [
        ({"value": 0.5}, "NUMERIC", 0.5, ""),
        ({"value": "good"}, "CATEGORICAL", 0.0, "good"),
        ({"value": 1.0, "dataType": "BOOLEAN"}, "BOOLEAN", 1.0, "True"),
        ({"value": 0, "dataType": "BOOLEAN"}, "BOOLEAN", 0.0, "False"),
        ({"value": "because", "dataType": "TEXT"}, "TEXT", None, "because"),
        ({"value": "better answer", "dataType": "CORRECTION", "name": None}, "CORRECTION", None, "better answer"),
    ],
)
def test_every_data_type_is_read(fields: dict[str, Any], data_type: str, value: float | None, text: str) -> None:
    score = read(**fields)
    assert isinstance(score, Score)
    assert (score.data_type, score.value, score.string_value, score.id) == (data_type, value, text, "new")
    assert score.name == ("output" if data_type == "CORRECTION" else "quality")


@pytest.mark.parametrize(
    ("fields", "path"),
    [
        ({"value": "text", "dataType": "NUMERIC"}, ["value"]),
        ({"value": 2, "dataType": "BOOLEAN"}, ["value"]),
        ({"value": 1, "dataType": "CATEGORICAL"}, ["value"]),
        ({"value": "", "dataType": "TEXT"}, ["value"]),
        ({"value": "x" * 501, "dataType": "TEXT"}, ["value"]),
        ({"value": None}, ["value"]),
        ({"value": 1, "name": ""}, ["name"]),
        ({"value": 1, "sessionId": "s"}, []),
        ({"value": 1, "traceId": None}, []),
        ({"value": 1, "traceId": None, "sessionId": "s", "observationId": "o"}, ["observationId"]),
        ({"value": 1, "source": "ANNOTATION"}, ["configId"]),
        ({"value": 1, "source": "EVAL"}, ["source"]),
        ({"value": "x", "dataType": "CORRECTION", "configId": "c"}, ["configId"]),
        ({"value": 1, "id": "i" * 801}, ["id"]),
    ],
)
def test_a_score_that_breaks_a_rule_is_refused_with_the_field_at_fault(fields: dict[str, Any], path: list[str]) -> None:
    issues = read(**fields)
    assert isinstance(issues, list)
    assert path in [issue.path for issue in issues]


def test_metadata_keeps_types_and_the_environment_follows_the_rule() -> None:
    score = read(value=1, metadata={"a": 1, "b": "x"}, environment="Langfuse-langfuse_Prod")
    assert isinstance(score, Score)
    assert score.metadata == {"a": "1", "b": '"x"'}
    assert score.environment == "prod"
    assert normalise_environment("with space") == "default"
    assert normalise_environment("langfuse-judge", internal=True) == "langfuse-judge"
    assert normalise_environment("E" * 50) == "e" * 40
