"""`lumetra serve`: runs the server, says how to reach it, stops cleanly."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lumetra.domain.errors import LumetraError
from lumetra.settings import Settings, load_settings

if TYPE_CHECKING:
    pass

GRACE_SECONDS = 10
"""How long running requests may take to finish after Ctrl-C or SIGTERM."""


class CannotListen(LumetraError):
    """The address is taken or not ours."""


def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (LUMETRA_HOST).")] = None,
    port: Annotated[int | None, typer.Option(help="TCP port; 0 picks a free one (LUMETRA_PORT).")] = None,
    role: Annotated[str | None, typer.Option(help="all, api or worker (LUMETRA_ROLE).")] = None,
    data_dir: Annotated[Path | None, typer.Option(help="Where the embedded engines store (LUMETRA_DATA_DIR).")] = None,
    sample: Annotated[bool | None, typer.Option(help="Fill an empty instance with a sample project (LUMETRA_SAMPLE).")] = None,
) -> None:
    """Run the server until Ctrl-C."""
    given = {"HOST": host, "PORT": port, "ROLE": role, "DATA_DIR": data_dir, "SAMPLE": sample}
    overrides = {f"LUMETRA_{name}": str(value) for name, value in given.items() if value is not None}
    settings = load_settings({**os.environ, **overrides})
    listener = listen(settings.host, settings.port)
    from lumetra.cli.server import run_server
    from lumetra.compose import create_app

    run_server(create_app(settings), settings, listener)


def listen(host: str, port: int) -> socket.socket:
    """An open socket. Taken before the engines open, so that a second server on one port fails at once and says why."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}. Choose another with --port.") from error


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  (compared, not bound)
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{host}:{listener.getsockname()[1]}"
