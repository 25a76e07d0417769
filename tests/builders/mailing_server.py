"""A whole server that can send mail, in a process of its own, and the mail server that it sends to."""

from __future__ import annotations

import re
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

from lumetra.domain.ids import new_id
from tests.builders.server_process import PROJECT, ServerProcess
from tests.servers.mail_server import Delivered, MailServer, mail_server

PASSWORD = "correct horse battery"
OWNER = "owner@example.com"


@dataclass
class Person:
    """Somebody with an account, signed in."""

    email: str
    id: str
    client: httpx2.Client


@dataclass
class MailingServer:
    """`public_url` is what links in mails begin with."""

    server: ServerProcess
    mails: MailServer
    public_url: str

    def anonymous(self, **headers: str) -> httpx2.Client:
        """A browser that nobody has signed in with."""
        return httpx2.Client(base_url=self.server.url, timeout=90, headers={"X-Lumetra-CSRF": "1", **headers})

    def sign_up(self, email: str = "", **headers: str) -> Person:
        """A new account. The first one owns the instance."""
        email = email or f"{new_id()}@example.com"
        client = self.anonymous(**headers)
        form = {"email": email, "password": PASSWORD, "name": email.partition("@")[0].title()}
        user = client.post("/api/v1/auth/sign-up", json=form).raise_for_status().json()["user"]
        return Person(email, user["id"], client)

    def owner(self) -> Person:
        """The owner of the instance and of its first organization."""
        client = self.anonymous()
        answer = client.post("/api/v1/auth/sign-in", json={"email": OWNER, "password": PASSWORD}).raise_for_status()
        return Person(OWNER, answer.json()["user"]["id"], client)

    def add_member(self, owner: Person, person: Person, role: str = "MEMBER") -> None:
        """Make somebody a member of the first organization. Their mails are forgotten when they were told so."""
        form = {"email": person.email, "role": role}
        owner.client.post(f"/api/v1/organizations/{PROJECT}/members", json=form).raise_for_status()
        self.mails.wait_for(person.email)
        self.mails.forget(person.email)

    def link_in(self, mail: Delivered) -> str:
        """The path of the link that a mail is about."""
        found = re.search(rf"^{re.escape(self.public_url)}(/\S*)$", mail.text, re.MULTILINE)
        assert found is not None, mail.text
        return found[1]


@contextmanager
def mailing_server(data_dir: Path, public_url: str = "https://lumetra.example/", **environ: str) -> Generator[MailingServer]:
    """Serve over `data_dir` until the block ends, with an owner."""
    data_dir.mkdir()
    with mail_server() as mails:
        settings = {"SMTP_URL": mails.url, "MAIL_FROM": "Lumetra <lumetra@example.com>", "PUBLIC_URL": public_url, **environ}
        server = ServerProcess(data_dir, **{f"LUMETRA_{name}": value for name, value in settings.items()})
        server.start()
        try:
            found = MailingServer(server, mails, public_url.rstrip("/"))
            found.sign_up(OWNER).client.close()
            yield found
        finally:
            server.stop()
