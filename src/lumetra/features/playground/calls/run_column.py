"""Running a column: it answers for itself, so one failing provider leaves the others alone; every answer is kept and traced."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from starlette.concurrency import run_in_threadpool

from lumetra.domain.errors import LumetraError
from lumetra.domain.ids import new_id
from lumetra.features.playground.asked import Asked, Heard
from lumetra.features.playground.calls.prepare_call import prepare_call, put_images_in
from lumetra.features.playground.calls.trace_answer import observation_of
from lumetra.features.playground.open_playground import Playground
from lumetra.features.playground.tables import PlaygroundAnswer
from lumetra.llm.answer import CallRequest, CallResult, Piece
from lumetra.llm.call import load_library, stream
from lumetra.llm.failures import CallFailure


async def run_column(playground: Playground, asked: Asked) -> AsyncGenerator[Piece | PlaygroundAnswer]:
    """Pieces as they come, and at last the kept answer, failed ones too. When cancelled, what had come is kept as stopped."""
    await asyncio.to_thread(load_library)  # before the clock runs: the first call after a start would seem slow
    heard = Heard(CallRequest(model=asked.column.model, messages=asked.column.messages))
    try:
        async for piece in _listen(playground, asked, heard):
            yield piece
    finally:
        heard.latency_ms = heard.elapsed_ms()
        answer = await _finish(asyncio.ensure_future(run_in_threadpool(_keep, playground, asked, heard)))
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


async def _listen(playground: Playground, asked: Asked, heard: Heard) -> AsyncGenerator[Piece]:
    project_id = asked.access.project_id
    try:
        heard.request = await run_in_threadpool(prepare_call, playground, project_id, asked.column, asked.filling)
        connection = await run_in_threadpool(playground.open_connection, project_id, asked.column.provider)
        if not heard.request.model:
            raise CallFailure("bad_model", "Choose a model for this column")
        whole = await run_in_threadpool(put_images_in, playground, project_id, heard.request)
        async with aclosing(stream(connection, whole, playground.allowed)) as items:
            async for item in items:
                if isinstance(item, CallResult):
                    heard.result, heard.status = item, "done"
                    continue
                if heard.first_token_ms is None:
                    heard.first_token_ms = heard.elapsed_ms()
                heard.text += item.text
                heard.reasoning += item.reasoning
                yield item
    except CallFailure as failure:
        heard.failure, heard.status = failure, "failed"
    except LumetraError as error:  # no such connection, a reference that does not hold, an image that is gone
        heard.failure, heard.status = CallFailure("bad_request", str(error)), "failed"


def _keep(playground: Playground, asked: Asked, heard: Heard) -> PlaygroundAnswer:
    observation = observation_of(asked, heard)
    cost = playground.price(asked.access.project_id, observation)
    result, failure = heard.result, heard.failure
    answer = PlaygroundAnswer(
        id=new_id(),
        project_id=asked.access.project_id,
        session_id=asked.session_id,
        run_id=asked.run_id,
        column_id=asked.column.id,
        row_index=asked.row_index,
        status=heard.status,
        text=result.text if result else heard.text,
        reasoning=result.reasoning if result else heard.reasoning,
        tool_calls=[vars(call) for call in result.tool_calls] if result else [],
        finish_reason=result.finish_reason if result else "",
        error_kind=failure.kind if failure else "",
        error=failure.message if failure else "",
        usage=result.usage if result else {},
        cost_usd=None if cost is None else format(cost, "f"),
        latency_ms=result.latency_ms if result else heard.latency_ms,
        first_token_ms=result.first_token_ms if result else heard.first_token_ms,
        trace_id=observation.trace_id,
        observation_id=observation.id,
        created_by=asked.author,
        created_at=playground.clock(),
    )
    playground.write(asked.access, [observation])
    with playground.database.session() as session:
        session.add(answer)
    return answer
