"""Two conventions on one span that say different things of the same name: the first is believed, and the other is kept."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lumetra.domain.observation import Observation
from lumetra.ingest.decode.otlp import decode_otlp, parse_otlp
from tests.builders.otlp import a_provenance, a_request, a_span


def read(attributes: dict[str, Any]) -> Observation:
    request = a_request(a_span(attributes))
    return decode_otlp(parse_otlp(request.SerializeToString(), "application/x-protobuf"), a_provenance()).observations[0]


def kept(found: Observation) -> dict[str, Any]:
    return json.loads(found.metadata.get("attributes", "{}"))


@pytest.mark.parametrize(
    ("other", "name"),
    [("ai.settings.temperature", "temperature"), ("llm.frequency_penalty", "frequency_penalty")],
)
def test_a_parameter_that_is_said_otherwise_stays_an_attribute(other: str, name: str) -> None:
    found = read({f"gen_ai.request.{name}": 0.7, other: 0.5, "gen_ai.request.top_p": 1.0})
    assert json.loads(found.model_parameters) == {name: 0.7, "top_p": 1.0}
    assert kept(found) == {other: 0.5}


def test_a_parameter_that_is_said_twice_alike_is_said_once() -> None:
    found = read({"gen_ai.request.temperature": 0.7, "ai.settings.temperature": 0.7})
    assert json.loads(found.model_parameters) == {"temperature": 0.7}
    assert kept(found) == {}


def test_the_reason_to_finish_does_not_displace_one_that_is_known() -> None:
    found = read({"gen_ai.request.finishReason": "stop", "ai.response.finishReason": "length"})
    assert json.loads(found.model_parameters) == {"finishReason": "stop"}
    assert kept(found) == {"ai.response.finishReason": "length"}


def test_metadata_that_is_said_otherwise_stays_an_attribute() -> None:
    found = read(
        {"langfuse.observation.metadata.team": "a", "metadata": '{"team": "b", "city": "Zürich"}', "llm.model_name": "m"}
    )
    assert (found.metadata["team"], found.metadata["city"]) == ('"a"', '"Zürich"')
    assert kept(found) == {"metadata": {"team": "b"}}


def test_judgements_without_a_score_do_not_displace_each_other() -> None:
    found = read({"annotations.0.note": "one", "evaluations.0.note": "two"})
    assert [json.loads(found.metadata[f"observation_judgement_{number}"]) for number in (0, 1)] == [
        {"note": "one"},
        {"note": "two"},
    ]
