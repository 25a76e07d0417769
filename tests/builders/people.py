"""People who are signed in with a browser, for tests of what only people do."""

from __future__ import annotations

import httpx2

from lumetra.domain.access import Role
from lumetra.domain.ids import new_id
from lumetra.features.accounts.authentication.sessions import SESSION_COOKIE, open_session
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.tables import MembershipRow, UserRow
from tests.builders.projects import TestProject
from tests.builders.running_app import RunningApp


def sign_in_member(running: RunningApp, project: TestProject, role: Role, *, is_instance_owner: bool = False) -> httpx2.Client:
    """A client signed in as a new member of the project's organization, with the header that writes need. The caller closes it."""
    accounts: Accounts = running.app.state.accounts
    now = accounts.clock()
    with accounts.database.session() as session:
        user = UserRow(
            id=new_id(),
            email=f"{new_id()}@example.com",
            name=role.value.title(),
            is_instance_owner=is_instance_owner,
            created_at=now,
            updated_at=now,
        )
        session.add(user)
        session.flush()
        session.add(MembershipRow(organization_id=project.organization_id, user_id=user.id, role=role.value, created_at=now))
        token = open_session(session, user.id, address="127.0.0.1", user_agent="test", now=now)
    client = httpx2.Client(base_url=running.url, timeout=90, headers={"X-Lumetra-CSRF": "1", "X-Test-User": user.id})
    client.cookies.set(SESSION_COOKIE, token)
    return client
