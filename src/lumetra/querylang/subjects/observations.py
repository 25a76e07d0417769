"""What a filter may ask about an observation. SQL expressions are over the columns of the table `observations`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import cast

from lumetra.domain.observation import LEVELS, OBSERVATION_TYPES
from lumetra.querylang.fields import Field, Kind, Record, Subject

INPUT_TOKENS_SQL = (
    "arraySum(arrayMap((bucket, amount) -> if(position(bucket, 'input') > 0, amount, 0), mapKeys(usage), mapValues(usage)))"
)
OUTPUT_TOKENS_SQL = (
    "arraySum(arrayMap((bucket, amount) -> if(position(bucket, 'output') > 0, amount, 0), mapKeys(usage), mapValues(usage)))"
)
TOTAL_TOKENS_SQL = "if(mapContains(usage, 'total'), usage['total'], arraySum(mapValues(usage)))"
INPUT_MONEY_SQL = "arraySum(arrayMap((bucket, amount) -> if(position(bucket, 'input') > 0, amount, toDecimal128(0, 18)), mapKeys(cost), mapValues(cost)))"
INPUT_COST_SQL = f"toFloat64({INPUT_MONEY_SQL})"
OUTPUT_MONEY_SQL = "arraySum(arrayMap((bucket, amount) -> if(position(bucket, 'output') > 0, amount, toDecimal128(0, 18)), mapKeys(cost), mapValues(cost)))"
OUTPUT_COST_SQL = f"toFloat64({OUTPUT_MONEY_SQL})"
LATENCY_SQL = "dateDiff('microsecond', start_time, end_time) / 1e6"
TTFT_SQL = "dateDiff('microsecond', start_time, completion_start_time) / 1e6"


def column(name: str) -> Callable[[Record], object]:
    """Reads a column of a record; missing text is empty."""
    return lambda record: record.get(name, "")


def optional(name: str) -> Callable[[Record], object]:
    """Reads a column of a record; missing is None."""
    return lambda record: record.get(name)


def many(name: str) -> Callable[[Record], object]:
    """Reads a list or map of a record; missing is empty."""
    return lambda record: record.get(name) or {}


def keyword(name: str, label: str, *aliases: str, sql: str = "") -> Field:
    """A text that is compared as a whole."""
    return Field(name, Kind.KEYWORD, label, sql or name, column(name), aliases)


def text(name: str, label: str, *aliases: str) -> Field:
    """A text that words are looked for in, found through the index first."""
    return Field(name, Kind.TEXT, label, name, column(name), aliases, words_sql="search_text")


def _seconds(start: str, end: str) -> Callable[[Record], float | None]:
    def read(record: Record) -> float | None:
        first, last = cast("datetime | None", record.get(start)), cast("datetime | None", record.get(end))
        return None if first is None or last is None else (last - first).total_seconds()

    return read


def _sum_of(column_name: str, part: str) -> Callable[[Record], float | None]:
    def read(record: Record) -> float | None:
        amounts = cast("Mapping[str, float]", record.get(column_name) or {})
        return float(sum(amount for bucket, amount in amounts.items() if part in bucket)) if amounts else None

    return read


def _total_tokens(record: Record) -> float | None:
    usage = cast("Mapping[str, float]", record.get("usage") or {})
    if not usage:
        return None
    return float(usage["total"]) if "total" in usage else float(sum(usage.values()))


def _speed(record: Record) -> float | None:
    seconds, amount = _seconds("start_time", "end_time")(record), _sum_of("usage", "output")(record)
    return None if not seconds or seconds <= 0 or amount is None else amount / seconds


def _length(name: str) -> Callable[[Record], int]:
    return lambda record: len(cast("Sequence[object]", record.get(name) or ()))


def _keys(name: str) -> Callable[[Record], list[str]]:
    return lambda record: list(cast("Mapping[str, object]", record.get(name) or {}))


def _search_text(record: Record) -> str:
    metadata = cast("Mapping[str, str]", record.get("metadata") or {})
    parts = [cast(str, record.get(name, "")) for name in ("name", "status_message", "input", "output")]
    return " ".join([*parts, " ".join(metadata.values())])


def _cost(record: Record) -> float | None:
    amount = record.get("total_cost")
    return None if amount is None else float(cast(float, amount))


SEARCH_TEXT = Field("text", Kind.TEXT, "Any text", "search_text", _search_text)
COMMENT_FIELDS = (
    Field("comments", Kind.NUMBER, "Comments", "", optional("comments"), ("comment_count",), elsewhere=True),
    Field("comment", Kind.TEXT, "Comment text", "", column("comment"), ("comment_content",), elsewhere=True),
)
SCORE_FIELD = Field("scores", Kind.SCORES, "Scores", "", lambda _record: None, ("score",))

OBSERVATION_FIELDS: tuple[Field, ...] = (
    keyword("id", "Observation ID", "observation_id", "span", "span_id"),
    keyword("trace_id", "Trace ID", "trace"),
    keyword("parent_id", "Parent ID", "parent", "parent_observation_id"),
    Field("type", Kind.OPTION, "Type", "type", column("type"), ("kind",), OBSERVATION_TYPES),
    keyword("name", "Name"),
    keyword("trace_name", "Trace name"),
    Field("level", Kind.LEVEL, "Level", "level", column("level"), ("status",), LEVELS),
    text("status_message", "Status message", "message", "error"),
    keyword("environment", "Environment", "env", "trace_environment"),
    keyword("version", "Version"),
    keyword("release", "Release"),
    keyword("user_id", "User", "user"),
    keyword("session_id", "Session", "session"),
    Field("tags", Kind.LIST, "Tags", "tags", many("tags"), ("tag", "trace_tags")),
    text("input", "Input"),
    text("output", "Output"),
    Field("metadata", Kind.METADATA, "Metadata", "metadata", many("metadata"), ("meta",)),
    keyword("model", "Model", "provided_model_name"),
    keyword("model_id", "Model definition"),
    keyword("prompt_name", "Prompt", "prompt"),
    Field("prompt_version", Kind.NUMBER, "Prompt version", "prompt_version", optional("prompt_version")),
    Field("start_time", Kind.TIME, "Start time", "start_time", optional("start_time"), ("start", "time", "timestamp")),
    Field("end_time", Kind.TIME, "End time", "end_time", optional("end_time"), ("end",)),
    Field("latency", Kind.DURATION, "Latency", LATENCY_SQL, _seconds("start_time", "end_time"), ("duration",)),
    Field(
        "time_to_first_token",
        Kind.DURATION,
        "Time to first token",
        TTFT_SQL,
        _seconds("start_time", "completion_start_time"),
        ("ttft",),
    ),
    Field(
        "tokens_per_second",
        Kind.NUMBER,
        "Tokens per second",
        f"if(notEmpty(usage) AND end_time > start_time, {OUTPUT_TOKENS_SQL} / ({LATENCY_SQL}), NULL)",
        _speed,
        ("tps", "speed"),
    ),
    Field(
        "input_tokens", Kind.NUMBER, "Input tokens", f"if(notEmpty(usage), {INPUT_TOKENS_SQL}, NULL)", _sum_of("usage", "input")
    ),
    Field(
        "output_tokens",
        Kind.NUMBER,
        "Output tokens",
        f"if(notEmpty(usage), {OUTPUT_TOKENS_SQL}, NULL)",
        _sum_of("usage", "output"),
    ),
    Field(
        "total_tokens", Kind.NUMBER, "Total tokens", f"if(notEmpty(usage), {TOTAL_TOKENS_SQL}, NULL)", _total_tokens, ("tokens",)
    ),
    Field("usage", Kind.NUMBERS, "Usage by bucket", "usage", many("usage")),
    Field("total_cost", Kind.MONEY, "Cost", "toFloat64(total_cost)", _cost, ("cost",)),
    Field("input_cost", Kind.MONEY, "Input cost", f"if(notEmpty(cost), {INPUT_COST_SQL}, NULL)", _sum_of("cost", "input")),
    Field("output_cost", Kind.MONEY, "Output cost", f"if(notEmpty(cost), {OUTPUT_COST_SQL}, NULL)", _sum_of("cost", "output")),
    Field(
        "tools",
        Kind.LIST,
        "Tools called",
        "tool_call_names",
        many("tool_call_names"),
        ("tool", "called_tool_names", "called_tools"),
    ),
    Field(
        "available_tools", Kind.LIST, "Tools available", "mapKeys(tool_definitions)", _keys("tool_definitions"), ("tool_names",)
    ),
    Field("tool_calls", Kind.NUMBER, "Tool calls", "length(tool_calls)", _length("tool_calls")),
    Field("tool_definitions", Kind.NUMBER, "Tool definitions", "length(tool_definitions)", _length("tool_definitions")),
    Field(
        "is_root",
        Kind.FLAG,
        "Root",
        "parent_id = '' OR is_app_root",
        lambda record: not record.get("parent_id") or bool(record.get("is_app_root")),
        ("root", "is_root_observation"),
    ),
    Field("bookmarked", Kind.FLAG, "Bookmarked", "bookmarked", optional("bookmarked"), ("starred",)),
    Field("public", Kind.FLAG, "Public", "public", optional("public"), ("shared",)),
    keyword("experiment_id", "Experiment ID"),
    keyword("experiment_name", "Experiment", "experiment"),
    keyword("experiment_dataset_id", "Dataset ID", "dataset", "dataset_id"),
    keyword("experiment_item_id", "Experiment item"),
    Field(
        "is_experiment_item_root",
        Kind.FLAG,
        "Root of an experiment item",
        "experiment_id != '' AND id = experiment_item_root_observation_id",
        lambda record: (
            bool(record.get("experiment_id")) and record.get("id") == record.get("experiment_item_root_observation_id")
        ),
        ("is_experiment_item_root_span",),
    ),
    keyword("source", "Ingestion source", "ingestion_source"),
    keyword("dialect", "Instrumentation"),
    keyword("sdk_name", "SDK", "sdk", "ingestion_sdk_name"),
    keyword("sdk_version", "SDK version", "ingestion_sdk_version"),
    keyword("key_id", "API key", "key", "ingestion_api_key"),
    SCORE_FIELD,
    *COMMENT_FIELDS,
)

OBSERVATIONS = Subject(
    name="observations",
    fields=OBSERVATION_FIELDS,
    words=SEARCH_TEXT,
    score_link=(
        "(trace_id, id) IN (SELECT trace_id, observation_id FROM scores FINAL WHERE project_id = {project_id:String}"
        " AND observation_id != '' AND {where})"
        " OR trace_id IN (SELECT trace_id FROM scores FINAL WHERE project_id = {project_id:String}"
        " AND trace_id != '' AND observation_id = '' AND {where})"
    ),
)
