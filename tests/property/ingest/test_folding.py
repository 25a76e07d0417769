"""Folding through the window: arrival order, re-sending, block boundaries and restarts do not change what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from lumetra.domain.observation import Observation, Provenance
from lumetra.ingest.decode.observation_update import ObservationUpdate
from lumetra.ingest.fold.fold_updates import StoredObservation, StoredScore, StoredTraceRow, Touched, UpdateFolder
from lumetra.ingest.write.rows import ObservationRow
from tests.builders.examples import examples

NOW = 1_800_000_000_000_000
HOUR = 3_600_000_000


class FakeStore:
    """The table as a dict: rows replace each other by key and version, deleted ones are hidden, as the engine does it."""

    def __init__(self) -> None:
        self.rows: dict[tuple[str, int, str], ObservationRow] = {}
        self.look_ups = 0

    def insert(self, rows: Sequence[ObservationRow]) -> None:
        for row in rows:
            o = row.observation
            key = (o.trace_id, o.start_time_us // HOUR, o.id)
            if key not in self.rows or self.rows[key].version <= row.version:
                self.rows[key] = row

    def visible(self) -> list[Observation]:
        return [row.observation for row in self.rows.values() if not row.is_deleted]

    def observations(self, project_id: str, wanted: Mapping[str, str]) -> dict[str, StoredObservation]:
        self.look_ups += 1
        return {
            row.observation.id: StoredObservation(
                observation=msgspec.structs.replace(row.observation), version=row.version, created_at_us=row.created_at_us
            )
            for row in self.rows.values()
            if not row.is_deleted and row.observation.id in wanted
        }

    def trace_rows(self, project_id: str, trace_ids: Sequence[str]) -> dict[str, StoredTraceRow]:
        return {}

    def scores(self, project_id: str, ids: Sequence[str]) -> dict[str, StoredScore]:
        return {}


def updates() -> st.SearchStrategy[list[ObservationUpdate]]:
    """The pieces of one observation: a creation and some updates, said at different times."""
    created = st.builds(
        lambda start, name, text: ObservationUpdate(
            id="o", event_id="e0", said_at_us=NOW, is_create=True, type="SPAN", trace_id="t", start_time_us=start, name=name,
            input=text, environment="production",
        ),
        st.sampled_from([NOW, NOW - HOUR, NOW - 30 * HOUR]),
        st.sampled_from(["a", "b"]),
        st.text(min_size=1, max_size=5),
    )  # fmt: skip
    more = st.lists(
        st.builds(
            lambda name, output, meta: {"name": name, "output": output, "metadata": meta},
            st.one_of(st.just(msgspec.UNSET), st.none(), st.text(max_size=3)),
            st.one_of(st.just(msgspec.UNSET), st.text(min_size=1, max_size=3)),
            st.one_of(
                st.just(msgspec.UNSET), st.dictionaries(st.sampled_from("xy"), st.sampled_from(["1", '{"k":2}']), min_size=1)
            ),
        ),
        max_size=4,
    )
    return st.builds(
        lambda first, rest: [
            first,
            *(
                ObservationUpdate(
                    id="o", event_id=f"e{n + 1}", said_at_us=NOW + n + 1, is_create=False, type="SPAN", trace_id="t", **fields
                )
                for n, fields in enumerate(rest)
            ),
        ],
        created,
        more,
    )


def run(
    store: FakeStore, pieces: Sequence[ObservationUpdate], blocks: Sequence[bool], *, started_at_us: int, first: int = 0
) -> None:
    """Feed pieces one request each; `blocks` says after which a block ends."""
    block = 0
    folder = UpdateFolder(store, started_at_us=started_at_us, written=lambda: block)
    for index, piece in enumerate(pieces):
        provenance = Provenance(project_id="p", receipt_id=f"r{index}", received_at_us=NOW, source="api")
        touched = Touched(provenance=provenance, logged_at_us=NOW + first + index + 1, request=0)
        folder.add_observation(piece, touched)
        if index == len(pieces) - 1 or blocks[index % len(blocks)]:
            block += 1
            store.insert([folded.row for folded in folder.fold(block)])


@settings(max_examples=examples(200))
@given(updates(), st.randoms(), st.lists(st.booleans(), min_size=1, max_size=4))
def test_the_order_of_arrival_does_not_matter(pieces: list[ObservationUpdate], random: object, blocks: list[bool]) -> None:
    straight, shuffled = FakeStore(), FakeStore()
    run(straight, pieces, [True], started_at_us=NOW - 100 * HOUR)
    other = list(pieces)
    random.shuffle(other)
    run(shuffled, other, blocks, started_at_us=NOW - 100 * HOUR)
    assert shuffled.visible() == straight.visible()
    assert len(shuffled.visible()) == 1


@settings(max_examples=examples(100))
@given(updates(), st.lists(st.booleans(), min_size=1, max_size=4))
def test_sending_everything_again_changes_nothing(pieces: list[ObservationUpdate], blocks: list[bool]) -> None:
    once, twice = FakeStore(), FakeStore()
    run(once, pieces, [True], started_at_us=NOW - 100 * HOUR)
    run(twice, [*pieces, *pieces], blocks, started_at_us=NOW - 100 * HOUR)
    assert twice.visible() == once.visible()


@settings(max_examples=examples(100))
@given(updates(), st.integers(0, 5))
def test_reading_the_log_again_after_a_crash_changes_nothing(pieces: list[ObservationUpdate], lost: int) -> None:
    """A crash after everything was written but before the checkpoint: the same records come again from some point on."""
    whole = FakeStore()
    run(whole, pieces, [True], started_at_us=NOW - 100 * HOUR)
    expected = whole.visible()
    begin = min(lost, len(pieces) - 1)
    run(whole, pieces[begin:], [True], started_at_us=NOW + HOUR, first=begin)
    assert whole.visible() == expected


def test_what_is_new_needs_no_look_up() -> None:
    store = FakeStore()
    piece = ObservationUpdate(id="o", event_id="e", said_at_us=NOW, is_create=True, type="SPAN", trace_id="t", start_time_us=NOW)
    run(store, [piece], [True], started_at_us=NOW - HOUR)
    assert store.look_ups == 0
