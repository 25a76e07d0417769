"""Sealing other people's secrets (provider keys, webhook secrets) before they are stored: AES-256-GCM, bound to what they are for."""

from __future__ import annotations

import base64
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from lumetra.domain.errors import LumetraError
from lumetra.engines.secrets import MasterKey

_VERSION = "v1:"
_NONCE_BYTES = 12


class UnsealError(LumetraError):
    """A stored secret cannot be read: the master key has changed, or the row was moved or altered."""


class Sealer:
    """Seals and unseals text for one purpose. `about` (a row's id) must be the same both times: a copied value is useless elsewhere."""

    def __init__(self, key: MasterKey, purpose: str) -> None:
        self._cipher = AESGCM(key.derive(f"seal:{purpose}"))

    def seal(self, secret: str, about: str) -> str:
        """Ciphertext as text; each call gives another one."""
        nonce = os.urandom(_NONCE_BYTES)
        return _VERSION + base64.b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), about.encode())).decode()

    def unseal(self, sealed: str, about: str) -> str:
        """The secret. Raises UnsealError."""
        try:
            raw = base64.b64decode(sealed.removeprefix(_VERSION))
            return self._cipher.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], about.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise UnsealError("a stored secret cannot be decrypted: was LUMETRA_SECRET_KEY or master.key changed?") from error
