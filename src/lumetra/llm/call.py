"""One call of a language model: pieces of the answer as they come, then the whole with usage and times. Errors are CallFailure."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import AsyncGenerator
from contextlib import aclosing

from lumetra.engines.outbound import AllowedHosts
from lumetra.llm.answer import CallRequest, CallResult, Piece
from lumetra.llm.connection import Connection


async def complete(connection: Connection, request: CallRequest, allowed: AllowedHosts) -> CallResult:
    """The answer in one piece. Raises CallFailure."""
    await asyncio.to_thread(load_library)
    from lumetra.llm import ask  # noqa: PLC0415  (see load_library)

    return await ask.complete(connection, request, allowed)


async def stream(connection: Connection, request: CallRequest, allowed: AllowedHosts) -> AsyncGenerator[Piece | CallResult]:
    """Pieces as they come, and at last the CallResult. Raises CallFailure; closing the generator ends the request."""
    await asyncio.to_thread(load_library)
    from lumetra.llm import ask  # noqa: PLC0415  (see load_library)

    async with aclosing(ask.stream(connection, request, allowed)) as pieces:
        async for piece in pieces:
            yield piece


async def check_connection(connection: Connection, model: str, allowed: AllowedHosts) -> None:
    """Ask the model for a word, to see whether the connection works. Raises CallFailure."""
    request = CallRequest(
        model=model, messages=[{"role": "user", "content": "Say ok."}], parameters={"max_tokens": 16}, timeout_seconds=30
    )
    async with aclosing(stream(connection, request, allowed)) as pieces:
        async for _ in pieces:
            return


def load_library() -> None:
    """Load the providers' libraries. They take seconds, which neither the start nor the event loop should spend."""
    importlib.import_module("lumetra.llm.ask")
