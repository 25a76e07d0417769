"""What every response has, whatever its route: headers, tolerance of sloppy addresses, the web app's pages."""

from __future__ import annotations

import httpx2
import pytest

from lumetra.http.edge import tolerant_path
from tests.builders.projects import TestProject


def test_no_script_runs_that_is_not_ours(anonymous: httpx2.Client) -> None:
    policy = anonymous.get("/").headers["content-security-policy"]
    directives = dict(part.split(" ", 1) for part in policy.split("; "))
    assert directives["default-src"] == "'none'"
    assert directives["script-src"] == "'self'"
    assert directives["frame-ancestors"] == "'none'"


def test_any_origin_may_use_the_public_api_without_our_cookie(anonymous: httpx2.Client) -> None:
    headers = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    asked = headers | {"Access-Control-Request-Headers": "authorization,x-langfuse-sdk-name"}
    preflight = anonymous.request("OPTIONS", "/api/public/scores", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "https://shop.example"
    assert "authorization" in preflight.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in preflight.headers
    answer = anonymous.get("/api/public/projects", headers={"Origin": "https://shop.example"})
    assert answer.status_code == 401
    assert answer.headers["access-control-allow-origin"] == "https://shop.example"


def test_our_own_api_is_closed_to_other_origins(anonymous: httpx2.Client) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    assert "access-control-allow-origin" not in anonymous.request("OPTIONS", "/api/v1/me", headers=headers).headers


@pytest.mark.parametrize("path", ["//api/public/projects", "/api/public/projects/", "///api/public/projects//"])
def test_sloppy_slashes_are_tolerated(client: httpx2.Client, project: TestProject, path: str) -> None:
    response = client.get(f"{project.url}{path}", follow_redirects=False)
    assert response.status_code == 200
    assert response.json()["data"][0]["id"] == project.id


def test_names_with_slashes_inside_stay_as_they_are() -> None:
    assert tolerant_path("/api/public/v2/prompts/folder//name") == "/api/public/v2/prompts/folder//name"
    assert tolerant_path("/project/x/") == "/project/x/"


def test_an_unknown_api_address_is_a_json_404_whatever_the_method(anonymous: httpx2.Client) -> None:
    for method in ("GET", "POST", "DELETE"):
        response = anonymous.request(method, "/api/public/nothing-here")
        assert response.status_code == 404
        assert response.json()["error"] == "LangfuseNotFoundError"


def test_a_wrong_method_is_told_so(anonymous: httpx2.Client) -> None:
    response = anonymous.post("/api/public/health")
    assert response.status_code == 405
    assert response.json() == {"message": "Method not allowed", "error": "MethodNotAllowedError"}


def test_every_page_of_the_web_app_has_an_address(anonymous: httpx2.Client) -> None:
    for path in ("/", "/sign-in", "/project/abc/traces/some.id"):
        response = anonymous.get(path)
        assert response.status_code == 200
        assert response.headers["content-type"].startswith("text/html")
