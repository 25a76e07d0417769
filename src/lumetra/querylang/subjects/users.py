"""What a filter may ask about a user: aggregates over the rows that name them, grouped by user_id."""

from __future__ import annotations

from lumetra.querylang.fields import Field, Kind, Subject, of_any_row
from lumetra.querylang.subjects.observations import SEARCH_TEXT, column, optional
from lumetra.querylang.subjects.traces import GROUP_TOTALS, member_fields

_OWN: tuple[Field, ...] = (
    Field("id", Kind.KEYWORD, "User ID", "user_id", column("id"), ("user_id", "user")),
    Field("first_seen", Kind.TIME, "First event", "min(start_time)", optional("first_seen"), ("first_event",)),
    Field(
        "last_seen",
        Kind.TIME,
        "Last event",
        "max(start_time)",
        optional("last_seen"),
        ("last_event", "start_time", "timestamp", "time"),
    ),
    Field("trace_count", Kind.NUMBER, "Traces", "uniqExact(trace_id)", optional("trace_count"), ("traces",)),
    Field(
        "session_count",
        Kind.NUMBER,
        "Sessions",
        "uniqExactIf(session_id, session_id != '')",
        optional("session_count"),
        ("sessions",),
    ),
    *GROUP_TOTALS,
)

USERS = Subject(
    name="users",
    fields=(*_OWN, *member_fields({name for field in _OWN for name in (field.name, *field.aliases)})),
    words=of_any_row(SEARCH_TEXT),
    group_key="user_id",
    rows_where="user_id != ''",
)
