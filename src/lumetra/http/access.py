"""How a route says which permission it needs, and gets the caller back.

`Authenticator` is what `features/accounts` implements and `compose.py` puts on `app.state.authenticator`.
"""

from __future__ import annotations

from typing import Any, Protocol

from fastapi import Depends, Request

from lumetra.domain.access import Access, Permission
from lumetra.domain.errors import Forbidden

WIRE_DENIED = "Access denied - insufficient permissions for this endpoint"


class Authenticator(Protocol):
    """Finds out who calls. Synchronous; runs in a worker thread unless the answer is cached."""

    def authenticate(self, request: Request) -> Access:
        """The caller of this request.

        API keys by `Authorization` (Basic pair; Bearer public key). Sign-in session by cookie together with the project in
        the path parameter `project_id` or the header `X-Lumetra-Project`. Raises Unauthenticated, Forbidden or TooManyRequests.
        """
        ...


class RequiresPermission:
    """A FastAPI dependency: authenticates, checks one permission, yields the Access. Policy tests read `.permission`."""

    def __init__(self, permission: Permission) -> None:
        self.permission = permission

    def __call__(self, request: Request) -> Access:
        authenticator: Authenticator = request.app.state.authenticator
        access = authenticator.authenticate(request)
        if not access.may(self.permission):
            raise Forbidden(WIRE_DENIED, detail={"needed": self.permission.value})
        return access


def requires(permission: Permission) -> Any:
    """Use as a parameter default: `access: Access = requires(Permission.TRACES_READ)`."""
    return Depends(RequiresPermission(permission))
