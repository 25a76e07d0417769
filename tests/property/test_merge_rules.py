"""Folding partial updates: the order of arrival does not matter, and each rule holds."""

from __future__ import annotations

import random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from lumetra.domain.observation import TraceUpdate
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.fold.merge_rules import fold_observation, fold_trace, invented_trace_id, merge_metadata

texts = st.text(max_size=5)
times = st.integers(0, 50)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
metadata = st.dictionaries(
    st.sampled_from("abc"), st.sampled_from(["1", '"x"', "null", '{"a":1}', '{"b":[1,{"c":2}]}', "[1,2]", "[{}]"])
)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.just(UNSET) | strategy


@st.composite
def observation_updates(draw: st.DrawFn) -> list[ObservationUpdate]:
    return [
        ObservationUpdate(
            id="o1",
            event_id=f"e{index}",
            said_at_us=draw(st.integers(0, 5)),
            is_create=draw(st.booleans()),
            type=draw(st.sampled_from(["SPAN", "GENERATION"])),
            trace_id=draw(maybe(st.sampled_from(["t1", "t2"]))),
            start_time_us=draw(maybe(times)),
            end_time_us=draw(maybe(st.none() | times)),
            name=draw(maybe(st.none() | texts)),
            level=draw(maybe(st.sampled_from(["DEBUG", "ERROR"]))),
            input=draw(maybe(texts)),
            environment=draw(maybe(st.sampled_from(["prod", "dev"]))),
            metadata=draw(maybe(metadata)),
            prompt_version=draw(maybe(st.none() | st.integers(1, 3))),
        )
        for index in range(draw(st.integers(1, 6)))
    ]


@st.composite
def trace_updates(draw: st.DrawFn) -> list[TraceUpdate]:
    return [
        TraceUpdate(
            trace_id="t1",
            timestamp_us=draw(times),
            said_at_us=draw(st.integers(1, 5)),
            name=draw(maybe(st.none() | texts)),
            public=draw(maybe(st.booleans())),
            tags=draw(maybe(st.lists(texts, max_size=3))),
            metadata=draw(maybe(metadata)),
        )
        for _ in range(draw(st.integers(1, 6)))
    ]


@given(observation_updates(), st.randoms(use_true_random=False))
def test_observations_fold_to_the_same_in_any_order_of_arrival(
    updates: list[ObservationUpdate], randomness: random.Random
) -> None:
    shuffled = updates.copy()
    randomness.shuffle(shuffled)
    assert fold_observation(None, shuffled) == fold_observation(None, updates)


@given(trace_updates(), st.randoms(use_true_random=False))
def test_traces_fold_to_the_same_in_any_order_of_arrival(updates: list[TraceUpdate], randomness: random.Random) -> None:
    shuffled = updates.copy()
    randomness.shuffle(shuffled)
    assert fold_trace(None, shuffled) == fold_trace(None, updates)


@given(observation_updates())
def test_an_update_sent_twice_changes_nothing(updates: list[ObservationUpdate]) -> None:
    assert fold_observation(None, updates + updates) == fold_observation(None, updates)


@given(observation_updates(), observation_updates())
def test_what_came_first_of_identity_and_time_never_changes(
    first: list[ObservationUpdate], later: list[ObservationUpdate]
) -> None:
    known = fold_observation(None, first)
    found = fold_observation(known, later)
    assert (found.id, found.trace_id, found.start_time_us, found.environment) == (
        known.id, known.trace_id, known.start_time_us, known.environment,
    )  # fmt: skip
    assert found.end_time_us is None or found.end_time_us >= found.start_time_us


def an_update(at: int, **fields: Any) -> ObservationUpdate:
    given_fields: dict[str, Any] = {
        "id": "o1",
        "event_id": f"e{at}",
        "said_at_us": at,
        "is_create": at == 1,
        "type": "SPAN",
        **fields,
    }
    return ObservationUpdate(**given_fields)


def test_null_clears_a_name_and_absence_keeps_it() -> None:
    assert fold_observation(None, [an_update(1, name="n"), an_update(2)]).name == "n"
    assert fold_observation(None, [an_update(1, name="n"), an_update(2, name=None)]).name == ""


def test_an_observation_without_a_trace_gets_one_that_is_its_own() -> None:
    assert fold_observation(None, [an_update(1)]).trace_id == invented_trace_id("o1") != invented_trace_id("o2")


def test_creating_events_decide_the_type() -> None:
    updates = [an_update(1, type="GENERATION"), an_update(2, type="SPAN")]
    assert fold_observation(None, updates).type == "GENERATION"


def test_metadata_merges_objects_by_key_and_lists_by_index() -> None:
    merged = merge_metadata({"a": '{"x":{"y":1},"l":[1,2,3]}', "b": "1"}, {"a": '{"x":{"z":2},"l":[9]}', "c": "true"})
    assert merged == {"a": '{"x":{"y":1,"z":2},"l":[9,2,3]}', "b": "1", "c": "true"}
    assert merge_metadata({"a": "[1]"}, {"a": '{"x":1}'}) == {"a": '{"x":1}'}


def test_tags_unite_and_the_environment_of_the_first_stays() -> None:
    first = TraceUpdate(trace_id="t", timestamp_us=1, said_at_us=1, tags=["b"], environment="prod", public=True)
    second = TraceUpdate(trace_id="t", timestamp_us=9, said_at_us=2, tags=["a"], environment="dev", public=False)
    folded = fold_trace(None, [second, first])
    assert (folded.tags, folded.environment, folded.public, folded.timestamp_us) == (["a", "b"], "prod", False, 1)


def test_the_tools_of_a_generation_are_those_of_its_last_content() -> None:
    offered = '{"messages": [], "tools": [{"type": "function", "function": {"name": "weather"}}]}'
    called = '{"tool_calls": [{"id": "c", "function": {"name": "weather", "arguments": "{}"}}]}'
    asked = fold_observation(None, [an_update(1, type="GENERATION", input=offered)])
    answered = fold_observation(asked, [an_update(2, output=called)])
    assert (list(answered.tool_definitions), answered.tool_call_names) == (["weather"], ["weather"])
    corrected = fold_observation(answered, [an_update(3, input="plain", output="plain")])
    assert (corrected.tool_definitions, corrected.tool_calls, corrected.tool_call_names) == ({}, [], [])
    assert fold_observation(None, [an_update(1, input=offered, output=called)]).tool_definitions == {}
