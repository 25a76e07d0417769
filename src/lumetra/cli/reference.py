"""`lumetra settings`: the reference of every setting."""

from __future__ import annotations

import typer

from lumetra.settings import settings_reference


def settings() -> None:
    """Print every setting with default and meaning, as Markdown."""
    typer.echo(settings_reference(), nl=False)
