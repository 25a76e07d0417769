"""The socket that the server listens on, and the address that leads to it."""

from __future__ import annotations

import socket

from lumetra.domain.errors import LumetraError
from lumetra.settings import Settings


class CannotListen(LumetraError):
    """The address is taken or not ours."""


def listen(host: str, port: int) -> socket.socket:
    """An open socket. Taken before the engines open, so that a second server on one port fails at once and says why."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        raise CannotListen(f"cannot listen on {host} port {port}: {error.strerror}. Choose another with --port.") from error


def address_of(settings: Settings, listener: socket.socket) -> str:
    """The address to open in a browser on this machine."""
    if settings.public_url:
        return settings.public_url.rstrip("/")
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(settings.host, settings.host)  # noqa: S104  (compared, not bound)
    host = f"[{host}]" if ":" in host and not host.startswith("[") else host
    return f"http://{host}:{listener.getsockname()[1]}"
