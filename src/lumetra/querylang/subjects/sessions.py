"""What a filter may ask about a session: aggregates over its rows, grouped by session_id."""

from __future__ import annotations

from lumetra.querylang.fields import Field, Kind, Subject, of_any_row
from lumetra.querylang.subjects.observations import COMMENT_FIELDS, SCORE_FIELD, SEARCH_TEXT, column, many, optional
from lumetra.querylang.subjects.traces import GROUP_TOTALS, member_fields

_OWN: tuple[Field, ...] = (
    Field("id", Kind.KEYWORD, "Session ID", "session_id", column("id"), ("session_id", "session")),
    Field(
        "start_time",
        Kind.TIME,
        "Created",
        "min(start_time)",
        optional("start_time"),
        ("created_at", "start", "time", "timestamp"),
    ),
    Field("end_time", Kind.TIME, "Last activity", "max(coalesce(end_time, start_time))", optional("end_time"), ("end",)),
    Field(
        "duration",
        Kind.DURATION,
        "Duration",
        "dateDiff('microsecond', min(start_time), max(coalesce(end_time, start_time))) / 1e6",
        optional("duration"),
        ("latency",),
    ),
    Field(
        "environment", Kind.KEYWORD, "Environment", "toString(argMin(environment, start_time))", column("environment"), ("env",)
    ),
    Field(
        "users",
        Kind.LIST,
        "Users",
        "arraySort(groupUniqArrayIf(user_id, user_id != ''))",
        many("users"),
        ("user", "user_id", "user_ids"),
    ),
    Field("tags", Kind.LIST, "Tags", "arraySort(groupUniqArrayArray(tags))", many("tags"), ("tag", "trace_tags")),
    Field("trace_count", Kind.NUMBER, "Traces", "uniqExact(trace_id)", optional("trace_count"), ("traces", "turns")),
    *GROUP_TOTALS,
    SCORE_FIELD,
    *COMMENT_FIELDS,
)

SESSIONS = Subject(
    name="sessions",
    fields=(*_OWN, *member_fields({name for field in _OWN for name in (field.name, *field.aliases)})),
    words=of_any_row(SEARCH_TEXT),
    group_key="session_id",
    rows_where="session_id != ''",
    score_link=(
        "session_id IN (SELECT session_id FROM scores FINAL WHERE project_id = {project_id:String} AND session_id != '' AND {where})"
    ),
)
