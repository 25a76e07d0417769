"""Asking a judge: the filled prompt, the answer on the scale, one repair when it is not what was asked, all of it traced."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final, Protocol, cast

from lumetra.domain import json_text
from lumetra.domain.errors import LumetraError, Refusal
from lumetra.domain.evaluation import EVALUATION_ENVIRONMENT
from lumetra.domain.observation import Observation
from lumetra.domain.prompt import fill
from lumetra.engines.outbound import AllowedHosts
from lumetra.features.evaluation.content import JudgeContent, ModelChoice
from lumetra.features.evaluation.judges.judge_answer import BadAnswer, Judgement, answer_schema, read_answer
from lumetra.features.evaluation.outcome import Failed, FailureKind, Outcome, score_value
from lumetra.llm.answer import CallRequest, CallResult
from lumetra.llm.call import complete
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure
from lumetra.llm.pace import Pacer

TIMEOUT_SECONDS: Final = 90.0
_FORMAT: Final = (
    "Answer with one JSON object and nothing else, following this JSON Schema:\n{schema}\n"
    "Put the reasoning first, then the score."
)
_REPAIR: Final = "{problem}. " + _FORMAT


class OpenConnection(Protocol):
    """connections' open: raises Refusal when there is none of that name."""

    def __call__(self, project_id: str, provider: str) -> Connection:
        """The connection for one call."""
        ...


@dataclass(frozen=True)
class Courtroom:
    """What asking needs. `price` gives the cost in US dollars or None; `default_model` the project's judge, None when none is set."""

    open_connection: OpenConnection
    allowed: AllowedHosts
    pacer: Pacer
    price: Callable[[str, Observation], Decimal | None]
    default_model: Callable[[str], ModelChoice | None]


@dataclass(frozen=True, kw_only=True)
class Case:
    """One question to a judge, and the names under which its trace is kept."""

    project_id: str
    evaluator_name: str
    trace_id: str
    values: Mapping[str, str]
    metadata: Mapping[str, Any] = field(default_factory=dict[str, Any])


async def ask_judge(courtroom: Courtroom, content: JudgeContent, case: Case) -> Outcome:
    """The outcome; failures of any kind are in it. Raises HeldBack when the connection's limit left no place."""
    outcome = Outcome(trace_id=case.trace_id)
    began, began_us = time.monotonic(), time.time_ns() // 1000
    try:
        choice = content.model or courtroom.default_model(case.project_id)
        if choice is None:
            raise Failed("no_model", "The judge names no model, and the project has no default model for evaluation")
        connection = _open(courtroom, case.project_id, choice)
        outcome.model = choice.model
        judgements = await _Hearing(courtroom, connection, content, case, choice, outcome).hear()
        outcome.scores = [score_value(one.value, one.reasoning) for one in judgements]
    except Failed as failure:
        outcome.failure = failure
    outcome.latency_ms = (time.monotonic() - began) * 1000
    outcome.observations.insert(0, _root(case, outcome, began_us))
    costs = [cost for call in outcome.observations[1:] if (cost := courtroom.price(case.project_id, call)) is not None]
    outcome.cost_usd = sum(costs, Decimal(0)) if costs else None
    if len(outcome.observations) == 1:  # nothing was asked: there is nothing to trace
        outcome.observations, outcome.trace_id = [], ""
    return outcome


def _open(courtroom: Courtroom, project_id: str, choice: ModelChoice) -> Connection:
    try:
        return courtroom.open_connection(project_id, choice.provider)
    except Refusal as refusal:
        raise Failed("no_connection", refusal.message) from refusal
    except LumetraError as error:
        raise Failed("internal", str(error)) from error


