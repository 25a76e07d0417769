"""The Authenticator of the HTTP layer: an API key or a signed-in browser becomes an Access."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from lumetra.domain.access import Access, Role
from lumetra.domain.clock import Clock, utc_now
from lumetra.domain.errors import NotFound, Transient, Unauthenticated
from lumetra.engines.database import Database
from lumetra.features.accounts.authentication.authenticate_key import NO_HEADER, KeyAuthenticator
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE, find_session, needs_seen
from lumetra.features.accounts.find_roles import instance_permissions, permissions_of, role_in_organization, role_in_project
from lumetra.features.accounts.tables import ProjectRow, SessionRow, UserRow
from lumetra.http.access import PROJECT_HEADER
from lumetra.http.csrf import check_same_site
from lumetra.http.errors import is_wire_path

PROJECT_NOT_FOUND = "Project not found"


def client_address(request: Request) -> str:
    """The caller's address as the server saw it (behind a trusted proxy: what the proxy says)."""
    return request.client.host if request.client else ""


class AccountAuthenticator:
    """Implements `http.access.Authenticator`. One per process."""

    def __init__(self, database: Database, keys: KeyAuthenticator, *, clock: Clock = utc_now) -> None:
        self._database = database
        self._keys = keys
        self._clock = clock

    def authenticate_cached(self, request: Request) -> Access | None:
        """See Authenticator. Sessions are never cached: signing out and changing roles take effect at once."""
        header = request.headers.get("authorization")
        if header is None:
            return None
        access = self._keys.cached(header)
        return None if access is None else _of_this_request(access, request)

    def authenticate(self, request: Request) -> Access:
        """See Authenticator."""
        header = request.headers.get("authorization")
        if header is not None:
            return _of_this_request(self._keys.authenticate(header, client_address(request)), request)
        token = request.cookies.get(SESSION_COOKIE)
        if token is None or is_wire_path(request.url.path):
            raise Unauthenticated(NO_HEADER)
        check_same_site(request)
        try:
            return self._by_session(token, request)
        except (OperationalError, InterfaceError) as error:
            raise Transient("the account database cannot be reached") from error

    def _by_session(self, token: str, request: Request) -> Access:
        now = self._clock()
        with self._database.reading() as session:
            row = find_session(session, token, now)
            user = None if row is None else session.get(UserRow, row.user_id)
            if row is None or user is None:
                raise Unauthenticated("Your session has ended. Sign in again.")
            access = msgspec.structs.replace(_about(session, user, request), session_id=row.id, address=client_address(request))
        if needs_seen(row, now):
            with self._database.session() as session:
                session.execute(sa.update(SessionRow).where(SessionRow.id == row.id).values(last_seen_at=now))
        return access


def _of_this_request(access: Access, request: Request) -> Access:
    project_id = request.path_params.get("project_id")
    if project_id is not None and project_id != access.project_id:
        raise NotFound(PROJECT_NOT_FOUND)
    organization_id = request.path_params.get("organization_id")
    if organization_id is not None and organization_id != access.organization_id:
        raise NotFound("Organization not found")
    headers = request.headers
    return msgspec.structs.replace(
        access,
        sdk_name=headers.get("x-langfuse-sdk-name", ""),
        sdk_version=headers.get("x-langfuse-sdk-version", ""),
        address=client_address(request),
    )


def _about(session: Session, user: UserRow, request: Request) -> Access:
    project_id = request.path_params.get("project_id") or request.headers.get(PROJECT_HEADER)
    organization_id = request.path_params.get("organization_id")
    if project_id is not None:
        project = session.get(ProjectRow, project_id)
        role = None if project is None or project.deleted_at else role_in_project(session, user.id, project)
        if project is None or role is None or role is Role.NONE:
            raise NotFound(PROJECT_NOT_FOUND)
        return Access(
            project_id=project.id,
            organization_id=project.organization_id,
            permissions=permissions_of(role, user),
            user_id=user.id,
        )
    if organization_id is not None:
        role = role_in_organization(session, user.id, organization_id)
        if role is None:
            raise NotFound("Organization not found")
        return Access(project_id="", organization_id=organization_id, permissions=permissions_of(role, user), user_id=user.id)
    return Access(project_id="", organization_id="", permissions=instance_permissions(user), user_id=user.id)
