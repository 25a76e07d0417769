"""What an organization's key administers over the Langfuse-compatible API."""

from __future__ import annotations

from collections.abc import Generator

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from lumetra.features.accounts.keys.create_key import KeyWish, create_key
from lumetra.features.accounts.open_accounts import Accounts
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp


@pytest.fixture
def organization(running: RunningApp, project: TestProject) -> Generator[httpx2.Client]:
    """A client with a key of the project's organization."""
    accounts: Accounts = running.app.state.accounts
    with accounts.database.session() as session:
        wish = KeyWish(organization_id=project.organization_id, project_id=None)
        key = create_key(session, accounts.pepper, wish, accounts.clock())
    auth = (key.row.public_key, key.secret_key)
    with httpx2.Client(base_url=f"{running.url}/api/public", auth=auth, timeout=30) as client:
        yield client


def test_a_project_is_made_changed_and_deleted(organization: httpx2.Client) -> None:
    made = organization.post("/projects", json={"name": "second", "metadata": None, "retention": 0})
    assert made.status_code == 201
    project_id = made.json()["id"]
    assert made.json() == {"id": project_id, "name": "second", "metadata": {}}
    assert organization.post("/projects", json={"name": "second"}).status_code == 409
    changed = organization.put(f"/projects/{project_id}", json={"name": "renamed", "retention": 30})
    assert changed.json()["retentionDays"] == 30
    names = [row["name"] for row in organization.get("/organizations/projects").json()["projects"]]
    assert names == ["Test project", "renamed"]
    assert organization.delete(f"/projects/{project_id}").status_code == 202
    assert organization.get(f"/projects/{project_id}/apiKeys").status_code == 404


@pytest.mark.parametrize("form", [{"name": "ab"}, {"name": "fine", "retention": 2}, {}])
def test_a_project_that_cannot_be_is_refused_with_issues(organization: httpx2.Client, form: dict[str, object]) -> None:
    response = organization.post("/projects", json=form)
    assert response.status_code == 400
    assert response.json()["message"] == "Invalid request data"
    assert {"code", "path", "message"} <= response.json()["error"][0].keys()


def test_keys_of_a_project_are_made_predefined_listed_and_revoked(
    running: RunningApp, organization: httpx2.Client, project: TestProject
) -> None:
    pair = {"publicKey": f"pk-lf-{new_id()}", "secretKey": f"sk-lf-{new_id()}"}
    script = httpx2.Client(base_url=running.url, auth=(pair["publicKey"], pair["secretKey"]))
    with script:
        assert script.get("/api/public/projects").status_code == 401
        made = organization.post(f"/projects/{project.id}/apiKeys", json={"note": "ci", **pair})
        assert made.status_code == 201
        assert made.json()["secretKey"] == pair["secretKey"]
        assert script.get("/api/public/projects").status_code == 200
        assert organization.post(f"/projects/{project.id}/apiKeys", json=pair).status_code == 409
        assert organization.post(f"/projects/{project.id}/apiKeys", json={"publicKey": "pk-lf-x"}).status_code == 400
        listed = organization.get(f"/projects/{project.id}/apiKeys").json()["apiKeys"]
        assert pair["secretKey"] not in str(listed)
        assert [key["note"] for key in listed] == ["ci", None]
        key_path = f"/projects/{project.id}/apiKeys/{made.json()['id']}"
        assert organization.delete(key_path).json() == {"success": True}
        assert script.get("/api/public/projects").status_code == 401


def test_memberships_of_organization_and_project(running: RunningApp, organization: httpx2.Client, project: TestProject) -> None:
    with sign_in_member(running, project, Role.OWNER) as owner, sign_in_member(running, project, Role.MEMBER) as member:
        user_id = member.get("/api/v1/me").json()["user"]["id"]
        form = {"userId": user_id, "role": "ADMIN"}
        assert organization.put("/organizations/memberships", json=form).json()["role"] == "ADMIN"
        assert organization.put(f"/projects/{project.id}/memberships", json=form).json()["role"] == "ADMIN"
        (listed,) = organization.get(f"/projects/{project.id}/memberships").json()["memberships"]
        assert listed["userId"] == user_id
        body = {"userId": user_id}
        organization.request("DELETE", f"/projects/{project.id}/memberships", json=body)
        assert organization.get(f"/projects/{project.id}/memberships").json() == {"memberships": []}
        removed = organization.request("DELETE", "/organizations/memberships", json=body)
        assert removed.json()["userId"] == user_id
        assert member.get(f"/api/v1/projects/{project.id}").status_code == 404
        assert owner.get(f"/api/v1/projects/{project.id}").status_code == 200
    unknown = {"userId": "nobody", "role": "VIEWER"}
    assert organization.put("/organizations/memberships", json=unknown).status_code == 404


def test_another_organizations_project_does_not_exist(running: RunningApp, organization: httpx2.Client) -> None:
    other = create_project(running)
    assert organization.get(f"/projects/{other.id}/apiKeys").status_code == 404
    assert organization.delete(f"/projects/{other.id}").status_code == 404


def test_a_projects_key_is_told_which_key_it_needs(client: httpx2.Client) -> None:
    response = client.get("/api/public/organizations/projects")
    assert response.status_code == 403
    assert response.json() == {"message": "Invalid API key. Organization-scoped API key required for this operation."}


def test_an_organizations_key_reads_no_project_data(organization: httpx2.Client) -> None:
    response = organization.get("/v2/observations")
    assert response.status_code == 403
    assert response.json() == {"message": "Project ID not found for API token. Are you using an organization key?"}
