"""Reads `smtp://user:password@host:587` into where and how to connect."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import parse_qs, unquote, urlsplit

Protection = Literal["tls", "starttls", "starttls if offered", "none"]
"""TLS from the first byte; begun by a command, without fail or where the server offers it; none at all."""

PORTS: Final = {"smtp": 587, "smtps": 465}
EXAMPLE: Final = "smtp://user:password@mail.example.com:587"


@dataclass(frozen=True)
class SmtpAddress:
    """A mail server, and the credentials for it; without `user` nobody signs in."""

    host: str
    port: int
    protection: Protection
    user: str = ""
    password: str = field(default="", repr=False)

    @property
    def shown(self) -> str:
        """`host:port`, for people."""
        return f"{self.host}:{self.port}"


def parse_smtp_url(url: str) -> SmtpAddress:
    """The server of a URL. `smtps` is TLS from the start (port 465); `smtp` begins it by STARTTLS (port 587).

    STARTTLS must succeed when there is a password to protect, and may be missing otherwise; `?starttls=required` or
    `?starttls=never` decide it. Raises ValueError, which never repeats the password.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise ValueError(f"is not a URL; {EXAMPLE} is one") from error
    if parts.scheme not in PORTS or not parts.hostname:
        raise ValueError(f"must begin with smtp:// or smtps:// and name a server, as in {EXAMPLE}")
    options = parse_qs(parts.query)
    starttls = options.pop("starttls", [""])[0]
    if options or starttls not in ("", "required", "never") or parts.path.strip("/"):
        raise ValueError("may end with ?starttls=required or ?starttls=never and nothing else")
    if parts.scheme == "smtps" and starttls:
        raise ValueError("smtps:// is protected from the start; starttls belongs to smtp://")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpAddress(parts.hostname, port or PORTS[parts.scheme], _protection(parts.scheme, starttls, user), user, password)


def _protection(scheme: str, starttls: str, user: str) -> Protection:
    if scheme == "smtps":
        return "tls"
    if starttls == "never":
        return "none"
    return "starttls" if starttls == "required" or user else "starttls if offered"
