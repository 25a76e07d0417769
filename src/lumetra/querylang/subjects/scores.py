"""What a filter may ask about a score. SQL expressions are over the columns of the table `scores`, or, for what belongs to the
trace that was judged, over its observations."""

from __future__ import annotations

from lumetra.querylang.fields import Field, Kind, Record, Subject, of_any_row
from lumetra.querylang.subjects.observations import column, keyword, many, optional


def _level(record: Record) -> str:
    for name, level in (("observation_id", "OBSERVATION"), ("trace_id", "TRACE"), ("session_id", "SESSION")):
        if record.get(name):
            return level
    return "EXPERIMENT"


def _any_text(record: Record) -> str:
    return " ".join(str(record.get(name, "")) for name in ("name", "string_value", "comment"))


def _truth(record: Record) -> bool:
    return record.get("data_type") == "BOOLEAN" and record.get("value") == 1


SCORES = Subject(
    name="scores",
    fields=(
        keyword("id", "Score ID", "score_id"),
        Field("name", Kind.KEYWORD, "Name", "name", column("name")),
        Field("timestamp", Kind.TIME, "Time", "timestamp", optional("timestamp"), ("time", "start_time", "start")),
        Field("value", Kind.NUMBER, "Value", "value", optional("value")),
        keyword("string_value", "Text value", "text", "category"),
        Field("boolean_value", Kind.FLAG, "True", "data_type = 'BOOLEAN' AND ifNull(value = 1, 0)", _truth, ("boolean",)),
        Field(
            "data_type",
            Kind.OPTION,
            "Type",
            "data_type",
            column("data_type"),
            ("type",),
            ("NUMERIC", "CATEGORICAL", "BOOLEAN", "TEXT", "CORRECTION"),
        ),
        Field("source", Kind.OPTION, "Source", "source", column("source"), (), ("API", "ANNOTATION", "EVAL")),
        Field(
            "level",
            Kind.OPTION,
            "Of",
            "multiIf(observation_id != '', 'OBSERVATION', trace_id != '', 'TRACE', session_id != '', 'SESSION', 'EXPERIMENT')",
            _level,
            ("subject", "target"),
            ("TRACE", "OBSERVATION", "SESSION", "EXPERIMENT"),
        ),
        keyword("trace_id", "Trace ID", "trace"),
        keyword("observation_id", "Observation ID", "observation"),
        keyword("session_id", "Session", "session"),
        keyword("experiment_id", "Experiment", "experiment", "dataset_run_id"),
        keyword("environment", "Environment", "env"),
        keyword("config_id", "Score config", "config"),
        keyword("queue_id", "Annotation queue", "queue"),
        keyword("author_user_id", "Author", "author"),
        keyword("evaluator_id", "Evaluator", "evaluator"),
        keyword("rule_id", "Rule", "rule"),
        keyword("execution_trace_id", "Execution trace", "execution_trace", "execution"),
        Field("comment", Kind.TEXT, "Comment", "comment", column("comment")),
        Field("metadata", Kind.METADATA, "Metadata", "metadata", many("metadata"), ("meta",)),
        of_any_row(keyword("user_id", "User of the trace", "user")),
        of_any_row(keyword("trace_name", "Trace name")),
        of_any_row(Field("trace_tags", Kind.LIST, "Tags of the trace", "tags", many("tags"), ("tags", "tag"))),
    ),
    group_key="trace_id",
    rows_where="trace_id != ''",
    words=Field("anything", Kind.TEXT, "Any text", "concat(name, ' ', string_value, ' ', comment)", _any_text),
)
