"""Roles in organizations and projects, keys and settings, as people and scripts change them over `/api/v1`."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import ExitStack

import httpx2
import pytest

from lumetra.domain.access import Role
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

SignIn = Callable[[Role], httpx2.Client]


@pytest.fixture
def sign_in(running: RunningApp, project: TestProject) -> Generator[SignIn]:
    with ExitStack() as stack:
        yield lambda role: stack.enter_context(sign_in_member(running, project, role))


def user_id(client: httpx2.Client) -> str:
    return client.get("/api/v1/me").json()["user"]["id"]


def test_me_names_role_and_permissions_of_every_project(sign_in: SignIn, project: TestProject) -> None:
    me = sign_in(Role.VIEWER).get("/api/v1/me").json()
    (organization,) = me["organizations"]
    assert organization["role"] == "VIEWER"
    assert [p["id"] for p in organization["projects"]] == [project.id]
    assert "traces:read" in organization["projects"][0]["permissions"]
    assert "traces:delete" not in organization["projects"][0]["permissions"]


def test_a_foreign_project_does_not_exist_for_a_user(running: RunningApp, sign_in: SignIn) -> None:
    other = create_project(running)
    owner = sign_in(Role.OWNER)
    assert owner.get(f"/api/v1/projects/{other.id}").status_code == 404
    assert owner.get(f"/api/v1/organizations/{other.organization_id}").status_code == 404


def test_a_key_opens_no_other_project(running: RunningApp, client: httpx2.Client) -> None:
    other = create_project(running)
    assert client.get(f"/api/v1/projects/{other.id}").status_code == 404


def test_a_projects_key_never_reaches_its_organization(client: httpx2.Client, project: TestProject) -> None:
    response = client.get(f"/api/v1/organizations/{project.organization_id}/members")
    assert response.status_code == 403


def test_an_admin_cannot_make_owners(sign_in: SignIn, project: TestProject) -> None:
    admin, member = sign_in(Role.ADMIN), sign_in(Role.MEMBER)
    path = f"/api/v1/organizations/{project.organization_id}/members/{user_id(member)}"
    assert admin.put(path, json={"role": "OWNER"}).json()["error"]["code"] == "role_above_own"
    assert admin.put(path, json={"role": "ADMIN"}).status_code == 204
    assert member.get("/api/v1/me").json()["organizations"][0]["role"] == "ADMIN"


def test_an_admin_cannot_touch_an_owner(sign_in: SignIn, project: TestProject) -> None:
    admin, owner = sign_in(Role.ADMIN), sign_in(Role.OWNER)
    path = f"/api/v1/organizations/{project.organization_id}/members/{user_id(owner)}"
    assert admin.put(path, json={"role": "VIEWER"}).status_code == 403
    assert admin.delete(path).status_code == 403


def test_the_last_owner_stays(sign_in: SignIn, project: TestProject) -> None:
    owner = sign_in(Role.OWNER)
    path = f"/api/v1/organizations/{project.organization_id}/members/{user_id(owner)}"
    assert owner.delete(path).json()["error"]["code"] == "last_owner"
    sign_in(Role.OWNER)
    assert owner.delete(path).status_code == 204
    assert owner.get(f"/api/v1/projects/{project.id}").status_code == 404


def test_a_project_role_overrides_the_organizations(sign_in: SignIn, project: TestProject) -> None:
    owner, member = sign_in(Role.OWNER), sign_in(Role.MEMBER)
    path = f"/api/v1/projects/{project.id}/members/{user_id(member)}"
    assert owner.put(path, json={"role": "NONE"}).status_code == 204
    assert member.get(f"/api/v1/projects/{project.id}").status_code == 404
    assert owner.put(path, json={"role": "ADMIN"}).status_code == 204
    assert member.get(f"/api/v1/projects/{project.id}").json()["role"] == "ADMIN"
    assert owner.put(path, json={"role": None}).status_code == 204
    assert member.get(f"/api/v1/projects/{project.id}").json()["role"] == "MEMBER"


def test_a_viewer_neither_makes_keys_nor_changes_settings(sign_in: SignIn, project: TestProject) -> None:
    viewer = sign_in(Role.VIEWER)
    assert viewer.post(f"/api/v1/projects/{project.id}/api-keys", json={}).status_code == 403
    assert viewer.patch(f"/api/v1/projects/{project.id}", json={"name": "x"}).status_code == 403


def test_a_key_made_on_the_screen_works_until_it_is_revoked(running: RunningApp, sign_in: SignIn, project: TestProject) -> None:
    owner = sign_in(Role.OWNER)
    path = f"/api/v1/projects/{project.id}/api-keys"
    made = owner.post(path, json={"note": "ci", "scope": "read"}).json()
    assert made["secret_key"] not in owner.get(path).text
    with httpx2.Client(base_url=running.url, auth=(made["public_key"], made["secret_key"])) as script:
        assert script.get("/api/public/projects").status_code == 200
        assert script.post(path, json={}).status_code == 403
        assert owner.delete(f"{path}/{made['id']}").status_code == 204
        assert script.get("/api/public/projects").status_code == 401
    actions = [entry["action"] for entry in owner.get(f"/api/v1/projects/{project.id}/audit-log").json()["data"]]
    assert sorted(actions[:2]) == ["create", "revoke"]


def test_project_settings_are_merged_and_checked(client: httpx2.Client, project: TestProject) -> None:
    path = f"/api/v1/projects/{project.id}"
    changed = client.patch(path, json={"time_zone": "Asia/Shanghai", "settings": {"a": 1, "b": 2}, "retention_days": 30})
    assert changed.status_code == 200
    assert client.patch(path, json={"settings": {"a": None}}).json()["settings"] == {"b": 2}
    assert client.get(path).json()["time_zone"] == "Asia/Shanghai"
    assert client.get("/api/public/projects").json()["data"][0]["retentionDays"] == 30
    assert client.patch(path, json={"time_zone": "Mars/Olympus"}).json()["error"]["code"] == "invalid_time_zone"


def test_a_deleted_project_is_gone_at_once(client: httpx2.Client, sign_in: SignIn, project: TestProject) -> None:
    owner = sign_in(Role.OWNER)
    assert client.get("/api/public/projects").status_code == 200
    assert owner.delete(f"/api/v1/projects/{project.id}").status_code == 204
    assert client.get("/api/public/projects").status_code == 401
    assert owner.get(f"/api/v1/projects/{project.id}").status_code == 404
    assert owner.get("/api/v1/me").json()["organizations"][0]["projects"] == []


def test_an_invitation_gives_what_it_promised_once(anonymous: httpx2.Client, sign_in: SignIn, project: TestProject) -> None:
    owner = sign_in(Role.OWNER)
    form = {"email": f"new-{project.id}@example.com", "role": "MEMBER"}
    added = owner.post(f"/api/v1/organizations/{project.organization_id}/members", json=form).json()
    token = added["link"].partition("token=")[2]
    signed_up = anonymous.post(
        "/api/v1/auth/sign-up", json={"email": form["email"], "password": "long enough", "invitation": token}
    )
    assert signed_up.status_code == 201
    assert signed_up.json()["organizations"][0]["role"] == "MEMBER"
    again = {"email": f"other-{project.id}@example.com", "password": "long enough", "invitation": token}
    assert anonymous.post("/api/v1/auth/sign-up", json=again).status_code == 404


def test_the_audit_log_is_paged(client: httpx2.Client, sign_in: SignIn, project: TestProject) -> None:
    for number in range(5):
        client.patch(f"/api/v1/projects/{project.id}", json={"settings": {"n": number}})
    owner, path = sign_in(Role.OWNER), f"/api/v1/projects/{project.id}/audit-log"
    seen: list[int] = []
    cursor: str | None = None
    while True:
        page = owner.get(path, params={"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [entry["after"]["settings"]["n"] for entry in page["data"]]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert sorted(seen) == [0, 1, 2, 3, 4]
    assert owner.get(path, params={"cursor": "###"}).json()["error"]["code"] == "invalid_cursor"


def test_who_reads_a_project_learns_what_people_are_called_and_no_more(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.VIEWER) as viewer:
        people = viewer.get(f"/api/v1/projects/{project.id}/people").raise_for_status().json()["data"]
        assert {"user_id": viewer.headers["X-Test-User"], "name": "Viewer"} in people
        assert viewer.get(f"/api/v1/projects/{project.id}/members").status_code == 403
