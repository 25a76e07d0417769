"""Running one item in one arm: the call, its trace, and the record of both in one transaction before the trace is sent."""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

import msgspec
import orjson
from sqlalchemy.exc import IntegrityError
from starlette.concurrency import run_in_threadpool

from lumetra.domain.access import Access
from lumetra.domain.clock import Clock
from lumetra.domain.dataset import DatasetItem
from lumetra.domain.errors import LumetraError
from lumetra.domain.observation import Experiment, Observation
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts
from lumetra.features.experiments.running.arm import Arm, ask
from lumetra.features.experiments.tables import ExecutionRow, ExperimentItemRow, ExperimentPlanRow
from lumetra.llm.answer import CallRequest, CallResult
from lumetra.llm.call import complete
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure
from lumetra.llm.pace import HeldBack, Pacer

ENVIRONMENT: Final = "experiment"
TRIES: Final = 4
FIRST_WAIT_SECONDS: Final = 1.0
HALTING: Final = frozenset({"auth", "billing", "refused"})
ANSWERED, STORED, SCORED = "answered", "stored", "scored"


class OpenConnection(Protocol):
    """connections' open: raises Refusal when there is none of that name."""

    def __call__(self, project_id: str, provider: str) -> Connection:
        """The connection for one call."""
        ...


@dataclass(frozen=True, kw_only=True)
class Runner:
    """What running needs from the rest of the application."""

    database: Database
    clock: Clock
    open_connection: OpenConnection
    allowed: AllowedHosts
    pacer: Pacer
    write: Callable[[Access, Sequence[Observation]], object]


class Halted(Exception):
    """The connection itself refuses: going on would fail every item the same way."""


@dataclass(frozen=True)
class Task:
    """One execution to do."""

    plan: ExperimentPlanRow
    arm_number: int
    arm: Arm
    item: DatasetItem
    repetition: int

    def identifier(self, what: str, length: int) -> str:
        """The same for the same execution and attempt, so that a repeated one replaces itself."""
        parts = [what, self.plan.id, self.arm_number, self.item.id, self.repetition]
        return hashlib.sha256(orjson.dumps(parts)).hexdigest()[:length]


async def run_item(runner: Runner, task: Task) -> None:
    """Ask, record and send. Raises Halted; any other failure is recorded as this execution's own."""
    request = ask(task.arm, task.item)
    began_us = time.time_ns() // 1000
    result: CallResult | None = None
    failure: CallFailure | None = None
    try:
        result = await _call(runner, task, request)
    except CallFailure as error:
        if error.kind in HALTING:
            raise Halted(error.message) from error
        failure = error
    except LumetraError as error:  # no such connection, a secret that cannot be read
        raise Halted(str(error)) from error
    ended_us = time.time_ns() // 1000
    if result is not None:  # waiting for a turn is not the model's time
        began_us = ended_us - int(result.latency_ms * 1000)
    observations = observe(task, request, result, failure, began_us, ended_us)
    await run_in_threadpool(record, runner, task, observations, failure)


async def _call(runner: Runner, task: Task, request: CallRequest) -> CallResult:
    wait = FIRST_WAIT_SECONDS
    for turn in range(1, TRIES + 1):
        connection = await run_in_threadpool(runner.open_connection, task.plan.project_id, task.arm.provider)
        try:
            async with runner.pacer.turn(connection):
                return await complete(connection, request, runner.allowed)
        except HeldBack:
            continue
        except CallFailure as failure:
            if not failure.may_pass or turn == TRIES:
                raise
        await asyncio.sleep(wait)
        wait *= 2
    raise CallFailure("rate_limit", "The connection's own limit left no place for this call within minutes")


def record(runner: Runner, task: Task, observations: list[Observation], failure: CallFailure | None) -> None:
    """The execution and its link to the item in one transaction; then its trace. What was recorded first, stays."""
    now = runner.clock()
    root = observations[0]
    row = ExecutionRow(
        plan_id=task.plan.id, arm=task.arm_number, item_id=task.item.id, repetition=task.repetition, trace_id=root.trace_id,
        observation_id=root.id, failed=failure is not None, error=failure.message if failure else "", state=ANSWERED,
        unsent=msgspec.json.encode(observations).decode(), finished_at=now,
    )  # fmt: skip
    if _keep(runner, row, _link(task, root, now)):
        send_unsent(runner, task.plan, [row])


