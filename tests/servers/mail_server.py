"""A mail server for tests: keeps what it gets, answers as told, and wants TLS and a password where asked to."""

from __future__ import annotations

import ssl
import time
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default as default_policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.servers.ports import free_port

USER, PASSWORD = "lumetra", "p@ss word/1"


@dataclass(frozen=True)
class Delivered:
    """One message, and whom the envelope named."""

    to: list[str]
    message: EmailMessage

    @property
    def text(self) -> str:
        """The plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part."""
        return self._part("html")

    def _part(self, kind: str) -> str:
        part = self.message.get_body((kind,))
        assert part is not None, f"no {kind} part"
        content = part.get_content()
        assert isinstance(content, str)
        return content.replace("\r\n", "\n")


@dataclass
class MailServer:
    """`answers` are said instead of taking the next messages, such as `451 busy`; `refused` are addresses unknown here."""

    port: int
    delivered: list[Delivered] = field(default_factory=list[Delivered])
    answers: deque[str] = field(default_factory=deque[str])
    refused: set[str] = field(default_factory=set[str])
    sessions: int = 0

    @property
    def url(self) -> str:
        """Without a password."""
        return f"smtp://127.0.0.1:{self.port}"

    def to(self, address: str) -> list[Delivered]:
        """What this address got, the oldest first."""
        return [one for one in self.delivered if one.to == [address]]

    def wait_for(self, address: str, count: int = 1, seconds: float = 90) -> list[Delivered]:
        """What this address got, once it is so many."""
        deadline = time.monotonic() + seconds
        while len(found := self.to(address)) < count:
            seen = [(one.to, str(one.message["subject"])) for one in self.delivered]
            assert time.monotonic() < deadline, f"{len(found)} of {count} arrived at {address}; all: {seen}"
            time.sleep(0.05)
        return found

    def forget(self, address: str) -> None:
        """Begin anew with what this address got."""
        self.delivered = [one for one in self.delivered if one.to != [address]]

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """A greeting."""
        self.sessions += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]) -> str:
        """A reader of the next message."""
        if address in self.refused:
            return "550 5.1.1 nobody here by that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """A message."""
        if self.answers:
            return self.answers.popleft()
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default_policy)
        assert isinstance(message, EmailMessage)
        self.delivered.append(Delivered(list(envelope.rcpt_tos), message))
        return "250 taken"


def _authenticate(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (USER.encode(), PASSWORD.encode())
    return AuthResult(success=True) if good else AuthResult(success=False, handled=False)


@contextmanager
def mail_server(*, starttls: ssl.SSLContext | None = None, tls: ssl.SSLContext | None = None) -> Generator[MailServer]:
    """Listen on a free port of 127.0.0.1 until the block ends. With `starttls` it wants USER and PASSWORD."""
    state = MailServer(free_port())
    more: dict[str, Any] = {}
    if starttls:
        more = {"authenticator": _authenticate, "auth_required": True, "tls_context": starttls, "require_starttls": True}
    controller = Controller(state, hostname="127.0.0.1", port=state.port, enable_SMTPUTF8=True, ssl_context=tls, **more)
    controller.start()
    try:
        yield state
    finally:
        controller.stop()
