"""What running an evaluator on one target gives, whether a judge, code or a check did it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Literal

from lumetra.domain.observation import Observation, ScoreDataType

FailureKind = Literal[
    # the connection: no other target would fare better
    "auth", "billing", "bad_model", "refused", "no_connection", "no_model",
    # passing: the same call may succeed later
    "rate_limit", "unreachable", "timeout", "provider_error", "cut_stream", "internal",
    # this target: trying again changes nothing by itself
    "bad_request", "bad_answer", "no_value", "gone", "code_syntax", "code_time", "code_memory", "code_recursion", "code_error",
    "code_crash", "code_value", "cannot_check",
]  # fmt: skip
PAUSING: Final = frozenset({"auth", "billing", "bad_model", "refused", "no_connection", "no_model"})
PASSING: Final = frozenset({"rate_limit", "unreachable", "timeout", "provider_error", "cut_stream", "internal"})


@dataclass(frozen=True, kw_only=True)
class ScoreValue:
    """One score to write. `name` empty: the evaluator's own name. `value` is None only for text."""

    name: str = ""
    data_type: ScoreDataType
    value: float | None
    string_value: str = ""
    comment: str = ""
    metadata: dict[str, Any] = field(default_factory=dict[str, Any])
    config_id: str = ""


class Failed(Exception):
    """The evaluator gave no score here. `line` of the code it is about, counted from 1; 0 when there is none."""

    def __init__(self, kind: FailureKind, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.kind: FailureKind = kind
        self.message = message
        self.line = line


@dataclass(kw_only=True)
class Outcome:
    """Scores, or the failure. `observations` are the judge's calls as a trace to be written; cost in US dollars, None without a price.

    `asked` and `answered` show what went to the judge and what came back (after a repair: the last of each).
    """

    scores: list[ScoreValue] = field(default_factory=list[ScoreValue])
    failure: Failed | None = None
    observations: list[Observation] = field(default_factory=list[Observation])
    trace_id: str = ""
    cost_usd: Decimal | None = None
    latency_ms: float = 0.0
    asked: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    answered: str = ""
    printed: str = ""
    model: str = ""


def score_value(value: float | bool | str, comment: str, name: str = "") -> ScoreValue:
    """A plain value as a score of its natural type."""
    if isinstance(value, bool):
        return ScoreValue(
            name=name,
            data_type="BOOLEAN",
            value=1.0 if value else 0.0,
            string_value="True" if value else "False",
            comment=comment,
        )
    if isinstance(value, str):
        return ScoreValue(name=name, data_type="CATEGORICAL", value=0.0, string_value=value, comment=comment)
    return ScoreValue(name=name, data_type="NUMERIC", value=float(value), comment=comment)
