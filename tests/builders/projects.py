"""A project of one's own for every test: the same engines serve all tests, project ids keep them apart."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2

from lumetra.features.accounts.keys.create_key import KeyWish, create_key
from lumetra.features.accounts.open_accounts import Accounts
from lumetra.features.accounts.organizations.change_organization import create_organization
from lumetra.features.accounts.projects.create_project import NewProject
from lumetra.features.accounts.projects.create_project import create_project as create_project_row
from tests.builders.running_app import RunningApp


@dataclass(frozen=True)
class TestProject:
    """A project, the organization it is in, and a key pair with full scope."""

    __test__ = False

    id: str
    organization_id: str
    public_key: str
    secret_key: str
    url: str

    def client(self) -> httpx2.Client:
        """A plain HTTP client that signs its requests with the project's keys. The caller closes it."""
        return httpx2.Client(base_url=self.url, auth=(self.public_key, self.secret_key), timeout=90)

    def langfuse_environ(self) -> dict[str, str]:
        """The environment with which a Langfuse SDK in a process of its own talks to this project."""
        return {
            "LANGFUSE_HOST": self.url,
            "LANGFUSE_BASE_URL": self.url,
            "LANGFUSE_PUBLIC_KEY": self.public_key,
            "LANGFUSE_SECRET_KEY": self.secret_key,
            # Their default of five seconds is meant for an idle machine; running out of it would lose what the test sent.
            "LANGFUSE_TIMEOUT": "60",
        }


def create_project(running: RunningApp) -> TestProject:
    """A fresh, empty project in a fresh organization."""
    accounts: Accounts = running.app.state.accounts
    with accounts.database.session() as session:
        now = accounts.clock()
        organization = create_organization(session, "Test organization", now)
        project = create_project_row(session, organization.id, NewProject("Test project"), now)
        wish = KeyWish(organization_id=organization.id, project_id=project.id)
        key = create_key(session, accounts.pepper, wish, now)
    return TestProject(
        id=project.id,
        organization_id=organization.id,
        public_key=key.row.public_key,
        secret_key=key.secret_key,
        url=running.url,
    )
