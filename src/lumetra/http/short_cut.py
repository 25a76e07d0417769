"""Answers that a feature holds ready, given before the framework's way through routes, which costs several times as much.

A feature puts a function on `app.state.short_cuts`. It answers a request completely or not at all: whatever it leaves, every refusal
included, goes the usual way, so there is one place where each is decided.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True)
class ReadyAnswer:
    """A whole response. Header names are in lower case."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


Answering = Callable[[Scope], ReadyAnswer | None]


class ShortCut:
    """Middleware around the routes; inside of `Edge`, which adds its headers to these answers as to all others."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI. Only GET can be cut short."""
        if scope["type"] == "http" and scope["method"] == "GET":
            for answering in getattr(scope["app"].state, "short_cuts", ()):
                ready: ReadyAnswer | None = answering(scope)
                if ready is not None:
                    await send({"type": "http.response.start", "status": ready.status, "headers": list(ready.headers)})
                    await send({"type": "http.response.body", "body": ready.body})
                    return
        await self._app(scope, receive, send)
