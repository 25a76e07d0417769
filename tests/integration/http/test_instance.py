"""The instance page's own question: how is every engine, and how far behind is ingestion?"""

from __future__ import annotations

import httpx2

from lumetra.domain.access import Role
from tests.builders.people import sign_in_member
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


def test_only_the_owner_of_the_instance_sees_it(running: RunningApp, project: TestProject, client: httpx2.Client) -> None:
    assert client.get("/api/v1/instance").status_code == 403
    with sign_in_member(running, project, Role.OWNER) as member:
        assert member.get("/api/v1/instance").status_code == 403


def test_every_engine_answers(running: RunningApp, project: TestProject) -> None:
    with sign_in_member(running, project, Role.MEMBER, is_instance_owner=True) as owner:
        state = owner.get("/api/v1/instance").json()
    assert {engine["name"]: engine["is_well"] for engine in state["engines"]} == {
        "analytics": True,
        "database": True,
        "blobs": True,
        "coordination": True,
    }
    assert 0 <= state["backlog"]["level"] < 1