class _Hearing:
    """The calls of one case: the question, without a schema when the provider knows none, and the repair."""

    def __init__(
        self,
        courtroom: Courtroom,
        connection: Connection,
        content: JudgeContent,
        case: Case,
        choice: ModelChoice,
        outcome: Outcome,
    ) -> None:
        self._courtroom = courtroom
        self._connection = connection
        self._content = content
        self._case = case
        self._choice = choice
        self._outcome = outcome
        self._schema = answer_schema(content.output)

    async def hear(self) -> list[Judgement]:
        messages = filled(self._content, self._case.values)
        try:
            text = (await self._call("judge", messages, self._schema)).text
        except CallFailure as failure:
            if failure.kind != "bad_request":
                raise _failed(failure) from failure
            text = await self._without_schema(messages, failure)
        try:
            return read_answer(text, self._content.output)
        except BadAnswer as problem:
            return await self._repair(messages, text, problem)

    async def _without_schema(self, messages: list[dict[str, Any]], refused: CallFailure) -> str:
        """Providers that know no structured output refuse the request: the words of the prompt must do."""
        asked = [*messages[:-1], {**messages[-1], "content": f"{messages[-1]['content']}\n\n{self._words(_FORMAT)}"}]
        try:
            return (await self._call("judge without schema", asked, None)).text
        except CallFailure as failure:
            raise _failed(refused if failure.kind == "bad_request" else failure) from failure

    async def _repair(self, messages: list[dict[str, Any]], text: str, problem: BadAnswer) -> list[Judgement]:
        asked = [
            *messages,
            {"role": "assistant", "content": text or "(empty)"},
            {"role": "user", "content": self._words(_REPAIR, problem=str(problem))},
        ]
        try:
            return read_answer((await self._call("repair", asked, self._schema)).text, self._content.output)
        except CallFailure as failure:
            raise _failed(failure) from failure
        except BadAnswer as again:
            raise Failed("bad_answer", f"{again}. It was asked twice; the first answer: {problem}") from again

    def _words(self, template: str, **more: str) -> str:
        return template.format(schema=json_text.write(self._schema), **more)

    async def _call(self, name: str, messages: list[dict[str, Any]], schema: dict[str, Any] | None) -> CallResult:
        request = CallRequest(
            model=self._choice.model,
            messages=messages,
            parameters=self._content.parameters,
            output_schema=schema,
            timeout_seconds=TIMEOUT_SECONDS,
        )
        self._outcome.asked = messages
        result: CallResult | None = None
        failure: CallFailure | None = None
        async with self._courtroom.pacer.turn(self._connection):
            began_us = time.time_ns() // 1000
            try:
                result = await complete(self._connection, request, self._courtroom.allowed)
                self._outcome.answered = result.text
                return result
            except CallFailure as error:
                failure = error
                raise
            finally:
                number = len(self._outcome.observations) + 1
                self._outcome.observations.append(_generation(self._case, request, name, number, began_us, result, failure))


def filled(content: JudgeContent, values: Mapping[str, str]) -> list[dict[str, Any]]:
    """The prompt with its variables replaced."""
    return cast("list[dict[str, Any]]", fill([message.model_dump() for message in content.messages], values, {}))


def _failed(failure: CallFailure) -> Failed:
    return Failed(cast("FailureKind", failure.kind), failure.message)


def _root(case: Case, outcome: Outcome, began_us: int) -> Observation:
    scores = [{"score": score.string_value or score.value, "reasoning": score.comment} for score in outcome.scores]
    return Observation(
        trace_id=case.trace_id,
        id=_span_id(case.trace_id, 0),
        start_time_us=began_us,
        end_time_us=began_us + int(outcome.latency_ms * 1000),
        type="EVALUATOR",
        name=case.evaluator_name,
        trace_name=f"Judge: {case.evaluator_name}",
        environment=EVALUATION_ENVIRONMENT,
        is_app_root=True,
        level="ERROR" if outcome.failure else "DEFAULT",
        status_message=outcome.failure.message if outcome.failure else "",
        input=json_text.write(dict(case.values)),
        output=json_text.write(scores[0] if len(scores) == 1 else scores) if scores else "",
        metadata={key: json_text.write(value) for key, value in case.metadata.items()},
    )


def _generation(
    case: Case,
    request: CallRequest,
    name: str,
    number: int,
    began_us: int,
    result: CallResult | None,
    failure: CallFailure | None,
) -> Observation:
    return Observation(
        trace_id=case.trace_id,
        id=_span_id(case.trace_id, number),
        parent_id=_span_id(case.trace_id, 0),
        start_time_us=began_us,
        end_time_us=max(time.time_ns() // 1000, began_us),
        type="GENERATION",
        name=name,
        trace_name=f"Judge: {case.evaluator_name}",
        environment=EVALUATION_ENVIRONMENT,
        level="ERROR" if failure else "DEFAULT",
        status_message=failure.message if failure else "",
        input=json_text.write(list(request.messages)),
        output=result.text if result else "",
        model=result.model if result else request.model,
        model_parameters=json_text.write(dict(request.parameters)) if request.parameters else "",
        usage=dict(result.usage) if result else {},
    )


def _span_id(trace_id: str, number: int) -> str:
    return hashlib.sha256(f"{trace_id}/{number}".encode()).hexdigest()[:16]
