"""A project of one's own for every test: the same engines serve all tests, project ids keep them apart."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import httpx2

from lumetra.domain.ids import new_id
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
        return httpx2.Client(base_url=self.url, auth=(self.public_key, self.secret_key), timeout=30)

    def langfuse_environ(self) -> dict[str, str]:
        """The environment with which a Langfuse SDK in a process of its own talks to this project."""
        return {
            "LANGFUSE_HOST": self.url,
            "LANGFUSE_BASE_URL": self.url,
            "LANGFUSE_PUBLIC_KEY": self.public_key,
            "LANGFUSE_SECRET_KEY": self.secret_key,
        }


def create_project(running: RunningApp) -> TestProject:
    """A fresh, empty project in a fresh organization."""
    return TestProject(
        id=new_id(),
        organization_id=new_id(),
        public_key=f"pk-lf-{new_id()}",
        secret_key=f"sk-lf-{secrets.token_hex(16)}",
        url=running.url,
    )
