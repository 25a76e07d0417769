"""Somebody deletes the own account."""

from __future__ import annotations

import httpx2
import pytest

from lumetra.domain.access import Role
from lumetra.engines.database import Base
from lumetra.features.accounts.own_account.delete_account import OUTLIVING, OWN
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


def email_of(client: httpx2.Client) -> str:
    email: str = client.get("/api/v1/me").json()["user"]["email"]
    return email


def leave(client: httpx2.Client, proof: str) -> httpx2.Response:
    return client.post("/api/v1/me/delete", json={"proof": proof})


def test_a_member_leaves_and_is_gone(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.OWNER) as owner, sign_in_member(running, project, Role.MEMBER) as member:
        member.post("/api/v1/auth/password", json={"new_password": "correct horse battery"}).raise_for_status()
        organization = f"/api/v1/organizations/{project.organization_id}"
        assert leave(member, "wrong").json()["error"]["code"] == "wrong_password"
        assert leave(member, "correct horse battery").status_code == 204
        assert member.get("/api/v1/me").status_code == 401
        user_id = member.headers["X-Test-User"]
        assert user_id not in [one["user_id"] for one in owner.get(f"{organization}/members").json()["data"]]
        entries = owner.get(f"{organization}/audit-log").json()["data"]
        assert ("delete", "user", user_id) in [(one["action"], one["object_type"], one["object_id"]) for one in entries]


def test_without_a_password_the_address_proves_it(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.MEMBER) as member:
        assert leave(member, "").status_code == 400
        assert leave(member, email_of(member)).status_code == 204


def test_what_somebody_made_stays(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.OWNER) as owner, sign_in_member(running, project, Role.ADMIN) as member:
        key = member.post(f"/api/v1/projects/{project.id}/api-keys", json={"note": "of somebody who leaves"}).json()
        invitation = {"email": "grace-stays@example.com", "role": "VIEWER"}
        member.post(f"/api/v1/organizations/{project.organization_id}/members", json=invitation).raise_for_status()
        assert leave(member, email_of(member)).status_code == 204
        keys = owner.get(f"/api/v1/projects/{project.id}/api-keys").json()["data"]
        assert {one["id"]: one["created_by"] for one in keys}[key["id"]] is None
        assert len(owner.get(f"/api/v1/organizations/{project.organization_id}/invitations").json()["data"]) == 1


def test_the_last_owner_of_an_organization_cannot_leave(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.OWNER) as owner:
        refused = leave(owner, email_of(owner))
        assert (refused.status_code, refused.json()["error"]["code"]) == (409, "last_owner")
        assert refused.json()["error"]["detail"]["organizations"]
        with sign_in_member(running, project, Role.OWNER):
            assert leave(owner, email_of(owner)).status_code == 204


def test_the_owner_of_the_instance_cannot_leave(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.MEMBER, is_instance_owner=True) as owner:
        assert leave(owner, email_of(owner)).json()["error"]["code"] == "instance_owner"


def test_a_key_cannot_leave(client: httpx2.Client) -> None:
    assert leave(client, "").status_code == 403


@pytest.mark.usefixtures("running")
def test_every_table_that_names_a_user_is_thought_of() -> None:
    naming = {
        f"{table.name}.{key.parent.name}"
        for table in Base.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table.name == "users"
    }
    known = {f"{table.__tablename__}.user_id" for table in OWN} | {column.__clause_element__().table.name + "." + column.key for _, column in OUTLIVING}  # fmt: skip
    assert naming == known
