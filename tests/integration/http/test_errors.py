"""Errors in the shape of the API that was called."""

from __future__ import annotations

import httpx2
import pytest

from tests.builders.projects import TestProject


def test_authentication_comes_before_the_body_is_judged(anonymous: httpx2.Client) -> None:
    response = anonymous.post("/api/public/v2/prompts", content=b"{broken", headers={"Content-Type": "application/json"})
    assert response.status_code == 401
    assert response.json() == {"message": "No authorization header"}


def test_a_broken_body_is_refused_on_both_apis(client: httpx2.Client, project: TestProject) -> None:
    headers = {"Content-Type": "application/json"}
    wire = client.post("/api/public/v2/prompts", content=b"{broken", headers=headers)
    assert wire.status_code == 400
    assert wire.json()["message"] == "Invalid request data"
    own = client.patch(f"/api/v1/projects/{project.id}", content=b"{broken", headers=headers)
    assert own.status_code == 400
    assert own.json()["error"]["code"] == "invalid_request"


@pytest.mark.parametrize(
    "body", [b'{"name": "\\ud800"}', b'{"name": NaN}', b"\xff\xfe", b"[" * 50_000, b'{"name": ' + b"9" * 5000 + b"}"]
)
def test_hostile_bodies_are_refused_never_a_bug(client: httpx2.Client, project: TestProject, body: bytes) -> None:
    for method, path in (("PATCH", f"/api/v1/projects/{project.id}"), ("POST", "/api/public/v2/prompts")):
        response = client.request(method, path, content=body, headers={"Content-Type": "application/json"})
        assert 400 <= response.status_code < 500, (path, response.text)
        response.json()


def test_hostile_parameters_are_refused_never_a_bug(client: httpx2.Client, project: TestProject) -> None:
    for query in ("cursor=%00", "cursor=%F0%28", "limit=99999999999999999999", "limit=-1", "cursor=WzEsMl0"):
        response = client.get(f"/api/v1/projects/{project.id}/audit-log?{query}")
        assert 400 <= response.status_code < 500, (query, response.text)
