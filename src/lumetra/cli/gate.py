"""`lumetra gate`: lets a pipeline go on only when a run keeps to its rules. Works against any server, over its API."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from lumetra.domain.errors import Refusal


def gate(
    run: Annotated[str, typer.Option(help="The run to check: an experiment's id or name.")],
    rule: Annotated[
        list[str], typer.Option(help="Such as 'accuracy: not-worse' or 'cost_usd: no-worse-than 10%'. May be repeated.")
    ],
    baseline: Annotated[str | None, typer.Option(help="The run to compare with: id or name.")] = None,
    lower_is_better: Annotated[list[str] | None, typer.Option(help="A score of which less is better. May be repeated.")] = None,
    url: Annotated[
        str, typer.Option(envvar=["LANGFUSE_BASE_URL", "LANGFUSE_HOST"], help="The server.")
    ] = "http://127.0.0.1:3000",
    public_key: Annotated[str, typer.Option(envvar="LANGFUSE_PUBLIC_KEY", help="Public key of the project.")] = "",
    secret_key: Annotated[str, typer.Option(envvar="LANGFUSE_SECRET_KEY", help="Secret key of the project.")] = "",
    markdown: Annotated[Path | None, typer.Option(help="Also write the report to this file.")] = None,
) -> None:
    """Exit 0 when every rule holds, 1 when one does not, 2 when that could not be found out."""
    import httpx2

    try:
        found = _check(url, (public_key, secret_key), run, rule, baseline, lower_is_better or [], markdown)
    except httpx2.TransportError as error:
        raise Refusal(f"{url} cannot be reached: {error}") from error
    against = f" against {found['baseline_name']}" if found["baseline_name"] else ""
    typer.echo(f"{found['run_name']}{against}")
    for one in found["rules"]:
        typer.echo(f"  {'ok  ' if one['passed'] else 'FAIL'}  {one['rule']}  ({one['reason']})")
    if not found["passed"]:
        raise typer.Exit(1)


def _check(
    url: str, keys: tuple[str, str], run: str, rules: list[str], baseline: str | None, lower: list[str], markdown: Path | None
) -> dict[str, Any]:
    import httpx2

    with httpx2.Client(base_url=url, auth=keys, timeout=120) as client:
        project_id = _answer(client.get("/api/public/projects"), url)["data"][0]["id"]
        api = f"/api/v1/projects/{project_id}"
        body = {"run": run, "baseline": baseline, "rules": rules, "lower_is_better": lower}
        found = _answer(client.post(f"{api}/experiment-gate", json=body), url)
        if markdown is not None and found["baseline_id"] is not None:
            query = {"baseline": found["baseline_id"], "candidate": found["run_id"], "lower_is_better": lower}
            report = client.get(f"{api}/experiment-comparison/report", params=query)
            report.raise_for_status()
            markdown.write_text(report.text, encoding="utf-8")
    return found


def _answer(response: Any, url: str) -> Any:
    if response.is_success:
        return response.json()
    try:
        body = response.json()
        said = body["error"]["message"] if isinstance(body.get("error"), dict) else body.get("message", "")
    except ValueError:
        said = response.text[:200]
    raise Refusal(f"{url} answered {response.status_code}: {said}")
