"""The route table as the subject: every route names its permission, and strangers get nothing from any of them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx2
import pytest
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.routing import Route

from lumetra.http.access import RequiresPermission, RequiresUser
from tests.builders.projects import TestProject, create_project
from tests.builders.running_app import RunningApp

PUBLIC_LINK = "answers only while the trace or session is shared, which is asked anew with every read (test_public_links)"
OPEN_TO_EVERYONE = {
    "GET /api/public/health": "load balancers have no key",
    "PUT /api/public/media/uploads/{token}": "SDKs put bytes without credentials; the signed token allows one content for an hour",
    "GET /api/public/media/files/{token}": "browsers load images without credentials; the signed token allows one content for an hour",
    "GET /api/public/ready": "load balancers have no key",
    "GET /api/openapi.json": "describes the API, holds no data",
    "GET /api/v1/auth/state": "the sign-in page must know whether to offer signing up",
    "POST /api/v1/auth/sign-up": "nobody is signed in yet; bounded by the setting sign_up_open",
    "POST /api/v1/auth/sign-in": "this is where credentials are checked; attempts are limited",
    "POST /api/v1/auth/password-resets": "whoever forgot the password cannot sign in; the answer is the same for every address",
    "POST /api/v1/auth/password-resets/use": "the mailed one-time token is the credential; wrong ones are limited",
    "GET /signin-link": "the one-time token is the credential",
    "GET /api/v1/auth/sso/{provider}/start": "nobody is signed in yet; only sends the browser to the provider",
    "GET /api/v1/auth/sso/{provider}/callback": "the provider's answer is the credential, bound to the browser that began",
    "GET /api/v1/public/traces/{trace_id}": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}/tree": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}/log": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}/search": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}/observations/{observation_id}": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/traces/{trace_id}/observations/{observation_id}/{side}": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/sessions/{session_id:path}": PUBLIC_LINK,
    "GET /api/v1/public/projects/{project_id}/media/{media_id}/content": PUBLIC_LINK,
}
"""Reasoned exceptions. Anything else without a permission is a defect."""

CHECKED_INSIDE = ("/api/public/otel/", "/api/public/ingestion", "/v1/")
"""Intake: plain handlers that carry the load and call `http.access.authorize` themselves. The walk without credentials proves it."""


@dataclass(frozen=True)
class Endpoint:
    """One method of one route."""

    method: str
    path: str
    route: Route | APIRoute

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"

    def path_for(self, **ids: str) -> str:
        return re.sub(r"\{(\w+)(:\w+)?\}", lambda match: ids.get(match.group(1), "some-id"), self.path)


def endpoints(running: RunningApp) -> Iterator[Endpoint]:
    for context in iter_route_contexts(running.app.routes):
        route = context.original_route
        if not isinstance(route, Route | APIRoute):
            continue
        for method in sorted(context.methods or ()):
            if method != "HEAD":
                yield Endpoint(method, str(context.path), route)


def guards(dependant: Dependant) -> Iterator[Any]:
    for child in dependant.dependencies:
        if isinstance(child.call, RequiresPermission | RequiresUser):
            yield child.call
        yield from guards(child)


def test_every_route_names_its_permission_or_stands_in_the_list_with_a_reason(running: RunningApp) -> None:
    nameless = []
    for endpoint in endpoints(running):
        if endpoint.name in OPEN_TO_EVERYONE or hasattr(endpoint.route.endpoint, "permission"):
            continue
        if endpoint.path.startswith(CHECKED_INSIDE) and not isinstance(endpoint.route, APIRoute):
            continue
        if isinstance(endpoint.route, APIRoute) and any(guards(endpoint.route.dependant)):
            continue
        nameless.append(endpoint.name)
    assert nameless == []


def test_the_list_of_open_routes_names_only_routes_that_exist(running: RunningApp) -> None:
    existing = {endpoint.name for endpoint in endpoints(running)}
    assert [name for name in OPEN_TO_EVERYONE if name not in existing] == []


def test_no_route_answers_without_credentials(running: RunningApp, anonymous: httpx2.Client) -> None:
    answered = []
    for endpoint in endpoints(running):
        if endpoint.name in OPEN_TO_EVERYONE:
            continue
        response = anonymous.request(endpoint.method, endpoint.path_for())
        if response.status_code != 401:
            answered.append((endpoint.name, response.status_code, response.text[:100]))
    assert answered == []


def test_a_foreign_projects_key_gets_nothing_from_any_route(
    running: RunningApp, client: httpx2.Client, project: TestProject
) -> None:
    other = create_project(running)
    opened = []
    for endpoint in endpoints(running):
        if "{project_id}" not in endpoint.path and "{projectId}" not in endpoint.path:
            continue
        path = endpoint.path_for(project_id=other.id, projectId=other.id, organization_id=other.organization_id)
        response = client.request(endpoint.method, path, json={} if endpoint.method in {"POST", "PUT", "PATCH"} else None)
        if response.status_code not in {403, 404} or other.id in response.text:
            opened.append((endpoint.name, response.status_code, response.text[:100]))
    assert opened == []


@pytest.mark.parametrize("authorization", ["Bearer {public_key}", "Bearer {secret_key}"])
def test_a_public_key_alone_reads_nothing(
    running: RunningApp, anonymous: httpx2.Client, project: TestProject, authorization: str
) -> None:
    header = authorization.format(public_key=project.public_key, secret_key=project.secret_key)
    opened = []
    for endpoint in endpoints(running):
        if endpoint.name in OPEN_TO_EVERYONE or endpoint.method != "GET":
            continue
        path = endpoint.path_for(project_id=project.id, organization_id=project.organization_id)
        response = anonymous.get(path, headers={"Authorization": header})
        if response.status_code not in {401, 403, 404}:
            opened.append((endpoint.name, response.status_code, response.text[:100]))
    assert opened == []
