"""The advanced `filter` parameter of the Langfuse API (wire contract 1.7): a JSON array of conditions, read into our syntax tree."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, cast

from lumetra.domain.errors import Refusal
from lumetra.querylang.fields import Field, Kind, Subject
from lumetra.querylang.syntax import And, Comparison, Condition, FieldName, Has, Node, Not, Operator, Or, Value

# The columns of each table as the wire API names them, and the field of ours that each one is. Empty: accepted and ignored.
_TOTALS: Final = {
    "latency": "latency", "inputTokens": "input_tokens", "outputTokens": "output_tokens", "totalTokens": "total_tokens",
    "tokens": "total_tokens", "inputCost": "input_cost", "outputCost": "output_cost", "totalCost": "total_cost",
}  # fmt: skip
_TRACES: Final = {
    "bookmarked": "bookmarked", "level": "level", "id": "id", "traceId": "id", "name": "name", "traceName": "name",
    "timestamp": "start_time", "userId": "user_id", "sessionId": "session_id", "metadata": "metadata", "version": "version",
    "release": "release", "environment": "environment", "tags": "tags", "traceTags": "tags", "warningCount": "warning_count",
    "errorCount": "error_count", "defaultCount": "default_count", "debugCount": "debug_count", "scores": "scores",
    "scores_avg": "scores", "score_categories": "scores", "score_booleans": "scores", "evaluatorId": "", "ruleId": "", **_TOTALS,
}  # fmt: skip
_OBSERVATIONS: Final = {
    "environment": "environment", "type": "type", "id": "id", "name": "name", "traceId": "trace_id",
    "parentObservationId": "parent_id", "startTime": "start_time", "endTime": "end_time",
    "timeToFirstToken": "time_to_first_token", "tokensPerSecond": "tokens_per_second", "level": "level",
    "statusMessage": "status_message", "model": "model", "modelId": "model_id", "metadata": "metadata", "version": "version",
    "promptName": "prompt_name", "promptVersion": "prompt_version", "toolDefinitions": "tool_definitions",
    "toolCalls": "tool_calls", "toolNames": "available_tools", "calledToolNames": "tools", "traceTags": "tags",
    "userId": "user_id", "sessionId": "session_id", "traceName": "trace_name", "traceEnvironment": "environment",
    "scores": "", "scores_avg": "", "score_categories": "", "score_booleans": "", **_TOTALS,
}  # fmt: skip
_OBSERVATIONS_V2: Final = {
    **_OBSERVATIONS, "ingestionApiKey": "key_id", "ingestionSdkName": "sdk_name", "ingestionSdkVersion": "sdk_version",
    "ingestionSource": "source", "providedModelName": "model", "release": "release", "input": "input", "output": "output",
    "tags": "tags", "hasParentObservation": "-parent_id", "isRootObservation": "is_root", "hasInput": "has:input",
    "hasOutput": "has:output", "experimentDatasetId": "experiment_dataset_id", "experimentId": "experiment_id",
    "experimentName": "experiment_name", "isExperimentItemRootSpan": "is_experiment_item_root", "evaluatorId": "", "ruleId": "",
    "scores": "scores", "scores_avg": "scores", "score_categories": "scores", "score_booleans": "scores",
}  # fmt: skip
_SCORES: Final = {
    "id": "id", "timestamp": "timestamp", "environment": "environment", "traceId": "trace_id", "observationId": "observation_id",
    "sessionId": "session_id", "name": "name", "evaluatorId": "evaluator_id", "value": "value", "booleanValue": "boolean_value",
    "source": "source", "comment": "comment", "authorUserId": "author_user_id", "dataType": "data_type",
    "stringValue": "string_value", "metadata": "metadata", "traceName": "", "userId": "", "trace_tags": "",
}  # fmt: skip
_RULES: Final = {**_OBSERVATIONS_V2, "datasetId": "experiment_dataset_id", "experimentDatasetId": "experiment_dataset_id"}
_EXPERIMENTS: Final = {"id": "experiment_id", "name": "experiment_name", "datasetId": "experiment_dataset_id"}
_EXPERIMENT_ITEMS: Final = {
    "experimentId": "experiment_id", "experimentName": "experiment_name", "experimentItemId": "experiment_item_id",
    "datasetId": "experiment_dataset_id",
}  # fmt: skip
WIRE_COLUMNS: Final[dict[str, dict[str, str]]] = {
    "traces": _TRACES,
    "observations": _OBSERVATIONS,
    "v2/observations": _OBSERVATIONS_V2,
    "scores": _SCORES,
    "evaluation-rules": _RULES,
    "experiments": _EXPERIMENTS,
    "experiment-items": _EXPERIMENT_ITEMS,
}

_STRING = ("=", "contains", "does not contain", "starts with", "ends with")
_NUMBER = ("=", ">", "<", ">=", "<=")
_OPERATORS: Final[dict[str, tuple[str, ...]]] = {
    "datetime": ("=", ">", "<", ">=", "<="),
    "string": (*_STRING, "matches"),
    "number": _NUMBER,
    "stringOptions": ("any of", "none of"),
    "categoryOptions": ("any of", "none of"),
    "arrayOptions": ("any of", "none of", "all of"),
    "stringObject": (*_STRING, "matches", "is set", "is not set"),
    "numberObject": _NUMBER,
    "booleanObject": ("=", "<>"),
    "boolean": ("=", "<>"),
    "null": ("is null", "is not null"),
}
_TEXTUAL = (Kind.KEYWORD, Kind.OPTION, Kind.LEVEL, Kind.TEXT)
_FITS: Final[dict[str, tuple[Kind, ...]]] = {
    "datetime": (Kind.TIME,),
    "string": _TEXTUAL,
    "number": (Kind.NUMBER, Kind.DURATION, Kind.MONEY),
    "stringOptions": (*_TEXTUAL, Kind.LIST, Kind.SCORES),
    "categoryOptions": (Kind.SCORES,),
    "arrayOptions": (Kind.LIST,),
    "stringObject": (Kind.METADATA,),
    "numberObject": (Kind.SCORES, Kind.METADATA),
    "booleanObject": (Kind.SCORES,),
    "boolean": (Kind.FLAG,),
    "null": tuple(Kind),
}


@dataclass(frozen=True)
class WireFilter:
    """The conditions, and the columns they name, so that a simple parameter for the same column can step back."""

    node: Node
    columns: frozenset[str]


def parse_wire_filter(text: str, table: str, subject: Subject) -> WireFilter:
    """Read the `filter` parameter of one of WIRE_COLUMNS. Raises Refusal with the contract's words."""
    try:
        conditions: object = json.loads(text)
    except ValueError as error:
        raise Refusal("Invalid JSON in filter parameter") from error
    if not isinstance(conditions, list):
        raise Refusal("Invalid filter parameter: expected a JSON array of conditions")
    nodes: list[Node] = []
    used: set[str] = set()
    for place, condition in enumerate(cast("list[object]", conditions)):
        if not isinstance(condition, dict):
            raise Refusal(f"Invalid filter parameter: condition {place} is no object")
        node, name = _read(cast("dict[str, Any]", condition), WIRE_COLUMNS[table], subject)
        if node is not None:
            nodes.append(node)
            used.add(name)
    if table == "v2/observations":
        _require_selective_text(cast("list[dict[str, Any]]", conditions))
    return WireFilter(And(tuple(nodes)) if len(nodes) != 1 else nodes[0], frozenset(used))


