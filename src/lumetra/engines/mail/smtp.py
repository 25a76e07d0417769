"""Sends one message at a time to a mail server. A connection lasts for one message: mails are few and far between."""

from __future__ import annotations

import smtplib
import ssl
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from typing import Final

from lumetra.domain.errors import LumetraError, Transient
from lumetra.domain.letter import Letter
from lumetra.engines.mail.address import SmtpAddress, parse_smtp_url
from lumetra.engines.mail.render import is_address, parse_sender, render
from lumetra.settings import Settings, SettingsError

TIMEOUT_SECONDS: Final = 15.0
CHECK_TIMEOUT_SECONDS: Final = 5.0
CHECK_EVERY_SECONDS: Final = 60.0
"""A page that looks every few seconds must not sign in to the mail server as often."""


class MailRefused(LumetraError):
    """The mail server will not take this message, or nothing from us; trying again would not help."""


class Smtp:
    """A mail server. Safe to use from several threads; every call blocks, at most some timeouts long."""

    def __init__(self, address: SmtpAddress, sender: Address, public_url: str) -> None:
        self.address = address
        self.sender = sender
        self._public_url = public_url
        self._lock = threading.Lock()
        self._checked_at = float("-inf")
        self._found: Exception | None = None

    def link(self, path: str) -> str:
        """An absolute link to a page. Never made from a request: who asks for a mail must not choose where its links lead."""
        return self._public_url.rstrip("/") + path

    def send(self, to: str, letter: Letter, message_id: str) -> None:
        """Hand a letter to the mail server. Raises Transient when trying again may help, MailRefused when not.

        The same `message_id` twice is the same mail to its reader's program.
        """
        if not is_address(to):
            raise MailRefused(f"{to} is no address that mail can be sent to")
        message = render(letter, self.sender, to, message_id)
        with self._connection(TIMEOUT_SECONDS) as server:
            self._hand_over(server, message, to)

    def check(self) -> None:
        """Connect and sign in, at most once a minute. Raises what `send` would."""
        with self._lock:
            if time.monotonic() - self._checked_at >= CHECK_EVERY_SECONDS:
                self._found = self._look()
                self._checked_at = time.monotonic()
            if self._found is not None:
                raise self._found

    def _look(self) -> Exception | None:
        try:
            with self._connection(CHECK_TIMEOUT_SECONDS) as server:
                server.noop()
        except LumetraError as error:
            return error
        return None

    @contextmanager
    def _connection(self, timeout_seconds: float) -> Generator[smtplib.SMTP]:
        """A connection that has signed in. Whatever goes wrong inside of the block becomes Transient or MailRefused."""
        try:
            with self._open(timeout_seconds) as server:
                self._protect(server)
                if self.address.user:
                    server.login(self.address.user, self.address.password)
                yield server
        except smtplib.SMTPResponseException as error:
            raise _answered(self.address, error.smtp_code, error.smtp_error) from error
        except (ssl.SSLCertVerificationError, smtplib.SMTPNotSupportedError) as error:
            raise MailRefused(f"{self.address.shown}: {error}") from error
        except (smtplib.SMTPException, OSError) as error:
            raise Transient(f"The mail server {self.address.shown} cannot be reached: {error}") from error

    def _open(self, timeout_seconds: float) -> smtplib.SMTP:
        address, name = self.address, self.sender.domain
        if address.protection == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(address.host, address.port, local_hostname=name, timeout=timeout_seconds, context=context)
        return smtplib.SMTP(address.host, address.port, local_hostname=name, timeout=timeout_seconds)

    def _protect(self, server: smtplib.SMTP) -> None:
        server.ehlo_or_helo_if_needed()
        if self.address.protection in ("tls", "none"):
            return
        if server.has_extn("starttls"):
            server.starttls(context=ssl.create_default_context())
        elif self.address.protection == "starttls":
            raise MailRefused(
                f"{self.address.shown} does not offer STARTTLS, and a password must not travel in the open."
                " Use smtps://, or ?starttls=never inside of a trusted network."
            )

    def _hand_over(self, server: smtplib.SMTP, message: EmailMessage, to: str) -> None:
        try:
            server.send_message(message, from_addr=self.sender.addr_spec, to_addrs=[to])
        except smtplib.SMTPRecipientsRefused as error:
            code, said = error.recipients[to]
            raise _answered(self.address, code, said, about=f"{to}: ") from error


def _answered(address: SmtpAddress, code: int, said: bytes | str, about: str = "") -> LumetraError:
    """4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    message = f"{about}{address.shown} said {code} {text}"
    return Transient(message) if 400 <= code < 500 else MailRefused(message)


def open_smtp(settings: Settings) -> Smtp | None:
    """The installation's mail server, or None when it has none. Raises SettingsError for settings that cannot work."""
    if not settings.smtp_url:
        return None
    if not settings.mail_from or not settings.public_url:
        missing = "LUMETRA_PUBLIC_URL" if settings.mail_from else "LUMETRA_MAIL_FROM"
        raise SettingsError(
            f"LUMETRA_SMTP_URL needs {missing} as well: mails say who sends them, and their links must not depend on a request."
        )
    try:
        address = parse_smtp_url(settings.smtp_url)
    except ValueError as error:
        raise SettingsError(f"LUMETRA_SMTP_URL {error}.") from error
    try:
        sender = parse_sender(settings.mail_from)
    except ValueError as error:
        raise SettingsError(f"LUMETRA_MAIL_FROM {error}.") from error
    return Smtp(address, sender, settings.public_url)
