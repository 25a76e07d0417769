"""Creating evaluators, adding versions, pausing and resuming, deleting."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from lumetra.domain.errors import Conflict, NotFound, Refusal
from lumetra.domain.evaluation import execution_id
from lumetra.domain.ids import new_id
from lumetra.features.evaluation.content import (
    CheckContent,
    CodeContent,
    JudgeContent,
    VariableMapping,
    complete_mapping,
    parse_content,
    parse_mapping,
)
from lumetra.features.evaluation.subjects.map_variables import check_path
from lumetra.features.evaluation.tables import (
    EvaluationSettingsRow,
    EvaluatorRow,
    EvaluatorVersionRow,
    ExecutionRow,
    RuleEvaluatorRow,
    target_of,
)

MAX_NAME: Final = 200


@dataclass(frozen=True, kw_only=True)
class NewVersion:
    """What a version holds. Variables that `mapping` leaves out come from the source of their name."""

    content: JudgeContent | CodeContent | CheckContent
    mapping: VariableMapping = field(default_factory=VariableMapping)
    note: str = ""


@dataclass(frozen=True)
class StoredVersion:
    """A version as it is run."""

    row: EvaluatorVersionRow
    content: JudgeContent | CodeContent | CheckContent
    mapping: VariableMapping


def create_evaluator(
    session: Session,
    project_id: str,
    name: str,
    description: str,
    new: NewVersion,
    actor: str,
    now: datetime,
    *,
    library_key: str = "",
) -> EvaluatorRow:
    """Store an evaluator with its first version. Names are unique within a project: scores are named after them."""
    check_name(name)
    if find_by_name(session, project_id, name) is not None:
        raise Conflict(f"There is already an evaluator named '{name}'")
    row = EvaluatorRow(
        id=new_id(), project_id=project_id, name=name, description=description, kind=new.content.kind, library_key=library_key,
        version=0, version_id="", provider="", paused_reason="", paused_message="", paused_at=None, created_by=actor, created_at=now,
        updated_at=now,
    )  # fmt: skip
    session.add(row)
    session.flush()
    add_version(session, row, new, actor, now)
    return row


def add_version(session: Session, row: EvaluatorRow, new: NewVersion, actor: str, now: datetime) -> EvaluatorVersionRow:
    """Add the next version, which rules use from now on. The kind of an evaluator never changes. A pause ends: the cause may be gone."""
    if new.content.kind != row.kind:
        raise Refusal(f"'{row.name}' is a {row.kind} and stays one; create another evaluator for a {new.content.kind}")
    mapping = complete_mapping(new.content, new.mapping)
    for source in mapping.values():
        check_path(source.path)
    version = EvaluatorVersionRow(
        id=new_id(), project_id=row.project_id, evaluator_id=row.id, version=row.version + 1, content=new.content.model_dump(mode="json"),
        mapping={name: source.model_dump() for name, source in mapping.items()}, note=new.note, created_by=actor, created_at=now,
    )  # fmt: skip
    session.add(version)
    row.version, row.version_id, row.updated_at = version.version, version.id, now
    row.provider = new.content.model.provider if isinstance(new.content, JudgeContent) and new.content.model else ""
    resume(row, now)
    session.flush()
    _carry_over(session, row, version)
    return version


def _carry_over(session: Session, row: EvaluatorRow, version: EvaluatorVersionRow) -> None:
    """What waits for an older version waits for the new one, unless its rule names the older one or an experiment asked for it."""
    pinned = sa.select(RuleEvaluatorRow.rule_id).where(
        RuleEvaluatorRow.evaluator_id == row.id, RuleEvaluatorRow.version.is_not(None)
    )
    query = sa.select(ExecutionRow).where(
        ExecutionRow.evaluator_id == row.id, ExecutionRow.state == "waiting", ExecutionRow.origin.in_(("rule", "backfill")),
        ExecutionRow.evaluator_version_id != version.id, ExecutionRow.rule_id.not_in(pinned),
    )  # fmt: skip
    for execution in list(session.scalars(query)):
        execution.id = execution_id(version.id, target_of(execution))
        execution.evaluator_version_id, execution.evaluator_version = version.id, version.version
        execution.attempts, execution.error, execution.error_kind = 0, "", ""
    session.flush()


def change_evaluator(session: Session, row: EvaluatorRow, name: str | None, description: str | None, now: datetime) -> None:
    """Rename or describe anew. Scores that were written keep the old name."""
    if name is not None and name != row.name:
        check_name(name)
        if find_by_name(session, row.project_id, name) is not None:
            raise Conflict(f"There is already an evaluator named '{name}'")
        row.name = name
    if description is not None:
        row.description = description
    row.updated_at = now


def delete_evaluator(session: Session, row: EvaluatorRow) -> None:
    """Delete it with its versions; rules lose it, what waits is cancelled, executions and scores stay."""
    waiting = sa.update(ExecutionRow).where(ExecutionRow.evaluator_id == row.id, ExecutionRow.state == "waiting")
    session.execute(waiting.values(state="cancelled", error="The evaluator was deleted"))
    session.execute(sa.delete(RuleEvaluatorRow).where(RuleEvaluatorRow.evaluator_id == row.id))
    session.execute(sa.delete(EvaluatorVersionRow).where(EvaluatorVersionRow.evaluator_id == row.id))
    session.delete(row)


def pause(row: EvaluatorRow, reason: str, message: str, now: datetime) -> None:
    """Run it no more until `resume`; what is asked of it waits. The first reason stays."""
    if not row.paused_reason:
        row.paused_reason, row.paused_message, row.paused_at = reason, message, now


def resume(row: EvaluatorRow, now: datetime) -> None:
    """End a pause."""
    if row.paused_reason:
        row.paused_reason, row.paused_message, row.paused_at, row.updated_at = "", "", None, now


def pause_users_of(session: Session, project_id: str, provider: str, now: datetime) -> None:
    """A connection was deleted: pause the judges that need it, by name or as the project's default."""
    default = session.get(EvaluationSettingsRow, project_id)
    providers = [provider, ""] if default is not None and default.provider == provider else [provider]
    query = sa.select(EvaluatorRow).where(
        EvaluatorRow.project_id == project_id, EvaluatorRow.kind == "judge", EvaluatorRow.provider.in_(providers)
    )
    for row in session.scalars(query):
        pause(row, "no_connection", f"The LLM connection '{provider}' was deleted", now)