def _read(condition: dict[str, Any], columns: dict[str, str], subject: Subject) -> tuple[Node | None, str]:
    kind, column, operator = (str(condition.get(part, "")) for part in ("type", "column", "operator"))
    value, key = condition.get("value"), str(condition.get("key") or "")
    if kind == "positionInTrace":
        return None, ""
    if kind not in _OPERATORS:
        raise Refusal(f"Invalid filter parameter: unknown type {kind!r}")
    if column not in columns:
        raise Refusal(f"Column {column} does not match a UI / CH table mapping.")
    if operator not in _OPERATORS[kind]:
        raise Refusal(f"Invalid filter parameter: operator {operator!r} does not fit type {kind} of column {column}")
    name = columns[column]
    if not name:
        return None, ""
    if name.startswith(("-", "has:")):
        return _presence(name, kind, operator, value, column), name
    field = subject.find(name)
    assert field is not None, f"WIRE_COLUMNS names {name}, which {subject.name} does not have"
    if field.kind not in _FITS[kind]:
        raise Refusal(f"Invalid filter parameter: column {column} cannot be filtered with type {kind}")
    return _condition(field, kind, operator, value, key, column), name


def _presence(name: str, kind: str, operator: str, value: Any, column: str) -> Node:
    if kind != "boolean" or not isinstance(value, bool):
        raise Refusal(f"Invalid filter parameter: column {column} is boolean")
    present = Has(FieldName(name.removeprefix("has:").removeprefix("-")))
    return present if value is (operator == "=") else Not(present)


