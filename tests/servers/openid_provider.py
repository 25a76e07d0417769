"""A real OpenID provider in a process of its own: `oidc-provider`, the certified one of Node.js. Skips where there is no Node.js."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from tests.compat.environments import LINK, environment
from tests.servers.ports import free_port, wait_for_port

CLIENT_ID, CLIENT_SECRET = "lumetra", "the-secret"


@dataclass(frozen=True)
class OpenIdServer:
    """The running provider; `url` is its issuer."""

    url: str

    def settings(self, name: str = "work", **more: str) -> dict[str, str]:
        """The environment that makes it a provider of Lumetra: `link_by_email="true"` adds to it."""
        given = {"issuer": self.url, "client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "label": "Work", **more}
        return {f"LUMETRA_SSO_{name.upper()}_{key.upper()}": value for key, value in given.items()}


@contextmanager
def openid_server(scratch: Path) -> Generator[OpenIdServer]:
    """Run it until the block ends."""
    node = environment("openid_provider")
    port = free_port()
    with (scratch / "openid_provider.log").open("wb") as log:
        process = subprocess.Popen(
            [*node.command, str(node.folder / LINK / "openid_provider.mjs")],
            env={**os.environ, "PORT": str(port)},
            cwd=node.folder,
            stdout=log,
            stderr=log,
        )
    try:
        wait_for_port(port, process)
        yield OpenIdServer(f"http://127.0.0.1:{port}")
    finally:
        process.terminate()
        process.wait(30)


def answer_form(page: httpx2.Response, client: httpx2.Client, **who: str) -> httpx2.Response:
    """Fill in the provider's sign-in page: `email`, `sub`, `verified="no"`, `name`, `twist`, or `deny="1"`."""
    assert "Who are you?" in page.text, page.text
    return client.post(str(page.url), data=who)
