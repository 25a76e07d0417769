"""One evaluator on one target: reads what it needs, runs it, and says what came out. Never raises for what data or models do."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import Any

from lumetra.domain.errors import LumetraError, NotFound
from lumetra.domain.evaluation import Target
from lumetra.engines.sandbox import Sandbox
from lumetra.features.evaluation.checks.registry import run_check
from lumetra.features.evaluation.checks.verdict import CannotCheck
from lumetra.features.evaluation.content import (
    CheckContent,
    CodeContent,
    JudgeContent,
    Source,
    VariableMapping,
    complete_mapping,
)
from lumetra.features.evaluation.executions.run_code import run_code, sources_of_code
from lumetra.features.evaluation.judges.judge import Case, Courtroom, ask_judge
from lumetra.features.evaluation.outcome import Failed, Outcome, score_value
from lumetra.features.evaluation.subjects.map_variables import NoValue, as_text, map_variables
from lumetra.features.evaluation.subjects.subject import ReadSubject, Subject


@dataclass(frozen=True)
class Evaluators:
    """What running any evaluator needs."""

    read_subject: ReadSubject
    courtroom: Courtroom
    sandbox: Sandbox


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """What to run, and the names its traces are kept under."""

    project_id: str
    name: str
    content: JudgeContent | CodeContent | CheckContent
    mapping: VariableMapping
    target: Target
    trace_id: str
    metadata: dict[str, Any]


async def run_evaluator(evaluators: Evaluators, assignment: Assignment) -> Outcome:
    """The outcome, failures in it. Raises HeldBack when the connection's limit left no place for the call."""
    began = time.monotonic()
    try:
        mapping = complete_mapping(assignment.content, assignment.mapping)
        subject = await asyncio.to_thread(_read, evaluators, assignment, mapping)
        if isinstance(assignment.content, JudgeContent):
            values = {name: as_text(value) for name, value in map_variables(subject, mapping).items()}
            return await ask_judge(evaluators.courtroom, assignment.content, _case(assignment, values))
        outcome = await asyncio.to_thread(_run_here, evaluators, assignment.content, mapping, subject)
    except NoValue as refusal:
        outcome = Outcome(failure=Failed("no_value", refusal.message))
    except NotFound as refusal:
        outcome = Outcome(failure=Failed("gone", refusal.message))
    except Failed as failure:
        outcome = Outcome(failure=failure)
    except LumetraError as error:  # an engine that is away: it will be back
        outcome = Outcome(failure=Failed("internal", str(error)))
    outcome.latency_ms = (time.monotonic() - began) * 1000
    return outcome


def wanted_sources(content: JudgeContent | CodeContent | CheckContent, mapping: VariableMapping) -> set[Source]:
    """Which sources must be read."""
    return sources_of_code(content) if isinstance(content, CodeContent) else {one.source for one in mapping.values()}


def _read(evaluators: Evaluators, assignment: Assignment, mapping: VariableMapping) -> Subject:
    wanted = wanted_sources(assignment.content, mapping)
    return evaluators.read_subject(assignment.project_id, assignment.target, wanted)


def _run_here(evaluators: Evaluators, content: CodeContent | CheckContent, mapping: VariableMapping, subject: Subject) -> Outcome:
    if isinstance(content, CodeContent):
        scores, printed = run_code(evaluators.sandbox, content, subject)
        return Outcome(scores=scores, printed=printed)
    values = _check_values(subject, mapping)
    try:
        verdict = run_check(content.check, content.parameters, values["value"], values.get("expected"))
    except CannotCheck as problem:
        raise Failed("cannot_check", str(problem)) from problem
    asked = [{"value": as_text(values["value"]), "expected": as_text(values.get("expected"))}]
    return Outcome(scores=[score_value(verdict.value, verdict.reason)], asked=asked)


def _check_values(subject: Subject, mapping: VariableMapping) -> dict[str, Any]:
    """The value must be there; what is expected may be absent, and the check says whether that matters."""
    values = map_variables(subject, {"value": mapping["value"]})
    try:
        return values | map_variables(subject, {"expected": mapping["expected"]})
    except NoValue:
        return values


def _case(assignment: Assignment, values: dict[str, str]) -> Case:
    return Case(
        project_id=assignment.project_id,
        evaluator_name=assignment.name,
        trace_id=assignment.trace_id,
        values=values,
        metadata=assignment.metadata,
    )
