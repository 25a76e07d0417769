"""uvicorn, told what we need of it: greet when ready, say "not ready" from the first signal to stop."""

from __future__ import annotations

import socket
import threading
from types import FrameType

import typer
import uvicorn
from fastapi import FastAPI

from lumetra.cli.listener import address_of
from lumetra.domain.errors import Transient
from lumetra.engines.heap import limit_heap, settle_heap
from lumetra.features.accounts.bootstrap import FirstStart
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.sign_in.add_user import find_owner
from lumetra.features.accounts.sign_in.signin_links import create_signin_link
from lumetra.settings import Settings

GRACE_SECONDS = 10
"""How long running requests may take to finish after Ctrl-C or SIGTERM."""


class Server(uvicorn.Server):
    """Runs the application."""

    def __init__(self, app: FastAPI, settings: Settings, listener: socket.socket) -> None:
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            ws="none",
            timeout_graceful_shutdown=GRACE_SECONDS,
        )
        super().__init__(config)
        self._application = app
        self._settings = settings
        self._listener = listener

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Open everything, then greet."""
        await super().startup(sockets)
        if self.started:
            settle_heap()
            address = address_of(self._settings, self._listener)
            typer.echo(greeting(self._application, address))
            first: FirstStart | None = self._application.state.first_start
            if first is not None and first.sample_keys is not None:
                threading.Thread(target=_fill_sample, args=(address, *first.sample_keys), name="sample", daemon=True).start()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """`/api/public/ready` turns a load balancer away while running requests finish."""
        self._application.state.stopping = True
        super().handle_exit(sig, frame)


def _fill_sample(address: str, public_key: str, secret_key: str) -> None:
    from lumetra.features.sample.send import send_sample

    try:
        send_sample(address, public_key, secret_key)
    except Transient as error:
        typer.echo(f"  The sample project is not complete: {error}", err=True)
    else:
        typer.echo("  The sample project is filled: a week of a documentation assistant's traffic.\n")


def run_server(app: FastAPI, settings: Settings, listener: socket.socket) -> None:
    """Serve until a signal; returns after everything is closed."""
    limit_heap()
    server = Server(app, settings, listener)
    try:
        server.run(sockets=[listener])
    except KeyboardInterrupt:
        typer.echo("Stopped.")
    if not server.started:
        raise typer.Exit(3)


def greeting(app: FastAPI, address: str) -> str:
    """What `serve` prints when it is ready. While nobody has signed up it holds a fresh one-time link."""
    accounts: Accounts = app.state.accounts
    first: FirstStart | None = app.state.first_start
    lines = ["", f"  Lumetra is ready on {address}", ""]
    with accounts.database.session() as session:
        token = None if find_owner(session) else create_signin_link(session, None, accounts.clock())
    if token is None:
        lines.append("  Locked out? `lumetra signin-link` prints a one-time sign-in link.")
    else:
        lines.append(f"  Sign in (once, within a day): {address}/signin-link?token={token}")
    if first is not None:
        lines += [
            "",
            "  Your application's environment (the secret is shown only this once):",
            "",
            f'  LANGFUSE_PUBLIC_KEY="{first.public_key}"',
            f'  LANGFUSE_SECRET_KEY="{first.secret_key}"',
            f'  LANGFUSE_BASE_URL="{address}"   # older SDKs: LANGFUSE_HOST',
        ]
    return "\n".join([*lines, ""])
