"""What a filter may ask about a trace: aggregates over its rows (HAVING, grouped by trace_id), and "some observation has …"."""

from __future__ import annotations

from lumetra.querylang.fields import Field, Kind, Subject, of_any_row
from lumetra.querylang.subjects.observations import (
    COMMENT_FIELDS,
    INPUT_MONEY_SQL,
    INPUT_TOKENS_SQL,
    OBSERVATION_FIELDS,
    OUTPUT_MONEY_SQL,
    OUTPUT_TOKENS_SQL,
    SCORE_FIELD,
    SEARCH_TEXT,
    TOTAL_TOKENS_SQL,
    column,
    many,
    optional,
)

_LAST = "argMaxIf({0}, row_version, {0} != '')"
_OF_ROOT = "argMinIf(name, start_time, type != 'TRACE' AND parent_id = '')"
TRACE_NAME_SQL = f"toString(if({_LAST.format('trace_name')} != '', {_LAST.format('trace_name')}, {_OF_ROOT}))"
TRACE_TIME_SQL = "if(countIf(type = 'TRACE') > 0, minIf(start_time, type = 'TRACE'), min(start_time))"
TRACE_LATENCY_SQL = (
    "if(countIf(type != 'TRACE') = 0, 0, dateDiff('microsecond', minIf(start_time, type != 'TRACE'),"
    " maxIf(coalesce(end_time, start_time), type != 'TRACE')) / 1e6)"
)
# The TRACE row comes before all others. One number to compare costs a third of what a tuple does.
TRACE_ENVIRONMENT_SQL = (
    "toString(argMin(environment, toUnixTimestamp64Micro(start_time) - 4611686018427387904 * (type = 'TRACE')))"
)


def _group(name: str, kind: Kind, label: str, sql: str, *aliases: str) -> Field:
    read = {Kind.LIST: many, Kind.KEYWORD: column}.get(kind, optional)
    return Field(name, kind, label, sql, read(name), aliases)


GROUP_TOTALS: tuple[Field, ...] = (
    _group("input_tokens", Kind.NUMBER, "Input tokens", f"sum({INPUT_TOKENS_SQL})"),
    _group("output_tokens", Kind.NUMBER, "Output tokens", f"sum({OUTPUT_TOKENS_SQL})"),
    _group("total_tokens", Kind.NUMBER, "Total tokens", f"sum({TOTAL_TOKENS_SQL})", "tokens"),
    _group("total_cost", Kind.MONEY, "Cost", "toFloat64(sum(ifNull(total_cost, 0)))", "cost"),
    _group("input_cost", Kind.MONEY, "Input cost", f"toFloat64(sum({INPUT_MONEY_SQL}))"),
    _group("output_cost", Kind.MONEY, "Output cost", f"toFloat64(sum({OUTPUT_MONEY_SQL}))"),
    _group("observation_count", Kind.NUMBER, "Observations", "countIf(type != 'TRACE')", "observations"),
    _group("error_count", Kind.NUMBER, "Errors", "countIf(type != 'TRACE' AND level = 'ERROR')", "errors"),
    _group("warning_count", Kind.NUMBER, "Warnings", "countIf(type != 'TRACE' AND level = 'WARNING')", "warnings"),
    _group("default_count", Kind.NUMBER, "Default level", "countIf(type != 'TRACE' AND level = 'DEFAULT')"),
    _group("debug_count", Kind.NUMBER, "Debug level", "countIf(type != 'TRACE' AND level = 'DEBUG')"),
)

_OWN: tuple[Field, ...] = (
    _group("id", Kind.KEYWORD, "Trace ID", "trace_id", "trace_id", "trace"),
    _group("name", Kind.KEYWORD, "Name", TRACE_NAME_SQL, "trace_name"),
    _group("start_time", Kind.TIME, "Time", TRACE_TIME_SQL, "timestamp", "start", "time"),
    _group("latency", Kind.DURATION, "Latency", TRACE_LATENCY_SQL, "duration"),
    _group("environment", Kind.KEYWORD, "Environment", TRACE_ENVIRONMENT_SQL, "env"),
    _group("user_id", Kind.KEYWORD, "User", _LAST.format("user_id"), "user"),
    _group("session_id", Kind.KEYWORD, "Session", _LAST.format("session_id"), "session"),
    _group("release", Kind.KEYWORD, "Release", _LAST.format("toString(release)")),
    _group("version", Kind.KEYWORD, "Version", _LAST.format("toString(version)")),
    _group("tags", Kind.LIST, "Tags", "arraySort(groupUniqArrayArray(tags))", "tag", "trace_tags"),
    _group("bookmarked", Kind.FLAG, "Bookmarked", "max(bookmarked)", "starred"),
    _group("public", Kind.FLAG, "Public", "max(public)", "shared"),
    *GROUP_TOTALS,
    SCORE_FIELD,
    *COMMENT_FIELDS,
)
_OWN_NAMES = {name for field in _OWN for name in (field.name, *field.aliases)}


def _without_taken(field: Field, taken: set[str]) -> Field:
    """The same field of some observation, under those of its names that the group does not use itself."""
    own = of_any_row(field)
    aliases = tuple(alias for alias in field.aliases if alias not in taken)
    return Field(own.name, own.kind, own.label, own.sql, own.read, aliases, own.options, True, own.words_sql)


def member_fields(taken: set[str]) -> tuple[Field, ...]:
    """The fields of observations that a group can be asked about: "some observation of it has …"."""
    renamed = {"name": "observation_name", "id": "observation_id", "is_root": ""}
    found: list[Field] = []
    for field in OBSERVATION_FIELDS:
        name = renamed.get(field.name, field.name)
        if not name or name in taken or field.kind is Kind.SCORES or field.elsewhere:
            continue
        plain = _without_taken(field, taken | {name})
        found.append(
            Field(name, plain.kind, plain.label, plain.sql, plain.read, plain.aliases, plain.options, True, plain.words_sql)
        )
    return tuple(found)


TRACES = Subject(
    name="traces",
    fields=(*_OWN, *member_fields(_OWN_NAMES)),
    words=of_any_row(SEARCH_TEXT),
    group_key="trace_id",
    # Input, output and metadata of the trace itself stand on its TRACE row, so that a search looks there too.
    rows_where="1",
    score_link="trace_id IN (SELECT trace_id FROM scores FINAL WHERE project_id = {project_id:String} AND trace_id != '' AND {where})",
)
