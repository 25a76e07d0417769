"""Which traces are looked up before their rows are written: those that may have rows which memory no longer knows."""

from __future__ import annotations

from lumetra.domain.observation import Observation
from lumetra.ingest.fold.stored_keys import StoredKeys
from lumetra.ingest.fold.trace_book import TraceBook, TraceState

SECOND_US = 1_000_000
HORIZON_US = 1_790_000_000 * SECOND_US


def note(book: TraceBook, trace_id: str, start_us: int) -> TraceState:
    """The trace of a span that began then and came at once."""
    state = book.touch("p", trace_id, start_us / 1e6)
    state.observe(Observation(trace_id=trace_id, id="o", start_time_us=start_us))
    return state


def is_looked_up(book: TraceBook, trace_id: str, start_us: int) -> bool:
    return book.may_have_rows(note(book, trace_id, start_us), now=start_us / 1e6)


def test_a_new_trace_is_not_looked_up() -> None:
    book = TraceBook(horizon_us=HORIZON_US)
    assert not is_looked_up(book, "new", HORIZON_US + 60 * SECOND_US)


def test_a_trace_from_before_the_horizon_is_looked_up_and_so_is_one_whose_clock_runs_far_ahead() -> None:
    book = TraceBook(horizon_us=HORIZON_US)
    assert is_looked_up(book, "old", HORIZON_US - 1)
    assert book.may_have_rows(note(book, "ahead", HORIZON_US + 3600 * SECOND_US), now=HORIZON_US / 1e6)


def test_a_trace_that_was_stored_when_the_process_began_is_looked_up() -> None:
    book = TraceBook(horizon_us=HORIZON_US, stored=[("p", "running")])
    assert is_looked_up(book, "running", HORIZON_US + 60 * SECOND_US)


def test_forgetting_traces_under_load_makes_no_new_trace_looked_up() -> None:
    book = TraceBook(horizon_us=HORIZON_US, max_traces=10, max_stored_keys=1_000)
    begin = HORIZON_US + 60 * SECOND_US
    for number in range(500):
        assert not is_looked_up(book, f"t{number}", begin + number)
        book.trim()
    assert is_looked_up(book, "t7", begin + 600)
    assert book.horizon_us == HORIZON_US


def test_what_is_forgotten_even_by_its_id_moves_the_horizon() -> None:
    book = TraceBook(horizon_us=HORIZON_US, max_traces=10, max_stored_keys=100)
    begin = HORIZON_US + 60 * SECOND_US
    for number in range(400):
        note(book, f"t{number}", begin + number)
        book.trim()
    assert begin + 100 < book.horizon_us < begin + 290
    assert is_looked_up(book, "t7", begin + 500)
    assert is_looked_up(book, "t380", begin + 500)


def test_the_last_keys_are_known_and_older_ones_are_dropped() -> None:
    keys = StoredKeys(limit=100)
    dropped = [keys.add(("p", str(number)), number) for number in range(350)]
    assert all(("p", str(number)) in keys for number in range(250, 350))
    assert ("p", "50") not in keys
    assert ("other", "340") not in keys
    assert [until for until in dropped if until] == [99, 199]
