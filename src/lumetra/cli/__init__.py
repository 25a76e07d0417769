"""The `lumetra` command. Each subcommand imports what it needs only when it runs, so that `version` answers at once."""

from __future__ import annotations

import sys

import typer

from lumetra.cli.demo import demo
from lumetra.cli.doctor import doctor
from lumetra.cli.gate import gate
from lumetra.cli.keys import keys, signin_link
from lumetra.cli.reference import settings
from lumetra.cli.replay import replay
from lumetra.cli.serve import serve
from lumetra.domain.errors import LumetraError

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.command()(serve)
app.command("signin-link")(signin_link)
app.command()(demo)
app.command()(doctor)
app.command()(gate)
app.command()(settings)
app.add_typer(keys, name="keys")
app.add_typer(replay, name="replay")


@app.command()
def version() -> None:
    """Print the version."""
    from lumetra import __version__

    typer.echo(__version__)


def main() -> None:
    """Entry point: errors we raise on purpose become one readable line, not a traceback."""
    try:
        app()
    except LumetraError as error:
        typer.echo(f"lumetra: {error}", err=True)
        sys.exit(2)