def _condition(field: Field, kind: str, operator: str, value: Any, key: str, column: str) -> Node:
    keyed = field.kind in (Kind.METADATA, Kind.SCORES)
    if keyed and not key and kind != "null":
        raise Refusal(f"Invalid filter parameter: column {column} needs a key")
    name = FieldName(field.name, key)
    match kind:
        case "null":
            return Not(Has(name)) if operator == "is null" else Has(name)
        case "datetime":
            return _one(name, operator, _moment(value, column))
        case "number" | "numberObject":
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise Refusal(f"Invalid filter parameter: column {column} needs a number")
            return _one(name, operator, repr(value))
        case "boolean" | "booleanObject":
            if not isinstance(value, bool):
                raise Refusal(f"Invalid filter parameter: column {column} needs true or false")
            return _one(name, "=", "true" if value is (operator == "=") else "false")
        case "stringObject" if operator in ("is set", "is not set"):
            return Has(name) if operator == "is set" else Not(Has(name))
        case "stringObject" if value == "" and operator in ("contains", "starts with", "ends with"):
            return Has(name)
        case "string" | "stringObject":
            return _string(name, operator, _text(value, column))
        case _:
            return _options(name, operator, value, column)


def _one(name: FieldName, operator: str, text: str) -> Node:
    return Condition(name, (Comparison(cast("Operator", operator), Value((text,))),))


def _string(name: FieldName, operator: str, text: str) -> Node:
    match operator:
        case "=":
            return _one(name, "=", text)
        case "matches":
            if not any(char.isalnum() for char in text):
                raise Refusal("Invalid filter parameter: matches needs at least one letter or digit")
            return _one(name, ":", text)
        case "starts with":
            parts: tuple[str, ...] = (text, "")
        case "ends with":
            parts = ("", text)
        case _:
            parts = ("", text, "")
    like = Condition(name, (Comparison(":", Value(parts)),))
    return Not(like) if operator == "does not contain" else like


def _options(name: FieldName, operator: str, value: Any, column: str) -> Node:
    if not isinstance(value, list) or not value:
        raise Refusal(f"Invalid filter parameter: column {column} needs a list of values that is not empty")
    tests = [_one(name, "=", _text(item, column)) for item in cast("list[Any]", value)]
    joined: Node = tests[0] if len(tests) == 1 else (And(tuple(tests)) if operator == "all of" else Or(tuple(tests)))
    return Not(joined) if operator == "none of" else joined


def _text(value: Any, column: str) -> str:
    if not isinstance(value, str):
        raise Refusal(f"Invalid filter parameter: column {column} needs text")
    return value


def _moment(value: Any, column: str) -> str:
    try:
        moment = datetime.fromisoformat(_text(value, column))
    except ValueError as error:
        raise Refusal(f"Invalid filter parameter: column {column} needs an ISO 8601 date-time") from error
    return moment.isoformat()


def _require_selective_text(conditions: list[dict[str, Any]]) -> None:
    """A search in input or output must name something the index can find (contract 1.7)."""
    on_text = [c for c in conditions if c.get("column") in ("input", "output") and c.get("type") != "null"]
    if on_text and not any(c.get("operator") in ("=", "matches") for c in on_text):
        raise Refusal("Filters on input or output need at least one condition with operator = or matches")
