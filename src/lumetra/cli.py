"""The `lumetra` command."""

from __future__ import annotations

import sys

import typer
import uvicorn

from lumetra import __version__
from lumetra.domain.errors import LumetraError
from lumetra.settings import load_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)


@app.command()
def serve() -> None:
    """Run the server until Ctrl-C."""
    from lumetra.compose import create_app  # noqa: PLC0415  (opening the engines' libraries costs a second that `version` need not pay)

    settings = load_settings()
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="info", access_log=False)


@app.command()
def version() -> None:
    """Print the version."""
    typer.echo(__version__)


def main() -> None:
    """Entry point: errors we raise on purpose become one readable line, not a traceback."""
    try:
        app()
    except LumetraError as error:
        typer.echo(f"lumetra: {error}", err=True)
        sys.exit(2)
