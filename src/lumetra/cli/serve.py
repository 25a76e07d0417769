"""`lumetra serve`: runs the server, says how to reach it, stops cleanly."""

from __future__ import annotations

import os
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from lumetra.cli.data_lock import only_process
from lumetra.cli.listener import listen
from lumetra.engines.heap import pause_collector
from lumetra.settings import load_settings


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
    # Processes of a cluster share nothing on disk, and may stand on one machine.
    alone = only_process(settings.prepared_data_dir()) if settings.role == "all" else nullcontext()
    with alone:
        pause_collector()
        from lumetra.cli.server import run_server
        from lumetra.compose import create_app

        run_server(create_app(settings), settings, listener)