def set_default_model(session: Session, project_id: str, provider: str, model: str, now: datetime) -> EvaluationSettingsRow:
    """Choose the model that judges use when they name none. Judges that were paused for want of one run again."""
    row = session.get(EvaluationSettingsRow, project_id)
    if row is None:
        row = EvaluationSettingsRow(project_id=project_id)
        session.add(row)
    row.provider, row.model, row.updated_at = provider, model, now
    query = sa.select(EvaluatorRow).where(
        EvaluatorRow.project_id == project_id, EvaluatorRow.provider == "", EvaluatorRow.kind == "judge", EvaluatorRow.paused_reason != ""
    )  # fmt: skip
    for paused in session.scalars(query):
        resume(paused, now)
    return row


def get_evaluator(session: Session, project_id: str, evaluator_id: str) -> EvaluatorRow:
    """One evaluator of this project. Raises NotFound."""
    row = session.get(EvaluatorRow, evaluator_id)
    if row is None or row.project_id != project_id:
        raise NotFound("Evaluator not found")
    return row


def find_by_name(session: Session, project_id: str, name: str) -> EvaluatorRow | None:
    """The evaluator of that name."""
    return session.scalar(sa.select(EvaluatorRow).where(EvaluatorRow.project_id == project_id, EvaluatorRow.name == name))


def get_version(session: Session, project_id: str, evaluator_id: str, version: int | None = None) -> StoredVersion:
    """A version of an evaluator, None for the newest. Raises NotFound."""
    row = get_evaluator(session, project_id, evaluator_id)
    number = row.version if version is None else version
    query = sa.select(EvaluatorVersionRow).where(
        EvaluatorVersionRow.evaluator_id == evaluator_id, EvaluatorVersionRow.version == number
    )
    found = session.scalar(query)
    if found is None:
        raise NotFound(f"Evaluator '{row.name}' has no version {number}")
    return as_stored(found)


def as_stored(row: EvaluatorVersionRow) -> StoredVersion:
    """A version's row, read."""
    return StoredVersion(row, parse_content(row.content), parse_mapping(row.mapping))


def check_name(name: str) -> None:
    """Raises Refusal for a name that scores could not carry."""
    if not name.strip() or name != name.strip() or len(name) > MAX_NAME:
        raise Refusal(f"An evaluator's name has 1 to {MAX_NAME} characters, without space around it")
