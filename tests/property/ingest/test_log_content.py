"""Events of the log and the span they are about make the same observation, in whatever order and blocks they come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from lumetra.domain.observation import Observation, Provenance
from lumetra.ingest.decode.log_events import LogEvent, decode_logs
from lumetra.ingest.decode.otlp_logs import LogOrigin, parse_logs
from lumetra.ingest.fold.fold_logs import LogFolder
from lumetra.ingest.fold.fold_updates import Touched
from lumetra.ingest.write.rows import ObservationRow, row_version
from tests.property.ingest.test_folding import HOUR, NOW, FakeStore

ORIGIN = LogOrigin({"service.name": "shop"}, "scope", "1")
NAMES = [
    "gen_ai.user.message",
    "gen_ai.choice",
    "gen_ai.client.inference.operation.details",
    "shop.cart",
    "gen_ai.content.prompt",
]
PROVENANCE = Provenance(project_id="p", receipt_id="r", received_at_us=NOW, source="otel")
values = st.one_of(st.text(max_size=4), st.integers(), st.lists(st.text(max_size=3), max_size=2))


def event(number: int, name: str, attributes: Mapping[str, object]) -> LogEvent:
    return LogEvent(
        trace_id="t",
        span_id="s",
        event_id=f"e{number}",
        time_us=NOW + number,
        name=name,
        attributes=dict(attributes),
        origin=ORIGIN,
    )


def events() -> st.SearchStrategy[list[LogEvent]]:
    """Some events of one span, said one after the other."""
    keys = st.sampled_from(["content", "message", "gen_ai.prompt", "gen_ai.output.messages", "gen_ai.request.model", "x"])
    said = st.tuples(st.sampled_from(NAMES), st.dictionaries(keys, values, max_size=3))
    return st.lists(said, min_size=1, max_size=6).map(
        lambda all_said: [event(number, name, attributes) for number, (name, attributes) in enumerate(all_said)]
    )


def span_of(start_us: int, given: str, told: str) -> Observation:
    return Observation(
        trace_id="t",
        id="s",
        start_time_us=start_us,
        end_time_us=start_us + 1,
        type="GENERATION",
        input=given,
        output=told,
        name="chat",
        dialect="gen_ai",
    )


def spans() -> st.SearchStrategy[Observation]:
    """The span, with and without content of its own."""
    text = st.sampled_from(["", "own"])
    return st.builds(span_of, st.sampled_from([NOW, NOW - 30 * HOUR]), text, text)


def run(store: FakeStore, pieces: Sequence[LogEvent | Observation], blocks: Sequence[bool], *, first: int = 0) -> None:
    """Feed pieces one request each, as the block builder does; `blocks` says after which a block ends."""
    block = 0
    folder = LogFolder(store, started_at_us=NOW - HOUR, written=lambda: block)
    direct: list[ObservationRow] = []
    for index, piece in enumerate(pieces):
        logged_at_us = NOW + first + index + 1
        touched = Touched(provenance=PROVENANCE, logged_at_us=logged_at_us, request=0)
        if isinstance(piece, LogEvent):
            folder.add_event(piece, touched)
        elif folder.claims("p", piece):
            folder.add_span(piece, touched)
        else:
            row = ObservationRow(
                observation=piece, provenance=PROVENANCE, version=row_version(logged_at_us), created_at_us=logged_at_us
            )
            direct.append(row)
        if index == len(pieces) - 1 or blocks[index % len(blocks)]:
            block += 1
            store.insert([*direct, *(folded.row for folded in folder.fold(block, direct.copy))])
            direct.clear()


@settings(deadline=None, max_examples=300)
@given(events(), spans(), st.randoms(), st.lists(st.booleans(), min_size=1, max_size=4))
def test_the_order_of_arrival_does_not_matter(
    said: list[LogEvent], span: Observation, random: Random, blocks: list[bool]
) -> None:
    straight, shuffled = FakeStore(), FakeStore()
    run(straight, [span, *said], [False])
    pieces = [span, *said]
    random.shuffle(pieces)
    run(shuffled, pieces, blocks)
    assert straight.visible() == shuffled.visible()
    (found,) = shuffled.visible()
    assert (found.name, found.start_time_us) == (span.name, span.start_time_us)
    assert found.input == span.input or not span.input
    assert found.output == span.output or not span.output


@settings(deadline=None, max_examples=200)
@given(events(), spans(), st.integers(0, 6), st.lists(st.booleans(), min_size=1, max_size=4))
def test_sending_again_and_reading_the_log_again_change_nothing(
    said: list[LogEvent], span: Observation, lost: int, blocks: list[bool]
) -> None:
    store = FakeStore()
    pieces: list[LogEvent | Observation] = [*said[:2], span, *said[2:]]
    run(store, pieces, blocks)
    expected = store.visible()
    begin = min(lost, len(pieces) - 1)
    run(store, pieces[begin:], [True], first=begin)
    assert store.visible() == expected
    run(store, [*said, *said], blocks, first=len(pieces))
    assert store.visible() == expected


@settings(deadline=None, max_examples=100)
@given(events(), st.lists(st.booleans(), min_size=1, max_size=4))
def test_a_span_that_comes_after_a_restart_keeps_what_the_log_said(said: list[LogEvent], blocks: list[bool]) -> None:
    straight, restarted = FakeStore(), FakeStore()
    span = Observation(trace_id="t", id="s", start_time_us=NOW - 30 * HOUR, type="GENERATION", name="chat", dialect="gen_ai")
    run(straight, [*said, msgspec.structs.replace(span)], [False])
    run(restarted, said, blocks)
    run(restarted, [span], [True], first=len(said))
    fields = ("input", "output", "name", "type", "start_time_us")
    found = [[getattr(row, name) for name in fields] for row in restarted.visible()]
    assert found == [[getattr(row, name) for name in fields] for row in straight.visible()]


@settings(deadline=None, max_examples=300)
@given(st.binary(max_size=200), st.sampled_from(["application/json", "application/x-protobuf"]))
def test_bytes_of_any_kind_are_decoded_or_refused(body: bytes, content_type: str) -> None:
    try:
        parsed = parse_logs(body, content_type)
    except Exception as error:
        assert getattr(error, "status", None) == 400
        return
    decode_logs(parsed, PROVENANCE)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["key", "value", "stringValue", "values", "kvlistValue", "body", "attributes"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["traceId", "spanId", "timeUnixNano", "eventName", "body", "attributes"]), json_values, max_size=6
        ),
        max_size=4,
    )
)
def test_every_record_of_a_request_is_kept_or_rejected_with_a_reason(records: list[dict[str, object]]) -> None:
    body = msgspec.json.encode({"resourceLogs": [{"scopeLogs": [{"logRecords": records}]}]})
    decoded = decode_logs(parse_logs(body, "application/json"), PROVENANCE)
    assert len(decoded.events) + len(decoded.scores) + len(decoded.rejected) == len(records)
    assert all(rejection.reason for rejection in decoded.rejected)
