"""Links that stand for a right: whoever has one may put or get exactly one content until it expires. For stores without their own."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Literal

import msgspec

from lumetra.domain.errors import AccessDenied


class MediaRight(msgspec.Struct, frozen=True, array_like=True):
    """What a link allows. `expires_at` is in seconds since 1970."""

    action: Literal["put", "get"]
    project_id: str
    media_id: str
    expires_at: int


class LinkSigner:
    """Makes and reads tokens: base64url of the right, and of its HMAC-SHA256."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def sign(self, right: MediaRight) -> str:
        """The token for a right."""
        body = msgspec.json.encode(right)
        return f"{_text(body)}.{_text(self._mac(body))}"

    def read(self, token: str, action: Literal["put", "get"], now_seconds: float) -> MediaRight:
        """The right behind a token. Raises AccessDenied when it is forged, expired or about something else."""
        body_text, _, mac_text = token.partition(".")
        try:
            body, mac = _bytes(body_text), _bytes(mac_text)
            genuine = hmac.compare_digest(mac, self._mac(body))
            right = msgspec.json.decode(body, type=MediaRight) if genuine else None
        except ValueError:
            right = None
        if right is None or right.action != action:
            raise AccessDenied("This link is not valid")
        if right.expires_at < now_seconds:
            raise AccessDenied("This link has expired: ask for a new one")
        return right

    def _mac(self, body: bytes) -> bytes:
        return hmac.new(self._key, body, hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
