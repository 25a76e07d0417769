"""How a route says which permission it needs, and gets the caller back.

`Authenticator` is what `features/accounts` implements and `compose` puts on `app.state.authenticator`.
"""

from __future__ import annotations

from typing import Any, Literal, Protocol

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import AccessDenied, Refusal

WIRE_DENIED = "Access denied - insufficient permissions for this endpoint"
WIRE_NO_PROJECT = "Project ID not found for API token. Are you using an organization key?"
WIRE_NEEDS_ORGANIZATION = "Invalid API key. Organization-scoped API key required for this operation."
PROJECT_HEADER = "x-lumetra-project"

About = Literal["project", "organization", "instance", "caller"]
"""What a route is about, and so what the caller must be allowed to touch: one project, one organization, the whole
installation, or only the caller's own credentials."""


class Authenticator(Protocol):
    """Finds out who calls. Raises Unauthenticated, Forbidden, NotFound (a foreign project) or TooManyRequests."""

    def authenticate(self, request: Request) -> Access:
        """The caller of this request; may ask the database, so it blocks.

        API keys by `Authorization` (Basic pair; Bearer public key). Sign-in session by cookie together with the project in
        the path parameter `project_id` or the header `X-Lumetra-Project`; sessions do not count on `/api/public`.
        """
        ...

    def authenticate_cached(self, request: Request) -> Access | None:
        """The same answer without blocking when it is known already, else None. Costs microseconds."""
        ...


async def find_access(request: Request) -> Access:
    """Who calls, from the cache or else through a worker thread."""
    authenticator: Authenticator = request.app.state.authenticator
    access = authenticator.authenticate_cached(request)
    return access if access is not None else await run_in_threadpool(authenticator.authenticate, request)


async def authorize(request: Request, permission: Permission) -> Access:
    """For handlers outside FastAPI's dependencies, such as intake: authenticate and check one permission in a project."""
    access = await find_access(request)
    check_access(access, permission, "project")
    return access


def check_access(access: Access, permission: Permission | None, about: About) -> None:
    """Raise AccessDenied unless the caller holds the permission, on something of the right kind."""
    if about == "project" and not access.project_id:
        if access.key_id:
            raise AccessDenied(WIRE_NO_PROJECT)
        raise Refusal(f"Say which project: in the path, or in the header {PROJECT_HEADER}.", code="project_missing")
    if about == "organization" and access.key_id and access.project_id:
        raise AccessDenied(WIRE_NEEDS_ORGANIZATION)  # a project's key never reaches its organization
    if about == "organization" and not access.organization_id:
        raise AccessDenied(WIRE_DENIED)
    if about == "caller" and access.key_id and not access.may(Permission.PROJECT_READ) and access.project_id:
        raise AccessDenied(WIRE_DENIED)  # a public key alone may write scores and nothing else, not even look at itself
    if permission is not None and not access.may(permission):
        raise AccessDenied(WIRE_DENIED, detail={"needed": permission.value})


class RequiresPermission:
    """A FastAPI dependency: authenticates, checks one permission, yields the Access. Policy tests read its attributes."""

    def __init__(self, permission: Permission | None, about: About) -> None:
        self.permission = permission
        self.about: About = about

    async def __call__(self, request: Request) -> Access:
        access = await find_access(request)
        check_access(access, self.permission, self.about)
        return access


class RequiresUser:
    """A FastAPI dependency for what only a person does with the own account: a signed-in session, no key."""

    async def __call__(self, request: Request) -> Access:
        access = await find_access(request)
        if not access.user_id:
            raise AccessDenied("This needs a signed-in user; an API key cannot do it.")
        return access


async def project_in_path(project_id: str) -> None:
    """A router dependency for `/projects/{project_id}/…`: names the parameter in the OpenAPI document, for routes whose
    functions do not take it because the Access has it."""


def requires(permission: Permission, *, about: About | None = None) -> Any:
    """Use as a parameter default: `access: Access = requires(Permission.TRACES_READ)`.

    Routes are about a project unless said otherwise; INSTANCE_READ is about the installation.
    """
    kind: About = about or ("instance" if permission is Permission.INSTANCE_READ else "project")
    return Depends(RequiresPermission(permission, kind))


def requires_caller() -> Any:
    """Any known credentials will do: the route only tells callers about themselves."""
    return Depends(RequiresPermission(None, "caller"))


def requires_user() -> Any:
    """A signed-in user, whatever the roles: `access: Access = requires_user()`."""
    return Depends(RequiresUser())
