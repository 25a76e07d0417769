"""A deleted project is gone for good after a while, and only that one."""

from __future__ import annotations

import itertools
from datetime import timedelta
from functools import partial

import httpx2
import sqlalchemy as sa

from lumetra.compose.upkeep import remove_project_data
from lumetra.domain.access import Access, Role
from lumetra.engines.database import Base
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.projects.gone_projects import GoneProjects
from lumetra.features.accounts.projects.purge_projects import purge_projects
from tests.builders.batch_events import at, event
from tests.builders.eventually import eventually
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp


def rows_of(accounts: Accounts, project_id: str) -> dict[str, int]:
    found: dict[str, int] = {}
    with accounts.database.reading() as session:
        for table in Base.metadata.sorted_tables:
            if "project_id" in table.columns:
                count = sa.select(sa.func.count()).select_from(table).where(table.c.project_id == project_id)
                found[table.name] = session.scalar(count) or 0
    return {name: count for name, count in found.items() if count}


def test_everything_of_a_deleted_project_goes_except_the_audit_log(
    running: RunningApp, client: httpx2.Client, project: TestProject
) -> None:
    accounts: Accounts = running.app.state.accounts
    other = create_project(running)
    client.post("/api/public/v2/prompts", json={"name": "greeting", "prompt": "Hello", "labels": []})
    with sign_in_member(running, project, Role.OWNER) as owner:
        assert owner.delete(f"/api/v1/projects/{project.id}").status_code == 204
    removed: list[Access] = []

    purge_projects(accounts.database, accounts.clock, removed.append)
    assert project.id not in [access.project_id for access in removed], "too early: events may be on their way"
    later = accounts.clock() + timedelta(minutes=2)
    purge_projects(accounts.database, lambda: later, removed.append)

    assert project.id in [access.project_id for access in removed]
    assert set(rows_of(accounts, project.id)) == {"audit_log"}
    assert "api_keys" in rows_of(accounts, other.id)
    count = len(removed)
    purge_projects(accounts.database, lambda: later, removed.append)
    assert len(removed) == count


def test_events_receipts_and_files_of_a_deleted_project_go_and_it_counts_as_gone(
    running: RunningApp, client: httpx2.Client, project: TestProject
) -> None:
    accounts: Accounts = running.app.state.accounts
    analytics, blobs, ingest = running.engines.analytics, running.engines.blobs, running.app.state.ingest
    span = {"id": "s", "traceId": "t", "name": "s", "startTime": at(), "input": "secret"}
    client.post("/api/public/ingestion", json={"batch": [event("span-create", span)]})
    headers = {"Content-Type": "image/png"}
    assert client.post(f"/api/v1/projects/{project.id}/media", content=b"picture", headers=headers).status_code == 201
    eventually(lambda: analytics.select("SELECT 1 FROM receipts WHERE project_id = {p:String}", {"p": project.id}))
    gone = GoneProjects(accounts.database, clock=lambda: next(moments))
    moments = itertools.count(step=60)
    assert not gone(project.id)
    with sign_in_member(running, project, Role.OWNER) as owner:
        owner.delete(f"/api/v1/projects/{project.id}")

    later = accounts.clock() + timedelta(minutes=2)
    purge_projects(accounts.database, lambda: later, partial(remove_project_data, running.engines, ingest))

    assert gone(project.id)
    assert list(blobs.list(f"media/{project.id}")) == []
    for table in ("observations", "traces", "scores", "receipts"):
        left = f"SELECT count() AS n FROM {table} WHERE project_id = {{p:String}}"
        eventually(lambda left=left: analytics.select(left, {"p": project.id})[0]["n"] == 0)
