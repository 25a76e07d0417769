"""Running a user's `evaluate(ctx)`: what it sees, and what it may answer."""

from __future__ import annotations

import math
from typing import Any, Final, cast

from lumetra.domain import json_text
from lumetra.domain.observation import ScoreDataType
from lumetra.engines.sandbox import CodeFailure, Sandbox
from lumetra.features.evaluation.content import CodeContent, Source
from lumetra.features.evaluation.outcome import Failed, FailureKind, ScoreValue, score_value
from lumetra.features.evaluation.subjects.subject import Subject

MAX_PAYLOAD_BYTES: Final = 5_500_000
MAX_SCORES: Final = 50
MAX_COMMENT: Final = 5_000
_TYPES: Final = frozenset({"NUMERIC", "BOOLEAN", "CATEGORICAL", "TEXT"})

# `ctx.observation` and `ctx.experiment` are the names that Langfuse's code evaluators use.
_PRELUDE: Final = """
class Observation:
    def __init__(self, d):
        self.input = d["input"]
        self.output = d["output"]
        self.metadata = d["metadata"]
        self.tool_calls = d["tool_calls"]
        self.toolCalls = d["tool_calls"]
        self.name = d["name"]

class Experiment:
    def __init__(self, d):
        self.itemExpectedOutput = d["expected_output"]
        self.itemMetadata = d["item_metadata"]
        self.expected_output = d["expected_output"]
        self.item_metadata = d["item_metadata"]

class Context:
    def __init__(self, d):
        self.observation = Observation(d)
        self.experiment = Experiment(d)
        self.name = d["name"]
        self.input = d["input"]
        self.output = d["output"]
        self.metadata = d["metadata"]
        self.tool_calls = d["tool_calls"]
        self.expected_output = d["expected_output"]
        self.item_metadata = d["item_metadata"]
        self.trace = d["trace"]
        self.session = d["session"]
"""


def sources_of_code(content: CodeContent) -> set[Source]:
    """What must be read for it: trace and session texts only when the code names them."""
    wanted: set[Source] = {"expected_output", "item_metadata"}
    if "trace" in content.source:
        wanted.add("trace")
    if "session" in content.source:
        wanted.add("session")
    return wanted


def run_code(sandbox: Sandbox, content: CodeContent, subject: Subject) -> tuple[list[ScoreValue], str]:
    """The scores and what was printed. Raises Failed."""
    payload = {
        "name": subject.name,
        "input": _value(subject.input),
        "output": _value(subject.output),
        "metadata": subject.metadata,
        "tool_calls": subject.tool_calls,
        "expected_output": subject.expected_output,
        "item_metadata": subject.item_metadata,
        "trace": subject.trace,
        "session": subject.session,
    }
    if len(json_text.write(payload)) > MAX_PAYLOAD_BYTES:
        raise Failed("code_value", f"The target is larger than the {MAX_PAYLOAD_BYTES // 1_000_000} MB that code may get")
    try:
        result = sandbox.run(content.source, "evaluate(Context(payload))", {"payload": payload}, prelude=_PRELUDE)
    except CodeFailure as failure:
        where = f" (line {failure.line})" if failure.line else ""
        raise Failed(cast("FailureKind", f"code_{failure.kind}"), f"{failure.message}{where}", failure.line) from failure
    return read_scores(result.value), result.printed


def read_scores(value: Any) -> list[ScoreValue]:
    """What code may return: a number, truth value or category; `{score, comment}`; or `{scores: [{name, value, …}]}`. Raises Failed."""
    if isinstance(value, dict) and "scores" in value:
        scores = cast("dict[str, Any]", value)["scores"]
        if not isinstance(scores, list | tuple) or not scores or len(scores) > MAX_SCORES:
            raise Failed("code_value", f"`scores` must be a list of 1 to {MAX_SCORES} scores")
        read = [_one(score) for score in cast("list[Any]", scores)]
        names = [score.name for score in read]
        if len(set(names)) != len(names):
            raise Failed("code_value", "Two scores have the same name")
        return read
    return [_one(value)]


def _one(value: Any) -> ScoreValue:
    if not isinstance(value, dict):
        return _plain(value, "", "")
    score = cast("dict[str, Any]", value)
    if "value" not in score and "score" not in score:
        raise Failed("code_value", "A score needs a `value`")
    comment = score.get("comment", score.get("reasoning"))
    name, config_id, data_type = (str(score.get(key) or "") for key in ("name", "configId", "dataType"))
    plain = _plain(score.get("value", score.get("score")), str(comment or "")[:MAX_COMMENT], data_type)
    metadata = score.get("metadata")
    return ScoreValue(
        name=name[:200],
        data_type=plain.data_type,
        value=plain.value,
        string_value=plain.string_value,
        comment=plain.comment,
        metadata=cast("dict[str, Any]", metadata) if isinstance(metadata, dict) else {},
        config_id=config_id,
    )


def _plain(value: Any, comment: str, data_type: str) -> ScoreValue:
    if data_type and data_type not in _TYPES:
        raise Failed("code_value", f"`dataType` must be one of {', '.join(sorted(_TYPES))}, not {data_type[:40]!r}")
    if isinstance(value, int | float) and not isinstance(value, bool) and data_type == "BOOLEAN" and value in (0, 1):
        value = bool(value)
    if isinstance(value, bool) or (isinstance(value, int | float) and math.isfinite(value)):
        return _fitting(score_value(value, comment), data_type)
    if isinstance(value, str) and value:
        if data_type == "TEXT":
            return ScoreValue(data_type="TEXT", value=None, string_value=value[:500], comment=comment)
        return _fitting(score_value(value[:500], comment), data_type)
    shown = json_text.write(value)[:80]
    raise Failed("code_value", f"`evaluate` must return a number, True or False, or a category, not {shown}")


def _fitting(score: ScoreValue, data_type: str) -> ScoreValue:
    natural: ScoreDataType = score.data_type
    if data_type and data_type != natural:
        raise Failed("code_value", f"The value is {natural}, but `dataType` says {data_type}")
    return score


def _value(text: Any) -> Any:
    """Input and output as code wants them: JSON read, other text as it is."""
    if not isinstance(text, str) or text[:1] not in ("{", "["):
        return text
    parsed = json_text.parse(text)
    return text if parsed is json_text.MISSING else parsed
