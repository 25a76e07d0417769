"""Running columns: each answers for itself, so one failing provider leaves the others alone; every answer is kept and traced."""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Literal, Protocol

import orjson
from starlette.concurrency import run_in_threadpool

from lumetra.domain.access import Access
from lumetra.domain.errors import LumetraError
from lumetra.domain.ids import new_id
from lumetra.domain.observation import Observation
from lumetra.engines.database import Database
from lumetra.engines.outbound import AllowedHosts
from lumetra.features.playground.columns import Column, Filling, fill_column
from lumetra.features.playground.tables import PlaygroundAnswer
from lumetra.llm.answer import CallRequest, CallResult, Piece
from lumetra.llm.call import stream
from lumetra.llm.connection import Connection
from lumetra.llm.failures import CallFailure

ENVIRONMENT = "playground"
Status = Literal["done", "failed", "stopped"]


class OpenConnection(Protocol):
    """connections' open: raises Refusal when there is none of that name."""

    def __call__(self, project_id: str, provider: str) -> Connection:
        """The connection for one call."""
        ...


@dataclass(frozen=True)
class Playground:
    """What running needs. `price` gives the cost in US dollars or None; `write` sends observations through ingestion's log."""

    database: Database
    open_connection: OpenConnection
    allowed: AllowedHosts
    price: Callable[[str, Observation], Decimal | None]
    write: Callable[[Access, Sequence[Observation]], object]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Where an answer belongs."""

    access: Access
    session_id: str
    column: Column
    filling: Filling
    table_run_id: str = ""
    row_index: int | None = None


@dataclass
class _Heard:
    text: str = ""
    reasoning: str = ""
    first_token_ms: float | None = None
    result: CallResult | None = None
    failure: CallFailure | None = None
    status: Status = "stopped"


async def run_column(playground: Playground, asked: Asked) -> AsyncGenerator[Piece | PlaygroundAnswer]:
    """Pieces as they come, and at last the kept answer, failed ones too. When cancelled, what had come is kept as stopped."""
    heard, began, began_us = _Heard(), time.monotonic(), time.time_ns() // 1000
    request = fill_column(asked.column, asked.filling)
    try:
        async for piece in _listen(playground, asked, request, heard, began):
            yield piece
    finally:
        keeping = asyncio.ensure_future(
            run_in_threadpool(_keep, playground, asked, request, heard, began_us, (time.monotonic() - began) * 1000)
        )
        answer = await _finish(keeping)
    yield answer


async def answer_column(playground: Playground, asked: Asked) -> PlaygroundAnswer:
    """The kept answer alone."""
    async with aclosing(run_column(playground, asked)) as items:
        async for item in items:
            if isinstance(item, PlaygroundAnswer):
                return item
    raise AssertionError("a column always ends with its answer")


async def _finish(keeping: asyncio.Future[PlaygroundAnswer]) -> PlaygroundAnswer:
    """Wait for the storing even when we are being cancelled meanwhile."""
    try:
        return await asyncio.shield(keeping)
    except asyncio.CancelledError:
        with contextlib.suppress(asyncio.CancelledError):
            await keeping
        raise


async def _listen(
    playground: Playground, asked: Asked, request: CallRequest, heard: _Heard, began: float
) -> AsyncGenerator[Piece]:
    try:
        connection = await run_in_threadpool(playground.open_connection, asked.access.project_id, asked.column.provider)
        if not request.model:
            raise CallFailure("bad_model", "Choose a model for this column")
        async with aclosing(stream(connection, request, playground.allowed)) as items:
            async for item in items:
                if isinstance(item, CallResult):
                    heard.result, heard.status = item, "done"
                    continue
                if heard.first_token_ms is None:
                    heard.first_token_ms = (time.monotonic() - began) * 1000
                heard.text += item.text
                heard.reasoning += item.reasoning
                yield item
    except CallFailure as failure:
        heard.failure, heard.status = failure, "failed"
    except LumetraError as error:  # no such connection, a secret that cannot be read, a database that is away
        heard.failure, heard.status = CallFailure("bad_request", str(error)), "failed"


def _keep(
    playground: Playground, asked: Asked, request: CallRequest, heard: _Heard, began_us: int, latency_ms: float
) -> PlaygroundAnswer:
    observation = _observation(asked, request, heard, began_us, latency_ms)
    cost = playground.price(asked.access.project_id, observation)
    result, failure = heard.result, heard.failure
    answer = PlaygroundAnswer(
        id=new_id(),
        project_id=asked.access.project_id,
        session_id=asked.session_id,
        column_id=asked.column.id,
        table_run_id=asked.table_run_id,
        row_index=asked.row_index,
        request={**asked.column.model_dump(), "filled_messages": list(request.messages)},
        status=heard.status,
        text=result.text if result else heard.text,
        reasoning=result.reasoning if result else heard.reasoning,
        tool_calls=[vars(call) for call in result.tool_calls] if result else [],
        error_kind=failure.kind if failure else "",
        error=failure.message if failure else "",
        usage=result.usage if result else {},
        cost_usd=None if cost is None else format(cost, "f"),
        latency_ms=result.latency_ms if result else latency_ms,
        first_token_ms=result.first_token_ms if result else heard.first_token_ms,
        trace_id=observation.trace_id,
        observation_id=observation.id,
        created_by=asked.access.user_id or f"key:{asked.access.key_id}",
        created_at=datetime.now(UTC),
    )
    playground.write(asked.access, [observation])
    with playground.database.session() as session:
        session.add(answer)
    return answer


def _observation(asked: Asked, request: CallRequest, heard: _Heard, began_us: int, latency_ms: float) -> Observation:
    """The answer as a trace of one generation in the environment `playground`, linked to its prompt version."""
    first = None if heard.first_token_ms is None else began_us + int(heard.first_token_ms * 1000)
    metadata = {"playground_session": _json(asked.session_id), "column": _json(asked.column.title or asked.column.id)}
    if asked.row_index is not None:
        metadata["row"] = _json(asked.row_index)
    return Observation(
        trace_id=os.urandom(16).hex(),
        id=os.urandom(8).hex(),
        start_time_us=began_us,
        end_time_us=began_us + int(latency_ms * 1000),
        completion_start_time_us=first,
        type="GENERATION",
        name="playground",
        trace_name="playground",
        environment=ENVIRONMENT,
        is_app_root=True,
        user_id=asked.access.user_id,
        level="ERROR" if heard.status == "failed" else "DEFAULT",
        status_message=heard.failure.message if heard.failure else ("stopped" if heard.status == "stopped" else ""),
        input=_json(list(request.messages)),
        output=_output(heard),
        metadata=metadata,
        model=heard.result.model if heard.result else request.model,
        model_parameters=_json({**request.parameters, **request.provider_options}),
        usage=dict(heard.result.usage) if heard.result else {},
        prompt_name=asked.column.prompt_name,
        prompt_version=asked.column.prompt_version,
        tool_definitions={str(tool.get("name", "")): _json(tool) for tool in request.tools},
        tool_calls=[_json(vars(call)) for call in heard.result.tool_calls] if heard.result else [],
        tool_call_names=[call.name for call in heard.result.tool_calls] if heard.result else [],
    )


def _output(heard: _Heard) -> str:
    calls = heard.result.tool_calls if heard.result else []
    text = heard.result.text if heard.result else heard.text
    return _json({"role": "assistant", "content": text, "tool_calls": [vars(call) for call in calls]}) if calls else text


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
