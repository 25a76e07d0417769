"""`lumetra demo`: sends the sample project's traffic to a running server, as the SDKs would."""

from __future__ import annotations

from typing import Annotated

import typer


def demo(
    public_key: Annotated[str, typer.Option(envvar="LANGFUSE_PUBLIC_KEY", help="Public key of the project to fill.")],
    secret_key: Annotated[str, typer.Option(envvar="LANGFUSE_SECRET_KEY", help="Its secret key.")],
    url: Annotated[
        str, typer.Option(envvar=["LANGFUSE_BASE_URL", "LANGFUSE_HOST"], help="Address of the server.")
    ] = "http://127.0.0.1:3000",
    days: Annotated[int, typer.Option(min=1, max=90, help="How many days back the traffic reaches.")] = 7,
    sessions: Annotated[int, typer.Option(min=1, max=20_000, help="How many conversations.")] = 220,
    seed: Annotated[int, typer.Option(help="The same seed gives the same ids: sending twice replaces.")] = 1,
) -> None:
    """Fill a project with days of recorded traffic of a documentation assistant."""
    from rich.progress import Progress

    from lumetra.features.sample.send import send_sample

    with Progress(transient=True) as progress:
        bar = progress.add_task("Sending traces", total=None)

        def show(done: int, total: int) -> None:
            progress.update(bar, completed=done, total=total)

        sent = send_sample(url, public_key, secret_key, days=days, sessions=sessions, seed=seed, on_progress=show)
    typer.echo(f"Sent {sent} requests with {sessions} conversations of the last {days} days to {url}.")
