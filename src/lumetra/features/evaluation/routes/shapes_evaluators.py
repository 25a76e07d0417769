"""What `/api/v1` says about evaluators."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from lumetra.domain.evaluation import TargetKind
from lumetra.features.evaluation.content import Content, ModelChoice, VariableMapping, VariableSource, variables_of
from lumetra.features.evaluation.executions.read_executions import Activity
from lumetra.features.evaluation.tables import EvaluatorRow
from lumetra.features.evaluation.write_evaluators import StoredVersion
from lumetra.http.dollars import Dollars


class EvaluatorIn(BaseModel):
    """A new evaluator. Variables that `mapping` leaves out come from the source of their name."""

    name: str
    description: str = ""
    content: Content
    mapping: VariableMapping = {}
    note: str = ""
    library_key: str = ""


class EvaluatorVersionIn(BaseModel):
    """A new version. `based_on` is the version the author saw: another one that came since is a conflict; null does not look."""

    content: Content
    mapping: VariableMapping = {}
    note: str = ""
    based_on: int | None = None


class EvaluatorChange(BaseModel):
    """What to change; null keeps."""

    name: str | None = None
    description: str | None = None


class EvaluatorVersionOut(BaseModel):
    """One version. `variables` are those that need a source; code reads every source by itself."""

    id: str
    version: int
    content: Content
    mapping: dict[str, VariableSource]
    variables: list[str]
    note: str
    created_by: str
    created_at: datetime

    @classmethod
    def of(cls, stored: StoredVersion) -> EvaluatorVersionOut:
        """From a stored version."""
        row = stored.row
        return cls(
            id=row.id, version=row.version, content=stored.content, mapping=stored.mapping, variables=variables_of(stored.content),
            note=row.note, created_by=row.created_by, created_at=row.created_at,
        )  # fmt: skip


class EvaluatorVersionList(BaseModel):
    """All versions, newest first."""

    data: list[EvaluatorVersionOut]


class EvaluatorOut(BaseModel):
    """An evaluator without its content. `paused_reason` is empty while it runs. `cost_usd` is that of the last seven days."""

    id: str
    name: str
    description: str
    kind: Literal["judge", "code", "check"]
    library_key: str
    version: int
    version_id: str
    paused_reason: str
    paused_message: str
    paused_at: datetime | None
    rule_ids: list[str]
    last_runs: list[str]
    executions: int
    waiting: int
    cost_usd: Dollars
    created_by: str
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, row: EvaluatorRow, rule_ids: list[str], activity: Activity | None) -> EvaluatorOut:
        """From its row and what it did."""
        did = activity or Activity()
        own = ("rule_ids", "last_runs", "executions", "waiting", "cost_usd")
        return cls(
            **{name: getattr(row, name) for name in cls.model_fields if name not in own}, rule_ids=rule_ids, last_runs=did.last_runs,
            executions=did.executions, waiting=did.waiting, cost_usd=did.cost_usd,
        )  # fmt: skip


class EvaluatorList(BaseModel):
    """All evaluators of a project, newest first."""

    data: list[EvaluatorOut]


class EvaluatorDetail(BaseModel):
    """An evaluator with its newest version."""

    evaluator: EvaluatorOut
    latest: EvaluatorVersionOut


class EvaluatorPauseIn(BaseModel):
    """Why it is paused, in words."""

    message: str = Field(default="", max_length=500)


class EvaluationTargetIn(BaseModel):
    """What to evaluate: a session by its id, all else by trace, an observation by its own id as well."""

    kind: TargetKind
    trace_id: str = ""
    observation_id: str = ""
    session_id: str = ""


class EvaluatorTestIn(BaseModel):
    """An evaluator as it stands in the editor, and the real row to run it on. Nothing is saved; a judge's call is traced."""

    name: str = "test"
    content: Content
    mapping: VariableMapping = {}
    target: EvaluationTargetIn


class EvaluatorTestScore(BaseModel):
    """A score as it was, or would be, written."""

    name: str
    data_type: str
    value: float | None
    string_value: str
    comment: str


class EvaluatorTestOut(BaseModel):
    """How the run went: scores, or the error. `asked` is the filled prompt or the values compared, `answered` the model's own words.

    `error_line` is the line of the code that the error is about, 0 when there is none.
    """

    scores: list[EvaluatorTestScore]
    error_kind: str
    error: str
    error_line: int
    asked: list[dict[str, Any]]
    answered: str
    printed: str
    model: str
    cost_usd: Dollars | None
    latency_ms: float
    judge_trace_id: str


class CheckOut(BaseModel):
    """A ready-made check, with the JSON Schema of its parameters."""

    name: str
    group: str
    needs_expected: bool
    parameters: dict[str, Any]


class CheckList(BaseModel):
    """All ready-made checks."""

    data: list[CheckOut]


class EvaluationSettingsOut(BaseModel):
    """The project's default judge; null while none is chosen."""

    default_model: ModelChoice | None


class EvaluationSettingsIn(BaseModel):
    """The default judge to choose."""

    default_model: ModelChoice
