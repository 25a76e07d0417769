"""`lumetra replay`: has requests read again, those that were set aside or everything since a moment. For a stopped server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from lumetra.cli.data_lock import only_process
from lumetra.domain.errors import LumetraError, NotFound
from lumetra.settings import load_settings

if TYPE_CHECKING:
    from lumetra.ingest.poison import PoisonStore

replay = typer.Typer(no_args_is_help=True, help="Have requests read again: what was set aside, or the log since a moment.")


class NotEmbedded(LumetraError):
    """The log of a cluster is no directory of this machine."""


def _ingest_directory() -> Path:
    settings = load_settings()
    if settings.redis_url:
        raise NotEmbedded("this log is shared by a cluster (LUMETRA_REDIS_URL); only the log of a single process can be replayed")
    return settings.prepared_data_dir() / "ingest"


def _poison(directory: Path) -> PoisonStore:
    from lumetra.ingest.poison import PoisonStore

    return PoisonStore(directory / "poison")


@replay.command("list")
def list_set_aside() -> None:
    """List the requests that could not be decoded or stored, with the reason. The server may be running."""
    poison = _poison(_ingest_directory())
    receipts = poison.receipts()
    for receipt_id in receipts:
        record = poison.read(receipt_id)
        received = datetime.fromtimestamp(record.received_at_us / 1e6, UTC).isoformat(timespec="seconds")
        typer.echo(f"{receipt_id}  {received}  project {record.project_id}  {record.kind}, {len(record.body)} bytes")
        typer.echo(f"    {poison.reason(receipt_id)}")
    typer.echo(f"{len(receipts)} requests are set aside." if receipts else "Nothing is set aside.")


@replay.command("set-aside")
def set_aside(
    receipts: Annotated[list[str] | None, typer.Argument(help="Receipt ids as `list` prints them; all when left out.")] = None,
) -> None:
    """Put requests that were set aside into the log again; the next start stores them, as if they had been sent now."""
    from lumetra.ingest.replay import return_to_log

    directory = _ingest_directory()
    poison = _poison(directory)
    with only_process(directory.parent):
        chosen = list(dict.fromkeys(receipts or poison.receipts()))
        if unknown := sorted(set(chosen) - set(poison.receipts())):
            raise NotFound(f"nothing is set aside under {', '.join(unknown)}; `lumetra replay list` shows what is")
        returned = return_to_log(directory / "log", poison, chosen)
    typer.echo(f"{len(returned)} requests are in the log again; `lumetra serve` stores them when it starts.")


@replay.command("log")
def log(since: Annotated[datetime, typer.Option(help="From this moment on (UTC), for example 2026-11-22T08:00:00.")]) -> None:
    """Have the next start read the log again from a moment on. The same rows are written; what was deleted stays deleted."""
    from lumetra.ingest.replay import rewind

    directory = _ingest_directory()
    with only_process(directory.parent):
        found = rewind(directory / "log", since if since.tzinfo else since.replace(tzinfo=UTC))
    if found.position is None:
        typer.echo("The log holds nothing since then: it keeps LUMETRA_INGEST_LOG_RETENTION_HOURS.")
        raise typer.Exit(1)
    size = f"{found.body_bytes / 1e6:.1f} MB"
    typer.echo(f"{found.requests} requests ({size}) are read again when `lumetra serve` starts.")
