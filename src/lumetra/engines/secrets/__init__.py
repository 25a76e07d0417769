"""The instance's master key: every key that Lumetra hashes or encrypts with is derived from it, one per purpose."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_FILE = "master.key"


class MasterKey:
    """At least 16 bytes of secret. It never leaves this object; users get derived keys."""

    def __init__(self, material: bytes) -> None:
        if len(material) < 16:
            raise ValueError("a master key needs at least 16 bytes")
        self._material = material

    def derive(self, purpose: str, length: int = 32) -> bytes:
        """A key for one purpose (HKDF-SHA256, RFC 5869). The same purpose always gives the same bytes."""
        return HKDF(SHA256(), length, salt=None, info=f"lumetra:{purpose}".encode()).derive(self._material)


def load_master_key(configured: str, data_dir: Path) -> MasterKey:
    """The configured key, or else the one kept in the data directory, which is made (mode 0600) when it is missing.

    Two processes that start at once on a new directory agree: the first one to create the file wins.
    """
    if configured:
        return MasterKey(configured.encode())
    path = data_dir / _FILE
    if not path.exists():
        _create(path)
    return MasterKey(path.read_text("ascii").strip().encode())


def _create(path: Path) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(secrets.token_hex(32), "ascii")
    with suppress(FileExistsError):
        os.link(draft, path)  # atomic, and refuses to replace
    draft.unlink()
