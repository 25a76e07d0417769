"""`lumetra doctor`: checks engines, disk, versions and settings, says what would be used; finds out what became of a trace."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Annotated, Any

import typer

from lumetra import __version__
from lumetra.cli.keys import open_accounts_from_settings
from lumetra.domain.access import KeyScope
from lumetra.domain.errors import LumetraError
from lumetra.settings import Settings, load_settings

LOW_DISK_BYTES = 2 * 1024**3


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    subject: str
    is_well: bool
    text: str


class NotRunning(LumetraError):
    """A question that only the running server can answer."""


def doctor(
    trace: Annotated[str | None, typer.Option("--trace", help="Ask the running server what became of this trace id.")] = None,
) -> None:
    """Check this installation, or with --trace find out where a trace is."""
    settings = load_settings()
    if trace is not None:
        _print_receipts(settings, trace)
        return
    findings = examine(settings)
    width = max(len(finding.subject) for finding in findings)
    for finding in findings:
        typer.echo(f"{'ok     ' if finding.is_well else 'PROBLEM'}  {finding.subject.ljust(width)}  {finding.text}")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)


def examine(settings: Settings) -> list[Finding]:
    """Look at everything once. A check that fails becomes a finding, never an exception."""
    data_dir = settings.prepared_data_dir()
    running = _running_version(settings)
    server = f"running at {_address(settings)}, version {running}" if running else f"not running at {_address(settings)}"
    return [
        Finding("lumetra", True, f"{__version__}, Python {platform.python_version()}, {platform.platform(terse=True)}"),
        Finding("settings", True, ", ".join(_chosen(settings)) or "all at their defaults"),
        _attempt("data directory", lambda: _disk(data_dir)),
        Finding("server", True, server),
        _attempt("database", lambda: _database(settings, data_dir)),
        _attempt("analytics", lambda: _analytics(settings, data_dir, is_running=running is not None)),
        _attempt("blobs", lambda: _blobs(settings, data_dir)),
        _attempt("coordination", lambda: _coordination(settings)),
        Finding("web app", True, "built" if _has_webapp() else "not built: the API works, `make run` in a checkout builds it"),
    ]


def _attempt(subject: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, True, check())
    except Exception as error:  # whatever goes wrong is exactly what the report is for
        return Finding(subject, False, f"{type(error).__name__}: {error}".splitlines()[0])


def _chosen(settings: Settings) -> list[str]:
    fields = type(settings).model_fields
    plain = [name for name in fields if name != "init" and getattr(settings, name) != fields[name].default]
    return [f"{name} = {'(hidden)' if not fields[name].repr else getattr(settings, name)}" for name in plain]


def _disk(data_dir: Path) -> str:
    probe = data_dir / f".doctor-{os.getpid()}"
    probe.write_bytes(b"x")
    probe.unlink()
    free = shutil.disk_usage(data_dir).free
    if free < LOW_DISK_BYTES:
        raise LumetraError(f"{data_dir} has only {free / 1e9:.1f} GB left")
    return f"{data_dir}, writable, {free / 1e9:.0f} GB free"


def _database(settings: Settings, data_dir: Path) -> str:
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from lumetra.engines.database import open_database
    from lumetra.engines.database.migrate import alembic_config

    database = open_database(settings.database_url, data_dir)
    try:
        with database.engine.connect() as connection:
            present = MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()
    newest = ScriptDirectory.from_config(alembic_config()).get_current_head()
    state = "current" if present == newest else f"at {present or 'nothing'}, the next start brings it to {newest}"
    return f"{database.url.get_backend_name()}, schema {state}"


def _analytics(settings: Settings, data_dir: Path, *, is_running: bool) -> str:
    if not settings.analytics_url and is_running:
        return "embedded, in use by the running server"
    from lumetra.engines.analytics.clickhouse import ClickHouseAnalytics

    analytics = ClickHouseAnalytics(settings.analytics_url or f"chdb://{data_dir / 'analytics'}")
    try:
        version = analytics.select("SELECT version() AS version")[0]["version"]
    finally:
        analytics.close()
    return f"{'ClickHouse server' if settings.analytics_url else 'embedded'}, engine {version}"


def _blobs(settings: Settings, data_dir: Path) -> str:
    from lumetra.engines.blobs import open_blobs

    url = settings.blobs_url or (data_dir / "blobs").as_uri()
    open_blobs(url).check()
    return url


def _coordination(settings: Settings) -> str:
    from lumetra.engines.coordination import open_coordination

    coordination = open_coordination(settings.redis_url)
    try:
        coordination.check()
    finally:
        coordination.close()
    return "Redis" if settings.redis_url else "in process"


def _has_webapp() -> bool:
    return resources.files("lumetra").joinpath("webapp", "index.html").is_file()


def _address(settings: Settings) -> str:
    return settings.public_url.rstrip("/") or f"http://{settings.host}:{settings.port}"


def _running_version(settings: Settings) -> str | None:
    import httpx2

    try:
        response = httpx2.get(f"{_address(settings)}/api/public/health", timeout=3)
        return str(response.json()["version"])
    except (httpx2.HTTPError, ValueError, KeyError):
        return None


def _print_receipts(settings: Settings, trace_id: str) -> None:
    if _running_version(settings) is None:
        raise NotRunning(f"No server answers at {_address(settings)}; receipts are asked of the running server.")
    found = refused = underway = 0
    for project_id, name, auth in _project_keys(settings):
        for receipt in _receipts(settings, project_id, auth, trace_id=trace_id):
            found += 1
            _print_receipt(receipt, f"{name} ({project_id})")
        if not found:
            underway += len(_receipts(settings, project_id, auth, state="durable"))
            for receipt in _receipts(settings, project_id, auth, state="failed", limit="3"):
                refused += 1
                _print_receipt(receipt, f"{name} ({project_id})")
    if found:
        return
    typer.echo(f"No request with trace {trace_id} was stored. Check the host, the keys and the sampling of the SDK.")
    if underway:
        typer.echo(f"{underway} requests are safe and not stored yet: ask again in a moment.")
    if refused:
        typer.echo("The requests above were refused or set aside; the trace may have been in one of them.")
    raise typer.Exit(1)


def _print_receipt(receipt: dict[str, Any], project: str) -> None:
    typer.echo(f"{receipt['received_at']}  {receipt['state']:8}  project {project}")
    typer.echo(f"    {receipt['kind']} by key {receipt['key_id']}, {receipt['sdk_name']} {receipt['sdk_version']}")
    typer.echo(f"    {receipt['body_bytes']} bytes, {receipt['accepted']} accepted, {receipt['rejected']} rejected")
    for reason in receipt["reasons"]:
        typer.echo(f"    rejected: {reason}")


def _receipts(settings: Settings, project_id: str, auth: tuple[str, str], **query: str) -> list[dict[str, Any]]:
    import httpx2

    path = f"{_address(settings)}/api/v1/projects/{project_id}/receipts"
    response = httpx2.get(path, params=query, auth=auth, timeout=30)
    response.raise_for_status()
    found: list[dict[str, Any]] = response.json()["data"]
    return found


def _project_keys(settings: Settings) -> Generator[tuple[str, str, tuple[str, str]]]:
    # Whoever can read the database may read everything anyway: a key of five minutes asks in the projects' name.
    import sqlalchemy as sa

    from lumetra.features.accounts.tables import ProjectRow

    with open_accounts_from_settings() as (session, _):
        projects = list(session.scalars(sa.select(ProjectRow).where(ProjectRow.deleted_at.is_(None))))
    for project in projects:
        with _short_lived_key(project.organization_id, project.id) as auth:
            yield project.id, project.name, auth


@contextmanager
def _short_lived_key(organization_id: str, project_id: str) -> Generator[tuple[str, str]]:
    from lumetra.features.accounts.keys.create_key import KeyWish, create_key, revoke_key

    now = datetime.now(UTC)
    with open_accounts_from_settings() as (session, pepper):
        wish = KeyWish(
            organization_id=organization_id,
            project_id=project_id,
            scope=KeyScope.READ,
            note="lumetra doctor",
            expires_at=now + timedelta(minutes=5),
        )
        key = create_key(session, pepper, wish, now)
    try:
        yield key.row.public_key, key.secret_key
    finally:
        with open_accounts_from_settings() as (session, _):
            revoke_key(session, organization_id=organization_id, project_id=project_id, key_id=key.row.id, now=now)