def _keep(runner: Runner, row: ExecutionRow, link: ExperimentItemRow) -> bool:
    """False when the execution was recorded before: a run that was stopped ends the call it is in, while a resumed one asks again."""
    key = (row.plan_id, row.arm, row.item_id, row.repetition)
    try:
        with runner.database.session() as session:
            session.add(row)
            session.flush()
            session.merge(link)
    except IntegrityError:
        with runner.database.reading() as session:
            if session.get(ExecutionRow, key) is None:
                raise
        return False
    return True


def send_unsent(runner: Runner, plan: ExperimentPlanRow, rows: Sequence[ExecutionRow]) -> None:
    """Send the traces of answered executions and note it. Sending one again changes nothing: the same ids, the same content."""
    if not rows:
        return
    sent = [one for row in rows for one in msgspec.json.decode(row.unsent, type=list[Observation])]
    runner.write(access_of(plan), sent)
    with runner.database.session() as session:
        for row in rows:
            stored = session.get_one(ExecutionRow, (row.plan_id, row.arm, row.item_id, row.repetition))
            stored.state, stored.unsent = STORED, ""


def access_of(plan: ExperimentPlanRow) -> Access:
    """In whose name traces are written."""
    is_key = plan.created_by.startswith("key:")
    return Access(
        project_id=plan.project_id,
        organization_id=plan.organization_id,
        permissions=frozenset(),
        user_id="" if is_key else plan.created_by,
        key_id=plan.created_by.removeprefix("key:") if is_key else "",
    )


def _link(task: Task, root: Observation, now: datetime) -> ExperimentItemRow:
    return ExperimentItemRow(
        id=task.identifier("link", 32), project_id=task.plan.project_id, experiment_id=task.plan.experiment_ids[task.arm_number],
        dataset_item_id=task.item.id, dataset_version=task.plan.dataset_version, trace_id=root.trace_id, observation_id=root.id,
        created_at=now, updated_at=now,
    )  # fmt: skip


def observe(
    task: Task, request: CallRequest, result: CallResult | None, failure: CallFailure | None, began_us: int, ended_us: int
) -> list[Observation]:
    """The item's root span, and in it the generation with the prompt version it came from."""
    trace_id = task.identifier(f"trace {task.plan.attempt}", 32)
    root_id, call_id = task.identifier("root", 16), task.identifier("call", 16)
    item, plan = task.item, task.plan
    experiment = Experiment(
        id=plan.experiment_ids[task.arm_number],
        name=run_name(plan, task.arm),
        description=plan.description or "",
        dataset_id=plan.dataset_id,
        item_id=item.id,
        item_version=item.valid_from.isoformat(),
        item_metadata=_text(item.metadata),
        item_root_observation_id=root_id,
        item_expected_output=_text(item.expected_output),
    )
    output = _output(result)
    shared: dict[str, Any] = {
        "trace_id": trace_id, "start_time_us": began_us, "end_time_us": ended_us, "environment": ENVIRONMENT,
        "trace_name": "experiment-item-run", "experiment": experiment, "level": "ERROR" if failure else "DEFAULT",
        "status_message": failure.message if failure else "", "output": output,
    }  # fmt: skip
    metadata = {"repetition": str(task.repetition), "arm": _json(task.arm.label)}
    root = Observation(
        **shared,
        id=root_id,
        type="SPAN",
        name="experiment-item-run",
        is_app_root=True,
        input=_text(item.input),
        metadata=metadata,
    )
    call = Observation(
        **shared, id=call_id, parent_id=root_id, type="GENERATION", name=task.arm.prompt_name, input=_json(list(request.messages)),
        model=result.model if result else request.model, model_parameters=_json({**request.parameters, **request.provider_options}),
        usage=dict(result.usage) if result else {}, prompt_name=task.arm.prompt_name, prompt_version=task.arm.prompt_version,
        tool_definitions={str(tool.get("name", "")): _json(tool) for tool in request.tools},
        tool_calls=[_json(vars(call)) for call in result.tool_calls] if result else [],
        tool_call_names=[call.name for call in result.tool_calls] if result else [],
    )  # fmt: skip
    return [root, call]


def run_name(plan: ExperimentPlanRow, arm: Arm) -> str:
    """The name of an arm's experiment: the plan's, with the arm's label where there are several."""
    return plan.name if len(plan.arms) == 1 else f"{plan.name} · {arm.label}"


def _output(result: CallResult | None) -> str:
    if result is None:
        return ""
    if not result.tool_calls:
        return result.text
    return _json({"role": "assistant", "content": result.text, "tool_calls": [vars(call) for call in result.tool_calls]})


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
